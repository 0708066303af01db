"""What a job trains: a comparison on one of the small tasks, or networks on a text.

The trainings are imported where they begin, so that this module is quick to import where nothing is trained.
"""

from contextlib import closing
from dataclasses import dataclass

from dashboard.jobs.pulse import Pulse
from dashboard.jobs.reporter import Reporter
from dashboard.settings import Settings
from dashboard.store.runs import RunStore

CANCELLED = "Cancelled. What was trained until then is kept."
PAUSED = "Paused. Everything is kept, to go on from here."


@dataclass(frozen=True)
class Outcome:
    """How a training ended: a status of schema.FINISHED, a sentence, and its networks as a file."""

    status: str
    message: str = ""
    bundle: bytes | None = None


def learn_task(store: RunStore, run_id: str, reporter: Reporter, pulse: Pulse) -> Outcome:
    """Compare the cells on one of the small tasks."""
    from models.bundle import dumps
    from models.compare import compare
    from models.training.config import Config

    comparison = compare(
        Config.from_json(store.get(run_id).config), reporter.report, pulse.should_stop.is_set
    )
    return ended(comparison.finished, dumps(comparison))


def learn_text(store: RunStore, run_id: str, reporter: Reporter, pulse: Pulse) -> Outcome:
    """Learn a text, from the run's checkpoint where it has one."""
    from dashboard.corpora import read_corpus
    from dashboard.store.texts import Texts
    from models.learn import Orders, Paused, train_text
    from models.text.bundle import dumps
    from models.text.config import TextConfig

    def orders() -> Orders:
        return Orders(pulse.should_stop.is_set(), pulse.pause, pulse.learning_rate)

    def keep(checkpoint: bytes) -> None:
        reporter.flush()  # what was reported before it belongs to it
        store.save_checkpoint(run_id, checkpoint)

    asked = TextConfig.from_json(store.get(run_id).config)
    before = {"kind": "progress", "fraction": 0.0, "step": 0, "steps": asked.steps}
    reporter.report([before | {"phase": "reading"}])
    with closing(Texts(Settings.from_env().database_url)) as texts:
        corpus = read_corpus(texts, asked.corpus, asked.headers)
    checkpoint = store.artifact(run_id, "checkpoint")
    try:
        run = train_text(asked, corpus, reporter.report, orders, checkpoint, keep)
    except Paused as paused:
        keep(paused.checkpoint)
        return Outcome("paused", PAUSED)
    return ended(run.finished, dumps(run))


def ended(finished: bool, bundle: bytes) -> Outcome:
    """The outcome of a training that came to its end, or was cancelled before."""
    return Outcome("done", "", bundle) if finished else Outcome("cancelled", CANCELLED, bundle)
