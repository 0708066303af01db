"""Gallery: the article's figures 3 to 9 from networks trained here, opened where they can be questioned."""

from functools import lru_cache
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.colours import colour_of
from dashboard.components import place
from dashboard.exhibits import EXHIBITS, Exhibit, Shown, show
from models.names import NAMES

TITLE = "Gallery · Explore"
SEEN = {"\n": "⏎", "\t": "→", " ": "\u00a0"}
STRIP = 300  # characters of a text that are shown
CHAPTERS = {
    3: "Code",
    4: "Counting",
    5: "Selective counting",
    6: "State memory",
    7: "Copying",
    8: "The states and the gates",
    9: "Tweets",
}


def layout(**asked_for: str | list[str]) -> Component:
    """Every exhibit, chapter by chapter."""
    query = urls.single(asked_for)
    chapters = [chapter(figure, list(each)) for figure, each in groupby(EXHIBITS, lambda e: e.figure)]
    return html.Div(
        [
            html.H1("Gallery", className="page-title"),
            html.P(
                [
                    "The figures of the article, from networks trained here. No neuron is chosen by hand: "
                    "each is the one that the ranking puts first, scored on strings that it was not found "
                    "on. Over all seeds: ",
                    dcc.Link("which of the article’s claims hold", href=urls.ARTICLE),
                    ".",
                ],
                className="lead",
            ),
            place.links(urls.GALLERY, query),
            *chapters,
        ],
        className="stack",
    )


def chapter(figure: int, exhibits: list[Exhibit]) -> Component:
    """The exhibits of one of the article's figures."""
    return html.Section(
        [
            html.H2(f"Figure {figure}: {CHAPTERS[figure]}", className="chapter"),
            html.Div([card(each) for each in exhibits], className="exhibits"),
        ],
        **{"aria-label": f"Figure {figure}: {CHAPTERS[figure]}"},
    )


@lru_cache(maxsize=len(EXHIBITS))
def card(each: Exhibit) -> Component:
    """What is seen, what the article says, what the ranking found here, and a glimpse of it."""
    shown = show(each)
    return html.Article(
        [
            html.H3(dcc.Link(each.title, href=shown.href)),
            html.P(["The article: ", each.article]),
            html.P(["Here: ", shown.found]),
            strip(shown),
        ],
        className="card panel exhibit",
    )


def strip(shown: Shown) -> Component:
    """The text, coloured by the neuron."""
    subject = shown.subject
    trace = subject.trace
    values = trace.layers[subject.layer][subject.symbol][:STRIP, subject.unit].tolist()
    kind = NAMES[subject.symbol].scale
    reach = max((abs(value) for value in values), default=1.0) or 1.0
    letters: list[Component] = []
    for char, value in zip(trace.characters, values, strict=False):
        letters.append(html.Span(SEEN.get(char, char), style={"background": colour_of(value, kind, reach)}))
        letters += [html.Br()] * (char == "\n")
    name = f"{NAMES[subject.symbol].standard} of neuron {subject.unit + 1}"
    low = 0.0 if kind == "gate" else -(1.0 if kind == "signed" else reach)
    high = 1.0 if kind != "free" else reach
    scale = html.Div(
        [
            f"{name}: {low:.3g} ",
            html.Span(className="scale", style={"background": gradient(kind)}),
            f" {high:.3g}",
        ],
        className="muted",
    )
    return html.Div(
        [
            html.Div(
                letters,
                className="strip mono",
                role="img",
                **{"aria-label": f"{trace.characters[:STRIP]}, coloured by the {name}"},
            ),
            scale,
        ]
    )


def gradient(kind: str) -> str:
    """The colour scale as CSS."""
    low = 0.0 if kind == "gate" else -1.0
    stops = [colour_of(low + (1 - low) * k / 6, kind) for k in range(7)]
    return f"linear-gradient(to right, {', '.join(stops)})"
