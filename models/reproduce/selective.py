"""What the article says of its network that counts a's among X's: who counts, and what ignores the X."""

from models.analysis.distributions import NEAR
from models.analysis.feature import Feature, Reading, each_string
from models.analysis.features import FEATURES
from models.reproduce.counting import ON_A, ON_B, counter, followed, place_of
from models.reproduce.study import Measured, Net, Study, measured

IGNORES = FEATURES["ignores"]
HELD = "held at X"
GATE_X, GATE_A, CANDIDATE_X = "input gate at X", "input gate at a", "candidate at X, magnitude"
AT_CUE, BEFORE = "R squared at Y", "mean magnitude before Y"
WITHOUT, WITH = "N_max without input gate", "N_max with it"


def at_cue(string: str) -> Reading:
    """How many a's there were, at the Y that asks for them."""
    cue = string.find("Y")
    return [("Y", float(string.count("a"))) if t == cue else None for t in range(len(string))]


COUNT_AT_CUE = Feature(
    "count_at_cue", "Count at Y", "How many a's have been read, at the Y.", "count at Y", "number",
    each_string(at_cue),
)  # fmt: skip


def held(net: Net, unit: int) -> float:
    """By what share a cell state moves less at X than at a."""
    return next(finding.score for finding in net.following(IGNORES, "c") if finding.unit == unit)


def counts_a_only(selective: Study) -> Measured:
    """How well the best counter's cell state follows the count of a's, and how still it holds at X."""
    found = [counter(net) for net in selective.nets()]
    seeds = (
        {HELD: held(net, finding.unit), **followed(finding)}
        for net, finding in zip(selective.nets(), found, strict=True)
    )
    return measured(seeds, map(place_of, found))


def gate_at_x(selective: Study) -> Measured:
    """The best counter's input gate at X and at a, and its candidate at X: means over all such places."""
    found = [counter(net) for net in selective.nets()]
    seeds = (
        {
            GATE_X: net.at("i", "X")[:, finding.unit].mean(),
            GATE_A: net.at("i", "a")[:, finding.unit].mean(),
            CANDIDATE_X: net.at("g", "X")[:, finding.unit].abs().mean(),
        }
        for net, finding in zip(selective.nets(), found, strict=True)
    )
    return measured(seeds, map(place_of, found))


def fires_at_cue(selective: Study) -> Measured:
    """Of the hidden states that are off before Y, the one whose value at Y tells the count best.

    Where none is off, it is the one that is closest to it.
    """
    seeds, neurons = [], []
    for net in selective.nets():
        before = net.at("h", "aX").abs().mean(0).tolist()
        found = net.following(COUNT_AT_CUE, "h")
        off = [finding for finding in found if before[finding.unit] < NEAR]
        best = off[0] if off else min(found, key=lambda finding: before[finding.unit])
        seeds.append({AT_CUE: best.phases.get("Y", 0.0), BEFORE: before[best.unit]})
        neurons.append(place_of(best))
    return measured(seeds, neurons)


def without_gate(selective: Study, ungated: Study) -> Measured:
    """How far networks without an input gate count, and how still their best counter holds at X."""
    nets = ungated.nets("nig")
    found = [counter(net) for net in nets]
    seeds = (
        {
            WITHOUT: net.n_max,
            WITH: usual.n_max,
            HELD: held(net, finding.unit),
            ON_A: followed(finding)[ON_A],
            ON_B: followed(finding)[ON_B],
        }
        for net, usual, finding in zip(nets, selective.nets(), found, strict=True)
    )
    return measured(seeds, map(place_of, found))
