"""A film frame by frame, as comics are: each picture with what everyone believes of it below."""

from collections.abc import Mapping, Sequence

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard.figures.common import listed
from dashboard.films import BEST, LONGEST, Cut
from dashboard.theme import cell_style
from models.scenes.story import CAST, KINDS, LABELS, WATER

SEEN = {
    "shower": "under a shower",
    "spring": "at a basin",
    "foe": "a foe who spits",
    "water": "water alone",
    "pause": "a pause",
    "surprise": "a surprise",
    "night": "night",
}
ACTIONS = (  # what assets/film.js does, its sign, and what it is called
    ("left", "←", "Move frame {n} to the left"),
    ("right", "→", "Move frame {n} to the right"),
    ("repeat", "+", "Repeat frame {n}"),
    ("remove", "×", "Remove frame {n}"),
)
BEST_NAME = "best"

Beliefs = Mapping[str, np.ndarray]  # by cell or BEST, (T, L)


def strip(cut: Cut, beliefs: Beliefs) -> Component:
    """All frames, to be moved by buttons or by dragging."""
    back = cut.lags
    frames = [frame(cut, place, back[place], beliefs) for place in range(len(cut.order))]
    return html.Ol(frames, className="film", **{"aria-label": "Frames"})


def frame(cut: Cut, place: int, back: int, beliefs: Beliefs) -> Component:
    """One frame: its picture, what settles it, the buttons, and a line for each network."""
    number, shown, seen = place + 1, cut.order[place], seen_at(cut, place)
    picture = html.Img(src=cut.film.image(shown), alt=f"Frame {number}: {seen}", draggable="false")
    about = html.Div(
        [
            html.B(number),
            " ",
            seen,
            html.Span(settled(int(cut.frames.kinds[0, place]), back), className="film-back"),
        ]
    )
    lines = [belief(who, values[place]) for who, values in beliefs.items()]
    return html.Li(
        [picture, about, buttons(number, len(cut.order)), html.Ul(lines, className="film-beliefs")],
        draggable="true",
        **{"data-frame": shown},
    )


def seen_at(cut: Cut, place: int) -> str:
    """What a frame shows, in words."""
    kind, who = (int(each[0, place]) for each in (cut.frames.kinds, cut.frames.who))
    return f"{CAST[who]}, {SEEN[KINDS[kind]]}"


def settled(kind: int, back: int) -> str:
    """How far back it is seen what is going on."""
    if kind != WATER:
        return "seen here"
    return "seen nowhere" if back < 0 else f"seen {back} frame{'s' * (back > 1)} back"


def buttons(number: int, frames: int) -> Component:
    """What can be done with a frame; what cannot is disabled."""
    useless = {
        "left": number == 1,
        "right": number == frames,
        "repeat": frames >= LONGEST,
        "remove": frames == 1,
    }
    made = [
        html.Button(
            sign,
            type="button",
            className="btn btn-sm btn-outline-secondary",
            **{"data-film": action, "aria-label": name.format(n=number)},
            **({"disabled": "disabled"} if useless[action] else {}),
        )
        for action, sign, name in ACTIONS
    ]
    return html.Div(made, className="film-actions", role="group", **{"aria-label": f"Frame {number}"})


def belief(who: str, chances: Sequence[float]) -> Component:
    """What one network, or the best that can be known, believes of a frame."""
    best = int(np.argmax(chances))
    every = ", ".join(f"{label} {percent(p)}" for label, p in zip(LABELS, chances, strict=True))
    name = html.Span(name_of(who), className="film-who", **color_of(who))
    says = html.Span([LABELS[best], " ", html.B(percent(chances[best]))], className="film-says")
    parts = [
        html.Span(className=f"believed-{label}", style=f"width:{100 * p:.1f}%")
        for label, p in zip(LABELS, chances, strict=True)
    ]
    bar = html.Span(parts, className="film-bar", role="img", **{"aria-label": every})
    return html.Li([name, says, bar], title=f"{name_of(who)}: {every}")


def name_of(who: str) -> str:
    return BEST_NAME if who == BEST else cell_style(who).short


def color_of(who: str) -> dict[str, str]:
    """The cell's colour, as a line beside its name."""
    return {} if who == BEST else {"style": f"border-left-color:{cell_style(who).color}"}


def percent(p: float) -> str:
    """A probability as the article writes it, but with two digits."""
    return f"{p:.2f}".removeprefix("0") if p < 0.995 else "1.0"


def key() -> Component:
    """Which colour is which label."""
    items = [html.Li([html.Span(className=f"believed-{label}"), label]) for label in LABELS]
    return html.Ul(items, className="film-key", **{"aria-label": "Colours of the bars"})


def in_words(cut: Cut, beliefs: Beliefs) -> str:
    """What everyone believes of the last frame."""
    last = len(cut.order)
    chances = {who: values[-1] for who, values in beliefs.items()}
    said = []
    for k in np.argsort(-chances[BEST], kind="stable").tolist():
        those = [f"{name_of(who)} ({percent(p[k])})" for who, p in chances.items() if p.argmax() == k]
        if those:
            said.append(f"{listed(those)} say{'s' * (len(those) == 1)} {LABELS[k]}")
    return f"The last frame, number {last}: {seen_at(cut, last - 1)}. {'; '.join(said)}."
