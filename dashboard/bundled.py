"""The finished runs that ship with the app, put into the run store like any other."""

from pathlib import Path

from dashboard.store import RunStore

FOLDER = Path(__file__).parents[1] / "models" / "pretrained"


def bundled_id(task: str, recipe: str) -> str:
    """The id of the run that ships for this task and recipe."""
    return f"{task}-{recipe}"


def bundled_ids() -> tuple[str, ...]:
    """The ids of all runs that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.safetensors")))


def install(store: RunStore) -> None:
    """Add the runs that are missing, or that are older than their file."""
    for path in sorted(FOLDER.glob("*.safetensors")):
        data = path.read_bytes()
        if store.artifact(path.stem, "bundle") == data:
            continue
        # Here and not above: torch takes a second to import, and is needed on the first start only.
        from models import bundle
        from models.compare import replay

        comparison = bundle.loads(data)
        config = comparison.config
        store.install(
            path.stem, config.to_json(), config.hash(), comparison.code_version, replay(comparison), data
        )
