"""Results that are kept while there is room: so many bytes for each function, however large one result is."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from cachetools import LRUCache, cached
from torch import Tensor, nn

F = TypeVar("F", bound=Callable)
SMALL = 100  # bytes of a number, of a short text, or of what else there is


def kept(megabytes: float) -> Callable[[F], F]:
    """As `functools.lru_cache`, but bounded by the size of the results; one that is larger is not kept."""

    def decorated(function: F) -> F:
        return cached(LRUCache(megabytes * 2**20, getsizeof=size), lock=RLock(), info=True)(function)

    return decorated


def size(thing: Any) -> int:
    """About how many bytes a result takes."""
    match thing:
        case Tensor() | np.ndarray():
            return SMALL + thing.nbytes
        case nn.Module():
            return SMALL + sum(map(size, thing.parameters()))
        case str() | bytes():
            return SMALL + len(thing)
        case Mapping():
            return SMALL + sum(size(key) + size(value) for key, value in thing.items())
        case list() | tuple() | set() | frozenset():
            return SMALL + sum(map(size, thing))
        case _ if is_dataclass(thing):
            return SMALL + sum(size(getattr(thing, field.name)) for field in fields(thing))
    return SMALL
