"""What the article says of its network that remembers A or B over a gap of x's."""

import torch
from torch import Tensor

from models.analysis.features import FEATURES
from models.analysis.neurons import Finding
from models.analysis.probes import probe
from models.reproduce.counting import place_of
from models.reproduce.study import Measured, Net, Study, measured

REMEMBERS = FEATURES["remembers"]
FOR_A, FOR_B = "R squared, neuron for A", "R squared, neuron for B"
GATE_X, GATE_FIRST = "input gate at x", "input gate at A and B"
PROBED, LEAST = "A or B told from the cell states", "least difference in the gap"
IN_GAP, AT_CUE = "hidden state in the gap", "hidden state at Y"
KEPT, AT_END = "forget gate at x", "forget gate at the end, least"


def keeper(net: Net) -> Finding:
    """The cell that tells best which letter the string began with."""
    return net.best(REMEMBERS, "c")


def about_keeper(memory: Study, of: dict[str, tuple[str, str]]) -> Measured:
    """Of each seed's keeper, the mean magnitude of these quantities at these characters."""
    found = [keeper(net) for net in memory.nets()]
    seeds = (
        {
            name: net.at(symbol, characters)[:, finding.unit].abs().mean()
            for name, (symbol, characters) in of.items()
        }
        for net, finding in zip(memory.nets(), found, strict=True)
    )
    return measured(seeds, map(place_of, found))


def one_for_each(memory: Study) -> Measured:
    """The best neuron among those whose cell state is larger after A, and among those that it is after B.

    Larger means of larger magnitude, over the x's.
    """
    seeds, neurons = [], []
    for net in memory.nets():
        after = {first: size_after(net, first) for first in "AB"}
        found = net.following(REMEMBERS, "c")
        of_a = [each for each in found if after["A"][each.unit] > after["B"][each.unit]]
        of_b = [each for each in found if after["A"][each.unit] < after["B"][each.unit]]
        scores = (max((each.score for each in side), default=0.0) for side in (of_a, of_b))
        seeds.append(dict(zip((FOR_A, FOR_B), scores, strict=True)))
        neurons.append(place_of((of_a or of_b)[0]))
    return measured(seeds, neurons)


def size_after(net: Net, first: str) -> list[float]:
    """Of each unit the mean magnitude of its cell state over the gap of the strings that begin so."""
    return torch.cat(gaps(net, first)).abs().mean(0).tolist()


def gaps(net: Net, first: str) -> list[Tensor]:
    """Of each string that begins so, the cell states (N, H) at its N x's, the shortest gap first."""
    read = (trace for trace in (*net.strings[0], *net.strings[1]) if trace.characters.startswith(first))
    return sorted((t.layers[0]["c"][1 : 1 + t.characters.count("x")] for t in read), key=len)


def gate_in_gap(memory: Study) -> Measured:
    """The keeper's input gate at x's, where there is nothing to save, and at the letter that it saves."""
    return about_keeper(memory, {GATE_X: ("i", "x"), GATE_FIRST: ("i", "AB")})


def all_the_way(memory: Study) -> Measured:
    """How often a probe tells A from B by the cell states, at places of the gap that it was not fitted on.

    And the least difference that the keeper's cell state makes between A and B at any place of the longest
    gap, as a share of the largest there.
    """
    seeds, found = [], [keeper(net) for net in memory.nets()]
    for net, finding in zip(memory.nets(), found, strict=True):
        (accuracy,) = (
            each.accuracy
            for each in probe(*net.strings, net.specimen.task)
            if (each.phase, each.target, each.symbol) == ("reading", "first", "c")
        )
        seeds.append({PROBED: accuracy, LEAST: least_difference(net, finding.unit)})
    return measured(seeds, map(place_of, found))


def least_difference(net: Net, unit: int) -> float:
    """See `all_the_way`; 0 where the difference changes its sign."""
    difference = gaps(net, "A")[-1][:, unit] - gaps(net, "B")[-1][:, unit]
    low, high = sorted((float(difference.min()), float(difference.max())), key=abs)
    return low / high if low * high > 0 else 0.0


def hidden_in_gap(memory: Study) -> Measured:
    """The keeper's hidden state while it is not needed, and at the Y that asks for it."""
    return about_keeper(memory, {IN_GAP: ("h", "x"), AT_CUE: ("h", "Y")})


def forget_gate(memory: Study) -> Measured:
    """The keeper's forget gate at x's, and where it is least of the Y and the answer."""
    found = about_keeper(
        memory, {KEPT: ("f", "x"), "forget gate at Y": ("f", "Y"), "at the answer": ("f", "ab")}
    )
    at_end = map(min, found.numbers["forget gate at Y"], found.numbers["at the answer"])
    return Measured({KEPT: found.numbers[KEPT], AT_END: [*at_end]}, found.neurons)
