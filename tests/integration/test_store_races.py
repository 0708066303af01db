"""Visitors, workers and keepers all at once at a run store in SQLite or in Postgres: nothing gets stuck."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing

from dashboard.store.library import Library
from dashboard.store.runs import LiveRunError, Refused, RunStore
from dashboard.store.schema import JOIN, Part
from dashboard.store.texts import Texts
from tests.working import wait_for

SLOW = 180  # seconds that something of a few may take on a busy machine
VISITORS, WORKERS, KEEPERS = 3, 4, 2
# How often each of these must have had an effect before it gets calm.
ENOUGH = {"pause": 12, "cancel": 12, "resume": 8, "delete": 3, "give back": 8, "vanish": 8, "give up": 8}


class Commotion:
    """Threads that do as they like, until they are told to stop.

    Attributes:
        calm: from then on visitors want nothing more, and no worker leaves anything undone.
        over: from then on nobody does anything.
        effects: how often something had an effect.
        stopped: the runs that were asked to stop; nobody asks twice.
        troubles: what went wrong.
    """

    def __init__(self, store: RunStore) -> None:
        self.store, self.troubles, self.effects, self.stopped = store, [], Counter(), set()
        self.calm, self.over = threading.Event(), threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self, act: Callable[[random.Random], object], until: threading.Event, count: int) -> None:
        """Let some threads act again and again."""

        def run(chance: random.Random) -> None:
            try:
                while not until.is_set():
                    act(chance)
            except Exception as error:
                self.troubles.append(error)
                raise

        for seed in range(count):
            thread = threading.Thread(target=run, args=(random.Random(seed),), daemon=True)
            thread.start()
            self.threads.append(thread)

    def end(self) -> None:
        """Until nobody does anything."""
        self.calm.set(), self.over.set()
        for thread in self.threads:
            thread.join(SLOW)

    def is_enough(self) -> bool:
        return bool(self.troubles) or all(self.effects[what] >= count for what, count in ENOUGH.items())

    def visit(self, chance: random.Random) -> None:
        """Ask for runs, look at them, and want this and that of them."""
        owner, store = chance.choice("abc"), self.store
        runs = store.list(owner)
        try:
            if sum(run.is_live for run in runs) < 4:
                parts = [({"part": n}, 1.0) for n in range(chance.choice((1, 1, 2, 3)))]
                store.create({}, f"{chance.random()}", "v1", 20, parts, owner=owner, per_visitor=6)
            for run in chance.sample(runs, min(3, len(runs))):
                wishes = {
                    "pause": lambda id: store.request_pause(id),
                    "cancel": lambda id: store.request_cancel(id),
                    "rate": lambda id: store.set_learning_rate(id, 0.5),
                    "resume": lambda id: store.resume(id, 20, 6),
                    "delete": lambda id: store.delete(id) or True,
                }
                stop = () if run.id in self.stopped else ("pause", "cancel")
                wish = chance.choice(("rate", *stop) if run.is_live else ("resume", "resume", "delete"))
                if wish in stop:
                    self.stopped.add(run.id)
                if wishes[wish](run.id):
                    self.effects[wish] += 1
                elif wish in stop:
                    self.stopped.discard(run.id)  # it had not begun, or was over
                if wish == "resume":
                    self.stopped.discard(run.id)
        except (Refused, LiveRunError):
            pass
        time.sleep(0.02)

    def work(self, chance: random.Random) -> None:
        """Take a part and train it, give it back, or vanish."""
        part = self.store.take(f"{threading.get_ident()} {chance.random()}", 99)
        if part is None:
            time.sleep(0.02)
        elif self.train(part, chance):
            rows = [{"kind": "whole"}] if part.kind == JOIN else None
            self.store.finish_part(part, b"all", "done", rows=rows)

    def train(self, part: Part, chance: random.Random) -> bool:
        """Whether it came to its end."""
        store = self.store
        for step in range(chance.randrange(4)):
            store.append_metrics(part, [{"kind": "loss", "of": part.number, "step": step}])
            store.save_checkpoint(part, b"half")
            store.set_progress(part, {"fraction": step / 4})
            if not self.calm.is_set() and (fate := chance.random()) < 0.2:
                self.effects["vanish"] += 1
                if fate < 0.1:
                    self.effects["give back"] += store.give_back(part)
                return False
            wanted = store.beat(part)
            if wanted.cancel:
                store.finish_part(part, b"some", "cancelled")
            elif wanted.pause:
                store.give_back(part)
            if not wanted.own or wanted.cancel or wanted.pause:
                return False
        return True

    def keep(self, chance: random.Random) -> None:
        """Give on what has not been heard of for a moment."""
        before = self.store.beating()
        time.sleep(0.3)
        now = self.store.beating()
        silent = {key: count for key, count in now.items() if before.get(key) == count}
        self.effects["give up"] += len(self.store.give_up(silent))


def test_whatever_happens_at_once_every_run_finds_its_end(url):
    with RunStore(url) as store:
        commotion = Commotion(store)
        commotion.start(commotion.visit, commotion.calm, VISITORS)
        commotion.start(commotion.work, commotion.over, WORKERS)
        commotion.start(commotion.keep, commotion.over, KEEPERS)
        try:
            wait_for(commotion.is_enough, SLOW)
            commotion.calm.set()
            wait_for(lambda: commotion.troubles or not any(run.is_live for run in store.list()), SLOW)
        finally:
            commotion.end()
        assert commotion.troubles == []
        runs = store.list()
        assert "done" in {run.status for run in runs}
        for run in runs:
            rows, _ = store.read_metrics(run.id)
            networks = store.artifact(run.id, "bundle")
            assert run.parts[2] == 0, "nobody is at work on what is over"
            if run.status == "done":
                assert networks == b"all" and store.checkpoint(run.id) is None
                assert rows == [{"kind": "whole"}] or run.parts[0] == 1
            elif run.status in ("paused", "interrupted"):
                assert networks is None and store.can_resume(run)


def test_the_same_file_and_text_may_be_brought_by_many_at_once(url):
    with closing(Library(url)) as library, closing(Texts(url)) as texts:
        found, barrier = [], threading.Barrier(6)

        def bring(number):
            barrier.wait()
            file = library.add(f"{number}.pt", "ab", b"net" * 1000)
            found.append((file, texts.add(b"text" * 1000, "a.txt")))

        threads = [threading.Thread(target=bring, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 6 and len(set(found)) == 1
        assert len(library.list()) == len(texts.list()) == 1
