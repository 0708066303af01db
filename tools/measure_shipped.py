"""Measures the networks that ship, for the Lab: measures.json and reach.json in models/pretrained.

python -m tools.measure_shipped
"""

import json
from collections.abc import Iterable
from pathlib import Path

from models import bundle
from models.analysis.certificate import COVERED, certify
from models.analysis.goals import GOALS, Goal, Reached
from models.analysis.length import exact
from models.analysis.metrics import shares

FOLDER = Path(__file__).parents[1] / "models" / "pretrained"


def measured(path: Path) -> dict[str, dict[str, list[float]]]:
    """Cell -> measure -> a value for each seed, to six digits."""
    comparison = bundle.load_file(str(path))
    found = {cell: shares(comparison.network(cell), comparison.task) for cell in comparison.cells}
    return {
        cell: {name: [float(f"{value:.6g}") for value in seeds] for name, seeds in each.items()}
        for cell, each in found.items()
    }


def reached(goal: Goal) -> Reached:
    """How many seeds come as far as is meant, and of how many it is proved."""
    comparison = bundle.load_file(str(FOLDER / f"{goal.run}.safetensors"))
    result, network = comparison.cells[goal.cell], comparison.network(goal.cell)
    counts = []
    for n in goal.lengths:
        right = [n_max >= min(n, result.measured_up_to) for n_max in result.n_max]
        if n > result.measured_up_to:
            beyond = exact(network, comparison.task, [n])
            right = [both and alone[0] for both, alone in zip(right, beyond, strict=True)]
        counts.append(sum(right))
    proved = None
    if goal.task == "counting" and goal.cell in COVERED:
        networks = [network.select(seed).requires_grad_(False) for seed in range(len(result.n_max))]
        proved = sum(certify(each, comparison.task).holds for each in networks)
    return Reached(goal, len(result.n_max), tuple(counts), proved)


def written(reached: Iterable[Reached]) -> list[dict[str, object]]:
    """As the file has it; the goals themselves are in models/analysis/goals.py."""
    return [
        {"run": r.goal.run, "cell": r.goal.cell, "seeds": r.seeds, "exact": r.exact, "proved": r.proved}
        for r in reached
    ]


def main() -> None:
    runs = {path.stem: measured(path) for path in sorted(FOLDER.glob("*.safetensors"))}
    (FOLDER / "measures.json").write_text(json.dumps(runs, separators=(",", ":")) + "\n")
    (FOLDER / "reach.json").write_text(json.dumps(written(map(reached, GOALS)), indent=1) + "\n")


if __name__ == "__main__":
    main()
