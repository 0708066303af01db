"""Files: open a network of one's own, take one away in another format, delete what was opened."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import ids, subjects, urls
from dashboard.chosen import from_query, read_subject
from dashboard.components import controls, place
from dashboard.components.subject_bar import (
    ADDRESS,
    ADDRESS_NAMES,
    INPUTS,
    USUAL,
    options,
    sources,
    subject_bar,
)
from dashboard.networks import NotThereError
from dashboard.routes import takeaways, uploads
from dashboard.subjects import Subject, readable, sentence
from models.formats import FORMATS, LARGEST

TITLE = "Files · Explore"

OPENS = {
    "A run": "the .safetensors file that Gatescope writes: every cell and seed of a comparison.",
    "A torch.nn LSTM, GRU or RNN": (
        "its state_dict, as safetensors or as torch.save writes it (read with weights_only=True). A module "
        "around it may add an embedding and a linear readout. Name its characters above."
    ),
    "An lstm-explorer file": (
        "the JSON of the article's own explorer: a recording, so it can be read and ranked, but not changed."
    ),
}
ALPHABET_HELP = (
    "The characters in the order of the network's input numbers, such as abcX$. Only a torch file needs it; "
    "left empty, the first printable characters stand in."
)


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    subject, n, naming, gone = from_query(query)
    return html.Div(
        [
            html.H1("Files", className="page-title"),
            html.P("Bring a network of your own, or take one of these home.", className="lead"),
            place.links(urls.FILES, query),
            opening(),
            subject_bar(subject, n, naming, gone),
            html.Section(
                [
                    html.H2("Take it away", className="card-heading"),
                    html.Div(offered(subject), id=ids.TAKE),
                ],
                className="card panel",
                **{"aria-label": "Take it away"},
            ),
            deleting(subject.source),
            html.Div(id=ids.FILE_MESSAGE, role="status", className="alert alert-info"),
            place.place(urls.FILES, ADDRESS_NAMES, USUAL),
        ],
        className="stack",
    )


def opening() -> Component:
    """Where a file is dropped or chosen."""
    zone = html.Div(
        [
            html.Button(
                "Choose a file", id="upload-choose", type="button", className="btn btn-primary btn-sm"
            ),
            html.Span(f"or drop one here, up to {LARGEST // 2**20} MB", className="muted"),
        ],
        id="upload-zone",
        className="upload-zone",
        **{"data-to": urls.UPLOAD, "data-then": urls.EXPLORE, "data-most": str(LARGEST)},
    )
    alphabet = dbc.Input(id="upload-alphabet", size="sm", className="mono", maxLength=512, autocomplete="off")
    kinds = [part for kind, text in OPENS.items() for part in (html.Dt(kind), html.Dd(text))]
    return html.Section(
        [
            html.H2("Bring your own", className="card-heading"),
            zone,
            html.Div(id="upload-message", role="status"),
            html.Div(
                controls.field("Its characters (torch files)", alphabet, ALPHABET_HELP),
                className="upload-more",
            ),
            html.Dl(kinds, className="kinds"),
            html.P(
                "Nothing in a file is ever run: a pickle is refused. What you open stays on this server "
                "until you delete it, or until its room is needed for newer files. Nobody else is shown it, "
                "unless it is a run and you make it public.",
                className="muted",
            ),
        ],
        className="card panel",
        **{"aria-label": "Bring your own"},
    )


def take(subject: Subject) -> Component:
    """One row for each format, with a link where it suits the network and the reason where it does not."""
    rows = []
    for name, form in FORMATS.items():
        lacking = takeaways.why_not(subject, name)
        link = name if lacking else html.A(name, href=takeaways.address(subject, name), download="")
        cells = [html.Th(link, scope="row"), html.Td(lacking or form.title)]
        rows.append(html.Tr(cells, className="muted" if lacking else ""))
    return html.Table(html.Tbody(rows), className="table table-sm")


def deleting(source: str) -> Component:
    """Where an opened file is deleted; hidden for all other networks."""
    return html.Section(
        [
            html.H2("Delete it", className="card-heading"),
            html.P("It is gone for good then, also for those to whom you have shown it as a public run."),
            html.Div(
                html.Button(
                    "Delete this file",
                    id=ids.FILE_DELETE,
                    type="button",
                    className="btn btn-sm btn-outline-secondary",
                ),
                className="form-buttons",
            ),
            dcc.ConfirmDialog(id=ids.FILE_CONFIRM),
        ],
        id=ids.FILE_OPENED,
        hidden=uploads.opened_name(source) is None,
        className="card panel",
        **{"aria-label": "Delete it"},
    )


def offered(subject: Subject) -> Component:
    """The links, or what is wrong with the text."""
    _, unread = readable(subject)
    return html.P(unread, className="form-error") if unread else take(subject)


@callback(
    Output(ids.TAKE, "children"),
    Output(ids.FILE_OPENED, "hidden"),
    *INPUTS,
    prevent_initial_call=True,
)
def offer(*parts: Any) -> tuple[Component, bool]:
    """The links for what is chosen now, and whether it can be deleted."""
    alien = uploads.opened_name(parts[0]) is None
    try:
        return offered(read_subject(*parts)), alien
    except (NotThereError, ValueError) as error:
        return html.P(sentence(error)), alien


@callback(
    Output(ids.FILE_CONFIRM, "displayed"),
    Output(ids.FILE_CONFIRM, "message"),
    Input(ids.FILE_DELETE, "n_clicks"),
    State(ids.SOURCE, "value"),
    prevent_initial_call=True,
)
def ask_to_delete(clicks: Any, source: Any) -> tuple[bool, str]:
    """Nothing is deleted without a second word."""
    if not clicks:
        raise PreventUpdate
    name = uploads.opened_name(source) or "this file"
    return True, f"Delete {name} for good?"


@callback(
    Output(ids.SOURCE, "options"),
    Output(ids.SOURCE, "value"),
    Output(ids.FILE_MESSAGE, "children"),
    Input(ids.FILE_CONFIRM, "submit_n_clicks"),
    State(ids.SOURCE, "value"),
    prevent_initial_call=True,
)
def delete(clicks: Any, source: Any) -> tuple[Any, Any, str]:
    """Delete the opened file that is chosen; the page goes on with the first network."""
    if not clicks:
        raise PreventUpdate
    try:
        name = uploads.discard(source)
    except NotThereError as error:
        return no_update, no_update, sentence(error)
    said = f"{name} is deleted: its address leads nowhere until the same file is opened again."
    return options(sources(subjects.FIRST)), subjects.FIRST, said


place.register(urls.FILES, ADDRESS)
