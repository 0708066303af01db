"""What is said in words is what the numbers say, and changes with them."""

import re
from dataclasses import replace

import pytest

from models.analysis.statistics import median_interval, wilson
from models.analysis.summaries import Reach, summarize, summarize_sweep

NAMES = {"lstm": "LSTM", "gru": "GRU", "rnn": "vanilla RNN"}
VERB = ("counts", "count")


def say(*reaches: Reach, longest: int = 10) -> list[str]:
    return summarize(reaches, NAMES.get, str, VERB, longest)


def test_cells_that_all_get_to_the_end_come_first_and_those_that_stay_last() -> None:
    said = say(
        Reach("gru", "plain", (10, 10, 11), 1000),
        Reach("lstm", "plain", (13, 15, 40), 1000),
        Reach("lstm", "sharpened", (1000, 1000, 1000), 1000),
        Reach("gru", "sharpened", (3, 2, 12), 1000),
    )
    low, high = median_interval((13, 15, 40))
    assert said == [
        "All 3 LSTMs (sharpened) count to 1,000, the longest that was tried.",
        f"The median plain LSTM stops at 15 (95 % interval {low:g} to {high:g}).",
        "No GRU passes 12.",
    ]


def test_some_that_get_to_the_end_are_a_share_with_its_interval() -> None:
    (said,) = say(Reach("lstm", "plain", (1000,) * 3 + (14,) * 17, 1000))
    low, high = wilson(3, 20)
    assert said == (
        "3 of 20 LSTMs (plain) count to 1,000, the longest that was tried: 15% "
        f"(95 % interval {100 * low:.0f} to {100 * high:.0f} %)."
    )


def test_a_cell_that_stays_with_one_recipe_only_is_named_with_it() -> None:
    said = say(Reach("gru", "plain", (10, 11), 100), Reach("gru", "sharpened", (100, 100), 100))
    assert said[-1] == "No plain GRU passes 11."


def test_one_that_cannot_do_it_at_all() -> None:
    assert say(Reach("rnn", "plain", (0, 0), 100)) == ["No vanilla RNN gets even N = 1 right."]


def test_one_seed_is_not_many() -> None:
    assert say(Reach("lstm", "plain", (100,), 100)) == [
        "The one LSTM (plain) counts to 100, the longest that was tried."
    ]
    assert say(Reach("lstm", "plain", (1000, 12), 1000))[0].startswith("1 of 2 LSTMs (plain) counts to 1,000")


@pytest.mark.parametrize("value", [16, 17, 120, 999])
def test_no_number_is_written_that_was_not_measured(value: int) -> None:
    """Another number in the data is another number in the sentence."""
    (said,) = say(Reach("lstm", "plain", (value, value, value), 1000))
    assert set(re.findall(r"\d+", said)) == {str(value), "95"}


def test_who_gets_a_little_beyond_longer_training_has_not_generalized() -> None:
    reach = Reach("lstm", "plain", (52, 55), 1000)
    assert say(reach, longest=50) == ["No LSTM passes 55."]
    assert say(reach, longest=10)[0].startswith("The median plain LSTM stops at 53.5")


def test_nothing_says_nothing() -> None:
    assert say() == []


def test_a_sweep_goes_from_the_least_value_to_the_largest() -> None:
    reaches = [
        Reach("lstm", "plain", (n, n), 100, value=value) for value, n in ((20, 100), (5, 13), (10, 18))
    ]
    assert summarize_sweep(reaches, NAMES.get, str, "hidden") == [
        "The median of the plain LSTM goes from 13 at hidden = 5, 18 at hidden = 10 to ≥ 100 at hidden = 20."
    ]
    same = [replace(reach, n_max=(100, 100, 100)) for reach in reaches]
    assert summarize_sweep(same, NAMES.get, str, "hidden") == [
        "The median of the plain LSTM is ≥ 100 from hidden = 5 to 20."
    ]
    assert summarize_sweep(reaches[:1], NAMES.get, str, "hidden") == [
        "The median of the plain LSTM is ≥ 100 at hidden = 20."
    ]
