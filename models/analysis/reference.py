"""What neurons are ranked on: texts of which one part fits, and another that is never seen there scores."""

from dataclasses import replace
from random import Random

import torch

from models.analysis.features import own_text, strings
from models.analysis.trace import Trace, traces
from models.specimen import Specimen
from models.tasks import Task

LENGTHS = range(1, 11)  # those that the tasks are trained on, the article's
FIT_SEED, HELD_SEED = 1, 2  # of the draws, where the task is random


def reference(specimen: Specimen, text: str = "") -> tuple[list[Trace], list[Trace]]:
    """What the network does on the texts that fit, and on those held back to score.

    For a task these are its own strings, no string in both. A single text is read once, from its
    beginning to its end, and every second of its lines (or, where there is only one, its second half) is
    held back: both traces have the whole text, and NaN at every step that is the other's.

    Args:
        specimen: a network or a recording.
        text: what to read; "" for strings of its task, its recording or its sample.

    Raises:
        ValueError: for a text that cannot be read, and where there is none.
    """
    if specimen.task and not text:
        fit, held = task_texts(specimen.task)
        read = traces(specimen.network, specimen.alphabet, fit + held)
        return read[: len(fit)], read[len(fit) :]
    whole = specimen.read(text or own_text(specimen))
    first = first_part(whole.characters)
    return [only(whole, first)], [only(whole, ~first)]


def task_texts(task: Task) -> tuple[list[str], list[str]]:
    """Strings of a task: other N in the second list than in the first, or other draws where it is random."""
    if not task.random:
        halves = (LENGTHS[::2], LENGTHS[1::2])
        fit, held = ([e.text for e in task.examples(lengths, Random(0))] for lengths in halves)
        return fit, held
    fit, held = (
        dict.fromkeys(e.text for e in task.examples(LENGTHS, Random(seed))) for seed in (FIT_SEED, HELD_SEED)
    )
    return list(fit), [text for text in held if text not in fit]


def first_part(text: str) -> torch.Tensor:
    """(T,): true on every second of the text's strings, or on its first half where it is only one."""
    lengths = torch.tensor([len(string) for string in strings(text)])
    if len(lengths) == 1:
        return torch.arange(len(text)) < len(text) // 2
    return (torch.arange(len(lengths)) % 2 == 0).repeat_interleave(lengths)


def only(trace: Trace, steps: torch.Tensor) -> Trace:
    """The same trace with NaN at all other steps; steps: (T,) true where it stays."""
    layers = [
        {symbol: torch.where(steps[:, None], values, torch.nan) for symbol, values in layer.items()}
        for layer in trace.layers
    ]
    return replace(trace, layers=layers)
