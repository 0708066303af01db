"""What a network read and what it says comes next, character by character, marked right or wrong."""

from dataclasses import dataclass

from dashboard.figures.common import listed, names, plain
from dashboard.figures.drawing import Drawing
from dashboard.theme import MONO, MUTED, RIGHT, WRONG, cell_style

MARKS = {  # verdict -> marker, colour, size, meaning
    "right": ("circle", RIGHT, 5, "right"),
    "wrong": ("x", WRONG, 8, "wrong"),
    "free": ("circle-open", MUTED, 4, "cannot be known"),
    "": ("line-ew", MUTED, 4, "not judged"),
}
LETTER = 7  # px that a letter needs
LETTERS = 0.51  # where the middle of the letters is, between what is read and what is said
LINE = 0.54  # from there to either row
VISIBLE = {"\n": "⏎", "\t": "→", " ": "␣", "<": "&lt;", "&": "&amp;"}


@dataclass(frozen=True)
class CellTrace:
    """What one network read, predicted and computed. T steps, H neurons.

    Attributes:
        chars: the character read at each step.
        verdicts: "right", "wrong", "free" (any answer would do) or "" (not known), by step.
        predicted: the likeliest next character after each step.
        probability: what the network gave it.
        top: hover text with the likeliest next characters.
        arrays: by symbol of models.names, (T, H).
        known: by step, whether only one character may come next; where it is not told, a step at which some
            cell's answer is "free" is not known, and every other judged one is.
    """

    chars: list[str]
    verdicts: list[str]
    predicted: list[str]
    probability: list[float]
    top: list[str]
    arrays: dict[str, list[list[float]]]
    known: list[bool] | None = None


def visible(char: str) -> str:
    """A character that can be seen, and that is no markup."""
    return VISIBLE.get(char, char)


def add_characters(fig: Drawing, xaxis: str, yaxis: str, cell: str, trace: CellTrace, step: float) -> None:
    """One row with what was read, and under it one with what the network says, over its marks.

    Letters are left out where a step is too narrow for them, in px; the marks stay.
    """
    steps = list(range(1, len(trace.chars) + 1))
    reads = [visible(char) for char in trace.chars]
    says = [visible(char) for char in trace.predicted]
    axes = {"xaxis": xaxis, "yaxis": yaxis}
    if step >= LETTER:
        wrong = [verdict == "wrong" for verdict in trace.verdicts]
        said = [f"<b>{char}</b>" if bold else char for char, bold in zip(says, wrong, strict=True)]
        texts = [f"{one}<br><br>{other}" for one, other in zip(reads, said, strict=True)]
        add_letters(fig, steps, texts, axes)
    symbols, colors, sizes, meanings = zip(*(MARKS[verdict] for verdict in trace.verdicts), strict=True)
    fig.add_scatter(
        x=steps,
        y=[-0.45] * len(steps),
        **axes,
        mode="markers",
        marker={
            "symbol": list(symbols),
            "color": list(colors),
            "size": [min(size, max(step + 1, 4)) for size in sizes],
            "opacity": 1,
            "line": {"width": 1, "color": list(colors)},
        },
        customdata=[
            list(point)
            for point in zip(reads, says, plain(list(trace.probability)), meanings, trace.top, strict=True)
        ],
        hovertemplate=(
            f"<b>{cell_style(cell).short}</b>, step %{{x}}: reads %{{customdata[0]}}, says %{{customdata[1]}}"
            " (%{customdata[2]:.3f}): %{customdata[3]}<br>%{customdata[4]}<extra></extra>"
        ),
        cliponaxis=False,
    )


def add_letters(fig: Drawing, steps: list[int], texts: list[str], axes: dict[str, str]) -> None:
    """Texts in clear cells: as points of a scatter, plotly would draw each of them twice."""
    fig.add_heatmap(
        x=steps,
        y=[LETTERS],
        dy=1,
        z=[[0] * len(steps)],
        **axes,
        text=[texts],
        texttemplate="%{text}",
        textfont={"family": MONO, "size": 11},  # its colour is the theme's
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        hoverinfo="skip",
    )


def known_steps(traces: dict[str, CellTrace]) -> set[int]:
    """The steps, from 0, at which the next character can be known: the same for every cell."""
    judged, free = set(), set()
    for trace in traces.values():
        for step, verdict in enumerate(trace.verdicts):
            judged |= {step} if verdict else set()
            free |= {step} if verdict == "free" or (trace.known and not trace.known[step]) else set()
    return judged - free


def score(trace: CellTrace, known: set[int]) -> str:
    """How many of the characters that could be known were predicted, and how many guesses were impossible."""
    right = sum(trace.verdicts[step] == "right" for step in known)
    impossible = sum(verdict == "wrong" and step not in known for step, verdict in enumerate(trace.verdicts))
    parts = [f"{right} of {len(known)} right"] if known else []
    return ", ".join(parts + ([f"{impossible} impossible"] if impossible else []))


def traces_title(traces: dict[str, CellTrace]) -> str:
    """Who predicts everything that can be known, and where the others first go wrong."""
    judged = {cell: trace for cell, trace in traces.items() if {"right", "wrong"} & set(trace.verdicts)}
    if not judged:
        return f"{names(traces)}, step by step"
    first: dict[int, list[str]] = {}  # 0: never
    for cell, trace in judged.items():
        step = trace.verdicts.index("wrong") + 1 if "wrong" in trace.verdicts else 0
        first.setdefault(step, []).append(cell)
    perfect = first.pop(0, [])
    parts = []
    if perfect:
        parts.append(f"{names(perfect)} {verb('predict', perfect)} every character that can be known")
    for k, (step, cells) in enumerate(sorted(first.items(), reverse=True)):
        parts.append(
            f"{names(cells)} {verb('first err', cells) if k == 0 else ''} at step {step}".replace("  ", " ")
        )
    return f"{parts[0]}; {listed(parts[1:])}" if perfect and first else listed(parts)


def verb(stem: str, subjects: list[str]) -> str:
    """The verb for one subject or for several."""
    return stem + ("s" if len(subjects) == 1 else "")
