"""What is missing in the Lab, and the trainings that bring it: many runs, one job."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from dash import no_update

from dashboard import context, ids
from dashboard.lab import answers, lab_runs, missing
from dashboard.pages import lab as page
from dashboard.pages.lab import job
from dashboard.pages.lab.draw import draw
from dashboard.store.runs import RunStore
from models import __version__
from models.training.config import Config
from tests.lab_runs import SLOPE, USUAL, asked, put, tidied
from tests.website import as_sent, as_visitor, id_of, opened_site, parts_of, texts_in
from tests.website import triggered_by as triggered


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    with opened_site(tmp_path_factory.mktemp("data")) as store:
        yield store


@pytest.fixture(autouse=True)
def tidy(site: RunStore) -> Iterator[None]:
    with tidied(site):
        yield


def test_what_no_run_answers_is_missing_one_run_for_each_recipe(site: RunStore) -> None:
    wanted = asked(recipes="plain;slope;chrono", cells="lstm;cifg")
    lacking = missing(wanted, answers(wanted, lab_runs()))
    assert [(config.recipe, config.cells, config.seeds) for config in lacking] == [
        ("plain", ("cifg",), 20),
        ("slope", ("lstm", "cifg"), 20),
        ("chrono", ("lstm", "cifg"), 20),
    ]


def test_a_sweep_is_missing_until_each_value_has_a_run(site: RunStore) -> None:
    wanted = asked(recipes="plain", cells="lstm", setting="hidden", values="5, 10,20")
    assert wanted.values == (5, 10, 20)
    lacking = missing(wanted, answers(wanted, lab_runs()))
    assert [config.hidden for config in lacking] == [5, 20], "what ships has 10"
    put(site, "five", Config(cells=("lstm",), hidden=5, seeds=2))
    drawn = draw(wanted, lab_runs())
    assert "at hidden units = 5: to 77" in as_sent(drawn.figure)["layout"]["title"]["text"]
    assert "goes from 77 at hidden units = 5 to 14.5 at hidden units = 10" in str(as_sent(drawn.texts[0]))
    assert drawn.missing.startswith("1 training is missing (plain)")


def test_seeds_count_where_they_are_what_varies(site: RunStore) -> None:
    wanted = asked(recipes="plain", cells="lstm", setting="seeds", values="5 20")
    assert [config.seeds for config in missing(wanted, answers(wanted, lab_runs()))] == [5]


@pytest.mark.parametrize("values", ["", "x", "1 2 3 4 5", "0", "2.5", "1e3", "999", "½", "5;;x", "9" * 30])
def test_values_that_are_none_get_one_sentence(site: RunStore, values: str) -> None:
    wanted = asked(setting="hidden", values=values)
    assert wanted.values == ()
    assert wanted.problem == "Type 1 to 4 whole numbers for hidden units, each from 1 to 128."
    assert wanted.problem in texts_in(page.layout(setting="hidden", values=values))


def test_train_queues_what_is_missing_and_says_what_is_refused(site: RunStore) -> None:
    """There is room for two."""
    three = (*SLOPE[:1], ["slope", "chrono", "identity"], *SLOPE[2:])
    launched, named, note = triggered(ids.LAB_TRAIN, job.train, 1, None, *three)
    queued = named.split(";")
    assert launched == queued[0] and len(queued) == 2
    assert note.startswith("2 of 3 are queued; train the others when these are done. The queue is full: ")
    assert re.search(r"; come back (in about .*|later)\.$", note)
    configs = [site.get(run_id).config for run_id in queued]
    assert [(config["recipe"], config["seeds"]) for config in configs] == [("slope", 20), ("chrono", 20)]
    assert all(config["cells"] == ["lstm", "gru"] for config in configs)


def test_the_same_button_pressed_twice_is_one_job(site: RunStore) -> None:
    first = triggered(ids.LAB_TRAIN, job.train, 1, None, *SLOPE)
    second = triggered(ids.LAB_TRAIN, job.train, 2, first[1], *SLOPE)
    assert second[1] == first[1] and "asked for this already" not in second[2]


def test_what_is_being_trained_is_not_asked_for_twice(site: RunStore) -> None:
    named = triggered(ids.LAB_TRAIN, job.train, 1, None, *SLOPE)[1]
    drawn = draw(asked(recipes="slope", cells="lstm;gru"), lab_runs())
    assert drawn.nothing_missing and drawn.missing == "What is missing is being trained."
    job.cancel(1, named, 0)
    drawn = draw(asked(recipes="slope", cells="lstm;gru"), lab_runs())
    assert not drawn.nothing_missing and drawn.missing.startswith("1 training is missing (slope)")


def test_a_job_counts_as_one_run_and_has_no_more_work_than_one(site: RunStore, monkeypatch) -> None:
    settings = replace(context.settings(), queue=100, per_visitor=1)
    monkeypatch.setattr(context, "settings", lambda: settings)
    three = (*SLOPE[:1], ["slope", "chrono", "identity"], *SLOPE[2:])
    _, named, note = triggered(ids.LAB_TRAIN, job.train, 1, None, *three)
    assert len(named.split(";")) == 3 and note == ""
    later = (*SLOPE[:1], ["grid"], *SLOPE[2:])
    assert "as many as one visitor may have" in triggered(ids.LAB_TRAIN, job.train, 2, named, *later)[2]
    heavy = [Config(cells=("lstm",), hidden=64, steps=4000, first_seed=k) for k in range(40)]
    chosen = job.at_once(heavy)
    assert 1 < len(chosen) <= job.MOST and sum(map(job.work, chosen)) <= job.MOST_WORK[Config]


def test_nothing_missing_trains_nothing(site: RunStore) -> None:
    before = len(site.list())
    assert triggered(ids.LAB_TRAIN, job.train, 1, None, *USUAL) == (
        no_update,
        no_update,
        "Nothing is missing.",
    )
    assert triggered(ids.LAB_TRAIN, job.train, None, None, *SLOPE)[:2] == (no_update, no_update)
    assert len(site.list()) == before


def test_one_bar_for_all_runs_goes_on_after_a_reload(site: RunStore) -> None:
    put(site, "over", Config(cells=("lstm",), recipe="slope", seeds=2))
    waits = triggered(ids.LAB_TRAIN, job.train, 1, None, "counting", ["chrono"], *SLOPE[2:])[1]
    parts = parts_of(page.layout(job=f"over;{waits};gone"))
    assert parts[ids.LAB_JOB].data == f"over;{waits}" and not parts[ids.LAB_JOB_CARD].hidden
    assert parts["lab-progress-bar"].value == "50.0" and not parts[ids.LAB_POLL].disabled
    assert parts["lab-status-badge"].children == "queued" and not parts[ids.LAB_CANCEL].disabled
    assert parts["lab-status-text"].children.startswith("50%, 1 of 2 trainings done. Waiting for")
    assert parts[ids.LAB_DONE].data == "over"
    answer = job.news(3, f"over;{waits}", None, None, "over")
    assert len(answer) == job.PARTS and answer[:3] == ("queued", "secondary", "50.0")
    assert answer[8] is no_update and answer[10:] == (False, 3), "nothing new has ended"
    assert job.news(4, f"over;{waits}", None, answer[9], "over")[:10] == (no_update,) * 10
    assert job.cancel(1, f"over;{waits}", 0) == (1, "")
    ended = job.news(5, f"over;{waits}", 1, answer[9], "over")
    assert ended[0] == "cancelled" and ended[8] == f"over;{waits}" and ended[10] is True


def test_nobody_stops_or_resumes_a_job_of_others(site: RunStore) -> None:
    with as_visitor("somebody"):
        run_id = site.create(Config().to_json(), "y", __version__, 9, owner=id_of("somebody"))
        site.publish(run_id, True)
    with as_visitor("another"):
        assert [run.id for run in job.runs_of(run_id)] == [run_id], "it is public"
        assert job.cancel(1, run_id, 0) == (no_update, job.NOT_YOURS)
        assert job.resume(1, run_id, 0) == (no_update, no_update, job.NOT_YOURS)
    assert site.get(run_id).status == "queued"
    with as_visitor("somebody"):
        assert job.cancel(1, run_id, 0) == (1, "")
    assert site.get(run_id).status == "cancelled"
