"""The sections of the story, in their order: another one is one more entry."""

from dashboard.pages.story.sections import (
    copying,
    counting,
    gates,
    inside,
    memory,
    reading,
    selective,
    texts,
    variations,
    why_memory,
)
from dashboard.pages.story.step import Section, Step

SECTIONS: tuple[Section, ...] = (
    why_memory.SECTION,
    reading.SECTION,
    inside.SECTION,
    counting.SECTION,
    selective.SECTION,
    memory.SECTION,
    copying.SECTION,
    gates.SECTION,
    texts.CODE,
    texts.TWEETS,
    variations.SECTION,
)
STEPS: dict[str, Step] = {step.id: step for section in SECTIONS for step in section.steps}
