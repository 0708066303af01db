"""A batch as a tree: strings that begin alike are read once."""

from typing import NamedTuple

import numpy as np

from models.kernels.compiled import compiled


class Tree(NamedTuple):
    """M places where strings can be; place 0 is before the first character, and the others come by length.

    parent: (M,) the place one character earlier.
    character: (M,) the number of the character that is read there.
    following: (M, V) how many strings go on with each character.
    """

    parent: np.ndarray
    character: np.ndarray
    following: np.ndarray


@compiled
def grow(characters, targets, mask, vocabulary):
    """The tree of B strings: (B, T) characters read, (B, T) what follows, (B, T) where anything does."""
    strings, longest = characters.shape
    most = strings * longest + 1
    parent, character = np.zeros(most, np.int64), np.zeros(most, np.int64)
    following = np.zeros((most, vocabulary), np.float32)
    children = np.zeros((most, vocabulary), np.int64)
    place, size = np.zeros(strings, np.int64), 1
    for t in range(longest):
        for b in range(strings):
            if mask[b, t]:
                before, read = place[b], characters[b, t]
                if children[before, read] == 0:
                    children[before, read] = size
                    parent[size], character[size] = before, read
                    size += 1
                place[b] = children[before, read]
                following[place[b], targets[b, t]] += 1
    return parent[:size].copy(), character[:size].copy(), following[:size].copy()
