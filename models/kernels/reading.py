"""Whether networks write answers exactly, in all lanes."""

from typing import NamedTuple

import numpy as np
from numba import njit

from models.kernels.compiled import compiled
from models.kernels.lanes import LANES, borrow, fill, get, put, where
from models.kernels.network import read, score


class Questions(NamedTuple):
    """Q answers that branch off from one stem.

    stem: (T,) the numbers of its characters.
    branch: (Q,) how many of them are read before each answer's cue, increasing.
    texts: each cue and answer, one after the other; question q has begin[q] to end[q].
    """

    stem: np.ndarray
    branch: np.ndarray
    texts: np.ndarray
    begin: np.ndarray
    end: np.ndarray


@compiled
def ask(kernel, weights, questions, position, until_wrong, right, room):
    """Fill in right (Q, LANES): 1 where an answer is exact. Returns the position in the stem.

    The state at `position` in the stem is room.states[0], and is moved on; places 1 and 2 are scratch.
    With `until_wrong` a lane is not asked again after a mistake, and nothing is read when no lane is left.
    """
    kernel, weights, questions, right, room = borrow((kernel, weights, questions, right, room))
    states, going, places = room.states, np.ones(LANES, np.float32), np.arange(3)
    for q in range(len(questions.branch)):
        if until_wrong and not going.any():
            break
        while position < questions.branch[q]:
            read(kernel, weights, questions.stem[position : position + 1], places[:1], 1, room)
            states[0] = states[1]
            position += 1
        if not until_wrong:
            going[:] = 1
        write(kernel, weights, questions.texts[questions.begin[q] : questions.end[q]], places, going, room)
        right[q] = going
    return position


@njit
def write(kernel, weights, text, places, going, room):
    """Read a cue and its answer; a lane keeps going (LANES) only while its likeliest character is right."""
    old, new = 0, 1
    for t in range(len(text) - 1):
        read(kernel, weights, text[t : t + 1], places[old : old + 1], new, room)
        score(kernel, weights, 1, room)
        put(judge(room.score[0], text[t + 1], get(going)), going)
        if not going.any():
            break
        old, new = new, 3 - new


@njit
def judge(scores, wanted, going):
    """0 in the lanes where another character scores as high as the wanted one."""
    best = get(scores, wanted)
    for j in range(len(scores)):
        if j != wanted:
            going = where(best - get(scores, j), going, fill(0.0))
    return going
