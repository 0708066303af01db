"""What a neuron may follow: a count, a memory, the next character, a place in a line."""

from functools import lru_cache
from random import Random

from models.analysis.code_features import CODE, OUTER_INDENTATION
from models.analysis.feature import (
    ALL,
    Feature,
    Reading,
    each_line,
    everywhere,
    pieces,
    separator,
    strings,
)
from models.analysis.prose_features import PROSE
from models.analysis.task_features import TASK_FEATURES
from models.specimen import Specimen
from models.tasks import END, TASKS, Task

BLANK = " \t"
WORDS_FOR = {"\n": "newline", "\t": "tab", " ": "space"}


def position(text: str) -> Reading:
    return everywhere([t + 1 for string in pieces(text, END) for t in range(len(string))])


def line_length(text: str) -> Reading:
    lines = pieces(text, "\n")
    return (
        everywhere([t + 1 for line in lines for t in range(len(line))]) if lines[1:] else [None] * len(text)
    )


def line_position(text: str) -> Reading:
    return everywhere(
        [0 if character == "\n" else t + 1 for line in pieces(text, "\n") for t, character in enumerate(line)]
    )


def indentation(line: str) -> Reading:
    width = len(line) - len(line.lstrip(BLANK))
    return everywhere([min(t + 1, width) for t in range(len(line))])


def spaces_left(line: str) -> Reading:
    width = len(line) - len(line.lstrip(BLANK))
    # A text that ends within the blanks does not say how many were to come.
    known = width < len(line)
    return [(ALL, float(width - 1 - t)) if known and t < width else None for t in range(len(line))]


def quotes(line: str) -> Reading:
    inside, opened = [], ""
    for before, character in zip(" " + line, line, strict=False):
        if character in (opened, "\n"):
            opened = ""
        elif not opened and (character == '"' or (character == "'" and not before.isalnum())):
            opened = character
        inside.append(bool(opened))
    return everywhere(inside)


def capital(text: str) -> Reading:
    return everywhere([character.isupper() for character in text])


FEATURES: dict[str, Feature] = {
    **TASK_FEATURES,
    "position": Feature(
        "position", "Position",
        "How many characters have been read since the beginning, or since an end symbol.",
        "position", "number", position,
    ),
    "line_length": Feature(
        "line_length", "Line length",
        "How many characters of the line have been read, in a text of several lines.",
        "line length", "number", line_length,
    ),
    "line_position": Feature(
        "line_position", "Position in line",
        "How many characters have been read since the last newline.",
        "position in line", "number", line_position,
    ),
    "indentation": Feature(
        "indentation", "Indentation",
        "How many spaces and tabs begin the line, as far as it has been read.",
        "indentation", "number", each_line(indentation),
    ),
    "spaces_left": Feature(
        "spaces_left", "Spaces left",
        "How many spaces and tabs are still to come before the line's first other character.",
        "counts down spaces", "number", each_line(spaces_left),
    ),
    "quotes": Feature(
        "quotes", "Quotes",
        "Whether a quotation is open on this line: a double quote, or a single one that is no apostrophe.",
        "inside quotes", "yes-no", each_line(quotes),
    ),
    "capital": Feature(
        "capital", "Capital",
        "Whether the character is a capital letter.",
        "capitals", "yes-no", capital,
    ),
    "outer_indentation": OUTER_INDENTATION,
}  # fmt: skip

MOST_TRACED = 25_000_000  # numbers in the trace of a sample: 100 MB
SHORTEST_SAMPLE = 1000  # characters

# What a task's neurons are for, the main feature first; of others it is the next character.
OWN: dict[str, tuple[str, ...]] = {
    "counting": ("count",),
    "selective_counting": ("count", "ignores"),
    "state_memory": ("remembers",),
    "anbncn": ("count", "count_c"),
    "anb2n": ("count_half",),
    "dyck1": ("open",),
    "shuffle2": ("open_round", "open_square"),
    "dyck2": ("open", "inner_round"),
    "parity": ("odd",),
    "reber": ("entered",),
}
GENERAL = ("indentation", "spaces_left", "quotes", "capital", "line_length", "position", "outer_indentation")
BESIDE_A_TASK = ("line_length", "position")
# What can be looked for in a long text, by the kinds in models/corpora/corpus.py.
IN_LINES = tuple(
    FEATURES[name] for name in ("line_position", "indentation", "outer_indentation", "spaces_left")
)
BY_KIND: dict[str, tuple[Feature, ...]] = {
    "python": (*IN_LINES, *CODE["python"].values(), FEATURES["capital"]),
    "java": (*IN_LINES, *CODE["java"].values(), FEATURES["capital"]),
    "tweets": (*PROSE.values(), FEATURES["capital"], FEATURES["line_position"]),
    "text": (*PROSE.values(), FEATURES["capital"], *IN_LINES),
}


@lru_cache(maxsize=1024)
def determined(task: Task, text: str) -> str:
    """For each character read, the one that the answer goes on with; a blank where the task leaves it."""
    end, following = separator(text), ""
    for string in strings(text):
        read = string.replace(end, END)
        allowed = [task.allowed(read[: t + 1]).replace(END, end) for t in range(len(read))]
        open_until = max((t for t, may in enumerate(allowed) if len(may) > 1), default=-1)
        following += "".join(may if may and t > open_until else " " for t, may in enumerate(allowed))
    return following


def next_feature(character: str, task: Task | None = None) -> Feature:
    """Whether this character comes next: in the answer that a task determines, or anywhere in a free text."""

    def read(text: str) -> Reading:
        following = determined(task, text) if task else text[1:]
        steps = [(ALL, float(other == character)) for other in following]
        if not task:
            return [*steps, None][: len(text)]
        return [step if other != " " else None for step, other in zip(steps, following, strict=True)]

    word = WORDS_FOR.get(character, character)
    where = "in the part that the task determines" if task else "in this text"
    return Feature(
        f"next:{word}", f"Next is {word}", f"Whether {word} comes next, {where}.",
        f"next is {word}", "yes-no", read,
    )  # fmt: skip


def task_of(text: str) -> Task | None:
    """The task whose strings most of these are, as in the recording of a network that learned it."""
    bodies = [body for body in text.split(separator(text)) if body]
    for task in TASKS.values():
        fitting = [body for body in bodies if task.allowed(body) and determined(task, body).strip()]
        if len(fitting) > len(bodies) / 2:
            return task
    return None


def varies(feature: Feature, text: str) -> bool:
    """Whether there is anything to follow in this text."""
    return len({step[1] for step in feature.read(text) if step}) > 1


def own_text(specimen: Specimen) -> str:
    """What a recording has recorded, or what a network begins with; "" where it has no text of its own.

    Of a long sample it is the beginning: as much as has room, since the whole trace is kept.
    """
    if specimen.recording:
        return specimen.recording.characters
    per_character = specimen.layers * len(specimen.symbols) * specimen.hidden
    return specimen.sample[: max(SHORTEST_SAMPLE, MOST_TRACED // per_character)]


def features_for(specimen: Specimen, text: str = "") -> list[Feature]:
    """What can be looked for in this network or recording, the task's own first.

    Args:
        specimen: what is looked into.
        text: what it reads; "" for its recording, its sample or strings of its task.
    """
    if specimen.task and not text:
        text = "".join(example.text for example in specimen.task.examples(range(1, 5), Random(0)))
    text = text or own_text(specimen)
    task = specimen.task or (None if specimen.kind else task_of(text))
    following = [next_feature(character, task) for character in specimen.alphabet]
    own = [FEATURES[name] for name in OWN.get(task.name, ())] + following if task else []
    named = [FEATURES[name] for name in (BESIDE_A_TASK if task else GENERAL)]
    general = [*BY_KIND.get(specimen.kind, named)]
    found = own + general if task else general + following
    return [feature for feature in found if varies(feature, text)]
