"""How far each cell is to get: the table, what was measured of it, and what the Lab makes of that."""

import pytest

from dashboard import goals
from dashboard.components.lab_goals import farther_still, goals_table
from models import bundle
from models.analysis.goals import GOALS, Goal, Reached
from models.cells import architectures
from tests.website import opened_site, texts_in
from tools.measure_shipped import FOLDER, reached, written


@pytest.fixture(autouse=True)
def site(tmp_path):
    with opened_site(tmp_path):
        yield


def test_every_architecture_has_a_goal_in_counting_and_every_goal_a_run_of_its_task() -> None:
    assert {goal.cell for goal in GOALS if goal.task == "counting"} == set(architectures())
    for goal in GOALS:
        config = bundle.load_file(str(FOLDER / f"{goal.run}.safetensors")).config
        assert config.task == goal.task and goal.cell in config.cells
        assert (config.longest, config.seeds) == (10, 20)


@pytest.mark.parametrize("goal", [goal for goal in GOALS if goal.n <= 1000], ids=lambda goal: goal.cell)
def test_what_the_file_says_of_a_goal_is_what_is_measured(goal: Goal) -> None:
    said = next(each for each in goals.reached() if each.goal == goal)
    again = reached(Goal(goal.task, goal.cell, goal.run, goal.n))
    assert again.exact[0] == said.exact[0] and again.seeds == said.seeds


def test_a_row_says_how_many_seeds_reach_the_goal_and_how_sure_that_is() -> None:
    lstm = Goal("counting", "lstm", "counting-sharpened", 100, 1000, "A reason.")
    shown = texts_in(goals_table([Reached(lstm, 20, (20, 19), 18)]))
    for text in (
        "LSTM",
        "sharpened",
        "100",
        "20 of 20",
        "84 to 100 %",
        "19 at 1,000",
        "18 of 20",
        "A reason.",
    ):
        assert text in shown, shown


def test_a_task_without_goals_says_which_have_some() -> None:
    assert "counting, selective counting and state memory" in texts_in(goals_table([]))
    assert goals.reached_on("parity") == []


def test_sentences_say_how_many_of_how_many() -> None:
    goal = Goal("counting", "lstm", "counting-sharpened", 1_000_000)
    assert farther_still(Reached(goal, 20, (20,), 20), "sharpened") == (
        "Asked for N = 1,000,000, all 20 LSTMs (sharpened) are exact; of 20 it is proved for every N up to "
        "16,777,216."
    )
    assert farther_still(Reached(goal, 20, (7,), None), "plain") == (
        "Asked for N = 1,000,000, 7 of 20 LSTMs (plain) are exact."
    )


def test_the_file_is_read_as_it_is_written() -> None:
    rows = written(goals.reached())
    assert [(row["run"], row["cell"]) for row in rows] == [(goal.run, goal.cell) for goal in GOALS]
