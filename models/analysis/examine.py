"""What is found out about a run when its networks are trained, one thing after the other."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import isfinite
from typing import Any

from models.analysis.detectors import detect
from models.analysis.errors import errors, excerpt, p_correct, reference
from models.analysis.sample import write
from models.analysis.verdicts import verdicts
from models.corpora.corpus import Corpus
from models.text.measure import bits_per_character, spread
from models.text.run import TextResult, TextRun

MEASURED = 500_000  # held-out characters at most that the bits per character are of: all of every corpus here
BRIEFLY = 20_000  # the same while training, and after a stop
TEMPERATURES = (0.5, 0.8, 1.0)
LENGTH = 1000  # characters that are written at each
PROMPTS = {"python": "def ", "java": "/**\n", "tweets": "\n"}

Examination = Callable[[TextRun], TextRun]
Look = Callable[[TextRun, str, Corpus], dict[str, Any]]


def examine(run: TextRun, corpus: Corpus, brief: bool = False) -> Iterator[tuple[float, TextRun]]:
    """Measure the networks of a run, the most important first.

    First how well each predicts what was held out, then for each cell what its first seed writes, which
    neurons follow what, and where it is wrong. A network that has gone astray is not looked into.

    Args:
        run: with its weights, and nothing else that is found here.
        corpus: what it has learned.
        brief: measure on less, and look only at what they write.

    Yields:
        Which part of the work is done, from 0 to 1, and the run with what is known by then. Whoever takes no
        more has the run as it is.
    """
    cells, held_out = run.config.cells, corpus.parts[1]
    measured = spread(held_out, BRIEFLY if brief else MEASURED)
    looks = [(1, samples)] if brief else [(1, samples), (8, findings), (4, mistakes)]
    work: list[tuple[float, Examination]] = [
        (3, partial(with_bits, cell=cell, text=measured)) for cell, _ in run.config.lanes
    ]
    if not brief:
        work.append((1, partial(with_reference, corpus=corpus)))
    for cell in cells:
        work += [(weight, partial(with_look, cell=cell, corpus=corpus, look=look)) for weight, look in looks]
    work.append((1, with_opening))
    whole, done = sum(weight for weight, _ in work), 0.0
    for weight, part in work:
        run, done = part(run), done + weight
        yield done / whole, run


def with_bits(run: TextRun, cell: str, text: str) -> TextRun:
    """How well the next seed of a cell predicts the text."""
    known = run.cells[cell].bits_per_character
    bits = bits_per_character(run.network(cell, len(known)), run.alphabet, text)
    return changed(run, cell, bits_per_character=[*known, bits if isfinite(bits) else None])


def with_reference(run: TextRun, corpus: Corpus) -> TextRun:
    """What the errors of all networks are compared with."""
    return replace(run, reference=reference(*corpus.parts))


def with_look(run: TextRun, cell: str, corpus: Corpus, look: Look) -> TextRun:
    """More known about the first seed of a cell, unless it has gone astray."""
    known = run.cells[cell].bits_per_character[0]
    return run if known is None else changed(run, cell, **look(run, cell, corpus))


def samples(run: TextRun, cell: str, corpus: Corpus) -> dict[str, Any]:
    """What it writes."""
    network, begin, rows = run.network(cell), prompt(corpus), []
    for t in TEMPERATURES:
        written = write(network, run.alphabet, begin, LENGTH, t, seed=run.config.first_seed)
        text = "".join(each.character for each in written)
        scores = verdicts(begin + text, corpus.kind)
        rows.append({"temperature": t, "prompt": begin, "text": text, "scores": scores})
    return {"samples": rows}


def findings(run: TextRun, cell: str, corpus: Corpus) -> dict[str, Any]:
    """Which of its neurons follow what, on what was held out."""
    return {"findings": detect(run.network(cell), run.alphabet, corpus.parts[1], corpus.kind)}


def mistakes(run: TextRun, cell: str, corpus: Corpus) -> dict[str, Any]:
    """Where it is wrong."""
    asked = (run.network(cell), run.alphabet, excerpt(corpus.parts[1]))
    return {"p_correct": p_correct(*asked), "errors": errors(*asked)}


def with_opening(run: TextRun) -> TextRun:
    """The text to begin with on screen: the tamest of what the best network has written."""
    known = [result for result in run.cells.values() if result.samples]
    if not known:
        return run
    best = min(known, key=lambda result: result.bits_per_character[0])
    return replace(run, sample=best.samples[0]["prompt"] + best.samples[0]["text"])


def prompt(corpus: Corpus) -> str:
    """What a network is given to go on from: how such texts begin, or else their most frequent character."""
    usual = PROMPTS.get(corpus.kind, "\n")
    if set(usual) <= set(corpus.alphabet):
        return usual
    learned = corpus.parts[0]
    return max(sorted(corpus.alphabet), key=learned.count)


def changed(run: TextRun, cell: str, **found: Any) -> TextRun:
    """The run with more known about one of its cells."""
    result: TextResult = replace(run.cells[cell], **found)
    return replace(run, cells={**run.cells, cell: result})
