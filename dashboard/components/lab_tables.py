"""What the Lab says beside its figure: in words, of every seed, of pairs, and what others have reached."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.components.controls import cell_chip
from dashboard.components.summary import number
from dashboard.lab import Found, noun, recipe_word
from models.analysis.pairs import Pair
from models.analysis.published import FROM_MEMORY, THEORY, Published
from models.analysis.summaries import Reach

LEFT = ("cell", "recipe")
COLUMNS = ("median N_max", "95 % interval", "exact as far as tried", "95 % interval", "run")


def sentences(said: Sequence[str]) -> Component:
    """The summary, a line for each sentence."""
    return html.Ul([html.Li(sentence) for sentence in said], className="lab-summary")


def results(found: Sequence[Found], varied: str) -> Component:
    """A row for each cell and recipe, and each seed's N_max below."""
    if not found:
        return html.P("No run answers this yet: train what is missing.", className="muted")
    head = [*head_of(varied), *COLUMNS]
    return html.Div(
        [
            html.P(
                "N_max is the largest N such that every n up to it is generated exactly. The interval of a "
                "median is bootstrapped (Efron 1979), that of a share is Wilson’s (1927).",
                className="muted",
            ),
            scrolled(table(head, [row(one, varied) for one in found]), "How far each gets"),
            every_seed(found, varied),
        ]
    )


def head_of(varied: str) -> list[str]:
    """What stands above the beginning of each row."""
    return [*LEFT, *([varied] if varied else [])]


def value_of(reach: Reach, varied: str) -> list[Component]:
    """The value of the setting that a sweep varies."""
    return [html.Td(f"{reach.value:g}")] if varied else []


def table(head: Sequence[object], body: Sequence[Component], kind: str = "") -> Component:
    """A table; `kind` is a class of it."""
    cells = [html.Th(text, scope="col", **({"className": "word"} if text in LEFT else {})) for text in head]
    parts = [html.Thead(html.Tr(cells)), html.Tbody(list(body))]
    return html.Table(parts, className=f"table table-sm summary {kind}".rstrip())


def scrolled(inner: Component, label: str) -> Component:
    """A table that scrolls sideways within its card, by keyboard too."""
    return html.Div(inner, className="table-scroll", tabIndex=0, role="region", **{"aria-label": label})


def row(one: Found, varied: str) -> Component:
    """One cell and recipe."""
    reach = one.reach
    low, high = reach.interval
    least, most = reach.share_interval
    texts = [
        number(reach.median, reach.cap),
        f"{number(low, reach.cap)} to {number(high, reach.cap)}" if low < reach.cap else "",
        f"{reach.at_cap} of {reach.seeds}",
        f"{100 * least:.0f} to {100 * most:.0f} %",
        html.A("open", href=urls.compare(one.run.id), title="Open this run on the Compare page"),
    ]
    return html.Tr([*named(reach), *value_of(reach, varied), *(html.Td(text) for text in texts)])


def named(reach: Reach) -> list[Component]:
    """The beginning of a row: which cell, trained how."""
    return [html.Th(cell_chip(reach.cell), scope="row"), html.Td(recipe_word(reach.recipe), className="word")]


def every_seed(found: Sequence[Found], varied: str) -> Component:
    """N_max seed by seed, on demand."""
    first = min(one.reach.first_seed for one in found)
    last = max(one.reach.first_seed + one.reach.seeds for one in found)
    body = []
    for reach in (one.reach for one in found):
        own = dict(enumerate(reach.n_max, reach.first_seed))
        texts = [number(own[seed], reach.cap) if seed in own else "–" for seed in range(first, last)]
        body.append(html.Tr([*named(reach), *value_of(reach, varied), *map(html.Td, texts)]))
    return html.Details(
        [
            html.Summary("Every seed"),
            scrolled(table([*head_of(varied), *range(first, last)], body), "N_max of every seed"),
        ],
        className="every-seed",
    )


def paired(cells: tuple[str, str], compared: Sequence[Pair], varied: str) -> Component:
    """Two cells on the same seeds, a row for each recipe."""
    if cells[0] == cells[1]:
        return html.P("Choose two different cells to compare them on the same seeds.", className="muted")
    if not compared:
        both = f"{noun(cells[0])} and {noun(cells[1])}"
        text = (
            f"No run shown here has both {both}, from the same seeds on the same data: choose both cells "
            "above, and train what is missing."
        )
        return html.P(text, className="muted")
    one, other = (noun(cell) for cell in cells)
    head = [
        *head_of(varied)[1:], f"{one} farther", f"{other} farther",
        "as far", "p, sign test", "p, signed ranks",
    ]  # fmt: skip
    body = [
        html.Tr(
            [
                html.Th(recipe_word(pair.one.recipe), scope="row"),
                *value_of(pair.one, varied),
                html.Td(pair.farther), html.Td(pair.nearer), html.Td(pair.equal),
                html.Td(chance(pair.sign_p)), html.Td(chance(pair.signed_rank_p)),
            ]
        )
        for pair in compared
    ]  # fmt: skip
    about = (
        "On how many seeds which cell gets farther: a seed gives both the same data, not the same weights. "
        "Exact two-sided tests, after Holm’s correction for the rows."
    )
    return html.Div([html.P(about, className="muted"), scrolled(table(head, body), "Two cells in pairs")])


def chance(p: float) -> str:
    """A probability as it is read: '0.04', 'below 0.0001'."""
    return "below 0.0001" if p < 1e-4 else f"{p:.2g}"


def literature(published: Sequence[Published]) -> Component:
    """What others have reached on the task, with where it was taken from."""
    if not published:
        return html.P("Nothing published on this task is in our table.", className="muted")
    body = [
        html.Tr(
            [
                html.Th(one.citation, scope="row"),
                html.Td(one.model), html.Td(one.trained), html.Td(f"{one.reached:,}"), html.Td(one.note),
            ]
        )
        for one in published
    ]  # fmt: skip
    marked = [html.P(FROM_MEMORY, className="muted")] if any(one.from_memory for one in published) else []
    head = ["source", "model", "trained on", "reached", "note"]
    whole = html.Table(
        [html.Thead(html.Tr([html.Th(text, scope="col") for text in head])), html.Tbody(body)],
        className="table table-sm literature",
    )
    about = html.P(
        "Each was measured in its own way, most without a sign between the a’s and the b’s.",
        className="muted",
    )
    return html.Div([about, scrolled(whole, "Published results"), *marked, html.P(THEORY, className="muted")])
