"""Arrays in, plotly figures out: no torch, no store, no dash."""

from dashboard.figures.characters import CellTrace
from dashboard.figures.generalization import LengthCurve, generalization_figure
from dashboard.figures.loss import LossCurve, loss_figure
from dashboard.figures.tables import generalization_rows, loss_rows, traces_rows
from dashboard.figures.traces import traces_figure

__all__ = [
    "CellTrace",
    "LengthCurve",
    "LossCurve",
    "generalization_figure",
    "generalization_rows",
    "loss_figure",
    "loss_rows",
    "traces_figure",
    "traces_rows",
]
