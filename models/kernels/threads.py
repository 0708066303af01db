"""Runs kernels side by side: they hold no lock, so plain threads will do."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import torch


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="kernel")


def side_by_side(
    function: Callable[[Any], Any], items: Sequence[Any], threads: int | None = None
) -> list[Any]:
    """The function of each item, on so many threads, or on as many as `torch.set_num_threads` says."""
    threads = threads or torch.get_num_threads()
    if threads == 1 or len(items) == 1:
        return [function(item) for item in items]
    return list(_pool(threads).map(function, items))
