"""Who is let in, who is answered from the store, who is sent away, and who may see and change what."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from sqlalchemy.exc import OperationalError

from dashboard import access, admission, bundled, context, subjects
from dashboard.admission import NotAdmitted, admit, readmit
from dashboard.components.sharing import publish, sharing
from dashboard.networks import NotThereError
from dashboard.pages import runs
from dashboard.pages.compare.form import cancel, may_cancel, may_resume, resume
from dashboard.store.runs import RunStore
from dashboard.store.schema import JOIN
from models.training.config import Config
from tests.website import as_visitor, id_of, is_one_sentence, opened_site, texts_in

SMALL = Config(cells=("rnn", "lstm"), hidden=3, seeds=20, steps=3)


@pytest.fixture
def site(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunStore]:
    """A store of its own, in which ten runs may wait, and two of one visitor."""
    with opened_site(tmp_path) as store:
        settings = replace(context.settings(), queue=10, per_visitor=2, slots=1)
        monkeypatch.setattr(context, "settings", cache(lambda: settings))
        yield store


def train(store: RunStore, run_id: str) -> None:
    """Train a run of one part, in no time."""
    part = store.take("worker", 9)
    assert part.run_id == run_id
    store.append_metrics(part, [{"kind": "stopped", "cell": "rnn", "seed": 0, "step": 1}])
    store.finish_part(part, b"networks", "done")


def test_a_run_belongs_to_whoever_asked_for_it(site: RunStore) -> None:
    with as_visitor("ada"):
        admitted = admit(SMALL)
    run = site.get(admitted.run_id)
    assert (run.owner, run.public, run.status) == (id_of("ada"), False, "queued")
    assert admitted == admission.Admitted(run.id) and admitted.waits and not admitted.known


def test_asking_twice_is_asking_once(site: RunStore) -> None:
    with as_visitor("ada"):
        first, second = admit(SMALL), admit(SMALL)
    assert second.run_id == first.run_id and second.note == admission.LIVE
    with as_visitor("ben"):
        assert admit(SMALL).run_id != first.run_id


def test_what_is_known_is_not_trained_again_unless_it_is_wished(site: RunStore) -> None:
    with as_visitor("ada"):
        first = admit(SMALL)
        train(site, first.run_id)
        assert admit(SMALL) == admission.Admitted(first.run_id, admission.OWN, waits=False, known=True)
    with as_visitor("ben"):
        copied = admit(SMALL)
        assert (copied.note, copied.waits, copied.known) == (admission.KNOWN, False, True)
        assert access.own_run(copied.run_id).status == "done" and access.seen_run(first.run_id) is None
        again = admit(SMALL, anew=True)
        assert again.waits and site.get(again.run_id).status == "queued"
        assert site.known_by_now(again.run_id) is None


def test_a_known_result_that_is_deleted_at_the_same_moment_is_trained(site: RunStore, monkeypatch) -> None:
    monkeypatch.setattr(site, "known", lambda *arguments: "gone")
    assert admit(SMALL).waits and not admit(replace(SMALL, steps=4)).known


def test_the_runs_that_ship_answer_nobody(site: RunStore) -> None:
    shipped = site.get(bundled.bundled_id("counting", "plain"))
    with as_visitor("ada"):
        admitted = admit(Config.from_json(shipped.config))
    assert admitted.waits and admitted.run_id != shipped.id


def test_a_run_is_split_where_several_can_be_trained_at_once(
    site: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(context.settings(), slots=2)
    monkeypatch.setattr(context, "settings", cache(lambda: settings))
    run_id = admit(SMALL).run_id
    found = [site.take(f"w{n}", 9) for n in range(4)]
    assert {(part.config["cells"][0], part.config["seeds"]) for part in found} == {("rnn", 10), ("lstm", 10)}
    for part in found:
        site.finish_part(part, b"", "done")
    assert site.take("w", 9).kind == JOIN and site.get(run_id).parts == (5, 4, 1)


def test_a_visitor_with_enough_runs_is_told_when_to_come_back(site: RunStore) -> None:
    with as_visitor("ada"):
        admit(SMALL), admit(replace(SMALL, steps=4))
        with pytest.raises(NotAdmitted) as refused:
            admit(replace(SMALL, steps=5))
    said = str(refused.value)
    assert is_one_sentence(said) and "ou have 2 runs" in said and "come back in about" in said
    with as_visitor("ben"):
        assert admit(replace(SMALL, steps=5)).waits


def test_a_full_queue_is_told_with_a_time_if_there_is_one(site: RunStore) -> None:
    for number in range(10):
        with as_visitor(f"visitor {number}"):
            admit(replace(SMALL, steps=1 + number))
    with as_visitor("late"), pytest.raises(NotAdmitted, match=r"10 runs are waiting; come back in about \d"):
        admit(SMALL)
    site.seats = 0
    with as_visitor("late"), pytest.raises(NotAdmitted, match=r"waiting; come back later\.$"):
        admit(SMALL)
    assert len([run for run in site.list() if run.status == "queued"]) == 10


def test_a_database_that_cannot_be_written_to_begins_nothing(
    site: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(RunStore, "create", full)
    with pytest.raises(NotAdmitted) as refused:
        admit(SMALL)
    assert str(refused.value) == admission.AWAY and "full" not in admission.AWAY


def test_others_can_neither_stop_nor_resume_nor_delete_nor_publish_a_run(site: RunStore) -> None:
    with as_visitor("ada"):
        run_id = admit(SMALL).run_id
        site.publish(run_id, True)
    names = [{"run": run_id}]
    with as_visitor("ben"):
        run = site.get(run_id)
        assert access.seen_run(run_id) and not may_cancel(run) and not may_resume(run)
        assert cancel(1, run_id, None)[1] == access.NOT_YOURS
        assert publish(False, {"run": run_id}) == "Only its owner can change that."
        assert not any("switch" in str(part) for part in sharing(run))
        assert site.get(run_id).status == "queued" and site.get(run_id).public
        site.finish(run_id, "paused")
        assert resume(1, run_id, None)[2] == access.NOT_YOURS
        runs.delete(1, [True], names)
        assert runs.ask_to_delete(1, [True], names)[0] is False
        assert site.get(run_id).status == "paused"
    with as_visitor("ada"):
        assert resume(1, run_id, None)[::2] == (run_id, "")
        assert cancel(1, run_id, None)[1] == "" and site.get(run_id).status == "cancelled"
        runs.delete(1, [True], names)
    assert site.get(run_id) is None


def test_a_private_run_is_there_for_nobody_else(site: RunStore) -> None:
    with as_visitor("ada"):
        run_id = admit(SMALL).run_id
        train(site, run_id)
        assert subjects.choices(run_id) and run_id in texts_in(str(runs.table([])))
    with as_visitor("ben"):
        assert access.seen_run(run_id) is None and subjects.choices(run_id) is None
        assert run_id not in str(runs.table([])) and run_id not in str(runs.signature())
        with pytest.raises(NotThereError):
            subjects.specimen(run_id, "lstm", 0)
    with as_visitor("ada"):
        assert publish(True, {"run": run_id}) == "Everyone may see it now."
        assert publish(True, {"run": run_id}) == "" and publish("yes", {"run": run_id}) == ""
    with as_visitor("ben"):
        assert access.seen_run(run_id) and subjects.choices(run_id)
        assert "another visitor’s" in texts_in(runs.table([])) and access.own_run(run_id) is None


@pytest.mark.parametrize("name", [None, "x", {}, {"run": 3}, {"run": "\0"}, {"run": ["a"]}])
def test_junk_publishes_nothing(site: RunStore, name: object) -> None:
    assert publish(True, name) == "Only its owner can change that."


def test_what_goes_on_counts_like_what_begins(site: RunStore) -> None:
    with as_visitor("ada"):
        first = admit(SMALL).run_id
        site.finish(first, "interrupted")
        admit(replace(SMALL, steps=4)), admit(replace(SMALL, steps=5))
        with pytest.raises(NotAdmitted, match="ou have 2 runs"):
            readmit(first)
        assert not readmit("nothing")
    assert site.get(first).status == "interrupted"


def test_more_work_than_a_server_should_take_on_is_not_let_in(site: RunStore) -> None:
    before = len(site.list())
    with as_visitor("ada"), pytest.raises(ValueError, match="1 hour is allowed; choose fewer steps"):
        admit(replace(SMALL, hidden=128, seeds=100, steps=20_000))
    assert len(site.list()) == before
