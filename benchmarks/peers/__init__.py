"""Programs that train the same networks, each as its users would. A new one is one entry in PROGRAMS."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

from benchmarks.peers.ours import Ours
from benchmarks.peers.program import Program, Work
from benchmarks.peers.textbook import TextbookLoop
from benchmarks.peers.torch_nn import TorchNN

CELLS = ("lstm", "gru", "rnn", "peephole")


class Peer(NamedTuple):
    """How a program is made, which cells it trains, and what it is in a few words."""

    make: Callable[[Work], Program]
    cells: tuple[str, ...]
    about: str


def jax_scan(work: Work) -> Program:
    """The JAX program; jax is a requirement of development and imported only here."""
    from benchmarks.peers.jax_scan import JaxScan

    return JaxScan(work)


PROGRAMS: dict[str, Peer] = {
    "fused": Peer(lambda work: Ours(work, "fused"), CELLS, "our compiled engine, all seeds at once"),
    "autograd": Peer(
        lambda work: Ours(work, "autograd"), CELLS, "our trainer by autograd, all seeds at once"
    ),
    "torch.nn": Peer(TorchNN, ("lstm", "gru", "rnn"), "torch.nn.LSTM, GRU and RNN, one seed at a time"),
    "textbook": Peer(TextbookLoop, ("peephole",), "a loop over the steps in torch, one seed at a time"),
    "jax": Peer(jax_scan, CELLS, "JAX, jit(vmap(scan)), all seeds at once"),
}


def installed() -> list[str]:
    """The names of the programs that can run here."""
    return [name for name in PROGRAMS if name != "jax" or find_spec("jax")]


__all__ = ["CELLS", "PROGRAMS", "Peer", "Program", "Work", "installed"]
