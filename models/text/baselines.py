"""How well the held-out text is predicted by what is no network: n-grams and file compressors."""

import lzma
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from models.text.ngrams import ngram_ps

NGRAMS = {"unigram": 1, "3-gram": 3, "5-gram": 5}
# How many bytes it looks back, and the size of what it makes of some bytes. xz's own limit is 8 MB.
COMPRESSORS: dict[str, tuple[int, Callable[[bytes], int]]] = {
    "gzip": (2**15, lambda data: len(zlib.compress(data, 9))),
    "xz": (2**22, lambda data: len(lzma.compress(data, preset=6))),
}


def baselines(learned: str, held_out: str) -> dict[str, float]:
    """Bits per character on what was held out, of five models that have seen what was learned.

    unigram, 3-gram, 5-gram: n-grams of characters counted in `learned` (models/text/ngrams.py). Like the
    networks, they learn nothing while they are measured.
    gzip, xz: what the held-out part adds to a compressed file, size(learned + held_out) - size(learned).
    `learned` is its last 32 KB for gzip, which sees no more, and its last 4 MB for xz, which would take too
    long on more. Unlike the others, compressors go on learning from the held-out part.

    Raises:
        ValueError: where one of the texts is empty.
    """
    # Compressors let go of the interpreter, so they run beside the n-grams.
    with ThreadPoolExecutor() as pool:
        sizes = {
            name: [pool.submit(size, data) for data in (before, before + encoded(held_out))]
            for name, (window, size) in COMPRESSORS.items()
            for before in [encoded(learned)[-window:]]
        }
        ps = ngram_ps(learned, held_out, NGRAMS.values())
    bits = {name: float(-np.log2(ps[n]).mean()) for name, n in NGRAMS.items()}
    for name, (before, both) in sizes.items():
        bits[name] = 8 * (both.result() - before.result()) / len(held_out)
    return bits


def encoded(text: str) -> bytes:
    """The text as it would stand in a file."""
    return text.encode("utf-8", "surrogatepass")
