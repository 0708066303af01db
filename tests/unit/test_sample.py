"""Writing: each character with its chances, the same for the same seed, or clear words why not."""

from collections import Counter
from itertools import islice

import pytest
import torch

from models.analysis.generate import generate
from models.analysis.sample import LONGEST, beginning, write
from models.cells import CELLS
from models.network import Network

ALPHABET = "\n abcdefg"


def network(cell: str = "gru", seed: int = 0, scale: float = 3.0) -> Network:
    """Random weights, so large that the next character is neither certain nor a mere guess."""
    made = Network(cell, len(ALPHABET), 8, 2, seeds=1)
    made.initialize([seed], 1.0)
    made = made.select(0).requires_grad_(False)
    made.V *= scale
    return made


def chances(of: Network, text: str) -> torch.Tensor:
    """(T, V): what the network expects after each character, reading all in one go."""
    return of(torch.tensor([[ALPHABET.index(c) for c in text]])).softmax(-1)[:, 0]


@pytest.mark.parametrize("cell", CELLS)
def test_each_character_comes_with_the_chances_that_a_reader_of_the_text_finds(cell: str) -> None:
    of = network(cell)
    found = list(write(of, ALPHABET, "abc ", 30, temperature=1.3, seed=4))
    text = "abc " + "".join(each.character for each in found)
    assert len(text) == 34
    for each, p in zip(found, chances(of, text)[3:-1], strict=True):
        assert each.probability == pytest.approx(float(p[ALPHABET.index(each.character)]), abs=1e-5)
        ranked = sorted(zip(p.tolist(), ALPHABET, strict=True), reverse=True)[:5]
        assert [character for character, _ in each.top] == [character for _, character in ranked]
        assert [chance for _, chance in each.top] == pytest.approx([c for c, _ in ranked], abs=1e-5)


def test_at_temperature_0_and_with_one_to_choose_from_it_takes_the_likeliest() -> None:
    of = network()
    cold = [each.character for each in write(of, ALPHABET, "a", 40, temperature=0)]
    text = "a" + "".join(cold)
    assert cold == [ALPHABET[place] for place in chances(of, text).argmax(-1)[:-1]]
    for settings in ({"temperature": 1e-300}, {"temperature": 5.0, "top_k": 1}):
        assert [each.character for each in write(of, ALPHABET, "a", 40, **settings)] == cold
    # The other way to write agrees, where no end symbol cuts it off.
    assert generate(of, ALPHABET, "a", 40) == "".join(cold)


@pytest.mark.parametrize(("temperature", "top_k"), [(1.0, 0), (0.5, 0), (2.0, 3)])
def test_characters_are_drawn_as_often_as_temperature_and_top_k_say(temperature: float, top_k: int) -> None:
    of, draws = network(), 1000
    expected = chances(of, "ab")[-1] ** (1 / temperature)
    if top_k:
        expected[expected.argsort()[:-top_k]] = 0
    expected /= expected.sum()
    counted = Counter(
        next(write(of, ALPHABET, "ab", 1, temperature, top_k, seed)).character for seed in range(draws)
    )
    for character, p in zip(ALPHABET, expected.tolist(), strict=True):
        deviation = (p * (1 - p) / draws) ** 0.5
        assert abs(counted[character] / draws - p) <= 5 * deviation


def test_a_seed_writes_the_same_again_and_another_writes_something_else() -> None:
    one, again, other = (list(write(network(), ALPHABET, "a", 50, seed=seed)) for seed in (1, 1, 2))
    assert one == again and one != other
    # However little of it is asked for.
    assert list(islice(write(network(), ALPHABET, "a", 200, seed=1), 50)) == one


@pytest.mark.parametrize(("alphabet", "read"), [("ab\n ", "\n"), ("ab ", " "), ("ba", "b")])
def test_an_empty_prompt_stands_for_the_beginning_of_a_line(alphabet: str, read: str) -> None:
    assert beginning(alphabet) == read
    made = Network("rnn", len(alphabet), 4, 1, seeds=1)
    made.initialize([0], 1.0)
    made = made.select(0)
    assert list(write(made, alphabet, "", 20)) == list(write(made, alphabet, read, 20))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prompt": "aé"}, "there is no character 'é'; the alphabet is '\\\\n' ' ' a b"),
        ({"prompt": "a" * (LONGEST + 1)}, "longer than 20,000 characters"),
        ({"length": 0}, "length must be a whole number from 1 to 20000, not 0"),
        ({"length": LONGEST + 1}, "length must be"),
        ({"length": 2.5}, "length must be"),
        ({"temperature": -0.1}, "temperature must be a number from 0 to 5, not -0.1"),
        ({"temperature": float("nan")}, "temperature must be"),
        ({"temperature": 5.1}, "temperature must be"),
        ({"top_k": 10}, "top k must be a whole number from 0 to 9, not 10"),
        ({"top_k": -1}, "top k must be"),
        ({"seed": -1}, "seed must be"),
        ({"seed": True}, "seed must be"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write(network(), ALPHABET, **{"prompt": "a", "length": 5, **change})


def test_scores_of_any_size_can_be_drawn_from() -> None:
    huge = network()
    huge.V *= 1e37
    assert len(list(write(huge, ALPHABET, "a", 20, temperature=0.01))) == 20


def test_a_network_gone_astray_says_so() -> None:
    astray = network()
    astray.V[0, 0] = torch.nan
    with pytest.raises(ValueError, match="not a number"):
        next(write(astray, ALPHABET, "a", 5))
