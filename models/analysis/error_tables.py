"""Tables of errors from numbers alone: probabilities, places and the errors of n-grams, but no text.

Everywhere p is (N,) float16, a network's probability of each of N characters, and kinds a string of N letters
of PLACES; see models/analysis/errors.py.
"""

from typing import Any

import numpy as np
from torch import Tensor

from models.analysis.places import PLACES

HALF = 0.5  # a character with less is an error
LEAST = 2.0**-24  # the smallest number of float16 above 0: what is less likely counts as this


def bits(p: Tensor) -> float:
    """Bits per character, to about 0.001, since float16 has 11 digits."""
    return float(-np.log2(np.maximum(p.double().numpy(), LEAST)).mean())


def wrong(p: Tensor) -> np.ndarray:
    """(N,): at which characters the network is in error."""
    return p.numpy() < HALF


def packed(errors: np.ndarray) -> str:
    """(N,) yes or no as one string, 4 to a hexadecimal digit."""
    return np.packbits(errors).tobytes().hex()


def unpacked(text: str, count: int) -> np.ndarray:
    """The (N,) yes or no that `packed` made a string of."""
    return np.unpackbits(np.frombuffer(bytes.fromhex(text), np.uint8), count=count).astype(bool)


def error_count(kinds: np.ndarray, errors: np.ndarray) -> dict[str, int]:
    """Letter of a place -> how many errors (N,) are there, for kinds (N,), one letter each."""
    return {kind: int((errors & (kinds == kind)).sum()) for kind in PLACES}


def by_kind(kinds: str, p: Tensor) -> list[dict[str, Any]]:
    """Where the errors are, a row for each kind of place, also where the text has none.

    Returns:
        {"kind": a letter of PLACES, "title", "characters", "errors", "rate": errors per character, "share":
        of all errors, "bits": per character}; rate and bits are None where there are no characters, share
        where there are no errors.
    """
    letters, errors, rows = np.array(list(kinds)), wrong(p), []
    for kind, place in PLACES.items():
        here = letters == kind
        count, amiss = int(here.sum()), int((errors & here).sum())
        rows.append(
            {
                "kind": kind,
                "title": place.title,
                "characters": count,
                "errors": amiss,
                "rate": amiss / count if count else None,
                "share": amiss / int(errors.sum()) if errors.any() else None,
                "bits": bits(p[here]) if count else None,
            }
        )
    return rows


def ngram_table(p: Tensor, reference: dict[str, Any]) -> list[dict[str, Any]]:
    """Which of a network's errors an n-gram does not make, and the other way round; a row for each n.

    Args:
        reference: of models/analysis/errors.py.

    Returns:
        {"n", "bits", "errors": of the n-gram, "removes": errors of the network that it does not make,
        "removed": those that it or a shorter one does not make, "left": the others, "network_removes":
        errors of the n-gram that the network does not make}.
    """
    own, rows = wrong(p), []
    left = own.copy()
    for n, text in reference["ngram"].items():
        errors = unpacked(text, len(own))
        left &= errors
        rows.append(
            {
                "n": int(n),
                "bits": reference["ngram_bits"][n],
                "errors": int(errors.sum()),
                "removes": int((own & ~errors).sum()),
                "removed": int((own & ~left).sum()),
                "left": int(left.sum()),
                "network_removes": int((errors & ~own).sum()),
            }
        )
    return rows


def compare(kinds: str, p: Tensor, other: Tensor) -> dict[str, Any]:
    """Which of a network's errors another one, perhaps a larger one, does not make, and which it adds.

    Returns:
        {"characters": N, "bits", "other_bits", "errors", "other_errors", "removes", "adds", "by_kind": a row
        for each kind of place, {"kind", "title", "characters", "errors", "other_errors", "removes", "adds"}}.

    Raises:
        ValueError: where the two did not read the same excerpt.
    """
    if not len(kinds) == len(p) == len(other):
        raise ValueError("two networks are compared where both have read the same text; these have not")
    letters, own, others = np.array(list(kinds)), wrong(p), wrong(other)

    def counts(here: np.ndarray) -> dict[str, int]:
        asked = {"errors": own, "other_errors": others, "removes": own & ~others, "adds": others & ~own}
        return {name: int((errors & here).sum()) for name, errors in asked.items()}

    def row(kind: str) -> dict[str, Any]:
        here = letters == kind
        title = PLACES[kind].title
        return {"kind": kind, "title": title, "characters": int(here.sum()), **counts(here)}

    found = {"characters": len(p), "bits": bits(p), "other_bits": bits(other)}
    return {**found, **counts(np.ones(len(p), bool)), "by_kind": [row(kind) for kind in PLACES]}
