"""Measures the networks that ship, for the Lab: models/pretrained/measures.json.

python -m tools.measure_shipped
"""

import json
from pathlib import Path

from models import bundle
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


def main() -> None:
    runs = {path.stem: measured(path) for path in sorted(FOLDER.glob("*.safetensors"))}
    (FOLDER / "measures.json").write_text(json.dumps(runs, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
