"""Errors are counted where they are, windows read what they say, and what is kept holds no text."""

import json
import math
from collections import Counter
from random import Random

import numpy as np
import pytest
import torch

from models.analysis import errors
from models.analysis.error_tables import by_kind, compare, ngram_table, packed, unpacked
from models.analysis.errors import EXCERPT, excerpt, p_correct, reference, window_table
from models.analysis.places import PLACES, places
from models.network import Network
from models.text.ngrams import ngram_p

CODE = 'if x1 == "a b":\n\t  y_2 = [3]\n    return ünd\n'
ALPHABET = "".join(sorted(set(CODE)))


def confident(cell: str = "lstm", seed: int = 0) -> Network:
    """A network with small states whose readout is steep enough to be now right, now wrong."""
    network = Network(cell, len(ALPHABET), 6, 2, seeds=1)
    network.initialize([seed], 1.0)
    network = network.select(0).requires_grad_(False)
    network.V *= 60
    return network


def some_text(length: int) -> str:
    draw, text = Random(0), CODE
    while len(text) < length:
        start = draw.randrange(len(CODE))
        text += CODE[start : start + draw.randrange(1, 30)]
    return text[:length]


def predicted(network: Network, text: str, wanted: str) -> float:
    """The probability of a character after a text read from a zero state."""
    scores = network(torch.tensor([[ALPHABET.index(c) for c in text]]))[-1, 0]
    return scores.softmax(-1)[ALPHABET.index(wanted)].item()


def tensor(*p: float) -> torch.Tensor:
    return torch.tensor(p, dtype=torch.float16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CODE, "wsbdsppsqbsbqpniiibwdspsodoniiiibwwwwwsbwwn"),
        (" \n \n\tA", "ninib"),
        ("\n  ", "ii"),
        ("a_b9c'd\u2003e(.", "wwdwqbsbop"),
        ("x", ""),
        ("", ""),
    ],
)
def test_every_character_but_the_first_has_one_place(text: str, expected: str) -> None:
    assert places(text) == expected


def test_any_character_has_a_place() -> None:
    text = "".join(map(chr, [*range(0x3000), 0xD800, 0x1F600, 0x10FFFF]))
    assert len(places(text)) == len(text) - 1
    assert set(places(text)) <= set(PLACES)
    assert set(places(CODE)) == set(PLACES)


def test_the_excerpt_is_the_beginning_and_has_something_to_predict() -> None:
    assert excerpt("ab") == "ab"
    assert len(excerpt("ab" * EXCERPT)) == EXCERPT
    for short in ("", "a"):
        with pytest.raises(ValueError, match="at least two characters"):
            excerpt(short)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn", "peephole", "feedforward"])
def test_p_correct_is_that_of_reading_from_the_beginning(cell: str) -> None:
    network, text = confident(cell), some_text(60)
    p = p_correct(network, ALPHABET, text)
    assert (p.shape, p.dtype) == ((59,), torch.float16)
    expected = [predicted(network, text[: t + 1], text[t + 1]) for t in range(59)]
    np.testing.assert_allclose(p.numpy(), expected, atol=1e-3)


def test_p_correct_of_a_long_text_is_nearly_that_of_reading_it_in_one() -> None:
    network, text = confident(), some_text(3000)
    numbers = torch.tensor([[ALPHABET.index(c) for c in text]])
    whole = network(numbers[:, :-1])[:, 0].softmax(-1).gather(1, numbers[0, 1:, None])[:, 0]
    torch.testing.assert_close(p_correct(network, ALPHABET, text).float(), whole, atol=2e-3, rtol=0)


def test_a_network_that_has_gone_astray_is_wrong_everywhere() -> None:
    network = confident()
    network.V *= torch.inf
    p = p_correct(network, ALPHABET, CODE)
    assert not p.any()
    assert window_table(network, ALPHABET, CODE)["windows"][0]["rate"] == 1
    assert sum(row["errors"] for row in by_kind(places(CODE), p)) == len(CODE) - 1


def test_a_character_that_is_not_known_is_named() -> None:
    with pytest.raises(ValueError, match="'Q'"):
        p_correct(confident(), ALPHABET, "xQx")


def test_windows_read_their_last_characters_from_zero() -> None:
    network, text = confident(), some_text(40)
    table = window_table(network, ALPHABET, text)
    at = range(15, 39)
    kinds = places(text)
    assert table["positions"] == len(at)
    assert table["kinds"] == {kind: sum(kinds[t] == kind for t in at) for kind in PLACES}
    assert [row["read"] for row in table["windows"]] == [1, 2, 4, 8, 16, None]
    before: set[int] | None = None
    for row in table["windows"]:
        size = row["read"] or 40
        p = {t: predicted(network, text[max(t + 1 - size, 0) : t + 1], text[t + 1]) for t in at}
        wrong = {t for t in at if p[t] < 0.5}
        assert row["errors"] == len(wrong)
        assert row["rate"] == len(wrong) / len(at)
        assert row["by_kind"] == {kind: sum(kinds[t] == kind for t in wrong) for kind in PLACES}
        kept = [max(float(np.float16(value)), 2**-24) for value in p.values()]
        assert math.isclose(row["bits"], -sum(map(math.log2, kept)) / len(at), abs_tol=5e-3)
        expected = (None, None) if before is None else (len(before - wrong), len(wrong - before))
        assert (row["removes"], row["adds"]) == expected
        before = wrong
    assert 0 < len(before) < len(at)
    assert len({row["errors"] for row in table["windows"]}) > 1


def test_windows_of_a_long_text_are_asked_at_positions_all_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert errors.positions(127, 20_000, 1000).tolist() == np.linspace(127, 20_000, 1000).round().tolist()
    assert len(errors.positions(127, 20_000, 10**7)) == 200
    assert errors.positions(3, 5, 1000).tolist() == [3, 4, 5]
    monkeypatch.setattr(errors, "MOST_POSITIONS", 7)
    network = confident()
    found = errors.errors(network, ALPHABET, some_text(900))
    assert json.loads(json.dumps(found)) == found
    assert [row["read"] for row in found["windows"]["windows"]] == [1, 2, 4, 8, 16, 32, 64, 128, None]
    assert found["windows"]["positions"] == 7
    assert window_table(network, ALPHABET, "xx")["positions"] == 1


def test_the_reference_is_what_n_grams_are_wrong_about_and_holds_no_text() -> None:
    learned, held = some_text(2000), CODE[5:] + some_text(100)
    found = reference(learned, held)
    assert json.loads(json.dumps(found)) == found
    assert set(found) == {"excerpt_size", "kinds", "ngram", "ngram_bits"}
    assert (found["excerpt_size"], found["kinds"]) == (len(held), places(held))
    for n in range(1, 10):
        p = ngram_p(learned, held, n)[1:]
        assert unpacked(found["ngram"][str(n)], len(held) - 1).tolist() == [value < 0.5 for value in p]
        assert math.isclose(found["ngram_bits"][str(n)], -np.log2(p).mean())


@pytest.mark.parametrize("count", [0, 1, 8, 13])
def test_packed_errors_come_back(count: int) -> None:
    values = np.random.default_rng(count).random(count) < 0.5
    assert unpacked(packed(values), count).tolist() == values.tolist()


def test_errors_by_kind_add_up() -> None:
    rows = {row["kind"]: row for row in by_kind("bbwwd", tensor(0.25, 0.5, 0.125, 0, 1))}
    assert list(rows) == list(PLACES)
    title, count = "Beginning of a word", {"characters": 2, "errors": 1}
    assert rows["b"] == {"kind": "b", "title": title, **count, "rate": 0.5, "share": 1 / 3, "bits": 1.5}
    assert (rows["w"]["rate"], rows["w"]["bits"]) == (1, 13.5)  # 3 bits, and 24 for what is less likely
    assert (rows["d"]["rate"], rows["d"]["share"], rows["d"]["bits"]) == (0, 0, 0)
    assert (rows["q"]["characters"], rows["q"]["rate"], rows["q"]["bits"]) == (0, None, None)
    assert [row["share"] for row in by_kind("b", tensor(1))] == [None] * len(PLACES)


def test_what_n_grams_remove_is_counted_both_ways() -> None:
    #                 own errors: 0 1 2 3          right: 4 5
    p = tensor(0.1, 0.2, 0.3, 0.4, 0.6, 0.9)
    amiss = {"1": {1, 2, 3, 4}, "2": {0, 2, 5}}
    kept = {
        "ngram": {n: packed(np.array([t in found for t in range(6)])) for n, found in amiss.items()},
        "ngram_bits": {"1": 3.5, "2": 2.5},
    }
    assert ngram_table(p, kept) == [
        {"n": 1, "bits": 3.5, "errors": 4, "removes": 1, "removed": 1, "left": 3, "network_removes": 1},
        {"n": 2, "bits": 2.5, "errors": 3, "removes": 2, "removed": 3, "left": 1, "network_removes": 1},
    ]


def test_two_networks_are_compared_error_by_error() -> None:
    draw = Random(2)
    kinds = "".join(draw.choices("bwp", k=300))
    p, other = (tensor(*(draw.random() for _ in range(300))) for _ in range(2))
    found = compare(kinds, p, other)
    pairs = Counter(zip(kinds, (p < 0.5).tolist(), (other < 0.5).tolist(), strict=True))
    for row in found["by_kind"]:
        both, removes, adds = (pairs[row["kind"], *w] for w in ((True, True), (True, False), (False, True)))
        assert (row["errors"], row["other_errors"]) == (both + removes, both + adds)
        assert (row["removes"], row["adds"]) == (removes, adds)
        assert row["characters"] == kinds.count(row["kind"])
    for name in ("errors", "other_errors", "removes", "adds", "characters"):
        assert found[name] == sum(row[name] for row in found["by_kind"])
    assert math.isclose(found["other_bits"], -np.log2(other.double().numpy()).mean())
    assert compare(kinds, other, p)["other_bits"] == found["bits"]


def test_networks_that_read_different_texts_are_not_compared() -> None:
    with pytest.raises(ValueError, match="the same text"):
        compare("bb", tensor(0.1, 0.2), tensor(0.1))
