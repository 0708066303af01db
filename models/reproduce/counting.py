"""What the article says of its network that counts: how far, what it writes then, and which neurons count."""

from models.analysis.distributions import NEAR
from models.analysis.features import FEATURES
from models.analysis.generate import generate
from models.analysis.neurons import Finding
from models.reproduce.study import Measured, Net, Study, measured
from models.tasks import END

COUNT = FEATURES["count"]
ON_A, ON_B = "R squared on a's", "R squared on b's"
UP, DOWN = "step at each a", "step at each b"
UNEVEN_A, UNEVEN_B = "spread of the steps at a's", "spread of the steps at b's"
WRITTEN, ENDS = "b's less a's", "ends there"


def place_of(finding: Finding) -> tuple[int, int]:
    return finding.layer, finding.unit


def counter(net: Net) -> Finding:
    """The cell that follows the count best."""
    return net.best(COUNT, "c")


def reaches(counting: Study) -> Measured:
    """The largest N such that every string up to it is generated exactly."""
    return measured({"N_max": net.n_max} for net in counting.nets())


def writes(counting: Study) -> Measured:
    """What stands after X at the first N that is wrong, or at the last that was tried where none is."""
    seeds = []
    for net in counting.nets():
        n = min(net.n_max + 1, net.tried)
        answer = generate(net.specimen.network, net.specimen.alphabet, "a" * n + "X", 2 * n + 10)
        b = len(answer) - len(answer.lstrip("b"))
        seeds.append({WRITTEN: b - n, "a's": n, "b's": b, ENDS: answer == "b" * b + END})
    return measured(seeds)


def counts(counting: Study) -> Measured:
    """How well a straight line leads from the best counter's cell state to the count, on held-out strings."""
    found = [counter(net) for net in counting.nets()]
    return measured(map(followed, found), map(place_of, found))


def followed(finding: Finding) -> dict[str, float]:
    """R squared in both halves, and which way the cell state goes there."""
    steps = {name: finding.steps.get(phase, (0.0, 0.0))[0] for name, phase in ((UP, "a"), (DOWN, "b"))}
    squared = {name: finding.phases.get(phase, 0.0) for name, phase in ((ON_A, "a"), (ON_B, "b"))}
    return squared | steps


def steps_evenly(counting: Study) -> Measured:
    """By how much the best counter's cell state changes at each character, and how unevenly.

    The spread is the standard deviation of the steps, as a share of their mean.
    """
    found = [counter(net) for net in counting.nets()]
    seeds = []
    for finding in found:
        (up, up_spread), (down, down_spread) = finding.steps["a"], finding.steps["b"]
        uneven = {UNEVEN_A: up_spread / abs(up), UNEVEN_B: down_spread / abs(down)}
        seeds.append({UP: up, DOWN: down, **uneven})
    return measured(seeds, map(place_of, found))


def hidden_off(counting: Study) -> Measured:
    """How many hidden states are about 0 while a's are read: of mean magnitude below 0.1."""
    means = (net.at("h", "a").abs().mean(0) for net in counting.nets())
    return measured({"units that are off": int((mean < NEAR).sum())} for mean in means)
