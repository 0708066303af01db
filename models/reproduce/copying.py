"""What the article says of its network that copies: the upper layer predicts, rather than remembers."""

from models.analysis.features import FEATURES, next_feature
from models.analysis.neurons import Finding
from models.analysis.probes import probe
from models.reproduce.counting import place_of
from models.reproduce.study import Measured, Net, Study, measured
from models.tasks import TASKS

UPPER = 1  # the layer that is read out, from 0
NEXT_B, POSITION = next_feature("b", TASKS["copying"]), FEATURES["position"]
NEXT, FIRST, CURRENT = "next character", "first character", "character just read"
AUC, ON_NEXT, ON_POSITION = "AUC for “next is b”", "R squared on it", "R squared on the position"
OFF, ON = "before X", "after it"


def reader(net: Net) -> Finding:
    """The hidden state of the upper layer that tells best whether b comes next."""
    return net.best(NEXT_B, "h", UPPER)


def what_is_told(copying: Study) -> Measured:
    """How often probes of the upper layer's hidden states name each character, while the word is written."""
    targets = {NEXT: "next", FIRST: "first", CURRENT: "current"}
    seeds = []
    for net in copying.nets():
        told = {
            each.target: each.accuracy
            for each in probe(*net.strings, net.specimen.task)
            if (each.phase, each.layer, each.symbol) == ("writing", UPPER, "h")
        }
        seeds.append({name: told[target] for name, target in targets.items()})
    return measured(seeds)


def predicts(copying: Study) -> Measured:
    """How well the best neuron tells whether b comes next, and the same one the position."""
    found = [reader(net) for net in copying.nets()]
    seeds = []
    for net, finding in zip(copying.nets(), found, strict=True):
        positions = net.following(POSITION, "h", UPPER)
        position = next((each.score for each in positions if each.unit == finding.unit), 0.0)
        seeds.append({AUC: finding.auc, ON_NEXT: finding.score, ON_POSITION: position})
    return measured(seeds, map(place_of, found))


def off_before(copying: Study) -> Measured:
    """The mean magnitude of the same neuron's hidden state before the X, and from it on."""
    found = [reader(net) for net in copying.nets()]
    seeds = []
    for net, finding in zip(copying.nets(), found, strict=True):
        whole = net.at("h", "abcX", UPPER)[:, finding.unit].abs()
        before = net.at("h", "abc", UPPER, until="X")[:, finding.unit].abs()
        after = (whole.sum() - before.sum()) / (len(whole) - len(before))
        seeds.append({OFF: before.mean(), ON: after})
    return measured(seeds, map(place_of, found))
