"""One run as the figures and tables want it, read from the store."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from dashboard import context
from dashboard.bundled import ships
from dashboard.corpora import title_of
from dashboard.figures import LengthCurve, LossCurve
from dashboard.merging import Parts, loss_curve, shares
from dashboard.remembered import remembered
from dashboard.store.runs import RunStore
from dashboard.store.schema import Run
from dashboard.textview import is_text
from dashboard.theme import cell_style
from models.cells import variants
from models.tasks import TASKS
from models.training.recipes import recipe_of


@dataclass
class RunView:
    """What is known of one run by now.

    Attributes:
        run: its status and config.
        losses, shares, n_max: by cell, in the order of the config; what has not been measured is missing.
            Where only some parts of a cell are known, these are of its first seeds.
        results: by cell, the summary of each cell that is measured to the end.
        stopped: sentences about seeds whose loss was no longer finite.
        cursor: changes whenever something was added.
    """

    run: Run
    losses: dict[str, LossCurve] = field(default_factory=dict)
    shares: dict[str, LengthCurve] = field(default_factory=dict)
    n_max: dict[str, list[int]] = field(default_factory=dict)
    results: dict[str, dict] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    cursor: int = 0

    @property
    def cells(self) -> list[str]:
        return list(self.run.config["cells"])

    @property
    def cap(self) -> int:
        """The largest N that was tried, by the cell that was tried furthest."""
        tried = [result["measured_up_to"] for result in self.results.values()]
        return max(tried, default=self.run.config["measure_up_to"])


def is_known(run: Run) -> bool:
    """Whether this version still has the run's task and recipe; an old store may hold others."""
    try:
        recipe_of(run.config.get("recipe"))
    except ValueError:
        return False
    return run.config.get("task") in TASKS


def begun(run: Run) -> str:
    """When the run was asked for."""
    return datetime.fromtimestamp(run.created_at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def cell_names(run: Run) -> str:
    """The short names of its cells."""
    return ", ".join(cell_style(cell).short for cell in run.config["cells"])


def run_title(run: Run) -> str:
    """A run in a few words."""
    config = run.config
    if is_text(run):
        what = [title_of(config["corpus"])]
    else:
        what = [TASKS[config["task"]].title, recipe_of(config["recipe"]).title.lower()]
    words = [
        *what,
        f"{config['hidden']} units" + (f" x {config['layers']} layers" if config["layers"] > 1 else ""),
        f"{config['seeds']} seed{'s' if config['seeds'] > 1 else ''}",
    ]
    return ", ".join(words)


def run_label(run: Run) -> str:
    """A run in one line, with what tells it from the others like it."""
    if ships(run.id):
        which = f", {cell_names(run)}" if set(run.config["cells"]) & set(variants()) else ""
        return f"{run_title(run)}{which} (ships with the app)"
    return f"{begun(run)}: {run_title(run)}, {run.config['steps']} steps, {cell_names(run)}"


def read_view(store: RunStore, run_id: str) -> RunView | None:
    """The run with this id, or None if there is none."""
    run = store.get(run_id)
    return view_of(store, run) if run else None


def view_of(store: RunStore, run: Run) -> RunView:
    """What is known of a run."""
    view = RunView(run)
    rows, view.cursor = store.read_metrics(run.id)
    first, losses = run.config["first_seed"], {cell: [] for cell in view.cells}
    parts = {cell: Parts(range(first, first + run.config["seeds"])) for cell in view.cells}
    for row in rows:
        match row["kind"]:
            case "loss":
                losses[row["cell"]].append(row)
            case "length" | "result":
                parts[row["cell"]].put(row, "n_max")
            case "stopped":
                view.stopped.append(stopped(row))
    for cell in view.cells:
        view.losses[cell] = loss_curve(losses[cell])
        if known := parts[cell].known():
            view.shares[cell] = LengthCurve(*shares(known))
            view.n_max[cell] = [reached for row in known for reached in row["n_max"]]
        if result := parts[cell].result():
            view.results[cell] = result
    return view


def shown_view(run: Run) -> RunView:
    """The same for a page, which does not change it: read once for all who look."""
    return replace(_shown(run), run=run)


@remembered(64)
def _shown(run: Run) -> RunView:
    return view_of(context.store(), run)


def stopped(row: dict) -> str:
    """What became of a seed, in a sentence."""
    return f"{row['cell']} seed {row['seed']} stopped at step {row['step']}: its loss was not finite."
