"""The numbers behind each figure as {"columns": [...], "rows": [[...]]}, for data tables and CSV."""

from dashboard.figures.characters import CellTrace
from dashboard.figures.common import plain
from dashboard.figures.generalization import LengthCurve
from dashboard.figures.loss import LossCurve
from dashboard.figures.traces import ORDER, by_neuron

Table = dict[str, list]


def loss_rows(curves: dict[str, LossCurve]) -> Table:
    """One row per cell and training step."""
    rows = [
        [cell, *point]
        for cell, curve in curves.items()
        for point in plain(list(zip(curve.step, curve.median, curve.low, curve.high, strict=True)))
    ]
    return {"columns": ["cell", "step", "median loss", "lower quartile", "upper quartile"], "rows": rows}


def generalization_rows(shares: dict[str, LengthCurve], n_max: dict[str, list[int]]) -> Table:
    """One row per cell and seed (its N_max), then one per cell and length (the share of exact seeds)."""
    by_seed = [
        [cell, "N_max", seed, value, None]
        for cell, values in n_max.items()
        for seed, value in enumerate(plain(values))
    ]
    by_length = [
        [cell, "share of seeds exact", None, *point]
        for cell, curve in shares.items()
        for point in plain(list(zip(curve.lengths, curve.share, strict=True)))
    ]
    return {"columns": ["cell", "quantity", "seed", "N", "share"], "rows": by_seed + by_length}


def traces_rows(traces: dict[str, CellTrace]) -> Table:
    """A column per step; a row per cell for what it read and said, then one per cell, symbol and neuron."""
    length = max((len(trace.chars) for trace in traces.values()), default=0)
    rows = []
    for cell, trace in traces.items():
        for what in ("chars", "predicted", "probability", "verdicts"):
            values = getattr(trace, what)
            rows.append([cell, what, None, *(plain(values) if what == "probability" else values)])
    for cell, trace in traces.items():
        for symbol in sorted(trace.arrays, key=lambda s: (*ORDER, s).index(s)):
            neurons = by_neuron(trace.arrays[symbol])
            rows += [[cell, symbol, number, *values] for number, values in enumerate(neurons, 1)]
    columns = ["cell", "quantity", "neuron", *(str(step) for step in range(1, length + 1))]
    return {"columns": columns, "rows": [row + [None] * (len(columns) - len(row)) for row in rows]}
