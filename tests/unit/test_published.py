"""The table of what others have published is whole, and says what was not checked."""

from datetime import date

import pytest

from models.analysis.published import PUBLISHED, published_on
from models.tasks import TASKS


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: f"{one.citation} {one.model}")
def test_every_result_says_whose_it_is_and_what_was_trained(one) -> None:
    assert one.task in TASKS and one.reached > 0
    assert 1990 <= one.year <= date.today().year
    assert one.source and one.model and one.trained
    assert one.citation.endswith("*") == one.from_memory


def test_what_was_taken_from_memory_carries_the_mark() -> None:
    marked = {one.source.split()[0].strip(",") for one in PUBLISHED if one.from_memory}
    assert marked == {"Gers", "Rodriguez", "Weiss"}
    assert not any(one.from_memory for one in PUBLISHED if one.source in ("Chen", "Lan et al."))


def test_a_label_has_at_most_two_names() -> None:
    labels = {one.short for one in PUBLISHED}
    assert {"Weiss et al. (2018)*", "Gers & Schmidhuber (2001)*", "Lan et al. (2024)"} <= labels
    assert max(map(len, labels)) <= len("Gers & Schmidhuber (2001)*")


def test_a_task_has_its_own_results_from_the_nearest_to_the_farthest() -> None:
    reached = [one.reached for one in published_on("counting")]
    assert reached == sorted(reached) and 18 in reached and 146 not in reached
    assert {one.source for one in published_on("anbncn")} == {
        "Gers, Pérez-Ortiz & Schmidhuber", "Suzgun et al.",
    }  # fmt: skip
    assert published_on("copying") == ()
