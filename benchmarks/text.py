"""How fast networks learn text, beside torch.nn on the same sizes: `python -m benchmarks.text --json`.

One step reads B x T characters and changes the weights once: forward, loss, backward through the window,
clipping, Adam. Every program starts from the same weights and must have the same losses before anything is
timed; then they take turns, a step each, on one thread.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

import torch

from benchmarks.peers.torch_nn import MODULES
from benchmarks.peers.torch_text import TorchText
from benchmarks.training import machine
from models.cells import architectures
from models.text.config import TextConfig
from models.text.engines import TEXT_ENGINES, make_text_trainer

SIZES = ((64, 1), (128, 2), (128, 3), (256, 2), (512, 1), (512, 2))  # hidden units, layers
VOCABULARY, CHARACTERS = 97, 4000  # of each stream
CHECKED, TOLERANCE = 3, 2e-4  # steps, and bits per character
PEERS = {"torch.nn": TorchText}
BARS = {"torch.nn": 1.0, "lstm": 0.8}  # how many times as fast as these
TIMES = {"torch.nn": "torch.nn", "lstm": "our LSTM"}


def programs(cell: str, config: TextConfig) -> dict[str, Any]:
    """By name what trains this cell: the engine that the product takes, and the peers that have it."""
    generator = torch.Generator().manual_seed(0)
    numbers = torch.randint(0, VOCABULARY, (config.batch, CHARACTERS), generator=generator)
    ours = make_text_trainer(cell, 0, config, numbers, VOCABULARY)
    found: dict[str, Any] = {ours.engine: ours}
    if cell in MODULES:
        found |= {
            name: peer(make_text_trainer(cell, 0, config, numbers, VOCABULARY))
            for name, peer in PEERS.items()
        }
    return found


def check(cell: str, runners: dict[str, Any], config: TextConfig) -> None:
    """Raise ValueError unless all of them have the same losses."""
    losses = {name: runner.advance(CHECKED, config.learning_rate) for name, runner in runners.items()}
    first, *others = losses
    for name in others:
        if any(abs(a - b) > TOLERANCE for a, b in zip(losses[first], losses[name], strict=True)):
            raise ValueError(
                f"{name} does not do the same {cell} training: {losses[name]}, not {losses[first]}"
            )


def measure(hidden: int, layers: int, repeats: int, batch: int, window: int) -> list[dict[str, Any]]:
    """One row for each cell and program at one size."""
    runners: dict[tuple[str, str], Any] = {}
    for cell in architectures():
        config = TextConfig(cells=(cell,), hidden=hidden, layers=layers, batch=batch, window=window)
        found = programs(cell, config)
        check(cell, found, config)
        runners |= {(cell, name): runner for name, runner in found.items()}
    times: dict[tuple[str, str], list[float]] = {key: [] for key in runners}
    for _ in range(repeats):
        for key, runner in runners.items():
            begin = perf_counter()
            runner.advance(1, 0.004)
            times[key].append(perf_counter() - begin)
    return [
        {
            "hidden": hidden,
            "layers": layers,
            "cell": cell,
            "program": name,
            "ms_per_step": {
                "median": round(1e3 * median(taken), 3),
                "min": round(1e3 * min(taken), 3),
                "max": round(1e3 * max(taken), 3),
            },
            "characters_per_second": round(batch * window / median(taken)),
        }
        for (cell, name), taken in times.items()
    ]


def with_ratios(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """How many times as fast as torch.nn our engine is; and the peephole LSTM, as our LSTM."""
    speed = {(r["hidden"], r["layers"], r["cell"], r["program"]): r["characters_per_second"] for r in rows}
    for row in rows:
        size = row["hidden"], row["layers"]
        ratios = {}
        if row["program"] in TEXT_ENGINES:
            for peer in PEERS:
                if (*size, row["cell"], peer) in speed:
                    ratios[peer] = round(row["characters_per_second"] / speed[*size, row["cell"], peer], 2)
            if row["cell"] == "peephole":
                lstm = next(
                    speed[*size, "lstm", name] for name in TEXT_ENGINES if (*size, "lstm", name) in speed
                )
                ratios["lstm"] = round(row["characters_per_second"] / lstm, 2)
        yield {**row, "times": ratios, "met": all(ratio >= BARS[name] for name, ratio in ratios.items())}


def table(found: dict[str, Any]) -> Iterator[str]:
    """The measurement as lines of text."""
    for part in ("machine", "work"):
        yield ", ".join(f"{name} {value}" for name, value in found[part].items())
    yield f"\nhidden layers {'cell':12} {'program':10} {'ms':>10} {'characters/s':>13}  times as fast as"
    for row in found["rows"]:
        ratios = ", ".join(
            f"{TIMES[name]} {ratio:.2f}{'' if ratio >= BARS[name] else ' MISSED'}"
            for name, ratio in row["times"].items()
        )
        size = f"{row['hidden']:6} {row['layers']:6} {row['cell']:12} {row['program']:10}"
        yield f"{size} {row['ms_per_step']['median']:10.1f} {row['characters_per_second']:13,}  {ratios}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9, help="turns")
    parser.add_argument("--batch", type=int, default=32, help="streams, B")
    parser.add_argument("--window", type=int, default=100, help="characters of a step, T")
    parser.add_argument("--sizes", help="such as 128x3,512x1: hidden units x layers")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args()
    torch.set_num_threads(1)
    sizes = [tuple(map(int, s.split("x"))) for s in options.sizes.split(",")] if options.sizes else SIZES
    rows = []
    try:
        for hidden, layers in sizes:
            print(f"measuring {hidden} units, {layers} layers", file=sys.stderr, flush=True)
            rows += measure(hidden, layers, options.repeats, options.batch, options.window)
    except ValueError as error:
        sys.exit(str(error))
    found = {
        "machine": machine(),
        "work": {
            "streams": options.batch,
            "characters": options.window,
            "vocabulary": VOCABULARY,
            "threads": 1,
        },
        "rows": list(with_ratios(rows)),
    }
    print(json.dumps(found) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
