"""A config round-trips through JSON, and refuses what cannot be trained in one clear sentence."""

import json
from dataclasses import replace

import pytest

from models.training.config import LIMITS, Config


def test_it_round_trips_through_json() -> None:
    config = Config(task="copying", cells=("gru", "lstm"), layers=3, learning_rate=0.003)
    assert Config.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_one_and_one_point_zero_are_the_same_config() -> None:
    assert Config(learning_rate=1).hash() == Config(learning_rate=1.0).hash()


def test_the_hash_tells_configs_apart_and_equal_ones_not() -> None:
    assert Config().hash() == Config.from_json(Config().to_json()).hash()
    assert Config().hash() != replace(Config(), learning_rate=0.011).hash()


@pytest.mark.parametrize("name", list(LIMITS))
def test_every_limit_is_checked_on_both_sides(name: str) -> None:
    low, high = LIMITS[name]
    for value in (low, high):
        try:
            Config.from_json({"seeds": 1, name: value})
        except ValueError as error:
            assert "must not exceed longest" in str(error)
    for value in (low - 1, high + 1, "3", None, True, float("nan"), [1]):
        with pytest.raises(ValueError, match=f"{name.replace('_', ' ')} must be a"):
            Config.from_json({name: value})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"task": "knitting"}, "unknown task 'knitting'; choose from counting, "),
        ({"recipe": ["plain"]}, "unknown recipe"),
        ({"activation": "sine"}, "choose from tanh, relu"),
        ({"cells": []}, "choose at least one cell from feedforward, rnn, lstm, gru, peephole"),
        ({"cells": ["lstm", "lstm"]}, "name each cell once"),
        ({"cells": ["elman"]}, "unknown cell 'elman'; choose from feedforward, "),
        ({"cells": "lstm"}, "cells is a list of names"),
        ({"cells": [1]}, "cells is a list of names"),
        ({"shortest": 8, "longest": 4}, r"shortest \(8\) must not exceed longest \(4\)"),
        (
            {"seeds": 8, "first_seed": 999_994},
            "first seed must be a whole number from 0 to 999993, not 999994",
        ),
        (
            {"seeds": 100, "hidden": 128, "longest": 100},
            "about 19 GB of memory, and 2 are allowed; choose fewer",
        ),
        ({"hiden": 3}, "unknown setting 'hiden'"),
        ([], "a configuration is a JSON object"),
        (None, "a configuration is a JSON object"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Config.from_json(data)
