"""The measures of the field in one table: averages over seeds, each with its interval."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.lab_tables import head_of, named, scrolled, table, value_of
from dashboard.components.summary import number
from dashboard.lab import Found
from dashboard.measured import Measures
from models.analysis.summaries import Reach

HEAD = (
    "first failing n", "generalization set, average", "best", "deterministic accuracy", "accepted",
    "near-negatives rejected", "characters, teacher-forced", "characters, free-running",
)  # fmt: skip
SHARES = (
    "deterministic_accuracy", "accepted", "rejected", "teacher_forced_characters", "length_generalization",
)  # fmt: skip
MEANINGS = {
    "First failing n": "the least n that is not generated exactly, of the median seed.",
    "Generalization set": (
        "every n up to N_max is generated exactly; N_max on average, and of the best seed. Gers & "
        "Schmidhuber (2001)"
    ),
    "Deterministic accuracy": (
        "the share of right characters where only one may come, teacher-forced, n = 1 to 50. Suzgun, "
        "Belinkov & Shieber (2019); Lan et al. (2022)"
    ),
    "Accepted, near-negatives rejected": (
        "a string, n = 1 to 50, is accepted if each character of its answer is the likeliest. A "
        "near-negative has one mistake, such as one b too few. Gers & Schmidhuber (2001); Weiss, Goldberg & "
        "Yahav (2018)"
    ),
    "Characters, teacher-forced and free-running": (
        "the share of right characters of the answer, at 52 lengths from 41 to 500, while the network reads "
        "the truth, or what it has written itself. The latter is the length-generalization score. Delétang "
        "et al. (2023). Whoever writes b for ever has almost all characters right, and no answer."
    ),
}
ABOUT = (
    "Averages over seeds, and of the first failing n the median; below, 95 % intervals, bootstrapped, where "
    "they are wider than the digits shown."
)
PENDING = "Being measured: "
TOO_LARGE = (
    "Where there is a dash the networks are gone, or too large to be read here. Download the run, then: "
    "python -m models measure RUN --metrics."
)

Row = tuple[Found, Measures | None]


def measures_table(rows: Sequence[Row], pending: int, varied: str) -> Component:
    """A row for each cell and recipe.

    Args:
        rows: each with what is known of it.
        pending: how many of those that are not known will be.
        varied: what a sweep varies, or "".
    """
    if not rows:
        return html.P("Nothing can be measured yet: train what is missing.", className="muted")
    unknown = sum(known is None for _, known in rows)
    body = [
        html.Tr([*named(one.reach), *value_of(one.reach, varied), *cells(one.reach, known)])
        for one, known in rows
    ]
    said = [
        html.P(ABOUT, className="muted"),
        *([html.P(f"{PENDING}{pending} of {len(rows)} …", className="muted")] if pending else []),
        *([html.P(TOO_LARGE, className="muted")] if unknown > pending else []),
    ]
    inner = table([*head_of(varied), *HEAD], body, "measures")
    return html.Div([*said, scrolled(inner, "The field’s measures"), meanings()])


def meanings() -> Component:
    """What each measure is, and whose."""
    listed = [part for term, text in MEANINGS.items() for part in (html.Dt(term), html.Dd(text))]
    return html.Details([html.Summary("What these are"), html.Dl(listed)], className="every-seed")


def cells(reach: Reach, known: Measures | None) -> list[Component]:
    """The numbers of one row."""
    low, high = (failing(bound, reach.cap) for bound in reach.interval)
    at_least = "≥ " if reach.at_cap else ""
    average, *bounds = (f"{value:,.1f}" for value in (reach.average, *reach.average_interval))
    return [
        estimate(failing(reach.median, reach.cap), low, high),
        estimate(f"{at_least}{average}", *bounds),
        html.Td(number(max(reach.n_max), reach.cap)),
        *(share(known, name) for name in SHARES),
    ]


def failing(n_max: float, cap: int) -> str:
    """The first n that is wrong after this N_max."""
    return f"> {cap:,}" if n_max >= cap else f"{n_max + 1:,g}"


def share(known: Measures | None, name: str) -> Component:
    """One measure that is a share."""
    if known is None or name not in known:
        return html.Td("–")
    one = known[name]
    return estimate(f"{one.value:.1%}", f"{100 * one.low:.1f}", f"{one.high:.1%}")


def estimate(value: str, low: str, high: str) -> Component:
    """A number, and its interval below."""
    within = f"{low} to {high}" if low.rstrip("%") != high.rstrip("%") else ""
    return html.Td([value, html.Div(within, className="interval")])
