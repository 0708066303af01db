"""`python -m benchmarks.workers`: parts that are really trained, and what more workers would do with them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import workers
from benchmarks.schedule import Recorded, makespan, table
from models import bundle
from models.compare import compare
from models.joining import join
from models.splitting import split
from models.training.config import Config

seconds = st.floats(0.01, 100)
runs_of_parts = st.lists(
    st.builds(Recorded, st.lists(seconds, min_size=2, max_size=12), seconds), min_size=1, max_size=4
)


@pytest.mark.parametrize(
    ("runs", "count", "expected"),
    [
        ([Recorded([3, 3, 3], 1)], 1, 10),
        ([Recorded([3, 3, 3], 1)], 2, 7),  # 3 | 3, then 3, then the join
        ([Recorded([3, 3, 3], 1)], 9, 4),
        ([Recorded([5], 1)], 3, 5),  # one part needs no join
        ([Recorded([2, 4], 1), Recorded([4, 4], 1)], 2, 10),  # 2, 4 | 4, the join, 4, the last join
        (
            [Recorded([1, 1], 5), Recorded([1, 1, 1, 1], 1)],
            2,
            6,
        ),  # 1, the join | 1, 1, 1, 1, 1, the join
    ],
)
def test_times_of_known_sweeps(runs: list[Recorded], count: int, expected: float) -> None:
    assert makespan(runs, count) == expected


@given(runs_of_parts, st.integers(1, 20))
def test_no_schedule_is_shorter_than_its_parts_allow_or_much_longer(runs: list[Recorded], count: int) -> None:
    total = sum(run.total for run in runs)
    longest = max(max(run.parts) + run.join for run in runs)
    took = makespan(runs, count)
    assert took >= max(total / count, longest) * (1 - 1e-9)
    ends = max(max(run.parts) for run in runs) + sum(run.join for run in runs)
    assert took <= (total / count + ends) * (1 + 1e-9)
    assert makespan(runs, 1) == pytest.approx(total)


def test_the_table_says_how_many_times_as_fast() -> None:
    rows = table([Recorded([2.0] * 4, 0.0)], [1, 2, 3, 8])
    assert [(row["seconds"], row["speedup"], row["efficiency"]) for row in rows] == [
        (8, 1, 1), (4, 2, 1), (4, 2, 0.667), (2, 4, 0.5),
    ]  # fmt: skip


def test_the_sweep_is_really_trained_and_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = [Config(cells=("rnn", "lstm"), hidden=h, seeds=17, steps=4, measure_up_to=4) for h in (2, 3)]
    made = []

    def kept(config: Config, parts: list[bytes]) -> float:
        made.append(join(config, [bundle.loads(data) for data in parts]))
        return 0.5

    monkeypatch.setattr(workers, "joined", kept)
    found = workers.measure(sweep, [1, 2], repeats=1)
    json.dumps(found, allow_nan=False)
    assert found["parts"] == sum(len(split(config)) for config in sweep) == 8
    assert [row["workers"] for row in found["real"]] == [1, 2] and found["real"][0]["speedup"] == 1
    assert [row["workers"] for row in found["simulated"]] == list(workers.SIMULATED) and found["joins"] == 1
    assert [run.config for run in made] == sweep * 2
    expected = compare(sweep[0])
    for run in (made[0], made[2]):
        for cell, result in run.cells.items():
            assert result.history_loss == expected.cells[cell].history_loss
    assert sum(len(line) > 0 for line in workers.lines({"machine": {}, "sweep": {}, **found})) >= 11
