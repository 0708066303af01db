"""n-grams of characters: how likely each character is after the n - 1 before it, counted by sorting."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

RARE = 3  # counts from here on share one discount
USUAL_DISCOUNT = 0.5  # where there are too few rare grams to estimate one
LEAST_DISCOUNT = 0.1  # leaves every character a chance


class Level(NamedTuple):
    """What is counted of grams of one length: G different ones, after C different contexts.

    grams: (G,) their codes, increasing; a gram's context is its code without the last character.
    counts: (G,) how often each occurs, or after how many characters.
    discounts: (RARE + 1,) what is taken off each count, by the count.
    contexts: (C,) their codes, increasing.
    totals: (C,) the sum of the counts after each.
    freed: (C,) the sum of the discounts after each.
    """

    grams: np.ndarray
    counts: np.ndarray
    discounts: np.ndarray
    contexts: np.ndarray
    totals: np.ndarray
    freed: np.ndarray


def ngram_p(learned: str, held_out: str, n: int) -> np.ndarray:
    """(N,): the probability of each character of `held_out` after its n - 1 predecessors; see `ngram_ps`."""
    return ngram_ps(learned, held_out, [n])[n]


def ngram_ps(learned: str, held_out: str, orders: Iterable[int]) -> dict[int, np.ndarray]:
    """What n-grams of several orders, counted in one text, predict of another.

    Interpolated Kneser-Ney with three discounts (Chen & Goodman 1999, An empirical study of smoothing
    techniques for language modeling). After a context u, where u' is u without its first character,

        p(c | u) = (count(uc) - D(count(uc)) + freed(u) p(c | u')) / count(u)
        freed(u) = sum over c of D(count(uc))

    The highest order counts how often uc occurs, each lower one after how many different characters it
    does. An unseen context leaves it to the lower order; below the lowest, all characters are equally likely.
    So every character of the alphabet, that of both texts together, has a chance, and all sum to 1.

    Args:
        learned: what is counted.
        held_out: what is predicted, N characters; the first ones, with less than n - 1 before them, by the
            lower orders.
        orders: the n, each from 1.

    Returns:
        For each n the (N,) probabilities.

    Raises:
        ValueError: for an empty text, and where grams of that length and alphabet do not fit into 63 bits:
            9 of up to 128 characters do.
    """
    orders = set(orders)
    if not learned or not held_out:
        raise ValueError("n-grams need a text to learn and a text to predict; one of the two is empty")
    known, asked, size = numbered(learned, held_out)
    if min(orders) < 1 or size ** max(orders) > 2**63:
        raise ValueError(
            f"n is from 1 to 9 with up to 128 characters, not {min(orders)} to {max(orders)} with {size}"
        )
    result, below = {}, np.full(len(asked), 1 / size)
    codes, query = known, asked
    counted = np.unique(codes, return_counts=True)
    for n in range(1, max(orders) + 1):
        if n in orders:
            result[n] = predict(table(*counted, size), query, below, size)
        if n < max(orders):
            codes = codes[:-1] * size + known[n:]
            counted = np.unique(codes, return_counts=True)
            preceded = np.unique(counted[0] % size**n, return_counts=True)
            below = predict(table(*preceded, size), query, below, size)
            query = query[:-1] * size + asked[n:]
    return result


def numbered(learned: str, held_out: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Both texts as the numbers of their characters in the alphabet of both, and how large that is."""
    texts = [np.frombuffer(t.encode("utf-32-le", "surrogatepass"), np.uint32) for t in (learned, held_out)]
    alphabet = np.unique(np.concatenate([np.unique(text) for text in texts]))
    number = np.zeros(alphabet[-1] + 1, np.int64)
    number[alphabet] = np.arange(len(alphabet))
    return number[texts[0]], number[texts[1]], len(alphabet)


def table(grams: np.ndarray, counts: np.ndarray, size: int) -> Level:
    """The contexts of these grams, increasing and each once, and what their counts make free."""
    discounts = discounts_for(counts)
    context = grams // size
    begins = np.flatnonzero(np.diff(context, prepend=-1))
    return Level(
        grams,
        counts,
        discounts,
        context[begins],
        np.add.reduceat(counts, begins),
        np.add.reduceat(discounts[np.minimum(counts, RARE)], begins),
    )


def discounts_for(counts: np.ndarray) -> np.ndarray:
    """What to take off counts of 0, 1, 2 and 3 or more, from how many counts are 1, 2, 3 and 4.

    D(k) = k - (k + 1) Y n_{k+1} / n_k, where Y = n_1 / (n_1 + 2 n_2).
    """
    seen = np.bincount(np.minimum(counts, RARE + 2), minlength=RARE + 3)[: RARE + 2].astype(float)
    result = np.full(RARE + 1, USUAL_DISCOUNT)
    if seen[1:].all():
        k = np.arange(1, RARE + 1)
        shrunk = k - (k + 1) * seen[1] / (seen[1] + 2 * seen[2]) * seen[2:] / seen[1:-1]
        result[1:] = np.clip(shrunk, LEAST_DISCOUNT, k)
    result[0] = 0.0
    return result


def predict(level: Level, query: np.ndarray, below: np.ndarray, size: int) -> np.ndarray:
    """(N,): the probability of the last character of each gram after the others.

    Args:
        query: (N - n + 1,) the codes of the grams that end at the n-th character and after.
        below: (N,) by the lower order, which predicts the first n - 1 characters.
    """
    if not len(level.grams):
        return below
    place, known = look_up(level.grams, query)
    counts = np.where(known, level.counts[place], 0)
    place, known = look_up(level.contexts, query // size)
    totals, freed = np.where(known, level.totals[place], 1), np.where(known, level.freed[place], 1.0)
    result = below.copy()
    lower = result[len(below) - len(query) :]
    lower[:] = (counts - level.discounts[np.minimum(counts, RARE)] + freed * lower) / totals
    return result


def look_up(known: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each wanted value is among the known, increasing ones, and whether it is there at all."""
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return place, known[place] == wanted
