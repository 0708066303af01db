"""Before and after: what a network writes, and how far it gets, with and without interventions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from models.analysis.generate import generate
from models.analysis.length import n_max
from models.analysis.reference import reference
from models.analysis.trace import Trace
from models.interventions.intervention import Intervention
from models.interventions.taps import make_taps, usual
from models.network import Taps, untapped
from models.specimen import Specimen
from models.tasks import END, Task
from models.tasks.task import end_of


@dataclass(frozen=True)
class Outcome:
    """What came of one prompt.

    Attributes:
        prompt: what was read.
        written: what the network wrote after it, free running, the end symbol included.
        expected: what the task asks for after this prompt; "" where it does not say.
        trace: every number on the way through prompt and answer.
    """

    prompt: str
    written: str
    expected: str
    trace: Trace

    @property
    def exact(self) -> bool | None:
        """Whether it wrote what was asked for; None where nothing was."""
        return self.written == self.expected if self.expected else None


@dataclass(frozen=True)
class Effect:
    """The same string without and with the interventions.

    Attributes:
        before, after: without and with.
        partners: for each swap the other string without and with it: it gets the state that it gave.
    """

    before: Outcome
    after: Outcome
    partners: tuple[tuple[Outcome, Outcome], ...] = ()


def needs_network(specimen: Specimen) -> None:
    """Raise ValueError where there is nothing to intervene in."""
    if specimen.network is None:
        raise ValueError("a recording cannot be changed: open the network itself to intervene")
    if not specimen.has_readout:
        raise ValueError("this file has no readout, so the network writes nothing; open one with its readout")


def taps_of(specimen: Specimen, interventions: Sequence[Intervention], text: str = "") -> Taps:
    """The taps for these interventions; `text` is what means are taken over where there is no task."""
    if not interventions:
        return untapped
    fit, held = reference(specimen, "" if specimen.task else text)
    counted = specimen.task.counted if specimen.task else ""
    return make_taps(specimen, interventions, usual(fit + held, counted))


def effect(specimen: Specimen, text: str, interventions: Sequence[Intervention], length: int) -> Effect:
    """Read text with and without the interventions, and let the network write on.

    Args:
        specimen: a network.
        text: what is read.
        interventions: what is done, in this order.
        length: the most characters that it may write.

    Raises:
        ValueError: for a recording, a text that cannot be read, or an intervention that does not fit.
    """
    needs_network(specimen)
    taps = taps_of(specimen, interventions, text)
    swaps = [each for each in interventions if each.action == "swap"]
    return Effect(
        outcome(specimen, text, length),
        outcome(specimen, edited(text, interventions), length, taps),
        tuple(partner(specimen, text, swap, length) for swap in swaps),
    )


def partner(specimen: Specimen, text: str, swap: Intervention, length: int) -> tuple[Outcome, Outcome]:
    """The string that a swap takes from, without and with the state that it gets in exchange."""
    back = taps_of(specimen, [replace(swap, other=text)], text)
    return outcome(specimen, swap.other, length), outcome(specimen, swap.other, length, back)


def outcome(specimen: Specimen, prompt: str, length: int, taps: Taps = untapped) -> Outcome:
    """Read the prompt and write on."""
    ended = prompt[-1:] == end_of(specimen.alphabet)
    written = "" if ended else generate(specimen.network, specimen.alphabet, prompt, length, taps=taps)
    asked = expected(specimen.task, prompt) if specimen.task else ""
    return Outcome(prompt, written, asked, specimen.read(prompt + written, taps))


def edited(text: str, interventions: Sequence[Intervention]) -> str:
    """The text with every edit made."""
    characters = list(text)
    for each in interventions:
        if each.action == "edit":
            if each.where.start >= len(characters):
                raise ValueError(f"the text has {len(characters)} characters; the edit is beyond its end")
            characters[each.where.start] = each.character
    return "".join(characters)


def expected(task: Task, prompt: str) -> str:
    """What the task asks for after this prompt; "" where it does not determine it."""
    answer = ""
    while len(following := task.allowed(prompt + answer)) == 1:
        answer += following
    return answer if answer.endswith(END) else ""


def prompt_of(task: Task | None, text: str) -> str:
    """What is read of a whole string before the rest follows from it; any other text is all prompt."""
    end = len(text)
    if task and text.endswith(END):
        while end > 1 and task.allowed(text[: end - 1]) == text[end - 1]:
            end -= 1
    return text[:end]


def reach(specimen: Specimen, interventions: Sequence[Intervention], up_to: int) -> int:
    """N_max of the network while it is held so, tried up to a limit.

    Edits belong to one string, and are left out.

    Raises:
        ValueError: where there is no task to measure.
    """
    needs_network(specimen)
    if specimen.task is None:
        raise ValueError("N_max needs a task; this network has none")
    taps = taps_of(specimen, interventions)
    with torch.inference_mode():
        return n_max(specimen.network.as_ensemble(), specimen.task, up_to, taps=taps)[0][0]
