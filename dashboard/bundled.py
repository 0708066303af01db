"""The finished runs that ship with the app, put into the run store like any other."""

from pathlib import Path

from dashboard.store import RunStore
from models import bundle
from models.compare import replay
from models.tasks import TASKS
from models.training.recipes import RECIPES

FOLDER = Path(__file__).parents[1] / "models" / "pretrained"


def bundled_id(task: str, recipe: str) -> str:
    """The id of the run that ships for this task and recipe."""
    return f"{task}-{recipe}"


def bundled_ids() -> tuple[str, ...]:
    """The ids of all runs that ship, in the order of the tasks and recipes."""
    there = {path.stem for path in FOLDER.glob("*.safetensors")}
    usual = [bundled_id(task, recipe) for task in TASKS for recipe in RECIPES]
    return tuple([run_id for run_id in usual if run_id in there] + sorted(there - set(usual)))


def install(store: RunStore) -> None:
    """Add the runs that are missing, or that are older than their file."""
    for path in sorted(FOLDER.glob("*.safetensors")):
        data = path.read_bytes()
        if store.artifact(path.stem, "bundle") == data:
            continue
        comparison = bundle.loads(data)
        config = comparison.config
        store.install(
            path.stem, config.to_json(), config.hash(), comparison.code_version, replay(comparison), data
        )
