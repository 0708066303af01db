"""The text that networks are measured on while they learn is from everywhere in what was held out."""

from itertools import pairwise

import pytest

from models.text.measure import spread


def test_pieces_come_from_all_over_the_text():
    text = "".join(f"{k:05}" for k in range(10_000))
    found = spread(text, 1000, piece=100)
    pieces = [found[k : k + 100] for k in range(0, 1000, 100)]
    places = [text.index(piece) for piece in pieces]
    assert places[0] == 0 and places[-1] == len(text) - 100 and places == sorted(places)
    gaps = {after - before for before, after in pairwise(places)}
    assert max(gaps) - min(gaps) <= 1, "evenly"


@pytest.mark.parametrize("length", [0, 1, 99, 150, 1000])
def test_a_short_text_is_taken_whole(length):
    assert spread("a" * length, 1000, piece=100) == "a" * length


def test_one_piece_is_the_beginning():
    assert spread("abc" * 100, 120, piece=100) == ("abc" * 100)[:120]
