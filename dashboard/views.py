"""The ways to read: which rows of coloured characters each view of the Read page shows, and its title."""

from collections.abc import Callable

from dashboard import subjects
from dashboard.figures.letter_rows import LetterRow, reach_of
from dashboard.subjects import Subject
from dashboard.theme import cell_style
from models.analysis.neurons import Finding
from models.analysis.trace import Trace
from models.names import NAMES, scale_of

STACKED = range(1, 21)  # the N of the strings that are stacked
VIEWS = {
    "strings": "Strings, N = 1 to 20",
    "text": "The text",
    "vectors": "One neuron, every quantity",
    "units": "Every neuron",
    "cells": "Cells side by side",
    "layers": "Every layer",
}
STATES_FIRST = "hcifgornz"
NEURONS = ("units", "layers")  # their rows are different neurons
RANGES = {"each": "each row by its own maximum", "shared": "one range for all rows"}


def offered(subject: Subject) -> dict[str, str]:
    """The views that make sense for this subject."""
    left_out = set()
    if subject.specimen.task is None:
        left_out |= {"strings"}
    if len(subjects.choices(subject.source).cells) == 1:
        left_out |= {"cells"}
    if subject.specimen.layers == 1:
        left_out |= {"layers"}
    return {view: text for view, text in VIEWS.items() if view not in left_out}


def has_ranges(view: str, rows: list[LetterRow]) -> bool:
    """Whether its rows may have ranges of their own: they are different neurons, of something unbounded.

    The rows of the other views are there to be compared, so they always share one.
    """
    return view in NEURONS and rows[0].kind == "free"


def row(label: str, trace: Trace, layer: int, symbol: str, unit: int, group: str = "") -> LetterRow:
    """One unit over one text, in the colours of its vector in all layers."""
    values = trace.layers[layer][symbol][:, unit].numpy()
    largest = max(reach_of(own[symbol].numpy()) for own in trace.layers)
    return LetterRow(label, trace.characters, values, symbol, group=group, scale=scale_of(symbol, largest))


def strings(subject: Subject, naming: str) -> list[LetterRow]:
    """The task's own strings, one above the other."""
    read = subjects.stacked(subject.source, subject.cell, subject.seed, STACKED)
    return [
        row(f"N = {n}", trace, subject.layer, subject.symbol, subject.unit)
        for n, trace in zip(STACKED, read, strict=True)
    ]


def text(subject: Subject, naming: str) -> list[LetterRow]:
    """The text, in as many lines as it needs."""
    return [row("", subject.trace, subject.layer, subject.symbol, subject.unit)]


def vectors(subject: Subject, naming: str) -> list[LetterRow]:
    """Everything that one neuron computes."""
    return [
        row(f"{symbol}  {name_of(symbol, naming)}", subject.trace, subject.layer, symbol, subject.unit)
        for symbol in sorted(subject.specimen.symbols, key=STATES_FIRST.find)
    ]


def units(subject: Subject, naming: str) -> list[LetterRow]:
    """One quantity of all neurons."""
    return of_layer(subject, subject.layer, "")


def of_layer(subject: Subject, layer: int, group: str) -> list[LetterRow]:
    written = subject.labels
    return [
        row(numbered(k, written.get((layer, k), "")), subject.trace, layer, subject.symbol, k, group)
        for k in range(subject.specimen.hidden)
    ]


def layers(subject: Subject, naming: str) -> list[LetterRow]:
    """One quantity of all neurons, layer under layer."""
    return [
        made
        for layer in range(subject.specimen.layers)
        for made in of_layer(subject, layer, f"layer {layer + 1}")
    ]


def cells(subject: Subject, naming: str) -> list[LetterRow]:
    """Each cell of the run on the same text, with the neuron that does best what this one does."""
    rows = []
    for cell, best in best_of_cells(subject).items():
        layer, symbol, unit = (best.layer, best.vector, best.unit) if best else (0, "h", 0)
        trace = subjects.reading(subject.source, cell, subject.seed, subject.text)
        rows.append(row(f"{symbol} of neuron {unit + 1}", trace, layer, symbol, unit, cell))
    return rows


def best_of_cells(subject: Subject) -> dict[str, Finding | None]:
    """For each cell of the run the neuron that best follows what the chosen one follows."""
    found = about(subject) or next(iter(subject.known), None)
    feature = found.feature.name if found else None
    return {
        cell: next(
            (f for f in subjects.findings(subject.source, cell, subject.seed) if f.feature.name == feature),
            None,
        )
        for cell in subjects.choices(subject.source).cells
    }


ROWS: dict[str, Callable[[Subject, str], list[LetterRow]]] = {
    "strings": strings,
    "text": text,
    "vectors": vectors,
    "units": units,
    "cells": cells,
    "layers": layers,
}


def numbered(unit: int, label: str) -> str:
    return f"{unit + 1}: {label}" if label else str(unit + 1)


def name_of(symbol: str, naming: str) -> str:
    return getattr(NAMES[symbol], naming) if symbol in NAMES else ""


def about(subject: Subject) -> Finding | None:
    """What the chosen quantity of the chosen neuron follows best."""
    place = (subject.layer, subject.symbol, subject.unit)
    own = [f for f in subject.known if (f.layer, f.vector, f.unit) == place and f.score > f.control]
    return max(own, key=lambda f: f.score, default=None)


def title(subject: Subject, view: str, naming: str) -> str:
    """What is to be seen, and what the ranking found about it."""
    name = name_of(subject.symbol, naming) or subject.symbol
    where = f" of layer {subject.layer + 1}" if subject.specimen.layers > 1 else ""
    if view in ("units", "layers"):
        return f"The {name} of every neuron{where if view == 'units' else ''}: {count_labels(subject, view)}"
    if view == "cells":
        return cells_title(subject)
    found = followed(subject)
    if view == "vectors":
        return f"Neuron {subject.unit + 1}{where}: {found}"
    return f"Neuron {subject.unit + 1}{where}, its {name}: {found}"


def followed(subject: Subject) -> str:
    """What is written on the neuron, or what comes nearest."""
    if label := subject.labels.get((subject.layer, subject.unit)):
        return label
    best = about(subject)
    return (
        f"{best.feature.label} at best, R squared {best.score:.2f}" if best else "follows nothing looked for"
    )


def cells_title(subject: Subject) -> str:
    """What each cell's best neuron makes of the same thing."""
    best = best_of_cells(subject)
    feature = next((found.feature.title for found in best.values() if found), "")
    scores = [f"{cell_style(cell).short} {found.score:.2f}" for cell, found in best.items() if found]
    return (
        f"{feature}, by each cell's best neuron (R squared): {', '.join(scores)}" if scores else "Every cell"
    )


def count_labels(subject: Subject, view: str) -> str:
    """How many neurons the ranking has something to say about."""
    layers = range(subject.specimen.layers) if view == "layers" else [subject.layer]
    known = sum((layer, k) in subject.labels for layer in layers for k in range(subject.specimen.hidden))
    return f"{known} of {subject.specimen.hidden * len(layers)} follow something that was looked for"
