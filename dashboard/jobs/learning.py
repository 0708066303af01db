"""What a job trains: a comparison on one of the small tasks, or networks on a text, or a part of either.

The trainings are imported where they begin, so that this module is quick to import where nothing is trained.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from dashboard.jobs.pulse import Pulse
from dashboard.jobs.reporter import Reporter
from dashboard.settings import Settings
from dashboard.store.database import patiently
from dashboard.store.runs import RunStore
from dashboard.store.schema import Part

Trainings = list[tuple[dict, bytes | None]]  # of each its config, and its networks if it was ever begun


@dataclass(frozen=True)
class Learned:
    """What came of a training: whether it came to its end, and its networks, or where it can go on from.

    Attributes:
        finished: false where it was told to stop before.
        networks: a file; None where there are none yet.
        paused: whether it wrote down where it stands, to go on from there.
    """

    finished: bool
    networks: bytes | None = None
    paused: bool = False


def learn_task(store: RunStore, part: Part, reporter: Reporter, pulse: Pulse) -> Learned:
    """Compare cells on one of the small tasks."""
    from models.bundle import dumps
    from models.compare import compare
    from models.training.config import Config

    comparison = compare(Config.from_json(part.config), reporter.report, pulse.should_stop.is_set)
    return Learned(comparison.finished, dumps(comparison))


def learn_text(store: RunStore, part: Part, reporter: Reporter, pulse: Pulse) -> Learned:
    """Learn a text, from the part's checkpoint where it has one."""
    from dashboard.corpora import read_corpus
    from dashboard.store.texts import Texts
    from models.learn import Orders, Paused, train_text
    from models.text.bundle import dumps
    from models.text.config import TextConfig

    def orders() -> Orders:
        return Orders(pulse.should_stop.is_set(), pulse.pause, pulse.learning_rate)

    def keep(checkpoint: bytes) -> None:
        reporter.flush()  # what was reported before it belongs to it
        patiently(lambda: store.save_checkpoint(part, checkpoint))

    asked = TextConfig.from_json(part.config)
    before = {"kind": "progress", "fraction": 0.0, "step": 0, "steps": asked.steps}
    reporter.report([before | {"phase": "reading"}])
    with closing(Texts(Settings.from_env().database_url)) as texts:
        corpus = read_corpus(texts, asked.corpus, asked.headers)
    checkpoint = store.checkpoint(part.run_id, part.number)
    try:
        run = train_text(asked, corpus, reporter.report, orders, checkpoint, keep)
    except Paused as paused:
        keep(paused.checkpoint)
        return Learned(finished=False, paused=True)
    return Learned(run.finished, dumps(run))


def join_task(config: dict, found: Trainings) -> tuple[Learned, list[dict]]:
    """Join the parts of a comparison."""
    from models.bundle import dumps, loads
    from models.compare import replay
    from models.joining import join, untrained
    from models.training.config import Config

    pieces = [loads(data) if data else untrained(Config.from_json(piece)) for piece, data in found]
    run = join(Config.from_json(config), pieces)
    return Learned(run.finished, dumps(run)), replay(run)


def join_text(config: dict, found: Trainings) -> tuple[Learned, list[dict]]:
    """Join the parts of a training on text."""
    from dashboard.corpora import read_corpus
    from dashboard.store.texts import Texts
    from dashboard.textview import replay
    from models.joining import join, untrained
    from models.text.bundle import dumps, loads
    from models.text.config import TextConfig

    whole, corpus = TextConfig.from_json(config), None
    trained = [(TextConfig.from_json(piece), loads(data) if data else None) for piece, data in found]
    if not all(run and run.finished for _, run in trained):
        with closing(Texts(Settings.from_env().database_url)) as texts:
            corpus = read_corpus(texts, whole.corpus, whole.headers)
    run = join(whole, [run or untrained(piece, corpus) for piece, run in trained], corpus)
    return Learned(run.finished, dumps(run)), replay(run)


LEARN: dict[str, Callable[[RunStore, Part, Reporter, Pulse], Learned]] = {"text": learn_text}
JOIN: dict[str, Callable[[dict, Trainings], tuple[Learned, list[dict]]]] = {"text": join_text}


def learn(store: RunStore, part: Part, reporter: Reporter, pulse: Pulse) -> Learned:
    """Train what a part asks for."""
    return LEARN.get(part.config.get("task"), learn_task)(store, part, reporter, pulse)


def join_parts(store: RunStore, part: Part) -> tuple[Learned, list[dict]]:
    """Join what the trainings of a run have found: its networks, and the rows that a page shows of them.

    What a cancelled run has never begun is there all the same, untrained.
    """
    found = store.trainings(part.run_id)
    return JOIN.get(part.config.get("task"), join_task)(part.config, found)
