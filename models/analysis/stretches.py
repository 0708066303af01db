"""A long text read in stretches side by side, keeping no more than what is asked for."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from models.network import Network
from models.tasks.task import check_text
from models.training.batches import encode

Place = tuple[int, str]  # a layer, from 0, and the symbol of a vector in it

SIDE_BY_SIDE = 64  # stretches, at most
LEAD = 200  # characters that are read before each stretch, to come from zero to a state as in the middle
SHORTEST = 2 * LEAD
MOST_KEPT = 60_000_000  # numbers at once: 240 MB


def places_of(network: Network) -> list[Place]:
    """Every vector of every layer, in the order they are computed."""
    return [(layer, symbol) for layer, cell in enumerate(network.cells) for symbol in cell.symbols]


def vectors(network: Network, alphabet: str, text: str) -> Iterator[tuple[Place, np.ndarray]]:
    """Every vector of every layer while a long text of T characters is read, (T, H) float32 each.

    The text is cut into stretches of one length. Each is begun from a zero state, LEAD characters early, and
    what happens there is not kept; what was read further back, such as the beginning of a long comment, is
    not known in it. The text is read as often as needed to keep at most MOST_KEPT numbers at a time.

    Raises:
        ValueError: for an empty text or a character outside the alphabet.
    """
    check_text(text, alphabet)
    places = places_of(network)
    together = max(1, MOST_KEPT // (len(text) * network.hidden))
    for first in range(0, len(places), together):
        yield from read(network, alphabet, text, places[first : first + together]).items()


@torch.inference_mode()
def read(network: Network, alphabet: str, text: str, places: Sequence[Place]) -> dict[Place, np.ndarray]:
    """These vectors at every character; see `vectors`."""
    length = max(SHORTEST, -(-len(text) // SIDE_BY_SIDE))
    count = -(-len(text) // length)
    numbers = torch.zeros(LEAD + count * length, dtype=torch.long)
    numbers[LEAD : LEAD + len(text)] = torch.tensor(encode(text, alphabet))
    rows = numbers.unfold(0, LEAD + length, length)
    kept = {place: np.empty((count, length, network.hidden), np.float32) for place in places}
    state = network.zero_state(count)

    for t in range(-LEAD, length):
        if t == 0:
            for layer in state:
                for value in layer.values():
                    value[0] = 0  # nothing comes before the first stretch

        def keep(layer: int, symbol: str, value: Tensor, t: int = t) -> Tensor:
            if t >= 0 and (layer, symbol) in kept:
                kept[layer, symbol][:, t] = value.numpy()
            return value

        _, state = network.step(network.encode(rows[:, LEAD + t]), state, keep)
    return {place: values.reshape(-1, network.hidden)[: len(text)] for place, values in kept.items()}
