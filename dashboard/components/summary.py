"""The table under the figures: how far each cell gets, over its seeds."""

from statistics import median

from dash import html
from dash.development.base_component import Component

from dashboard.components.controls import cell_chip
from dashboard.runview import RunView
from dashboard.theme import cell_style

COLUMNS = (
    "cell",
    "median",
    "min",
    "max",
    "≥ 100",
    "≥ 1000",
    "loss (nats)",
    "parameters",
    "seconds",
)


ENGINE_NAMES = {"fused": "compiled kernels", "autograd": "torch's autograd"}


def summary_table(view: RunView) -> Component:
    """N_max over the seeds of every cell, and each seed's own on demand."""
    if not view.n_max:
        return html.P(
            "N_max is measured while the networks train; the first numbers come after a tenth of the steps.",
            className="muted",
        )
    head = html.Tr([html.Th(column, scope="col") for column in COLUMNS])
    body = [row(view, cell) for cell in view.n_max]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="table table-sm summary")
    return html.Div(
        [
            html.P(meaning(view), className="muted"),
            html.Div(table, className="table-scroll", tabIndex=0, role="region", **{"aria-label": "N_max"}),
            every_seed(view),
        ]
    )


def meaning(view: RunView) -> str:
    """What N_max is, and whether these are the final numbers; what trained the networks."""
    live = trained_by(view) if view.results else " So far, at the lengths that are tried while training."
    return f"The largest N such that every n up to it is generated exactly.{live}"


def trained_by(view: RunView) -> str:
    """Which engine trained which cells."""
    by: dict[str, list[str]] = {}
    for cell, result in view.results.items():
        by.setdefault(ENGINE_NAMES[result.get("engine", "autograd")], []).append(cell_style(cell).short)
    parts = [f"{name}: {', '.join(cells)}" for name, cells in by.items()] if len(by) > 1 else list(by)
    return f" Trained by {'; '.join(parts)}."


def row(view: RunView, cell: str) -> Component:
    """One cell's line."""
    values, result = view.n_max[cell], view.results.get(cell, {})
    tried = result.get("measured_up_to", 0)
    shares = [share(values, bound) if tried >= bound else "–" for bound in (100, 1000)]
    loss = [value for value in result.get("loss", []) if value is not None]
    texts = [
        number(median(values), tried),
        number(min(values), tried),
        number(max(values), tried),
        *shares,
        f"{median(loss):.4f}" if loss else "–",
        f"{result['parameters']:,}" if result else "–",
        f"{result['seconds']:.1f}" if result else "–",
    ]
    return html.Tr([html.Th(cell_chip(cell), scope="row"), *(html.Td(text) for text in texts)])


def number(value: float, tried: int) -> str:
    """A value of N_max; one at the limit of what was tried is a bound."""
    return f"≥ {value:,g}" if tried and value >= tried else f"{value:,g}"


def share(values: list[int], bound: int) -> str:
    """How many of the seeds reach this length."""
    return f"{sum(value >= bound for value in values)} of {len(values)}"


def every_seed(view: RunView) -> Component:
    """N_max seed by seed."""
    first = view.run.config["first_seed"]
    seeds = range(first, first + view.run.config["seeds"])
    head = html.Tr([html.Th("seed", scope="col"), *(html.Th(seed, scope="col") for seed in seeds)])
    body = [
        html.Tr(
            [
                html.Th(cell_chip(cell), scope="row"),
                *(html.Td(number(v, view.results.get(cell, {}).get("measured_up_to", 0))) for v in values),
            ]
        )
        for cell, values in view.n_max.items()
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="table table-sm summary")
    return html.Details(
        [html.Summary("Every seed"), html.Div(table, className="table-scroll")], className="every-seed"
    )
