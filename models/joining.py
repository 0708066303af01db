"""Joins the parts of a training to the run that it would have been as a whole."""

from dataclasses import replace

import torch

from models import __version__
from models.analysis.examine import BRIEFLY, changed, with_bits, with_opening
from models.analysis.length import curve_lengths, exact
from models.compare import compare
from models.comparison import CellResult, Comparison
from models.corpora.corpus import Corpus
from models.learn import Lane, from_training, learned_from
from models.text.config import TextConfig
from models.text.engines import make_text_trainer
from models.text.measure import spread
from models.text.run import TextResult, TextRun
from models.text.trainer import streams
from models.training.config import Config

Run = Comparison | TextRun


def join(config: Config | TextConfig, parts: list[Run], corpus: Corpus | None = None) -> Run:
    """The run of a config, from its parts.

    All that the compiled kernels have learned and measured is the same, to the last bit, as in a run that was
    trained as a whole. Where some parts were stopped, or never begun, all are held to what is known of each.

    Args:
        config: what was split.
        parts: what came of each part, in any order.
        corpus: what was read; only for a training on text of which some parts are finished and some are not.

    Raises:
        ValueError: where these are not the parts of this config, or not of the same text.
    """
    if [part.config for part in parts] == [config]:
        return parts[0]
    by_cell = {cell: in_order(config, cell, parts) for cell in config.cells}
    if sum(map(len, by_cell.values())) != len(parts):
        raise ValueError("one of the parts is of a cell that this training does not have")
    if isinstance(config, TextConfig):
        return join_texts(config, by_cell, corpus)
    finished = all(part.finished for part in parts)
    cells = {cell: joined(found, cell) for cell, found in by_cell.items()}
    return Comparison(config, cells, finished, __version__)


def untrained(config: Config | TextConfig, corpus: Corpus | None = None) -> Run:
    """What is known of a part that was never begun: its first weights, measured briefly.

    Args:
        config: the part.
        corpus: what a training on text would have read.
    """
    if isinstance(config, Config):
        return compare(config, should_stop=lambda: True)
    alphabet = corpus.alphabet
    beginning = corpus.parts[0][: config.batch * (config.window + 2)]  # nothing of it is learned
    numbers = streams(beginning, alphabet, config.batch)
    lanes = [
        Lane(cell, seed, make_text_trainer(cell, seed, config, numbers, len(alphabet)))
        for cell, seed in config.lanes
    ]
    cells = {cell: from_training([lane for lane in lanes if lane.cell == cell]) for cell in config.cells}
    return briefly(
        TextRun(config, alphabet, learned_from(corpus), cells, {}, finished=False, code_version=__version__),
        corpus,
    )


def in_order(config: Config | TextConfig, cell: str, parts: list[Run]) -> list[Run]:
    """The parts of one cell, by their seeds. Raises ValueError unless they are what was split."""
    found = sorted(
        (part for part in parts if part.config.cells == (cell,)), key=lambda part: part.config.first_seed
    )
    seeds, whole = [], {"cells": config.cells, "first_seed": config.first_seed, "seeds": config.seeds}
    for part in found:
        if replace(part.config, **whole) != config:
            raise ValueError(f"a part of {cell} is of another training")
        seeds += range(part.config.first_seed, part.config.first_seed + part.config.seeds)
    if seeds != list(range(config.first_seed, config.first_seed + config.seeds)):
        raise ValueError(f"the parts of {cell} do not have each seed once")
    return found


def joined(parts: list[Comparison], cell: str) -> CellResult:
    """One cell of a comparison."""
    results = [part.cells[cell] for part in parts]
    tried = settled_up_to(results)
    lengths = curve_lengths(tried)
    steps = sorted({step for result in results for step in result.history_step})
    histories = [losses(result, steps) for result in results]
    return CellResult(
        weights=side_by_side(results),
        history_step=steps,
        history_loss=[[loss for row in rows for loss in row] for rows in zip(*histories, strict=True)],
        stopped_at=[step for result in results for step in result.stopped_at],
        n_max=[min(reached, tried) for result in results for reached in result.n_max],
        lengths=lengths,
        exact=[row for part in parts for row in at_lengths(part, cell, lengths)],
        measured_up_to=tried,
        seconds=sum(result.seconds for result in results),
        engine=results[0].engine,
    )


def settled_up_to(results: list[CellResult]) -> int:
    """Up to which N each seed's N_max is known. What has failed has failed, however far others were tried."""
    tried = [result.measured_up_to for result in results]
    going = [r.measured_up_to for r in results if max(r.n_max) >= r.measured_up_to]
    return min(going, default=max(tried))


def losses(result: CellResult, steps: list[int]) -> list[list[float]]:
    """The losses at these steps, NaN where there was none: a part that was stopped has shorter curves."""
    known = dict(zip(result.history_step, result.history_loss, strict=True))
    nothing = [float("nan")] * len(result.n_max)
    return [known.get(step, nothing) for step in steps]


def at_lengths(part: Comparison, cell: str, lengths: list[int]) -> list[list[bool]]:
    """Whether each seed is exact at each of these lengths, measured where that was not done yet."""
    result = part.cells[cell]
    return result.exact if result.lengths == lengths else exact(part.network(cell), part.task, lengths)


def side_by_side(results: list[CellResult] | list[TextResult]) -> dict[str, torch.Tensor]:
    """The weights of all seeds."""
    return {name: torch.cat([result.weights[name] for result in results]) for name in results[0].weights}


def join_texts(config: TextConfig, by_cell: dict[str, list[TextRun]], corpus: Corpus | None) -> TextRun:
    """A training on text. What is only looked into once, is what the first part of each cell has found."""
    parts = [part for found in by_cell.values() for part in found]
    first, finished = parts[0], all(part.finished for part in parts)
    if any((part.learned, part.alphabet) != (first.learned, first.alphabet) for part in parts):
        raise ValueError("the parts have not read the same text")
    if not finished:
        # Of a part that was stopped less is measured: held to another text, the others could not be compared.
        by_cell = {
            cell: [briefly(part, corpus) if part.finished else part for part in found]
            for cell, found in by_cell.items()
        }
    run = TextRun(
        config=config,
        alphabet=first.alphabet,
        learned=first.learned,
        cells={cell: joined_on_text(found, cell) for cell, found in by_cell.items()},
        baselines=next((part.baselines for part in parts if part.baselines), {}),
        finished=finished,
        code_version=__version__,
        reference=next((part.reference for part in parts if part.reference), {}),
    )
    return with_opening(run)


def joined_on_text(parts: list[TextRun], cell: str) -> TextResult:
    """One cell of a training on text."""
    results = [part.cells[cell] for part in parts]
    return replace(
        results[0],
        weights=side_by_side(results),
        history=[curves for result in results for curves in result.history],
        bits_per_character=[bits for result in results for bits in result.bits_per_character],
        stopped_at=[step for result in results for step in result.stopped_at],
        seconds=sum(result.seconds for result in results),
    )


def briefly(run: TextRun, corpus: Corpus) -> TextRun:
    """The run with its networks measured on as little as those of a run that was stopped."""
    text = spread(corpus.parts[1], BRIEFLY)
    for cell in run.config.cells:
        run = changed(run, cell, bits_per_character=[])
    for cell, _ in run.config.lanes:
        run = with_bits(run, cell, text)
    return run
