"""One training on films: all cells side by side, measured, and kept in one .safetensors file."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from torch import Tensor

from models import __version__
from models.compare import POINTS, TRAINING_SHARE, progress, silent, stopped_rows
from models.scenes.config import SceneConfig
from models.scenes.measure import measure
from models.scenes.training import SceneTrainer, film_stream
from models.scenes.viewer import Viewer, empty_viewer
from models.sealed import LARGEST, BundleError, Seal, check_version

SEAL = Seal("gatescope_scenes", format=1, what="run on films")
TURN = 10  # steps of each cell, one after the other: fewer than batches are kept


@dataclass(frozen=True)
class SceneRun:
    """The trained networks of a config, and what was measured of them.

    Attributes:
        weights: by cell, parameter name -> (S, ...) values.
        history: by cell {"step": recorded steps, "loss": [points][S], nats per frame}.
        seconds: by cell, training time.
        measures: as `measure` returns.
    """

    config: SceneConfig
    weights: dict[str, dict[str, Tensor]]
    history: dict[str, dict[str, list[Any]]]
    seconds: dict[str, float]
    measures: dict[str, Any]
    code_version: str = __version__

    def viewer(self, cell: str) -> Viewer:
        """All S networks of one cell, with their trained weights."""
        viewer = empty_viewer(self.config, cell)
        viewer.load_state_dict(self.weights[cell])
        return viewer.requires_grad_(False)


def train(config: SceneConfig, report: Callable[[list[dict[str, Any]]], None] = silent) -> SceneRun:
    """Train every cell of the config on the same films, and measure it on others.

    Args:
        config: what to train.
        report: gets rows as `models.compare.compare` reports them: "progress" and "stopped".
    """
    films = film_stream(config)
    trainers = {cell: SceneTrainer(cell, config, films) for cell in config.cells}
    seconds, every = dict.fromkeys(config.cells, 0.0), max(1, config.steps // POINTS)
    for done in range(TURN, config.steps + TURN, TURN):
        for cell, trainer in trainers.items():
            begun = perf_counter()
            trainer.advance(TURN, every)
            seconds[cell] += perf_counter() - begun
        done = min(done, config.steps)
        report([progress(TRAINING_SHARE * done / config.steps, done, config, "training")])
    for cell, trainer in trainers.items():
        report(stopped_rows(cell, config.first_seed, trainer.stopped_at))
    run = SceneRun(
        config,
        {cell: copied(trainer) for cell, trainer in trainers.items()},
        {cell: {"step": t.history.step, "loss": t.history.loss} for cell, t in trainers.items()},
        {cell: round(spent, 2) for cell, spent in seconds.items()},
        measures={},
    )
    run.measures.update(measure({cell: run.viewer(cell) for cell in config.cells}))
    report([progress(1, config.steps, config, "measured")])
    return run


def copied(trainer: SceneTrainer) -> dict[str, Tensor]:
    """The weights of its networks, with all that the recipe does folded in."""
    return {name: value.detach().clone() for name, value in trainer.network().state_dict().items()}


def dumps(run: SceneRun) -> bytes:
    """The bytes of the .safetensors file."""
    tensors = {
        f"{cell}/{name}": value.contiguous()
        for cell, weights in run.weights.items()
        for name, value in weights.items()
    }
    document = {
        "code_version": run.code_version,
        "config": run.config.to_json(),
        "history": run.history,
        "seconds": run.seconds,
        "measures": run.measures,
    }
    return SEAL.dumps(document, tensors)


def loads(data: bytes) -> SceneRun:
    """The run in these bytes.

    Raises:
        BundleError: for a truncated, foreign or changed file, or one that does not fit its own config.
    """
    document, tensors = SEAL.loads(data)
    try:
        config = SceneConfig.from_json(document["config"])
        weights = {
            cell: {name: tensors[f"{cell}/{name}"] for name in empty_viewer(config, cell).state_dict()}
            for cell in config.cells
        }
        version = check_version(document["code_version"])
        history, seconds, measures = (document[name] for name in ("history", "seconds", "measures"))
        run = SceneRun(config, weights, history, seconds, measures, version)
        for cell in config.cells:
            run.viewer(cell)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise BundleError(f"the run does not fit its own configuration: {error}") from error
    return run


def load_file(path: str) -> SceneRun:
    """The run in this file. Raises BundleError, or OSError where it cannot be read."""
    with open(path, "rb") as file:
        return loads(file.read(LARGEST + 1))
