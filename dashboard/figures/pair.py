"""Two runs side by side: one small panel per cell, the same axes in all."""

from math import inf, log10
from statistics import median

from dashboard.figures.common import drawing, listed, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import LengthCurve
from dashboard.figures.tables import Table
from dashboard.theme import cell_style

Shares = dict[str, LengthCurve]
NMax = dict[str, list[int]]
LINES = ("solid", "dot")
PANEL = 210  # px


def pair_figure(
    names: tuple[str, str],
    shares: tuple[Shares, Shares],
    n_max: tuple[NMax, NMax],
    caps: tuple[float, float] = (inf, inf),
) -> Drawing:
    """Share of exact seeds against N, the first run solid, the second dotted; only cells that both have.

    Args:
        names: "first" and "second".
        shares, n_max: of either run, by cell.
        caps: the longest length that either run tried.
    """
    cells = [cell for cell in shares[0] if cell in shares[1]]
    longest = max((s[c].lengths[-1] for s in shares for c in cells), default=10)
    columns = max(len(cells), 1)
    fig = drawing(
        pair_title(n_max, cells, caps),
        height=300,
        width=76 + PANEL * columns,
        margin={"l": 64, "r": 12, "t": 56, "b": 44},
        legend={"orientation": "h", "x": 0, "y": 1.16, "yanchor": "bottom"},
        hovermode="closest",
        yaxis={
            "title": {"text": "share of seeds exact"},
            "range": [-0.04, 1.06],
            "tickformat": ".0%",
            "tickvals": [0, 0.5, 1],
        },
    )
    if not cells:
        note(fig, "These two runs have no cell in common")
        return fig
    for k, cell in enumerate(cells):
        axis = "x" if k == 0 else f"x{k + 1}"
        fig.add_axis(
            axis.replace("x", "xaxis"),
            type="log",
            range=[0, log10(longest * 1.2)],
            domain=[k / columns, (k + 0.86) / columns],
            title={"text": "N"},
            dtick=1,
        )
        fig.add_annotation(
            text=f"<b>{cell_style(cell).short}</b>", xref=f"{axis} domain", yref="paper", x=0, y=1.01,
            xanchor="left", yanchor="bottom", font={"size": 13},
        )  # fmt: skip
        for place, (name, own) in enumerate(zip(names, shares, strict=True)):
            fig.add_scatter(
                x=plain(own[cell].lengths),
                y=plain(own[cell].share),
                xaxis=axis,
                mode="lines",
                name=f"{name} run",
                legendgroup=name,
                showlegend=k == 0,
                line={"color": cell_style(cell).color, "dash": LINES[place], "width": 2.5 - place / 2},
                hovertemplate=f"{name} run: %{{y:.0%}} of the seeds exact at N = %{{x}}<extra></extra>",
            )
    return fig


def pair_title(n_max: tuple[NMax, NMax], cells: list[str], caps: tuple[float, float]) -> str:
    """'LSTM from 14 to 1,000 or more, GRU from 10 to 2 (median N_max, first run to second)'."""
    moves = []
    for cell in cells:
        before, after = (reach(median(values[cell]), cap) for values, cap in zip(n_max, caps, strict=True))
        same = before == after
        moves.append(f"{cell_style(cell).short} {'stays at' if same else f'from {before} to'} {after}")
    return f"{listed(moves)} (median N_max, first run to second)" if moves else "No cell in common"


def reach(value: float, cap: float) -> str:
    """A median of N_max, which is only a bound where nothing longer was tried."""
    return f"{cap:,} or more" if value >= cap else f"{value:,g}"


def pair_rows(names: tuple[str, str], shares: tuple[Shares, Shares]) -> Table:
    """One row per run, cell and length."""
    rows = [
        [name, cell, *point]
        for name, own in zip(names, shares, strict=True)
        for cell, curve in own.items()
        for point in plain(list(zip(curve.lengths, curve.share, strict=True)))
    ]
    return {"columns": ["run", "cell", "N", "share of seeds exact"], "rows": rows}
