"""A training on text as it stands, in one file: going on from it gives what an unbroken training gives."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from models.sealed import BundleError, Seal
from models.text.bundle import curves
from models.text.config import LIMITS, TextConfig
from models.text.lane import Lane
from models.text.plain import amount
from models.training.checked import check_number

SEAL = Seal("gatescope-text-checkpoint", format=1, what="checkpoint", largest=2**28)


def dumps(config: TextConfig, corpus: str, learning_rate: float, lanes: Sequence[Lane]) -> bytes:
    """The bytes of the file; corpus: its SHA-256, for the checkpoint holds nothing of the text itself."""
    tensors, described = {}, []
    for place, lane in enumerate(lanes):
        tensors |= {f"{place}/{name}": value for name, value in lane.trainer.checkpoint().items()}
        described.append(
            {
                "engine": lane.trainer.engine,
                "history": lane.history,
                "total": lane.total,
                "seconds": lane.seconds,
            }
        )
    document = {
        "config": config.hash(),
        "corpus": corpus,
        "learning_rate": learning_rate,
        "lanes": described,
    }
    return SEAL.dumps(document, tensors)


def restore(data: bytes, config: TextConfig, corpus: str, lanes: Sequence[Lane]) -> float:
    """Put fresh lanes where those of the checkpoint stood. Returns the learning rate that held there.

    Raises:
        BundleError: for a truncated, foreign or changed file, and one of other settings or another text; the
            lanes are then of no use.
    """
    document, tensors = SEAL.loads(data)
    if document.get("config") != config.hash():
        raise BundleError("the checkpoint is of other settings; go on with those that it was made with")
    if document.get("corpus") != corpus:
        raise BundleError("the checkpoint is of another text; go on with the one that it was made with")
    try:
        for place, (lane, found) in enumerate(zip(lanes, document["lanes"], strict=True)):
            restore_lane(lane, found, tensors, f"{place}/")
        check_number("learning_rate", document["learning_rate"], False, LIMITS["learning_rate"])
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise BundleError(f"the checkpoint does not fit its own settings: {error}") from error
    return document["learning_rate"]


def restore_lane(lane: Lane, found: dict[str, Any], tensors: dict[str, Tensor], prefix: str) -> None:
    """See `restore`; the names of the lane's tensors begin with the prefix."""
    trainer = lane.trainer
    if found["engine"] != trainer.engine:
        raise ValueError(f"the engine {found['engine']!r} has made it; go on with that one")
    expected = trainer.checkpoint()
    state = {name: tensors[f"{prefix}{name}"] for name in expected}
    for name, value in expected.items():
        if state[name].shape != value.shape or state[name].dtype != value.dtype:
            raise ValueError(f"{name!r} has another shape")
        if not state[name].isfinite().all():
            raise ValueError(f"{name!r} holds numbers that are NaN or infinite")
    done, place, adam, stopped = state["counters"].tolist()
    steps, length = trainer.config.steps, trainer.numbers.shape[1]
    if not (0 <= done == adam <= steps and 0 <= place < length and 0 <= stopped <= steps):
        raise ValueError("its counters are not those of a training")
    trainer.restore(state)
    lane.history = curves(found["history"])
    lane.total, lane.seconds = amount(found["total"]), amount(found["seconds"])
