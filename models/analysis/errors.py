"""Where a network is wrong about a text that it has not learned, and what would help it.

After Karpathy, Johnson & Li (2015), Visualizing and understanding recurrent networks, section 4.4: a
character is an error where its probability is below one half. The text is the excerpt, the first characters
of what is held out, without the very first, which nothing predicts: N predictions.

What is kept of an analysis holds no text, so that it can be passed on where the text may not:

* `reference` is the same for all networks of a run: a letter of PLACES for each of the N characters, and at
  which of them n-grams are wrong.
* `p_correct` is a network's probability of each; models/analysis/error_tables.py makes its tables of both.
* `errors` is what needs the network itself: how often it is wrong where it reads only a few characters.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.analysis.error_tables import HALF, bits, error_count, packed
from models.analysis.places import places
from models.analysis.stretches import read
from models.network import Network
from models.tasks.task import check_text
from models.text.ngrams import ngram_ps
from models.training.batches import encode

EXCERPT = 20_001  # characters at most
ORDERS = range(1, 10)  # of the n-grams, those of the paper
WINDOWS = tuple(2**k for k in range(8))  # characters that are read, 1 to 128
MOST_POSITIONS, LEAST_POSITIONS = 1000, 200  # at which they are read
WORK = 4e8  # positions x parameters, about: a large network is asked at fewer positions


def excerpt(held_out: str) -> str:
    """What is analysed of the held-out text.

    Raises:
        ValueError: where it has no two characters.
    """
    if len(held_out) < 2:
        raise ValueError("errors are looked for in at least two characters: one to read, one to predict")
    return held_out[:EXCERPT]


def reference(learned: str, held_out: str) -> dict[str, Any]:
    """What the networks of one run are compared with, as JSON and without a character of the text.

    Returns:
        excerpt_size: N + 1.
        kinds: for each prediction the letter of the character's place, a string of N.
        ngram: n -> at which predictions an n-gram is wrong, as `unpacked` reads it; n is written as a string.
        ngram_bits: n -> its bits per character.
    """
    text = excerpt(held_out)
    found = {str(n): p[1:] for n, p in ngram_ps(learned, text, ORDERS).items()}
    return {
        "excerpt_size": len(text),
        "kinds": places(text),
        "ngram": {n: packed(p < HALF) for n, p in found.items()},
        "ngram_bits": {n: float(-np.log2(p).mean()) for n, p in found.items()},
    }


@torch.inference_mode()
def p_correct(network: Network, alphabet: str, excerpt: str) -> Tensor:
    """(N,) float16: the probability of each character of the excerpt after those before it.

    Read side by side in stretches, each begun some characters early (models/analysis/stretches.py), so that a
    prediction has seen at least 200 characters or the whole excerpt up to there.

    Raises:
        ValueError: for a character outside the alphabet.
    """
    check_text(excerpt, alphabet)
    top = (len(network.cells) - 1, "h")
    h = torch.from_numpy(read(network, alphabet, excerpt[:-1], [top])[top])
    return probabilities(network, h, torch.tensor(encode(excerpt[1:], alphabet)))


def errors(network: Network, alphabet: str, excerpt: str) -> dict[str, Any]:
    """What needs the network itself, as JSON and without a character of the text.

    Returns:
        windows: see `window_table`.
    """
    return {"windows": window_table(network, alphabet, excerpt)}


@torch.inference_mode()
def window_table(network: Network, alphabet: str, excerpt: str) -> dict[str, Any]:
    """Which errors go away as the network may read more: 1, 2, 4 to 128 characters, then all.

    It reads each window from a zero state, at positions that lie evenly in the excerpt; in an excerpt shorter
    than the largest windows, these are left out.

    Returns:
        positions: how many predictions were asked for.
        kinds: letter of a place -> how many of them are there.
        windows: a row for each window: {"read": its characters, None for all, "bits", "errors", "rate",
            "by_kind": letter -> errors, "removes" and "adds": errors of the row before that are none here,
            and the other way round, None in the first}.
    """
    numbers = torch.tensor(encode(excerpt, alphabet))
    last = len(numbers) - 2
    sizes = [size for size in WINDOWS if 2 * size <= len(numbers)]
    at = positions(sizes[-1] - 1, last, network.size())
    found: dict[int | None, Tensor] = {}
    for size in sizes:
        state = network.zero_state(len(at))
        for back in range(size - 1, -1, -1):
            h, state = network.step(network.encode(numbers[at - back]), state)
        found[size] = probabilities(network, h, numbers[at + 1])
    found[None] = p_correct(network, alphabet, excerpt)[at]
    kinds = np.array(list(places(excerpt)))[at.numpy()]
    rows, before = [], None
    for size, p in found.items():
        wrong = p.numpy() < HALF
        rows.append(
            {
                "read": size,
                "bits": bits(p),
                "errors": int(wrong.sum()),
                "rate": float(wrong.mean()),
                "removes": None if before is None else int((before & ~wrong).sum()),
                "adds": None if before is None else int((wrong & ~before).sum()),
                "by_kind": error_count(kinds, wrong),
            }
        )
        before = wrong
    return {"positions": len(at), "kinds": error_count(kinds, np.ones(len(kinds), bool)), "windows": rows}


def positions(first: int, last: int, parameters: int) -> Tensor:
    """Evenly spaced places from the first to the last; fewer for a large network."""
    most = int(np.clip(WORK / parameters, LEAST_POSITIONS, MOST_POSITIONS))
    count = min(most, last - first + 1)
    return torch.linspace(first, last, count, dtype=torch.float64).round().long()


def probabilities(network: Network, h: Tensor, wanted: Tensor) -> Tensor:
    """(N,) float16: of the wanted characters (N,), after the top layer's hidden states (N, H).

    What a network that has gone astray gives no finite number has probability 0.
    """
    return network.readout(h).softmax(-1).gather(1, wanted[:, None])[:, 0].nan_to_num(0.0).half()
