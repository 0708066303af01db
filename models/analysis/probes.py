"""What a linear classifier can read off a vector, held against what it could read off anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from models.analysis.trace import Trace
from models.tasks import Task

VECTORS = ("h", "c")
CONTROLS = 3  # random labellings per target; their mean is the control
PENALTY = 1e-3  # of the ridge, in squared standard deviations of a unit
LEAST = 1e-3  # a unit that moves less is not blown up


@dataclass(frozen=True)
class Probe:
    """How well one linear classifier does where it was not fitted.

    Attributes:
        phase: "writing" at places where the task determines the next character, "reading" where it does not,
            "text" where there is no task.
        target: the character that is asked for: "next", "current" (just read), "previous", or the string's
            "first".
        layer: from 0.
        symbol: the vector, "h" or "c".
        accuracy: the share of places whose character it names.
        control: the same on random labels, the mean over labellings.
        majority: the accuracy of always saying the commonest character.
        places: how many places were scored.
    """

    phase: str
    target: str
    layer: int
    symbol: str
    accuracy: float
    control: float
    majority: float
    places: int

    @property
    def selectivity(self) -> float:
        """Accuracy beyond what the classifier alone is capable of."""
        return self.accuracy - self.control


@dataclass(frozen=True)
class Place:
    """One step of one string.

    Attributes:
        trace: the number of its trace.
        beginning: everything read so far.
        phase: as in Probe.
        targets: each target's character.
    """

    trace: int
    beginning: str
    phase: str
    targets: dict[str, str]

    @property
    def step(self) -> int:
        return len(self.beginning) - 1

    @property
    def type(self) -> tuple[str, int]:
        """What gets a random label in the control task: the character read and its place in the string."""
        return self.targets["current"], self.step


@dataclass(frozen=True)
class Question:
    """One target's classification and its controls, as the numbers of the classes at each place.

    A label that was not there to be fitted has the number -1, which no classifier says.

    Attributes:
        target: as in Probe.
        classes: how many there are.
        fit: (1 + CONTROLS, N), the true labels in the first row, those of the controls below.
        held: (1 + CONTROLS, M), the same where it is scored.
    """

    target: str
    classes: int
    fit: Tensor
    held: Tensor

    @property
    def majority(self) -> float:
        """How often the class that is commonest where it is fitted is right where it is scored."""
        return float((self.held[0] == self.fit[0].bincount().argmax()).double().mean())


def probe(fit: Sequence[Trace], held: Sequence[Trace], task: Task | None) -> list[Probe]:
    """Ridge regression from h and c of each layer to each target, fitted on one set of strings.

    The class with the largest output is the answer. (Least squares has a closed form; logistic regression
    is a few points better in places.) All targets of a phase are asked at the same places, so that they can
    be compared; one with a single answer is left out. Strings that begin alike drive a network to the same
    state, so no beginning is fitted and scored, nor counted twice. Alain & Bengio (2016), Understanding
    intermediate layers using linear classifier probes.

    In the control task each type (character read, place in the string) has a random label of its own, drawn
    from the target's answers. A classifier that does as well there is merely powerful: only accuracy above
    the control tells something about the network. Hewitt & Liang (2019), Designing and interpreting probes
    with control tasks.

    Args:
        fit, held: traces of the same network on different strings; steps that are NaN do not count.
        task: tells where the next character is determined; without it the next character is the one that
            follows in the text, and there is no "first".

    Raises:
        ValueError: where nothing is left to fit or to score.
    """
    fitted, scored = dealt(places(fit, task), places(held, task))
    found = []
    for phase in sorted({place.phase for place in fitted} & {place.phase for place in scored}):
        ours = [place for place in fitted if place.phase == phase]
        theirs = [place for place in scored if place.phase == phase]
        asked = questions(ours, theirs)
        for layer, vectors in enumerate(fit[0].layers):
            for symbol in [symbol for symbol in VECTORS if symbol in vectors and asked]:
                x = torch.stack([fit[p.trace].layers[layer][symbol][p.step] for p in ours])
                y = torch.stack([held[p.trace].layers[layer][symbol][p.step] for p in theirs])
                right = answers_right(x.double(), y.double(), asked)
                found += [
                    Probe(phase, q.target, layer, symbol, own, fmean(controls), q.majority, len(theirs))
                    for q, (own, *controls) in zip(asked, right, strict=True)
                ]
    if not found:
        raise ValueError("there is nothing to probe; give both sets strings with beginnings of their own")
    return found


def places(traces: Sequence[Trace], task: Task | None) -> list[Place]:
    """The places that can be asked about, each beginning once.

    The first step has no previous character, and so asks nothing.
    """
    found: dict[str, Place] = {}
    for k, trace in enumerate(traces):
        text = trace.characters
        vectors = [layer[symbol] for layer in trace.layers for symbol in VECTORS if symbol in layer]
        known = ~torch.cat(vectors, 1).isnan().any(1)
        for t in known.nonzero().flatten().tolist():
            beginning = text[: t + 1]
            allowed = task.allowed(beginning) if task else text[t + 1 : t + 2]
            if t == 0 or beginning in found or not allowed:
                continue
            targets = {"current": text[t], "previous": text[t - 1]}
            if len(allowed) == 1:
                targets = {"next": allowed, **targets}
            if task:
                targets["first"] = text[0]
            phase = ("reading" if len(allowed) > 1 else "writing") if task else "text"
            found[beginning] = Place(k, beginning, phase, targets)
    return list(found.values())


def dealt(fit: Sequence[Place], held: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """Each beginning on one side only: those on both are dealt by their length, the even ones to `fit`."""
    both = {place.beginning for place in fit} & {place.beginning for place in held}
    return (
        [place for place in fit if place.beginning not in both or len(place.beginning) % 2 == 0],
        [place for place in held if place.beginning not in both or len(place.beginning) % 2 == 1],
    )


def questions(fitted: Sequence[Place], scored: Sequence[Place]) -> list[Question]:
    """One for each target that has several answers."""
    rng, asked = Random(0), []
    types = sorted({place.type for place in [*fitted, *scored]})
    for target in fitted[0].targets:
        answers = [place.targets[target] for place in fitted]
        classes = {answer: number for number, answer in enumerate(sorted(set(answers)))}
        if len(classes) < 2:
            continue
        fit = [[classes[answer] for answer in answers]]
        held = [[classes.get(place.targets[target], -1) for place in scored]]
        for _ in range(CONTROLS):
            label = dict(zip(types, rng.choices(fit[0], k=len(types)), strict=True))
            fit.append([label[place.type] for place in fitted])
            held.append([label[place.type] for place in scored])
        asked.append(Question(target, len(classes), torch.tensor(fit), torch.tensor(held)))
    return asked


def answers_right(x: Tensor, y: Tensor, asked: Sequence[Question]) -> list[list[float]]:
    """Fit on x (N, H), score on y (M, H): each question's share of right answers, then its controls'."""
    mean, spread = x.mean(0), x.std(0).clamp_min(LEAST)
    x, y = (x - mean) / spread, (y - mean) / spread
    # Everything that is asked of one vector is one system of equations.
    goals = torch.cat([one_hot(q.fit.T, q.classes).flatten(1) for q in asked], 1).to(x)
    gram = x.T @ x + len(x) * PENALTY * torch.eye(x.shape[1]).to(x)
    weights = torch.cholesky_solve(x.T @ goals, torch.linalg.cholesky(gram))
    outputs = (y @ weights + goals.mean(0)).split([len(q.fit) * q.classes for q in asked], 1)
    return [
        (output.unflatten(1, (-1, q.classes)).argmax(2) == q.held.T).double().mean(0).tolist()
        for q, output in zip(asked, outputs, strict=True)
    ]
