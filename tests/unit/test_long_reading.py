"""Reading a long text stretch by stretch gives the numbers that reading it at once gives."""

import numpy as np
import pytest
import torch

from models.analysis.long_reading import MOST_BYTES, STRETCH, LongReading, most_characters
from models.analysis.trace import trace
from models.cells import CELLS
from models.network import Network

ALPHABET = "\n abcdefg"
LONG = 2 * STRETCH + 17


def network(cell: str, hidden: int = 5, layers: int = 2) -> Network:
    made = Network(cell, len(ALPHABET), hidden, layers)
    generator = torch.Generator().manual_seed(3)
    for parameter in made.parameters():
        parameter.data.uniform_(-1, 1, generator=generator)
    return made.requires_grad_(False)


def text(length: int) -> str:
    places = torch.randint(len(ALPHABET), (length,), generator=torch.Generator().manual_seed(1))
    return "".join(ALPHABET[k] for k in places)


@pytest.mark.parametrize("compiled", [False, True], ids=["steps", "kernels"])
@pytest.mark.parametrize("cell", CELLS)
def test_it_reads_what_a_trace_reads(cell: str, compiled: bool) -> None:
    made, read = network(cell), text(LONG)
    reading, whole = LongReading(made, ALPHABET, read, compiled), trace(made, ALPHABET, read)
    assert reading.read_to(1) == STRETCH
    assert reading.read_to(LONG) == LONG
    for layer, symbols in enumerate(whole.layers):
        assert list(symbols) == list(reading._kept[layer])
        for symbol, values in symbols.items():
            for unit in range(5):
                found = reading.values(layer, symbol, unit, 0, LONG)
                np.testing.assert_allclose(found, values[:, unit], rtol=2e-3, atol=2e-3, err_msg=symbol)
    torch.testing.assert_close(reading.following(3, LONG), whole.next[3:], rtol=1e-4, atol=1e-5)


def test_nothing_is_read_before_it_is_asked_for_and_nothing_twice() -> None:
    reading = LongReading(network("lstm"), ALPHABET, text(LONG))
    assert reading.read == 0
    assert reading.read_to(STRETCH + 1) == 2 * STRETCH
    before = reading.values(0, "c", 1, 0, LONG).copy()
    assert len(before) == 2 * STRETCH, "what is not read yet has no values"
    assert reading.read_to(5) == 2 * STRETCH
    assert reading.read_to(LONG) == reading.read_to(LONG + 99) == LONG
    assert (reading.values(0, "c", 1, 0, 2 * STRETCH) == before).all()


def test_time_that_is_left_is_used() -> None:
    assert LongReading(network("rnn"), ALPHABET, text(LONG)).read_to(0, seconds=60) == LONG


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="'z'"):
        LongReading(network("gru"), ALPHABET, "abz")
    with pytest.raises(ValueError, match="at least one character"):
        LongReading(network("gru"), ALPHABET, "")


def test_a_large_network_has_room_for_fewer_characters() -> None:
    large = Network("lstm", len(ALPHABET), 512, 3)
    most = most_characters(large)
    assert most * 3 * 6 * 512 * 2 <= MOST_BYTES < (most + 1) * 3 * 6 * 512 * 2
    with pytest.raises(ValueError, match=f"{most + 1:,} characters; .* {most:,} have room"):
        LongReading(large, ALPHABET, "a" * (most + 1))
