"""What the story is made of: sections of steps, each with one idea, a figure and what is measured of it.

No number is typed into the words: `{counting-plain lstm}` is the median N_max of a run's cell, `{longest}`
what the networks were trained on; in what follows a figure its own numbers and the medians of the step's
claims can be named too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dash.development.base_component import Component

from dashboard.subjects import Subject

Numbers = Mapping[str, Any]  # a name -> what was measured


@dataclass(frozen=True)
class Picture:
    """A figure and the neuron that it shows.

    Attributes:
        figure, rows: as a figure card takes them.
        subject: the neuron that the ranking found; None where the figure is about no single one.
        numbers: what else the words of the step may name.
        help: how to read it, where that is not as usual.
    """

    figure: dict[str, Any]
    rows: dict[str, Any]
    subject: Subject | None = None
    numbers: Numbers = field(default_factory=dict)
    help: str = ""


@dataclass(frozen=True)
class Panel:
    """Something to work with in place of a figure, such as a film that can be cut.

    Attributes:
        content: all of it.
        numbers: what the words of the step may name.
    """

    content: Component
    numbers: Numbers = field(default_factory=dict)
    subject: None = None


@dataclass(frozen=True)
class Try:
    """A link into another page, in just one state.

    Attributes:
        label: what to do there.
        page: one of dashboard.urls.
        query: its state, beside the network and the neuron that the figure shows; values may name {unit},
            {layer}, {seed} and {text}. None leaves a part of the neuron's own out.
    """

    label: str
    page: str
    query: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Prediction:
    """What to guess before the figure is shown.

    Attributes:
        question: what is asked.
        answer: from the step's numbers to what is measured: a number, or a key of options.
        options: what can be chosen; empty for a number.
        low, high: of a number.
    """

    question: str
    answer: Callable[[Numbers], float | str]
    options: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 10


@dataclass(frozen=True)
class TextClaim:
    """A claim of models.analysis.claims, of one cell of a run on text."""

    id: str
    source: str
    cell: str = "lstm"


@dataclass(frozen=True)
class Step:
    """One idea, on one screen when it is presented.

    Attributes:
        id: its anchor.
        title: the idea.
        text: paragraphs; presented, only the first is shown.
        card: what the figure is.
        figure: draws it in the names of a naming, or makes the panel that stands in its place.
        found: what is seen in it, below the figure.
        tries: what to change, and where.
        claims: keys of models.reproduce.claims, or claims about texts, each with the verdict that the words
            were written for; a test holds it to what is measured.
        prediction: to be made before.
        height: px that are kept free for the figure and all below it.
    """

    id: str
    title: str
    text: tuple[str, ...]
    card: str
    figure: Callable[[str], Picture | Panel]
    found: str
    tries: tuple[Try, ...]
    claims: Mapping[str | TextClaim, str] = field(default_factory=dict)
    prediction: Prediction | None = None
    height: int = 640


@dataclass(frozen=True)
class Section:
    """Steps that belong together.

    Attributes:
        id, title: its anchor and its heading.
        steps: in their order.
    """

    id: str
    title: str
    steps: tuple[Step, ...]
