"""Arrays in, plotly figures out: no torch, no store, no dash."""

from dashboard.figures.before_after import Side, before_after_figure
from dashboard.figures.characters import CellTrace
from dashboard.figures.clusters import clusters_figure, clusters_rows
from dashboard.figures.generalization import LengthCurve, generalization_figure
from dashboard.figures.letters import ON_FIGURE, LetterRow, letters_figure, unit_rows
from dashboard.figures.loss import LossCurve, loss_figure
from dashboard.figures.ranking import ranking_figure, ranking_rows
from dashboard.figures.tables import generalization_rows, loss_rows, traces_rows
from dashboard.figures.traces import traces_figure

__all__ = [
    "ON_FIGURE",
    "CellTrace",
    "LengthCurve",
    "LetterRow",
    "LossCurve",
    "Side",
    "before_after_figure",
    "clusters_figure",
    "clusters_rows",
    "generalization_figure",
    "generalization_rows",
    "letters_figure",
    "loss_figure",
    "loss_rows",
    "ranking_figure",
    "ranking_rows",
    "traces_figure",
    "traces_rows",
    "unit_rows",
]
