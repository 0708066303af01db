"""Figures of one neuron: found by the ranking, as a claim or an exhibit of the gallery has it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dashboard import views
from dashboard.bundled import text_ids
from dashboard.claimed import VIEWS, table
from dashboard.exhibits import EXHIBITS, show
from dashboard.figures import ON_FIGURE, LetterRow, letters_figure, unit_rows
from dashboard.pages.story.naming import renamed
from dashboard.pages.story.numbers import words
from dashboard.pages.story.step import Picture
from dashboard.subjects import DEFAULT_CELL, Subject, own_text, specimen
from models.reproduce.experiments import EXPERIMENTS

Draw = Callable[[str], Picture]  # a naming -> the figure in its names
PASSAGE = 480  # characters of a long text that are shown
WIDTH = 80  # of a line of it
NO_CURSOR = 0


def of_claim(name: str, title: str, view: str = "", symbol: str = "") -> Draw:
    """The neuron that a claim is about, in the seed in the middle.

    Args:
        name: of the claim.
        title: the finding; it may name {seed}, {neuron}, and the seed's own numbers.
        view: of the Read page; "" for that of the claim's link.
        symbol: the quantity, likewise.
    """

    def draw(naming: str) -> Picture:
        row = next(row for row in table() if row["id"] == name)
        seen, shown = VIEWS[name], row["shown"]
        run, seed = EXPERIMENTS[seen.run or row["runs"][0]].ships, shown["seed"]
        found = specimen(run, seen.cell, seed)
        text = seen.text(shown["numbers"]) if seen.text else own_text(found, seen.n)
        layer, unit = shown["layer"] or seen.layer or 0, shown["unit"] or 0
        subject = Subject(run, seen.cell, seed, layer, symbol or seen.symbol or "h", unit, text)
        said = words(title, shown["numbers"] | {"seed": seed, "layer": layer + 1, "neuron": unit + 1})
        own = {f"own {number}": value for number, value in shown["numbers"].items()}
        return replace(coloured(subject, view or seen.view, said, naming), numbers=own)

    return draw


def of_exhibit(title: str) -> Draw:
    """A card of the gallery: the best of its first seeds."""
    (exhibit,) = (each for each in EXHIBITS if each.title == title)

    def draw(naming: str) -> Picture:
        shown = show(exhibit)
        subject = shown.subject
        if subject.source in text_ids():
            subject = replace(subject, text=subject.text[:PASSAGE])
        first = "First in the ranking: " if exhibit.view == "units" else ""
        return coloured(subject, exhibit.view, first + shown.found, naming)

    return draw


def coloured(subject: Subject, view: str, title: str, naming: str) -> Picture:
    """A view of the Read page, without its ranking of everything, which takes longer than all the rest."""
    rows = ROWS.get(view, views.ROWS.get(view))(subject, naming)
    figure = letters_figure(
        renamed(title, naming), rows, naming=naming, wrapped=view == "text", width=WIDTH,
        each=view == "units", cursor=NO_CURSOR,
    )  # fmt: skip
    return Picture(figure.to_plotly_json(), ON_FIGURE, subject)


def units(subject: Subject, naming: str) -> list[LetterRow]:
    """One quantity of all neurons of the layer."""
    values = subject.trace.layers[subject.layer][subject.symbol].numpy()
    return unit_rows(subject.trace.characters, values, subject.symbol)


ROWS: dict[str, Callable[[Subject, str], list[LetterRow]]] = {"units": units}


def rows_picture(
    title: str, rows: list[LetterRow], naming: str, subject: Subject | None = None, **known: Any
) -> Picture:
    """Rows of letters below each other."""
    figure = letters_figure(renamed(title, naming), rows, naming=naming, cursor=NO_CURSOR)
    return Picture(figure.to_plotly_json(), ON_FIGURE, subject, known)


def first_of(exhibit: str, **changed: Any) -> Subject:
    """The neuron of a card of the gallery, reading something else."""
    (found,) = (show(each) for each in EXHIBITS if each.title == exhibit)
    return replace(found.subject, **changed)


def seed_of(claim: str) -> int:
    """The seed in the middle of a claim."""
    return next(row["shown"]["seed"] for row in table() if row["id"] == claim)


def network(run: str, seed: int, text: str, symbol: str = "h", layer: int = 0) -> Subject:
    """An LSTM, where no single neuron is meant."""
    return Subject(run, DEFAULT_CELL, seed, layer, symbol, 0, text)
