"""What is asked of the networks that write: which ones, after what, how much and how freely."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids, textruns
from dashboard.components import controls
from dashboard.components.controls import cell_chip
from dashboard.routes.writing_request import DRAW, LENGTH, PROMPT, TEMPERATURE, WritingRequest
from models.text.run import TextRun

TEMPERATURE_HELP = (
    "How freely is drawn: 0 takes the likeliest character, 1 draws with the probabilities as they are, "
    "above 1 the unlikely come more often. The bars show the probabilities at 1, whatever it is."
)
TOP_K_HELP = "Draw only from so many of the likeliest characters; 0 draws from all of them."
PROMPT_HELP = (
    f"The networks read this first, up to {PROMPT} characters, all of which they must know. "
    "Without one they begin as after a line break."
)
DRAW_HELP = (
    "The same number with the same settings writes the same text again, on every machine of this kind."
)


def write_form(asked: WritingRequest, run: TextRun, listed: dict[str, str], problem: str) -> Component:
    """The controls, set to what is asked for.

    Args:
        listed: every run, id -> what it is called.
        problem: what is wrong with what the address asks for, a sentence, or "".
    """
    chosen = [
        controls.select(ids.WRITE_RUN, "Network", listed, asked.source),
        controls.select(ids.WRITE_SEED, "Seed", seeds(run), str(asked.seed)),
        cells(asked, run),
    ]
    numbers = [
        controls.number(
            ids.WRITE_TEMPERATURE, "Temperature", asked.temperature, *TEMPERATURE, 0.1, help=TEMPERATURE_HELP
        ),
        controls.number(ids.WRITE_TOP_K, "Top k", asked.top_k, 0, len(run.alphabet), help=TOP_K_HELP),
        controls.number(ids.WRITE_LENGTH, "Characters", asked.length, *LENGTH),
        controls.number(ids.WRITE_DRAW, "Draw", asked.draw, *DRAW, help=DRAW_HELP),
    ]
    text = dbc.Textarea(
        id=ids.WRITE_PROMPT, value=asked.prompt, rows=1, maxLength=PROMPT, class_name="mono", debounce=True,
        spellCheck=False, size="sm",
    )  # fmt: skip
    buttons = [
        dbc.Button("Write", id=ids.WRITE, color="primary", size="sm"),
        dbc.Button("Stop", id=ids.WRITE_STOP, color="secondary", outline=True, size="sm"),
        html.Span([html.Kbd("Ctrl"), html.Kbd("Enter"), "writes"], className="muted write-hint"),
    ]
    return html.Section(
        [
            html.Div(chosen, className="write-grid"),
            html.Div(
                [controls.field("Prompt", text, PROMPT_HELP), *numbers], className="write-grid write-asks"
            ),
            html.Div(buttons, className="write-buttons"),
            html.Div(problem, id=ids.WRITE_ERROR, role="alert", className="form-error"),
        ],
        id="write-form",
        className="card panel form-card",
        **{"aria-label": "What is written"},
    )


def cells(asked: WritingRequest, run: TextRun) -> Component:
    """A box for each cell of the run."""
    return controls.cell_checklist(ids.WRITE_CELLS, "Cells that write", run.config.cells, asked.cells)


def cell_options(run: TextRun) -> list[dict[str, object]]:
    """The boxes of another run."""
    return [{"value": cell, "label": cell_chip(cell)} for cell in run.config.cells]


def seeds(run: TextRun) -> dict[str, str]:
    """What can be chosen as the seed."""
    return {str(seed): f"seed {seed}" for seed in textruns.seeds_of(run)}
