"""Files: open a network of one's own, and take one away in another format."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Output, callback, html
from dash.development.base_component import Component

from dashboard import ids, takeaways, urls
from dashboard.chosen import from_query, read_subject
from dashboard.components import controls, place
from dashboard.components.subject_bar import ADDRESS, ADDRESS_NAMES, INPUTS, USUAL, subject_bar
from dashboard.networks import NotThereError
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
                "Nothing in a file is ever run: a pickle is refused. What you open stays on this server, at "
                "an address that only its contents determine.",
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


def offered(subject: Subject) -> Component:
    """The links, or what is wrong with the text."""
    _, unread = readable(subject)
    return html.P(unread, className="form-error") if unread else take(subject)


@callback(Output(ids.TAKE, "children"), *INPUTS, prevent_initial_call=True)
def offer(*parts: Any) -> Component:
    """The links for what is chosen now."""
    try:
        return offered(read_subject(*parts))
    except (NotThereError, ValueError) as error:
        return html.P(sentence(error))


place.register(urls.FILES, ADDRESS)
