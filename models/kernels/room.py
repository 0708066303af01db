"""Where reading leaves its numbers."""

from typing import NamedTuple

import numpy as np

from models.kernels import KERNELS
from models.kernels.lanes import LANES, aligned
from models.network import Network


class Room(NamedTuple):
    """What reading up to M places leaves behind, in L layers; d_ is the derivative of the loss by it.

    states: (M, L, R, H, LANES), the hidden state first.
    gates: (M, L, K, H, LANES), the n blocks first, then what else a cell keeps for its derivative.
    scores: (M, V, LANES).
    u, d_a, d_u: (n, H, LANES), of one step.
    """

    states: np.ndarray
    d_states: np.ndarray
    gates: np.ndarray
    scores: np.ndarray
    u: np.ndarray
    d_a: np.ndarray
    d_u: np.ndarray


def room_for(network: Network, places: int, derivatives: bool = True) -> Room:
    """Room for reading so many places; without `derivatives` nothing is kept from step to step but states."""
    kernel, layers, units = KERNELS[network.cell], len(network.cells), network.hidden
    width = (len(network.cells[0].blocks), units)
    kept = places if derivatives else 1
    return Room(
        states=aligned(places, layers, kernel.states, units),
        d_states=aligned(kept, layers, kernel.states, units),
        gates=aligned(kept, layers, kernel.kept, units),
        scores=aligned(kept, network.vocabulary),
        u=aligned(*width),
        d_a=aligned(*width),
        d_u=aligned(*width),
    )


def room_bytes(cell: str, vocabulary: int, hidden: int, layers: int, places: int) -> int:
    """How much memory `room_for` takes, but for what one step needs."""
    kernel = KERNELS[cell]
    return 4 * LANES * places * (layers * (2 * kernel.states + kernel.kept) * hidden + vocabulary)
