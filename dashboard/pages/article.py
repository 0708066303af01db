"""The article's claims, each with what it found, what the networks that ship do, and a verdict."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.claimed import Claimed, href, place, table
from models.reproduce.checking import COLUMNS, count, spread, tally

TITLE = "The article"


def layout(**query: str | list[str]) -> Component:
    """The table; the address says nothing more."""
    rows = table()
    return html.Div(
        [
            html.H1("What the article says, checked", className="page-title"),
            html.P(
                [
                    "Each claim is measured on every seed of the networks that ship, and a rule that is said "
                    "beside it decides. The pictures are in the ",
                    dcc.Link("Gallery", href=urls.GALLERY),
                    "; what is said of code and tweets is checked where ",
                    dcc.Link("texts are read", href=urls.TEXT_READ),
                    ".",
                ],
                className="lead",
            ),
            html.Section(
                [heading(rows), claims_table(rows), again()],
                className="card panel",
                **{"aria-label": "Claims"},
            ),
        ],
        className="stack",
    )


def heading(rows: Sequence[Claimed]) -> Component:
    """How many claims hold, and the table to take away."""
    save = html.A(
        "CSV",
        href=urls.CLAIMS,
        download="gatescope-article.csv",
        className="btn btn-sm btn-outline-secondary",
        **{"aria-label": "Download the table as CSV"},
    )
    return html.Header(
        [html.H2(f"{len(rows)} claims: {tally(count(rows))}", className="card-heading"), html.Div(save)],
        className="claims-head",
    )


def claims_table(rows: Sequence[Claimed]) -> Component:
    """One row for each claim; on a phone its cells stand below each other, so their roles are said."""
    heads = [html.Th(text, scope="col", role="columnheader") for text in (*COLUMNS, "see it")]
    return html.Table(
        [
            html.Thead(html.Tr(heads, role="row"), role="rowgroup"),
            html.Tbody([row_of(row) for row in rows], role="rowgroup"),
        ],
        className="table table-sm claims",
        role="table",
    )


def row_of(row: Claimed) -> Component:
    """One claim."""
    numbers = [html.Div([name, " ", html.B(spread(number))]) for name, number in row["numbers"].items()]
    rule = html.Details([html.Summary("The rule"), html.P(row["rule"])], className="muted")
    cells = (row["article"], [*numbers, html.Div(row["why"], className="muted"), rule])
    link = dcc.Link(place(row), href=href(row))
    return html.Tr(
        [
            html.Th(row["claim"], scope="row", role="rowheader"),
            *(cell(label, content) for label, content in zip(COLUMNS[1:], cells, strict=False)),
            cell(COLUMNS[3], html.Span(row["verdict"], className="verdict")),
            cell("see it", link),
        ],
        id=f"claim-{row['id']}",
        role="row",
    )


def cell(label: str, content: object) -> Component:
    """A cell that can say which column it belongs to."""
    return html.Td(content, role="cell", **{"data-label": label})


def again() -> Component:
    """How to have the same from networks of one's own."""
    return html.P(
        [
            "Numbers are medians over seeds, with their 95 % intervals. To train everything anew, with other "
            "seeds too: ",
            html.Code("python -m models reproduce article --seeds 20"),
        ],
        className="muted",
    )
