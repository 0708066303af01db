"""Trainings on text without what takes long and no fault depends on, and with many checkpoints."""

from collections.abc import Callable
from types import ModuleType


def hurry(learn: ModuleType, put: Callable[[object, str, object], None] = setattr) -> None:
    """Change the module models.learn: a checkpoint after each turn, few looks into the networks."""
    from models.analysis import examine

    put(learn, "KEEP_EVERY", 0.0)
    put(learn, "KEEP_SHARE", 1e9)
    put(learn, "VALIDATIONS", 5)
    put(learn, "GLIMPSE", 20)
    put(learn, "examine", lambda run, corpus, brief: examine.examine(run, corpus, brief=True))
    put(examine, "LENGTH", 20)
