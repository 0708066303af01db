"""The trainings on text that can be looked at: those that ship, and the finished ones of the run store."""

from typing import Any

from dashboard import bundled, context, corpora
from dashboard.access import seen_run, seen_runs
from dashboard.kept import kept
from dashboard.networks import NotThereError
from dashboard.remembered import has_networks
from dashboard.runview import begun, cell_names
from dashboard.store.schema import Run
from dashboard.textview import is_text
from models.network import Network
from models.sealed import BundleError
from models.text import bundle
from models.text.config import TextConfig
from models.text.run import TextRun

RECENT = 20  # of one's own trainings in a list
GONE = "it was deleted, was not trained to the end, or the link is incomplete"


def text_runs(shown: str = "") -> dict[str, str]:
    """Every run that can be looked at, and `shown`, however old: id -> what it is called in a list."""
    return {source: title(source) + " (ships with the app)" for source in bundled.text_ids()} | {
        run.id: run_label(run) for k, run in enumerate(own_runs()) if k < RECENT or run.id == shown
    }


def own_runs() -> list[Run]:
    """The trainings in the run store that have networks to look at, the newest first."""
    shipped = bundled.text_ids()
    ended = (run for run in seen_runs() if is_text(run) and run.id not in shipped)
    return [run for run in ended if has_networks(run)]


def run_label(run: Run) -> str:
    """One's own run in one line, with what tells it from the others like it."""
    config = TextConfig.from_json(run.config)
    text = corpora.title_of(config.corpus)
    return f"{begun(run)}: {text}, {size(config)}, {config.steps} steps, {cell_names(run)}"


def title(source: str) -> str:
    """What a run read, and how large its networks are."""
    run = text_run(source)
    return f"{run.learned.title}, {size(run.config)}"


def size(config: TextConfig) -> str:
    """'2 layers x 128 units'."""
    layers = f"{config.layers} layers" if config.layers > 1 else "1 layer"
    return f"{layers} x {config.hidden} units"


def text_run(source: Any) -> TextRun:
    """The run with this id. Raises NotThereError, with a sentence, where there is none (any more)."""
    return opened(source, written_at(source))


def written_at(source: Any) -> float | None:
    """When the run with this id was written; two runs of one id differ in it. Raises as `text_run` does."""
    if isinstance(source, str) and source.isprintable():
        if source in bundled.text_ids():
            return (bundled.TEXTS / f"{source}.safetensors").stat().st_mtime
        run = seen_run(source)
        if run and is_text(run) and has_networks(run):
            return run.finished_at
    raise NotThereError(f"there is no training on text {str(source)[:40]!r} here: {GONE}")


@kept(megabytes=96)
def opened(source: str, at: float | None) -> TextRun:
    """The run in a file that ships, or in the store."""
    try:
        if source in bundled.text_ids():
            return bundle.load_file(str(bundled.TEXTS / f"{source}.safetensors"))
        return bundle.loads(context.store().artifact(source, "bundle"))
    except BundleError as error:
        raise NotThereError(f"the training {source} cannot be read: {error}") from error


@kept(megabytes=64)
def network(source: str, cell: str, seed: int) -> Network:
    """One network of a run, its seed by its number."""
    run = text_run(source)
    return run.network(cell, seed - run.config.first_seed)


def cells_of(run: TextRun, asked: Any) -> tuple[str, ...]:
    """Those cells of a run that are asked for, as names with ; between or as a list; all, where none is."""
    names = asked.split(";") if isinstance(asked, str) else asked if isinstance(asked, list | tuple) else ()
    return tuple(cell for cell in run.config.cells if cell in names) or run.config.cells


def seeds_of(run: TextRun) -> range:
    """The numbers of a run's seeds."""
    return range(run.config.first_seed, run.config.first_seed + run.config.seeds)


def forget() -> None:
    """Drop everything that is remembered; for tests."""
    for cached in (opened, network):
        cached.cache_clear()
