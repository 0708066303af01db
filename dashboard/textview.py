"""One training on text as the Train page wants it, read from the run store."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from statistics import median

from dashboard.merging import Parts
from dashboard.store.runs import RunStore
from dashboard.store.schema import Run
from dashboard.theme import cell_style
from models.text.config import TASK, TextConfig
from models.text.run import TextRun

Curves = dict[str, dict[int, dict[int, float]]]  # cell -> seed -> step -> bits per character


@dataclass
class TextView:
    """What is known of one run by now.

    Attributes:
        run: its status and config.
        corpus: what it reads, the fields of `Learned` but for its kind; empty until it has been read.
        baselines: bits per character of predictors that are no networks, by their names.
        loss, validation: bits per character while training, and held out.
        writes: by cell, the latest sample: {"seed", "step", "text"}.
        results: by cell, what is measured when it is trained.
        rates: step -> the learning rate that was asked for there.
        stopped: sentences about seeds whose loss was no longer finite.
        cursor: changes whenever something was added.
    """

    run: Run
    corpus: dict = field(default_factory=dict)
    baselines: dict[str, float] = field(default_factory=dict)
    loss: Curves = field(default_factory=dict)
    validation: Curves = field(default_factory=dict)
    writes: dict[str, dict] = field(default_factory=dict)
    results: dict[str, dict] = field(default_factory=dict)
    rates: dict[int, float] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    cursor: int = 0

    @property
    def cells(self) -> list[str]:
        return list(self.run.config["cells"])

    @property
    def final(self) -> dict[str, float]:
        """By cell the median over its seeds of what was measured in the end."""
        found = {
            cell: [bits for bits in row["bits_per_character"] if bits is not None]
            for cell, row in self.results.items()
        }
        return {cell: median(bits) for cell, bits in found.items() if bits}


def is_text(run: Run) -> bool:
    """Whether it is a training on text that this version can show."""
    try:
        return run.config.get("task") == TASK and bool(TextConfig.from_json(run.config))
    except ValueError:
        return False


def read_text_view(store: RunStore, run_id: str) -> TextView | None:
    """The run with this id, or None if there is no such training on text."""
    run = store.get(run_id)
    if run is None or not is_text(run):
        return None
    view = TextView(run)
    for curves in (view.loss, view.validation):
        curves.update({cell: defaultdict(dict) for cell in view.cells})
    rows, view.cursor = store.read_metrics(run_id)
    first = run.config["first_seed"]
    parts = {cell: Parts(range(first, first + run.config["seeds"])) for cell in view.cells}
    for row in rows:
        if row["kind"] == "result":
            parts[row["cell"]].put(row, "bits_per_character")
        else:
            add(view, row)
    view.results = {cell: result for cell in view.cells if (result := parts[cell].result())}
    return view


def add(view: TextView, row: dict) -> None:
    """Take one metric row into the view; a later one of the same place wins."""
    match row["kind"]:
        case "loss" | "validation" as kind if row["bits"] is not None:
            getattr(view, kind)[row["cell"]][row["seed"]][row["step"]] = row["bits"]
        case "writes" if row["seed"] == view.run.config["first_seed"]:
            view.writes[row["cell"]] = row
        case "corpus":
            view.corpus = row
        case "baselines":
            view.baselines = row["bits"]
        case "rate":
            view.rates[row["step"]] = row["learning_rate"]
        case "stopped":
            name = cell_style(row["cell"]).short
            view.stopped.append(
                f"{name} seed {row['seed']} stopped at step {row['step']}: its loss was not finite."
            )


def replay(run: TextRun) -> list[dict]:
    """The rows that the run would have reported."""
    rows = [
        {**asdict(run.learned), "kind": "corpus"},
        {"kind": "baselines", "bits": run.baselines},
    ]
    for cell, result in run.cells.items():
        for seed, curves in enumerate(result.history, run.config.first_seed):
            of = {"cell": cell, "seed": seed}
            rows += [
                {"kind": kind, **of, "step": step, "bits": bits}
                for kind, steps, values in (
                    ("loss", "step", "bits"),
                    ("validation", "validation_step", "validation"),
                )
                for step, bits in zip(curves[steps], curves[values], strict=True)
            ]
        for seed, step in enumerate(result.stopped_at, run.config.first_seed):
            rows += [{"kind": "stopped", "cell": cell, "seed": seed, "step": step}] if step else []
        last = {"cell": cell, "seed": run.config.first_seed, "step": run.config.steps}
        rows += [{"kind": "writes", **last, "text": sample["text"]} for sample in result.samples[:1]]
        rows += [{"kind": "result", "cell": cell, "first_seed": run.config.first_seed, **result.summary()}]
    return rows
