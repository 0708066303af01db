"""The networks of text that ship: made by their commands, as good as is said, without what they read."""

import re
import shlex
from pathlib import Path

import pytest

from models.__main__ import parser
from models.commands.settings import read_settings
from models.commands.train import KINDS
from models.corpora import CORPORA, open_corpus
from models.text import bundle
from models.text.config import TextConfig
from models.text.measure import bits_per_character
from models.text.run import TextRun

FOLDER = Path(__file__).parents[2] / "models" / "pretrained" / "text"
README = (FOLDER / "README.md").read_text()
FILES = sorted(path.stem for path in FOLDER.glob("*.safetensors"))
COMMANDS = {
    Path(options.out).stem: options
    for command in re.findall(r"^ +python -m models (train .*)$", README, re.MULTILINE)
    for options in [parser().parse_args(shlex.split(command))]
}
MOST = 25e6  # bytes of all files together
SHORT = {"feedforward": "NN", "rnn": "RNN", "lstm": "LSTM", "gru": "GRU", "peephole": "peephole"}


@pytest.fixture(scope="module")
def runs() -> dict[str, TextRun]:
    return {name: bundle.load_file(str(FOLDER / f"{name}.safetensors")) for name in FILES}


def test_every_file_has_a_command_and_every_command_a_file_and_all_are_small() -> None:
    assert sorted(COMMANDS) == FILES
    assert sum((FOLDER / f"{name}.safetensors").stat().st_size for name in FILES) < MOST


def test_there_is_java_and_python_and_deep_learning_and_tweets(runs: dict[str, TextRun]) -> None:
    for name in ("java", "stdlib", "torch"):
        config = runs[name].config
        assert (config.corpus, config.layers, "lstm" in config.cells) == (name, 3, True)
    assert runs["tweets"].config.layers == 2 and len(runs["tweets"].cells) == 5
    assert {run.learned.name for run in runs.values()} == set(CORPORA)


@pytest.mark.parametrize("name", FILES)
def test_it_is_what_its_command_makes_and_was_looked_into(runs: dict[str, TextRun], name: str) -> None:
    run = runs[name]
    assert TextConfig.from_json(read_settings(COMMANDS[name], TextConfig, KINDS)) == run.config
    assert run.finished and run.command in README
    for result in run.cells.values():
        assert result.stopped_at == [None] and result.samples and result.findings and result.errors
        assert all(sample["scores"] for sample in result.samples)
    assert set(run.baselines) == {"unigram", "3-gram", "5-gram", "gzip", "xz"}


@pytest.mark.parametrize("name", FILES)
def test_the_table_says_what_the_file_says(runs: dict[str, TextRun], name: str) -> None:
    run, learned = runs[name], runs[name].learned
    (row,) = re.findall(rf"^\| `{name}\.safetensors` \|.*$", README, re.MULTILINE)
    assert learned.licence in row and f"{learned.characters:,}, {learned.held_out:,}" in row
    assert f"| {run.baselines['5-gram']:.2f} |" in row
    for cell, result in run.cells.items():
        named = f"{SHORT[cell]} " if len(run.cells) > 1 else "| "
        assert f"{named}{result.bits_per_character[0]:.2f}" in row


@pytest.mark.parametrize("name", ["torch", "tweets"])
def test_the_weights_predict_as_well_as_is_said(runs: dict[str, TextRun], name: str) -> None:
    run, corpus = runs[name], open_corpus(runs[name].config.corpus)
    if corpus.sha256 != run.learned.sha256:  # another version of torch is installed
        assert name == "torch"
    held_out = corpus.parts[1][:60_000]
    found = bits_per_character(run.network("lstm"), run.alphabet, held_out)
    assert found == pytest.approx(run.cells["lstm"].bits_per_character[0], rel=0.15)


@pytest.mark.parametrize("name", FILES)
def test_it_holds_nothing_of_what_it_read(runs: dict[str, TextRun], name: str) -> None:
    """No line of more than 60 characters of the learned text, where that can be had here, is in the file."""
    if name == "java":  # not on every machine; its lines begin so
        lines = ["Licensed to the Apache Software Foundation"]
    else:
        learned = open_corpus(runs[name].config.corpus).parts[0]
        lines = [line.strip() for line in learned[:400_000].splitlines() if len(line.strip()) > 60]
    data = (FOLDER / f"{name}.safetensors").read_bytes().decode("latin-1")
    assert lines and not any(line in data for line in lines)
