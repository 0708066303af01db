"""The ranking as a table whose neurons are links."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.subjects import Subject
from models.analysis.features import ALL
from models.analysis.neurons import Finding

HEADS = ("follows", "neuron", "score", "control", "by phase", "change per step, mean ± s.d.", "AUC")


def ranking_table(subject: Subject, found: Sequence[Finding]) -> Component:
    """One row for each finding.

    Args:
        subject: whose network it is.
        found: the findings, in their order.
    """
    if not found:
        return html.P(
            "This network's strings have none of the features: try a regular expression of your own."
        )
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in HEADS]))
    return html.Table([head, html.Tbody([row(subject, each) for each in found])], className="table table-sm")


def row(subject: Subject, each: Finding) -> Component:
    layer = f"layer {each.layer + 1}, " if subject.specimen.layers > 1 else ""
    neuron = dcc.Link(f"{layer}neuron {each.unit + 1}, {each.vector}", href=opened(subject, each))
    steps = ", ".join(
        f"{named(phase)}{mean:+.2f} ± {spread:.2f}" for phase, (mean, spread) in each.steps.items()
    )
    phases = ", ".join(f"{named(phase)}{score:.3f}" for phase, score in each.phases.items())
    cells = (
        each.feature.title, neuron, f"{each.score:.3f}", f"{each.control:.3f}", phases, steps,
        "" if each.auc is None else f"{each.auc:.3f}",
    )  # fmt: skip
    return html.Tr([html.Td(cell) for cell in cells])


def named(phase: str) -> str:
    """A phase before its number, where there is more than one."""
    return "" if phase == ALL else f"{phase} "


def opened(subject: Subject, each: Finding) -> str:
    """The Read page at this neuron."""
    return urls.explore(
        run=subject.source, cell=subject.cell, seed=subject.seed, layer=each.layer + 1, vector=each.vector,
        neuron=each.unit + 1, text=subject.text, view="vectors",
    )  # fmt: skip
