"""Between torch's networks of S seeds and the kernels' blocks of LANES."""

from collections.abc import Iterator, Sequence

import numpy as np

from models.kernels import KERNELS
from models.kernels.kernel import Kernel
from models.kernels.lanes import LANES, aligned
from models.network import Network


def blocks(seeds: int) -> Iterator[slice]:
    """The seeds by blocks of at most LANES."""
    for first in range(0, seeds, LANES):
        yield slice(first, min(first + LANES, seeds))


def pack(rows: np.ndarray) -> np.ndarray:
    """At most LANES seeds' rows (S, ...) as (..., LANES); lanes that are left over are 0."""
    packed = aligned(*rows.shape[1:])
    packed[..., : len(rows)] = np.moveaxis(rows, 0, -1)
    return packed


def kernel_of(network: Network) -> Kernel:
    """Where the parameters of one seed lie, in the order of the network's own list."""
    made, cell, rows, first = KERNELS[network.cell], network.cells[0], {}, 0
    for name, value in network.named_parameters():
        rows[name] = first
        first += value[0].numel()

    def each_layer(name: str) -> np.ndarray:
        return np.array([rows.get(f"cells.{layer}.{name}", 0) for layer in range(len(network.cells))])

    return made(
        readout=rows["V"],
        readout_bias=rows["v"],
        W=each_layer("W"),
        U=each_layer("U"),
        b=each_layer("b"),
        extra=each_layer(made.extra_name),
        recurrent=bool(cell.state_symbols),
        split=made.splits,
        relu=network.activation == "relu",
    )


def flat_parameters(network: Network) -> np.ndarray:
    """All parameters of each seed, (S, P)."""
    parts: Sequence[np.ndarray] = [value.detach().flatten(1).numpy() for value in network.parameters()]
    return np.concatenate(parts, axis=1)
