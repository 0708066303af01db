"""A text that is read again has the same chances as while it was written."""

import pytest

from models.analysis.reread import reread
from models.analysis.sample import write
from tests.text_runs import ALPHABET, tiny_run


@pytest.mark.parametrize("prompt", ["", "def a"])
def test_what_was_written_is_the_same_when_it_is_read_again(prompt):
    network = tiny_run().network("lstm")
    first = list(write(network, ALPHABET, prompt, 40, temperature=1.5, seed=4))
    text = "".join(each.character for each in first)
    assert list(reread(network, ALPHABET, prompt, text)) == first
    other = text[:-1] + ("a" if text[-1] != "a" else "b")
    changed = list(reread(network, ALPHABET, prompt, other))
    assert changed[:-1] == first[:-1]
    assert (changed[-1].character, changed[-1].top) == (other[-1], first[-1].top)
    assert changed[-1].probability != first[-1].probability


def test_a_character_that_the_network_does_not_know_is_named():
    with pytest.raises(ValueError, match="'ß'"):
        reread(tiny_run().network("gru"), ALPHABET, "def", "a ß")
