"""A training on text in a table, and what each of its cells writes."""

from statistics import median

from dash import html
from dash.development.base_component import Component

from dashboard.components.controls import cell_chip
from dashboard.components.summary import ENGINE_NAMES
from dashboard.textview import TextView

COLUMNS = ("cell", "bits per character", "over the seeds", "parameters", "seconds", "trained by")
KNOWN = {
    "unigram": "how frequent each character is",
    "3-gram": "the 2 characters before",
    "5-gram": "the 4 characters before",
    "gzip": "a compressor",
    "xz": "a compressor",
}


def writings(view: TextView | None) -> Component:
    """The latest sample of each cell, side by side."""
    if view is None or not view.writes:
        return html.P(
            "Each cell writes a few lines whenever it is measured on held-out text.", className="muted"
        )
    return html.Div(
        [writing(cell, view.writes[cell]) for cell in view.cells if cell in view.writes], className="writings"
    )


def writing(cell: str, row: dict) -> Component:
    """One cell's sample, and when it wrote it."""
    head = html.H3([cell_chip(cell), html.Span(f" after step {row['step']:,}", className="muted")])
    return html.Div([head, html.Pre(row["text"], tabIndex=0)])


def results_table(view: TextView | None) -> Component:
    """What each cell needs per character when it is trained, and what the baselines need."""
    if view is None or not (view.results or view.baselines):
        return html.P("The table fills when the first cell is trained.", className="muted")
    head = html.Tr([html.Th(text, scope="col") for text in COLUMNS])
    ordered = [cell for cell in view.cells if cell in view.results]
    body = [cell_row(cell, view.results[cell]) for cell in ordered]
    body += [baseline_row(name, bits) for name, bits in view.baselines.items()]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="table table-sm summary")
    return html.Div(
        [
            html.P(about(view), className="muted"),
            html.Div(table, className="table-scroll", tabIndex=0, role="region", **{"aria-label": "Results"}),
        ]
    )


def about(view: TextView) -> str:
    """What was learned, and what it was measured on."""
    read = view.corpus
    if not read:
        return "On text that was held out."
    return (
        f"Learned {read['characters']:,} characters of “{read['title']}” ({read['licence']}); "
        f"{read['held_out']:,} were held out to measure on."
    )


def cell_row(cell: str, result: dict) -> Component:
    """One cell's line."""
    bits = [value for value in result["bits_per_character"] if value is not None]
    texts = [
        f"{median(bits):.3f}" if bits else "–",
        f"{min(bits):.3f} to {max(bits):.3f}" if len(bits) > 1 else "–",
        f"{result['parameters']:,}",
        f"{result['seconds']:.1f}",
        ENGINE_NAMES.get(result["engine"], result["engine"]),
    ]
    return html.Tr([html.Th(cell_chip(cell), scope="row"), *(html.Td(text) for text in texts)])


def baseline_row(name: str, bits: float) -> Component:
    """A predictor that is no network."""
    known = html.Td(KNOWN.get(name, ""), colSpan=4, className="muted text-start")
    return html.Tr([html.Th(name, scope="row"), html.Td(f"{bits:.3f}"), known])
