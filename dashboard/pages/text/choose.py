"""Which training is on the page, and which text is to be learned: those that there are, and one's own."""

from collections.abc import Iterable
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.access import own_run, seen_run, seen_runs
from dashboard.bundled import text_ids
from dashboard.components import controls
from dashboard.components.sharing import sharing
from dashboard.components.static import filled, written
from dashboard.corpora import own_text
from dashboard.pages.compare.picker import run_files
from dashboard.remembered import has_networks
from dashboard.runview import run_label
from dashboard.store.schema import Run
from dashboard.textview import is_text
from models.corpora import CORPORA
from models.corpora.own import LARGEST

RECENT = 20  # runs of one's own in the list; the Runs page has them all
NONE = ""  # the picker's value while there is no run

PRIVATE = (
    "What you bring stays on this server, for the trainings that need it, until room is needed for newer "
    "texts. Other visitors are not shown it, nor what learned from it, unless you make that public."
)


def asked_text(run_id: Any) -> Run | None:
    """The training on text with this id, or None: a browser may send anything at all."""
    run = seen_run(run_id)
    return run if run and is_text(run) else None


def own_text_run(run_id: Any) -> Run | None:
    """The same, if it is the visitor's own."""
    run = own_run(run_id)
    return run if run and is_text(run) else None


def text_runs() -> list[Run]:
    """Every training on text: those of one's own, the newest first, then those that ship."""
    found = {run.id: run for run in seen_runs() if is_text(run)}
    shipped = [found.pop(name) for name in text_ids() if name in found]
    return [*found.values(), *shipped]


def run_options(shown: str) -> list[dict[str, str]]:
    """The options of the picker: the shown run, the recent ones and those that ship."""
    shipped, runs = text_ids(), text_runs()
    own = [run for run in runs if run.id not in shipped]
    listed = own[:RECENT] + [run for run in own[RECENT:] if run.id == shown]
    listed += [run for run in runs if run.id in shipped]
    nothing = [] if shown else [{"value": NONE, "label": "none yet: choose a text below and train"}]
    return nothing + [{"value": run.id, "label": run_label(run)} for run in listed]


def picker(run: Run | None) -> Component:
    """A list to choose the run from, and where to go on with it."""
    shown = run.id if run else NONE
    control = dbc.Select(id=ids.TEXT_PICKER, options=run_options(shown), value=shown, size="sm")
    about = html.Div(run_about(run), id=ids.TEXT_ABOUT, className="run-about muted")
    return html.Div([controls.field("Run on this page", control), about], className="run-row")


def run_about(run: Run | None) -> list[Component | str]:
    """What can be done with the networks of a run, and its files."""
    if run is None:
        return []
    if not has_networks(run):
        later = "What it learns can be read, written with and downloaded when the run has ended."
        return [*sharing(run), " ", later]
    pages = {
        "Write with it": urls.TEXT_WRITE,
        "Read it": urls.TEXT_READ,
        "Errors": urls.TEXT_ERRORS,
        "Explore its neurons": urls.EXPLORE,
    }
    links = [dcc.Link(text, href=urls.explore(path, run=run.id)) for text, path in pages.items()]
    return [*sharing(run), " ", *joined(links), " · download: ", *run_files(run)[:-1]]


def joined(parts: Iterable[Component]) -> list[Component | str]:
    """With a dot between two."""
    return [each for part in parts for each in (" · ", part)][1:]


def chooser(corpus: str, headers: bool) -> Component:
    """A list of texts, what is known of the chosen one, and a place to bring another."""
    options = corpus_options(corpus)
    return html.Div(
        [
            html.Div(
                [
                    controls.select(ids.text_field("corpus"), "Text to learn", options, corpus),
                    html.Div(corpus_about(corpus), id=ids.TEXT_CORPUS_ABOUT, className="muted"),
                ],
                className="run-row",
            ),
            bring(),
            filled(ids.TEXT_PREVIEW, written(html.P("Counting …", className="muted"))),
            dcc.Store(id=ids.TEXT_BROUGHT),
        ],
        className="form-card",
    )


def corpus_options(chosen: str) -> dict[str, str]:
    """Every text of CORPORA, and the chosen one where it is a visitor's own."""
    own = own_text(chosen)
    found = {name: source.title for name, source in CORPORA.items()}
    return found | ({chosen: f"{own.filename} (your own)"} if own else {})


def corpus_about(name: Any) -> str:
    """What the text is, and its licence."""
    source = CORPORA.get(name) if isinstance(name, str) else None
    return f"{source.about} Licence: {source.licence}." if source else PRIVATE


def bring() -> Component:
    """Where a text of one's own is pasted, dropped or chosen."""
    paste = dbc.Textarea(id="bring-text", rows=5, size="sm", className="mono", maxLength=LARGEST)
    zone = html.Div(
        [
            html.Button(
                "Choose a file",
                id="bring-choose",
                type="button",
                className="btn btn-outline-secondary btn-sm",
            ),
            html.Span(
                f"or drop one here, up to {LARGEST // 10**6} MB: text or code, a csv or json with a column "
                "of texts, or a zip of sources",
                className="muted",
            ),
        ],
        id="bring-zone",
        className="upload-zone",
        **{"data-to": urls.BRING, "data-most": str(LARGEST)},
    )
    use = html.Button(
        "Use this text", id="bring-paste", type="button", className="btn btn-outline-secondary btn-sm"
    )
    return html.Details(
        [
            html.Summary("Bring a text of your own"),
            html.Div(
                [
                    controls.field("Paste it", paste),
                    html.Div(use, className="form-buttons"),
                    zone,
                    html.Progress(id="bring-progress", max="100", hidden=True, **{"aria-label": "Sent"}),
                    html.Div(id="bring-message", role="status"),
                    html.P(PRIVATE, className="muted"),
                ],
                className="form-card",
            ),
        ],
        className="more-settings bring",
    )  # fmt: skip
