"""Splits a training into parts that can be trained anywhere, each by itself: models/joining.py joins them."""

from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from models.kernels.lanes import LANES
from models.text.config import TextConfig
from models.training.config import Config
from models.work import work

Asked = TypeVar("Asked", Config, TextConfig)

ON_TEXT = 2  # networks: to look into the first, and to count n-grams, takes a fifth as long as to train one


def split(config: Asked) -> list[Asked]:
    """The parts of a training, each a config: one for each cell and each block of its seeds.

    A block holds as many seeds as a register of the compiled kernels, or as few networks on text as are worth
    a part. All cells of a block come before the next block, the slowest first: so all curves begin early, and
    no long part is left for the end.
    """
    most = ON_TEXT if isinstance(config, TextConfig) else LANES
    slowest_first = sorted(config.cells, key=lambda cell: -work(replace(config, cells=(cell,))))
    return [
        replace(config, cells=(cell,), first_seed=block.start, seeds=len(block))
        for block in blocks(config.first_seed, config.seeds, most)
        for cell in slowest_first
    ]


def blocks(first: int, count: int, most: int) -> list[range]:
    """So many numbers in as few blocks of at most `most` as there can be, their sizes as equal as can be."""
    whole = -(-count // most)
    ends = [first + count * part // whole for part in range(whole + 1)]
    return [range(begin, end) for begin, end in pairwise(ends)]
