"""The finished runs that ship with the app, put into the run store like any other."""

from functools import lru_cache
from pathlib import Path

from dashboard import textview
from dashboard.store.runs import RunStore
from models import bundle
from models.compare import replay
from models.tasks import TASKS
from models.text import bundle as text_bundle
from models.training.recipes import RECIPES

FOLDER = Path(__file__).parents[1] / "models" / "pretrained"
TEXTS = FOLDER / "text"  # trainings on text


def bundled_id(task: str, recipe: str) -> str:
    """The id of the run that ships for this task and recipe."""
    return f"{task}-{recipe}"


@lru_cache(maxsize=1)
def bundled_ids() -> tuple[str, ...]:
    """The ids of all runs that ship, in the order of the tasks and recipes."""
    there = set(files_in(FOLDER))
    usual = [bundled_id(task, recipe) for task in TASKS for recipe in RECIPES]
    return tuple([run_id for run_id in usual if run_id in there] + sorted(there - set(usual)))


def text_ids() -> tuple[str, ...]:
    """The ids of the trainings on text that ship: the names of their files."""
    return files_in(TEXTS)


@lru_cache(maxsize=16)
def files_in(folder: Path) -> tuple[str, ...]:
    """The names of the runs in a folder, which stay as they are while the server runs."""
    return tuple(sorted(path.stem for path in folder.glob("*.safetensors")))


def ships(run_id: str) -> bool:
    """Whether the run came with the app."""
    return run_id in bundled_ids() or run_id in text_ids()


def install(store: RunStore) -> None:
    """Add the runs that are missing, or that are older than their file."""
    kinds = ((FOLDER, bundle.loads, replay), (TEXTS, text_bundle.loads, textview.replay))
    for folder, loads, rows in kinds:
        for path in sorted(folder.glob("*.safetensors")):
            data = path.read_bytes()
            if store.artifact(path.stem, "bundle") == data:
                continue
            run = loads(data)
            config = run.config
            store.install(
                path.stem, config.to_json(), config.hash(), run.code_version, rows(run), data, public=True
            )
