"""Where reading leaves its numbers."""

from typing import NamedTuple

import numpy as np

from models.kernels import KERNELS
from models.kernels.lanes import LANES, aligned
from models.kernels.products import GROUP
from models.network import Network


class Room(NamedTuple):
    """What reading up to M places leaves behind, in L layers; d_ is the derivative of the loss by it.

    states, d_states: (M, L, R, H, LANES), the hidden state first.
    gates: (M, L, K, H, LANES), the n blocks first, then what else a cell keeps for its derivative.
    d_scores: (M, V, LANES).

    Of the places that are being read:
    score: (GROUP, V, LANES).
    h, d_h: (GROUP, H, LANES), hidden states on their way through a matrix.
    a, u, d_a, d_u: (GROUP, n, H, LANES), the pre-activations' parts from the input and the hidden state.
    """

    states: np.ndarray
    d_states: np.ndarray
    gates: np.ndarray
    d_scores: np.ndarray
    score: np.ndarray
    h: np.ndarray
    d_h: np.ndarray
    a: np.ndarray
    u: np.ndarray
    d_a: np.ndarray
    d_u: np.ndarray


def room_for(network: Network, places: int) -> Room:
    """Room for reading so many places."""
    kernel, layers, units = KERNELS[network.cell], len(network.cells), network.hidden
    states, width = (places, layers, kernel.states, units), (GROUP, len(network.cells[0].blocks), units)
    return Room(
        states=aligned(*states),
        d_states=aligned(*states),
        gates=aligned(places, layers, kernel.kept, units),
        d_scores=aligned(places, network.vocabulary),
        score=aligned(GROUP, network.vocabulary),
        h=aligned(GROUP, units),
        d_h=aligned(GROUP, units),
        a=aligned(*width),
        u=aligned(*width),
        d_a=aligned(*width),
        d_u=aligned(*width),
    )


def room_bytes(cell: str, vocabulary: int, hidden: int, layers: int, places: int) -> int:
    """How much memory `room_for` takes for what is kept of all places."""
    kernel = KERNELS[cell]
    return 4 * LANES * places * (layers * (2 * kernel.states + kernel.kept) * hidden + vocabulary)
