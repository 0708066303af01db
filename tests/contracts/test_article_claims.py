"""Every claim of the article is measured on the runs that ship: finite numbers, a verdict, a network."""

from math import isfinite

import pytest

from models.cells import CELLS
from models.reproduce.checking import as_rows, check, check_all
from models.reproduce.claims import CLAIMS
from models.reproduce.experiments import EXPERIMENTS
from models.reproduce.rules import FAILS, HOLDS, PARTLY
from models.reproduce.study import Study
from tests.claimed import EDGES

SEEDS = 3


@pytest.fixture(scope="module")
def studies() -> dict[str, Study]:
    """The runs that ship, of each the first seeds."""
    return {name: Study(each.shipped(), SEEDS) for name, each in EXPERIMENTS.items()}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_the_run_that_ships_but_for_its_cells(name: str, studies: dict[str, Study]) -> None:
    each, shipped = EXPERIMENTS[name], studies[name].comparison.config
    wanted, there = each.config(shipped.seeds).to_json(), shipped.to_json()
    assert set(wanted.pop("cells")) <= set(there.pop("cells")) and set(each.cells) <= set(CELLS)
    assert wanted == there


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_has_a_finite_number_of_every_seed_and_a_verdict(
    name: str, studies: dict[str, Study]
) -> None:
    claim = CLAIMS[name]
    row = check(claim, studies)
    assert row["verdict"] in (HOLDS, PARTLY, FAILS) and row["seeds"] == SEEDS and row["numbers"]
    for number in row["numbers"].values():
        low, high = number["interval"]
        assert len(number["seeds"]) == SEEDS and all(map(isfinite, number["seeds"]))
        assert min(number["seeds"]) <= low <= number["median"] <= high <= max(number["seeds"])
    assert name not in EDGES or set(row["numbers"]) == set(EDGES[name][0])  # the rule's test has the same
    shown, first = row["shown"], next(iter(row["numbers"].values()))
    assert shown["numbers"][next(iter(row["numbers"]))] == first["median"]  # of three seeds
    assert shown["seed"] in studies[claim.runs[0]].seeds
    config = studies[claim.runs[0]].comparison.config
    if shown["unit"] is not None:
        assert 0 <= shown["unit"] < config.hidden and 0 <= shown["layer"] < config.layers


def test_all_are_measured_in_their_order_and_said_before(studies: dict[str, Study]) -> None:
    heard: list[str] = []
    rows = list(check_all(studies, heard.append))
    assert [row["id"] for row in rows] == list(CLAIMS) and len(heard) == len(CLAIMS)
    assert all(row["id"] in words for row, words in zip(rows, heard, strict=True))
    assert [cells[0] for cells in as_rows(rows)] == [claim.text for claim in CLAIMS.values()]
