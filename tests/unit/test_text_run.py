"""What a training on text says of itself: the command that trains the same networks again."""

import shlex
from dataclasses import replace

import pytest

from models.__main__ import parser
from models.commands.settings import read_settings
from models.commands.train import KINDS
from models.text.config import TextConfig
from tests.text_runs import tiny_run

CONFIGS = [
    TextConfig(),
    TextConfig(corpus="tweets", cells=("lstm",), hidden=96, layers=3, seeds=2, steps=70),
    TextConfig(headers=True, activation="relu", learning_rate=0.01, restart=0.5, cells=("rnn", "gru")),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_the_command_asks_for_exactly_this_training(config: TextConfig) -> None:
    run = replace(tiny_run(), config=config)
    words = shlex.split(run.command)
    assert words[:3] == ["python", "-m", "models"]
    options = parser().parse_args(words[3:])
    assert TextConfig.from_json(read_settings(options, TextConfig, KINDS)) == config


def test_a_text_of_ones_own_is_a_file() -> None:
    run = replace(tiny_run(), config=TextConfig(corpus="text-0123456789abcdef"))
    assert "--corpus FILE" in run.command and "0123" not in run.command
