"""Write: several networks continue one text, side by side, character by character."""

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component

from dashboard import ids, overview, subjects, textruns, urls
from dashboard.components import controls, text_tabs
from dashboard.components.figure_card import figure_card
from dashboard.components.subject_bar import instead, options
from dashboard.components.text_networks import networks_table
from dashboard.components.write_form import cell_options, seeds, write_form
from dashboard.figures.text_overview import overview_figure, overview_rows
from dashboard.networks import NotThereError
from dashboard.routes.writing_request import WritingRequest, usual
from dashboard.text_scores import as_rows
from dashboard.theme import cell_style
from models.text.run import TextRun

TITLE = "Text"
LEAD = (
    "Networks that have read one text, character by character, and now write on. "
    "Each character is coloured by how much it surprised the network that wrote it."
)
OVERVIEW_HELP = (
    "Bits per character on text that was not learned from: how well the next character is predicted; fewer "
    "are better. A large mark is the median of a cell's seeds. The dotted lines are predictors that are no "
    "networks: how often each character comes (unigram), n-grams of 3 and 5 characters, and what two "
    "compressors make of the same text."
)
CONTROLS = {
    ids.WRITE_RUN: urls.RUN,
    ids.WRITE_CELLS: urls.CELLS,
    ids.WRITE_SEED: urls.SEED,
    ids.WRITE_STORED: urls.SAMPLE,
    ids.WRITE_PROMPT: urls.PROMPT,
    ids.WRITE_TEMPERATURE: urls.TEMPERATURE,
    ids.WRITE_TOP_K: urls.TOP_K,
    ids.WRITE_LENGTH: urls.LENGTH,
    ids.WRITE_DRAW: urls.DRAW,
}
BITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8+")  # the steps of the colours of surprise


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    listed = textruns.text_runs(query.get(urls.RUN, ""))
    head = [
        html.H1("Text", className="page-title"),
        html.P(LEAD, className="lead"),
        text_tabs.links(urls.TEXT_WRITE, query),
    ]
    if not listed:
        return html.Div([*head, nothing()], className="stack")
    source, gone = query.get(urls.RUN, next(iter(listed))), ""
    try:
        textruns.text_run(source)
    except NotThereError as error:
        source, gone = next(iter(listed)), str(error)
    asked, problem = WritingRequest.read_leniently(source, query)
    run = textruns.text_run(source)
    place = query.get(urls.SAMPLE)
    return html.Div(
        [
            *head,
            html.Div(instead(gone, listed[source]), id=ids.WRITE_GONE),
            write_form(asked, run, listed, problem and subjects.sentence(problem)),
            writers(run, place),
            *all_networks(listed),
            dcc.Store(id=ids.WRITE_SHOWN, data=shown(source, run)),
            text_tabs.place(urls.TEXT_WRITE, list(CONTROLS.values()), {urls.RUN: next(iter(listed))}),
        ],
        className="stack",
    )


def nothing() -> Component:
    """What there is to see before any network has been trained."""
    return html.Section(
        [
            html.H2("No network has learned a text yet", className="chapter"),
            html.P(
                [
                    "As soon as a training on text ends, its networks write here. ",
                    dcc.Link("Train on a text", href=urls.TEXT_TRAIN),
                    ", for example on Python’s standard library, which is on this computer already.",
                ]
            ),
        ],
        className="card panel",
    )


def writers(run: TextRun, place: str | None) -> Component:
    """Where the browser puts a column for each cell, and what was expected in the place of a character."""
    samples = stored(run)
    legend = html.Span(
        ["surprise in bits: ", *(html.Span(bits, className=f"bits-{k}") for k, bits in enumerate(BITS))],
        className="write-legend muted",
    )
    return html.Section(
        [
            html.Div(
                [
                    controls.select(
                        ids.WRITE_STORED,
                        "Kept with the run",
                        samples,
                        place if place in samples else usual_sample(run),
                    ),
                    html.Span(id=ids.WRITE_STATUS, role="status", className="write-status"),
                    legend,
                ],
                className="write-head",
            ),
            html.Div(id=ids.WRITE_COLUMNS, className="write-columns"),
            html.Div(id=ids.WRITE_LOOK, className="card write-look"),
        ],
        className="write-section",
        **{"aria-label": "What the networks wrote"},
    )


def stored(run: TextRun) -> dict[str, str]:
    """The samples that all cells of a run have: place -> temperature."""
    results = list(run.cells.values())
    kept = min(len(result.samples) for result in results)
    return {
        str(k): f"samples at temperature {sample['temperature']:g}"
        for k, sample in enumerate(results[0].samples[:kept])
    }


def usual_sample(run: TextRun) -> str | None:
    """The place of the sample whose temperature is nearest to that which is usual for writing."""
    results, samples = list(run.cells.values()), stored(run)
    wanted = usual(run)[urls.TEMPERATURE]
    return min(
        samples,
        key=lambda place: abs(results[0].samples[int(place)]["temperature"] - wanted),
        default=None,
    )


def all_networks(listed: dict[str, str]) -> list[Component]:
    """The figure and the table of every training."""
    found = overview.networks(listed)
    rows = [each.row for each in found]
    return [
        figure_card(
            ids.OVERVIEW,
            "All networks",
            OVERVIEW_HELP,
            figure=overview_figure(rows).to_plotly_json(),
            rows=overview_rows(rows),
        ),
        html.Section(networks_table(found), className="card panel", **{"aria-label": "All networks"}),
    ]


def shown(source: str, run: TextRun) -> dict[str, Any]:
    """What the browser needs for the columns of a run."""
    cells = {}
    for cell, result in run.cells.items():
        style = cell_style(cell)
        samples = [
            {
                "temperature": sample["temperature"],
                "prompt": sample["prompt"],
                "text": sample["text"],
                "scores": as_rows(sample["scores"], run.learned.kind),
            }
            for sample in result.samples
        ]
        cells[cell] = {
            "name": style.short,
            "color": style.color,
            "key": controls.key_image(cell),
            "bits": result.bits_per_character,
            "samples": samples,
        }
    return {"run": source, "first": run.config.first_seed, "cells": cells}


@callback(
    Output(ids.WRITE_SHOWN, "data"),
    Output(ids.WRITE_CELLS, "options"),
    Output(ids.WRITE_CELLS, "value"),
    Output(ids.WRITE_SEED, "options"),
    Output(ids.WRITE_SEED, "value"),
    Output(ids.WRITE_STORED, "options"),
    Output(ids.WRITE_STORED, "value"),
    Output(ids.WRITE_PROMPT, "value"),
    Output(ids.WRITE_TOP_K, "max"),
    Output(ids.WRITE_GONE, "children"),
    Output(ids.WRITE_ERROR, "children"),
    Input(ids.WRITE_RUN, "value"),
    prevent_initial_call=True,
)
def choose(source: Any) -> tuple[Any, ...]:
    """Another run: its cells, its seeds, its samples and a prompt that it knows."""
    try:
        run = textruns.text_run(source)
    except NotThereError as error:
        return *(no_update,) * 10, subjects.sentence(error)
    usually, samples = usual(run), stored(run)
    return (
        shown(source, run),
        cell_options(run),
        list(usually[urls.CELLS]),
        options(seeds(run)),
        str(usually[urls.SEED]),
        options(samples),
        usual_sample(run),
        usually[urls.PROMPT],
        len(run.alphabet),
        None,
        "",
    )


clientside_callback(
    ClientsideFunction("gatescope", "writeShow"),
    Output(ids.WRITE_COLUMNS, "data-run"),
    Input(ids.WRITE_SHOWN, "data"),
    Input(ids.WRITE_CELLS, "value"),
    Input(ids.WRITE_STORED, "value"),
    Input(ids.WRITE_SEED, "value"),
)
clientside_callback(
    ClientsideFunction("gatescope", "write"),
    Input(ids.WRITE, "n_clicks"),
    *(State(control, "value") for control in CONTROLS if control != ids.WRITE_STORED),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("gatescope", "writeStop"), Input(ids.WRITE_STOP, "n_clicks"), prevent_initial_call=True
)
text_tabs.register(urls.TEXT_WRITE, [(control, "value") for control in CONTROLS])
