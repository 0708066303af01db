"""How everything looks: one style per cell, colour scales for heatmaps, light and dark templates.

Plain values only, so that figures, components and the browser can all read them.
"""

from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True)
class CellStyle:
    """What stands for one cell on every page. Colour is never the only carrier of meaning.

    Attributes:
        color: line and marker colour.
        dash: plotly's name of the line pattern.
        symbol: plotly's name of the marker.
        short: the name in legends and titles.
        long: the name in full.
    """

    color: str
    dash: str
    symbol: str
    short: str
    long: str


# Colours of the architectures: Okabe and Ito, https://jfly.uni-koeln.de/color/; those of the variants were
# searched for, as far from these and from each other as can be: tests/unit/test_theme.py
CELLS: dict[str, CellStyle] = {
    "feedforward": CellStyle("#E69F00", "dot", "triangle-up", "NN", "feedforward net"),
    "rnn": CellStyle("#D55E00", "dash", "square", "RNN", "vanilla RNN"),
    "lstm": CellStyle("#0072B2", "solid", "circle", "LSTM", "long short-term memory"),
    "gru": CellStyle("#009E73", "dashdot", "diamond", "GRU", "gated recurrent unit"),
    "peephole": CellStyle("#CC79A7", "longdash", "cross", "peephole", "peephole LSTM"),
    # Long names: Greff et al. (2017)
    "nig": CellStyle("#B45A1E", "longdashdot", "triangle-down", "NIG", "no input gate"),
    "nfg": CellStyle("#1E7878", "5px,2px", "triangle-left", "NFG", "no forget gate"),
    "nog": CellStyle("#96965A", "2px,5px", "triangle-right", "NOG", "no output gate"),
    "niaf": CellStyle("#78694B", "10px,2px,5px,2px", "x", "NIAF", "no input activation function"),
    "noaf": CellStyle("#5A6996", "14px,3px,2px,3px", "hexagram", "NOAF", "no output activation function"),
    "cifg": CellStyle("#5A96D2", "6px,2px,1px,2px", "star-diamond", "CIFG", "coupled input and forget gate"),
    "fgr": CellStyle("#0096FF", "16px,6px", "hexagon2", "FGR", "full gate recurrence"),
}

SPARE_COLORS = ("#56B4E9", "#7A5195", "#8C7A1E", "#6E7781")
SPARE_DASHES = ("9px,2px,2px,2px,2px,2px", "3px,3px", "12px,3px,3px,3px")
SPARE_SYMBOLS = ("star", "pentagon", "hexagon", "hourglass", "bowtie")


def cell_style(cell: str) -> CellStyle:
    """The style of a cell; one that the table does not know always gets the same spare style."""
    if cell in CELLS:
        return CELLS[cell]
    key = crc32(cell.encode())
    return CellStyle(
        SPARE_COLORS[key % len(SPARE_COLORS)],
        SPARE_DASHES[key // 7 % len(SPARE_DASHES)],
        SPARE_SYMBOLS[key // 31 % len(SPARE_SYMBOLS)],
        cell,
        cell,
    )


Scale = list[list]  # [[position, colour], ...], as plotly wants it

# ColorBrewer's RdBu and YlGnBu, cut where black text would stop being readable.
DIVERGING: Scale = [
    [0.0, "#dc6a57"],
    [0.2, "#f0a184"],
    [0.4, "#fbdccb"],
    [0.5, "#f7f7f7"],
    [0.6, "#d3e6f1"],
    [0.8, "#92c5de"],
    [1.0, "#4a97c6"],
]
SEQUENTIAL: Scale = [
    [0.0, "#fdfdf0"],
    [0.25, "#e3f3c0"],
    [0.5, "#a5dcb8"],
    [0.75, "#5bbfc0"],
    [1.0, "#2f95bd"],
]

# On a dark page zero is dark, so that what is active shines; no text is printed on these.
DARK_DIVERGING: Scale = [
    [0.0, "#f58f75"],
    [0.2, "#bd5f4b"],
    [0.4, "#58352f"],
    [0.5, "#272c33"],
    [0.6, "#263f52"],
    [0.8, "#3a7ba6"],
    [1.0, "#79c0ec"],
]
DARK_SEQUENTIAL: Scale = [
    [0.0, "#20262c"],
    [0.25, "#1f4a56"],
    [0.5, "#2b7a80"],
    [0.75, "#5fb79b"],
    [1.0, "#d9efab"],
]

# What letters without a colour stand on, in both themes.
BLANK = "#eceff3"
BLANK_INK = "#4b555f"  # of letters that were not read but predicted

# By the `scale` of models.names; "free" is symmetric about 0, with its range written beside it.
SCALES: dict[str, Scale] = {"gate": SEQUENTIAL, "signed": DIVERGING, "free": DIVERGING}
DARK_SCALES: dict[str, Scale] = {"gate": DARK_SEQUENTIAL, "signed": DARK_DIVERGING, "free": DARK_DIVERGING}

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace'
WRONG = "#d2420f"
RIGHT = "#3a86b8"
MUTED = "#848d97"


def template(paper: str, ink: str, soft: str, grid: str) -> dict:
    """A plotly template: the colours of the page, thin lines, no decoration."""
    axis = {
        "gridcolor": grid,
        "linecolor": grid,
        "tickcolor": grid,
        "zerolinecolor": grid,
        "tickfont": {"color": soft, "size": 11},
        "title": {"font": {"color": soft, "size": 12}, "standoff": 8},
        "automargin": False,
    }
    return {
        "data": {"heatmap": [{"textfont": {"color": ink}}]},  # plotly's own depends on the cell below
        "layout": {
            "font": {"family": FONT, "size": 12, "color": ink},
            "title": {"font": {"size": 16, "weight": 600}, "x": 0, "xref": "container", "pad": {"l": 16}},
            "paper_bgcolor": paper,
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"bgcolor": "rgba(0,0,0,0)", "font": {"size": 12}},
            "hoverlabel": {
                "bgcolor": paper,
                "bordercolor": soft,
                "font": {"color": ink, "size": 12, "family": FONT},
                "align": "left",
            },
            "annotationdefaults": {"showarrow": False, "font": {"color": soft, "size": 11}},
            "shapedefaults": {"line": {"color": ink, "width": 1.25}},
            "coloraxis": {"colorbar": {"outlinewidth": 0, "tickfont": {"color": soft, "size": 10}}},
        },
    }


LIGHT = template(paper="#ffffff", ink="#1c2127", soft="#59636e", grid="#e4e7eb")
DARK = template(paper="#171b21", ink="#e8ebef", soft="#a3adb8", grid="#2d343d")

# What the browser needs to show one figure in either theme.
FIGURE_THEMES: dict[str, dict] = {
    "light": {"template": LIGHT, "scales": SCALES},
    "dark": {"template": DARK, "scales": DARK_SCALES},
}
