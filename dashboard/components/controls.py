"""Labelled controls: every input has a visible label, a unit where it has one, and help on request."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.theme import cell_style
from models.cells import NAMED_AFTER, variants

DASHES = {"solid": "", "dot": "2 3", "dash": "6 3", "dashdot": "7 3 2 3", "longdash": "11 3"}
DASHES |= {"longdashdot": "11 3 2 3"}
SHAPES = {
    "circle": "<circle cx='14' cy='6' r='4'/>",
    "square": "<rect x='10.5' y='2.5' width='7' height='7'/>",
    "diamond": "<path d='M14 1l5 5-5 5-5-5z'/>",
    "triangle-up": "<path d='M14 1.5l5 8.5H9z'/>",
    "cross": "<path d='M12.4 1.5h3.2v2.9h2.9v3.2h-2.9v2.9h-3.2V7.6H9.5V4.4h2.9z'/>",
    "triangle-down": "<path d='M14 10.5l5-8.5H9z'/>",
    "triangle-left": "<path d='M9 6l8.5-5v10z'/>",
    "triangle-right": "<path d='M19 6l-8.5-5v10z'/>",
    "x": "<path d='M10 3l1-1 3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3z'/>",
    "hexagram": "<path d='M14 .5l4.8 8.2H9.2zM14 11.5L9.2 3.3h9.6z'/>",
    "star-diamond": "<path d='M14 .5l1.6 3.9 3.9 1.6-3.9 1.6-1.6 3.9-1.6-3.9L8.5 6l3.9-1.6z'/>",
    "hexagon2": "<path d='M9 6l2.5-4.3h5L19 6l-2.5 4.3h-5z'/>",
}


def help_button(target: str, label: str, text: str | Component) -> list[Component]:
    """A small question mark that opens an explanation by click, Enter or Space."""
    button = f"{target}-help"
    return [
        html.Button(
            "?",
            id=button,
            type="button",
            className="help-button",
            **{"aria-label": f"Help: {label}", "aria-expanded": "false"},
        ),
        dbc.Popover(
            dbc.PopoverBody(html.Div(text, id=f"{button}-text")),
            target=button,
            trigger="legacy",
            placement="bottom",
        ),
    ]


def field(label: str, control: Component, help: str | None = None) -> Component:
    """A label, its help and its control."""
    heading = [html.Label(label, htmlFor=control.id, className="field-label")]
    return html.Div(
        [
            html.Div(
                heading + (help_button(control.id, label, help) if help else []), className="field-head"
            ),
            control,
        ],
        className="field",
    )


def number(
    id: str,
    label: str,
    value: float,
    low: float,
    high: float,
    step: float | str = 1,
    unit: str | None = None,
    help: str | None = None,
    **options: object,
) -> Component:
    """A number between low and high; the unit is part of the label, so that it is read aloud with it."""
    control = dbc.Input(
        id=id, type="number", value=value, min=low, max=high, step=step, debounce=True, size="sm", **options
    )
    return field(f"{label} ({unit})" if unit else label, control, help)


def select(
    id: str,
    label: str,
    options: Mapping[str, str],
    value: str | None = None,
    help: str | None = None,
    **more: object,
) -> Component:
    """A native select: value -> what is shown."""
    chosen = next(iter(options), None) if value is None else value
    return field(label, dbc.Select(id=id, options=choices(options), value=chosen, size="sm", **more), help)


def choices(options: Mapping[str, str]) -> list[dict[str, str]]:
    """What a select shows: value -> text."""
    return [{"value": key, "label": text} for key, text in options.items()]


def cell_checklist(
    id: str, label: str, cells: Sequence[str], value: Sequence[str], help: str | None = None
) -> Component:
    """A box for each cell, with its line and mark as they are in the figures; the variants come last.

    A heading sets them apart; it is the style sheet's, so that all are one list with one value.
    """
    last = variants()
    order = sorted(cells, key=lambda cell: cell in last)
    options = [{"value": cell, "label": cell_chip(cell)} for cell in order]
    grouped = "with-variants" if set(last) & set(cells) else ""
    return checklist(id, label, options, value, help, grouped)


def checklist(
    id: str,
    label: str,
    options: Sequence[Mapping[str, object]],
    value: Sequence[str],
    help: str | None = None,
    kind: str = "",
) -> Component:
    """A box for each option; `kind` is a class of the list."""
    boxes = dbc.Checklist(id=id, options=list(options), value=list(value), inline=True, className=kind)
    heading = [html.Span(label, id=f"{id}-label", className="field-label")]
    return html.Div(
        [html.Div(heading + (help_button(id, label, help) if help else []), className="field-head"), boxes],
        className="field cells",
        role="group",
        **{"aria-labelledby": f"{id}-label"},
    )


def cell_chip(cell: str) -> Component:
    """A cell's line and mark, and its name; what a variant is can be heard, as its heading cannot."""
    style, is_variant = cell_style(cell), cell in variants()
    said = [html.Span(f", a variant of the LSTM: {style.long}", className="visually-hidden")]
    return html.Span(
        [html.Img(src=key_image(cell), alt="", className="cell-key"), style.short, *(said * is_variant)],
        className="cell-chip variant" if is_variant else "cell-chip",
        title=style.long,
    )


def about_variants() -> str:
    """What the variants of the LSTM leave out or change, and whose names these are."""
    styles = [cell_style(cell) for cell in variants()]
    return f"{'; '.join(f'{style.short}: {style.long}' for style in styles)}. {NAMED_AFTER}"


def key_image(cell: str) -> str:
    """The legend's key of a cell as a data URL."""
    style = cell_style(cell)
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='28' height='12' fill='{style.color}'>"
        f"<path d='M0 6h28' stroke='{style.color}' stroke-width='2'"
        f" stroke-dasharray='{DASHES.get(style.dash, style.dash.replace('px,', ' ').replace('px', ''))}'/>"
        f"{SHAPES.get(style.symbol, SHAPES['circle'])}</svg>"
    )
    return "data:image/svg+xml," + quote(svg)
