"""Loaded by every process of a server before anything else: the trainings only sleep and report."""

import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

import sleeping


def sleep_instead(compare: ModuleType) -> None:
    compare.compare = sleeping.compare


def keep_steps(bundle: ModuleType) -> None:
    bundle.dumps = sleeping.dumps


def take_anything(config: ModuleType) -> None:
    config.Config.from_json = staticmethod(lambda data: data)


CHANGES: dict[str, Callable[[ModuleType], None]] = {
    "models.compare": sleep_instead,
    "models.bundle": keep_steps,
    "models.training.config": take_anything,
}


class Changer(MetaPathFinder):
    """Changes a module when it has been imported."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name not in CHANGES:
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def run_and_change(module: ModuleType) -> None:
            run(module)
            CHANGES[name](module)

        spec.loader.exec_module = run_and_change
        return spec


sys.meta_path.insert(0, Changer())
