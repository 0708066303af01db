"""Neurons that were built to detect something are found first, and chance is told as what it is."""

from random import Random

import numpy as np
import pytest
import torch

from models.analysis import detectors as module
from models.analysis import stretches
from models.analysis.detectors import detect, detector, detector_labels, detectors, label
from models.analysis.features import BY_KIND
from models.analysis.following import SHIFTS, Numbers, YesNo, with_shifts
from models.analysis.lines import auc
from models.analysis.ranks import areas, mid_ranks
from models.analysis.stretches import LEAD, places_of, vectors
from models.analysis.trace import trace
from models.corpora.corpus import KINDS
from models.corpora.tweets import tweets
from models.network import Network

WORDS = [
    "the cat",
    "sat",
    "on",
    "a",
    "mat",
    "and",
    "Ann",
    "said",
    "“it is late”",
    "to",
    "Bob",
    "“old house”",
    "near",
]
ALPHABET = "".join(sorted({*"".join(WORDS), *" .\n"}))
QUOTE_UNIT, COUNTER_UNIT = 3, 5


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def prose(characters: int, seed: int = 0) -> str:
    """Lines of random words, with quotations in them."""
    random, lines = Random(seed), []
    while sum(map(len, lines)) < characters:
        words = [random.choice(WORDS) for _ in range(random.randint(2, 12))]
        lines.append(" ".join(words) + ".\n")
    return "".join(lines)[:characters]


def random_network(cell: str = "lstm", hidden: int = 8, layers: int = 2) -> Network:
    network = Network(cell, len(ALPHABET), hidden, layers, seeds=1)
    network.initialize([0], 1.0)
    return network.select(0).requires_grad_(False)


def built() -> Network:
    """An LSTM with one unit that remembers an open quotation, and one that counts from each newline."""
    network, hidden = random_network(), 8
    cell = network.cells[0]
    for unit in (QUOTE_UNIT, COUNTER_UNIT):
        for block in range(4):
            column = block * hidden + unit
            cell.W[:, column], cell.U[:, column], cell.b[:, column] = 0.0, 0.0, 20.0
    i, f, g = (block * hidden for block in range(3))
    cell.b[:, i + QUOTE_UNIT] = -20.0
    cell.W[ALPHABET.index("“"), i + QUOTE_UNIT] = 40.0  # opens: writes 1
    cell.W[ALPHABET.index("”"), f + QUOTE_UNIT] = -40.0  # closes: forgets
    cell.W[ALPHABET.index("\n"), f + QUOTE_UNIT] = -40.0
    cell.b[:, g + COUNTER_UNIT] = 0.01  # each character adds .01
    cell.W[ALPHABET.index("\n"), i + COUNTER_UNIT] = -40.0
    cell.W[ALPHABET.index("\n"), f + COUNTER_UNIT] = -40.0
    return network


# Ranks and areas


def test_ranks_are_places_in_the_order_and_equals_share_their_mean() -> None:
    values = np.array([[3.0, 1], [1, 1], [3, 1], [2, 0]], dtype=np.float32)
    assert mid_ranks(values).tolist() == [[2.5, 0, 2.5, 1], [2, 2, 2, 0]]


def test_areas_are_the_share_of_pairs_in_the_right_order(rng) -> None:
    values = rng.normal(size=(200, 4)).astype(np.float32)
    values[:, 1] = values[:, 1].round()  # many ties
    values[:, 2] = 0.5  # nothing but ties
    yes = (rng.random((200, 3)) < [0.5, 0.1, 0.9]).astype(float)
    found = areas(mid_ranks(values), yes)
    for p in range(3):
        on = yes[:, p] == 1
        above, below = values[on][:, None], values[~on][None]
        pairs = ((above > below) + 0.5 * (above == below)).mean((0, 1))
        assert found[:, p] == pytest.approx(pairs, abs=1e-12)
        assert found[:, p] == pytest.approx(auc(values[on], values[~on]), abs=1e-12)
    assert found[2].tolist() == [0.5] * 3


# Scores and the control


def test_what_is_moved_on_keeps_its_runs_and_its_gaps() -> None:
    values = np.repeat([0.0, 1, np.nan, 0, 1, 0], [20, 7, 30, 11, 9, 40])
    moved = with_shifts(values, seed=3)
    defined = ~np.isnan(values)
    ring = "".join(str(int(value)) for value in values[defined])
    assert moved.shape == (len(values), 1 + SHIFTS)
    assert np.array_equal(moved[:, 0], values, equal_nan=True)
    for column in moved.T[1:]:
        assert np.array_equal(~np.isnan(column), defined)
        text = "".join(str(int(value)) for value in column[defined])
        assert text != ring and text in ring + ring


def test_numbers_are_scored_by_numpys_line_on_the_second_part(rng) -> None:
    units = rng.normal(size=(300, 3)).astype(np.float32)
    label = units @ [1.0, 0.5, 0.0] + rng.normal(size=300)
    label[rng.random(300) < 0.3] = np.nan
    scores = Numbers([label], 150).scores(units)
    fit, held = ((part, ~np.isnan(label[part])) for part in (slice(150), slice(150, None)))
    for unit in range(3):
        (u, y), (v, z) = ((units[part, unit][known], label[part][known]) for part, known in (fit, held))
        slope, intercept = np.polyfit(u, y, 1)
        expected = 1 - ((z - slope * v - intercept) ** 2).sum() / ((z - z.mean()) ** 2).sum()
        assert scores[unit, 0, 0] == pytest.approx(max(0, expected), abs=1e-5)


def test_which_way_a_neuron_goes_is_fitted_and_not_seen_where_it_is_scored(rng) -> None:
    label = (rng.random(400) < 0.4).astype(float)
    falling = -label + 0.1 * rng.normal(size=400)
    turned = np.where(np.arange(400) < 200, label, -label)
    scores = YesNo([label], 200).scores(np.stack([label, falling, turned], 1).astype(np.float32))
    assert scores[:, 0, 0] == pytest.approx([1, 1, 0])


def test_a_label_that_is_defined_at_some_steps_is_scored_at_these_only(rng) -> None:
    label = np.where(rng.random(400) < 0.5, np.nan, rng.random(400) < 0.4).astype(float)
    unit = np.where(np.isnan(label), 100.0, label).astype(np.float32)[:, None]
    everywhere = np.nan_to_num(label)
    scores = YesNo([label, everywhere], 200).scores(unit)
    assert scores[0, 0, 0] == 1 and scores[0, 1, 0] < 0.9


def slow(rng: np.random.Generator, count: int, steps: int = 4000) -> np.ndarray:
    """(steps, count): 0 or 1, changing about every 100 steps."""
    return (np.cumsum(rng.random((steps, count)) < 0.01, axis=0) % 2).astype(np.float32)


def test_the_control_tells_what_slow_neurons_reach_by_luck_and_shuffling_would_not(rng) -> None:
    """None of these neurons has anything to do with any of these labels."""
    units, beyond, beyond_shuffled = slow(rng, 50), 0, 0
    for values in slow(rng, 20).T.astype(float):
        scores = YesNo([values], 2000).scores(units)[:, 0]
        shuffled = YesNo([rng.permutation(values)], 2000).scores(units)[:, 0, 0]
        beyond += scores[:, 0].max() > scores[:, 1:].max()
        beyond_shuffled += scores[:, 0].max() > shuffled.max()
    assert beyond <= 8  # of 20; one in six is what equals would give
    assert beyond_shuffled == 20


# Reading


def test_what_is_read_in_stretches_is_what_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = prose(1500)
    network = built()
    whole = trace(network, ALPHABET, text)
    for most in (10**9, len(text) * 8 * 5):
        monkeypatch.setattr(stretches, "MOST_KEPT", most)
        found = dict(vectors(network, ALPHABET, text))
        assert list(found) == places_of(network)
        for (layer, symbol), values in found.items():
            expected = whole.layers[layer][symbol].numpy()
            assert values.shape == expected.shape
            # After the lead nothing is left of the zero state, here of few quotations and short lines.
            assert np.allclose(values, expected, atol=1e-3), (layer, symbol)


@pytest.mark.parametrize("length", [1, 2, 2 * LEAD, 2 * LEAD + 1, 64 * 2 * LEAD + 1])
def test_texts_of_every_length_are_read_to_the_end(length: int) -> None:
    text, network = prose(length), random_network("feedforward", 2, 1)
    ((_, values),) = list(vectors(network, ALPHABET, text))
    assert len(values) == length
    assert np.allclose(values[-1], trace(network, ALPHABET, text[-1]).layers[0]["h"])


# Detecting


@pytest.fixture(scope="module")
def found() -> list[dict]:
    return detect(built(), ALPHABET, prose(8000), "text")


def of(found: list[dict], name: str) -> list[dict]:
    return [row for row in found if row["detector"] == name]


def test_the_neuron_that_was_built_to_detect_is_the_first(found) -> None:
    quotes, line = of(found, "quotes")[0], of(found, "line_position")[0]
    assert (quotes["layer"], quotes["unit"]) == (0, QUOTE_UNIT) and quotes["score"] == 1
    assert quotes["vector"] in ("c", "h") and quotes["measure"] == "AUC"
    assert (line["layer"], line["unit"], line["vector"]) == (0, COUNTER_UNIT, "c")
    assert line["score"] > 0.999 and line["measure"] == "R squared" and line["control"] < 0.1


def test_rows_are_as_they_are_said_to_be(found) -> None:
    text = prose(8000)
    names = [feature.name for feature in detectors(text, "text")]
    order = list(dict.fromkeys(row["detector"] for row in found))
    assert order == [name for name in names if name in order]
    for name in order:
        rows = of(found, name)
        assert len(rows) == 5 and len({(row["layer"], row["unit"]) for row in rows}) == 5
        assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
        assert len({row["control"] for row in rows}) == 1
    labels = detector_labels(text, "text", ("capital", "line_position"))
    assert of(found, "capital")[0]["share"] == pytest.approx(np.mean(labels["capital"]), abs=1e-3)
    assert of(found, "line_position")[0]["share"] == pytest.approx(np.mean(labels["line_position"]), abs=0.1)


def test_an_untrained_network_has_no_better_control_than_chance(found) -> None:
    rows = detect(random_network(), ALPHABET, prose(8000), "text")
    areas_by_chance = {row["detector"]: row["control"] for row in rows if row["measure"] == "AUC"}
    assert len(areas_by_chance) > 5
    assert all(0.5 < control < 0.7 for control in areas_by_chance.values())
    squared = [row["control"] for row in rows if row["measure"] == "R squared"]
    assert squared and max(squared) < 0.05


def test_what_is_not_there_often_enough_is_left_out(found) -> None:
    text = prose(4000)
    rare = text[:1000] + "  a" + text[1000:]
    names = {row["detector"] for row in detect(random_network(), ALPHABET, rare, "text")}
    assert "line_position" in names and not names & {"url", "spaces_left", "hashtag_position"}
    assert detect(random_network(), ALPHABET, "a", "text") == []
    assert detect(random_network(), ALPHABET, "a" * 2000, "text") == []


def test_made_up_tweets_have_enough_of_everything_that_is_looked_for_in_them() -> None:
    text = "\n".join(tweet.text for tweet in tweets(300))
    alphabet = "".join(sorted(set(text)))
    network = Network("feedforward", len(alphabet), 2)
    found = {row["detector"] for row in detect(network, alphabet, text, "tweets", 1)}
    assert {feature.name for feature in BY_KIND["tweets"]} <= found


def test_no_more_is_read_than_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 2000)
    network = random_network("feedforward", 2, 1)
    text = prose(2000)
    longer = text + "a" * 1000
    assert detect(network, ALPHABET, longer, "text", 1) == detect(network, ALPHABET, text, "text", 1)


def test_neurons_that_are_no_longer_numbers_come_last() -> None:
    network = random_network()
    network.cells[1].b[:] = torch.nan
    rows = detect(network, ALPHABET, prose(3000), "text")
    assert rows and all(row["layer"] == 0 for row in rows)
    assert np.isfinite([row["score"] for row in rows]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("", "text"), "at least one"), (("a%", "text"), "'%'"), (("a", "poems"), "python, java, tweets, text")],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(arguments: tuple[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        detect(random_network(), ALPHABET, *arguments)
    assert "\n" not in str(error.value)


# Labels for the page


@pytest.mark.parametrize("kind", KINDS)
def test_labels_have_a_value_or_none_for_every_character(kind: str) -> None:
    text = prose(300)
    labels = detector_labels(text, kind)
    assert {f"next:{c}" for c in "ta"} | {"next:space", "capital"} <= set(labels)
    for values in labels.values():
        assert len(values) == len(text)
        assert all(value is None or isinstance(value, float) for value in values)


def test_a_detector_is_found_by_its_name() -> None:
    for name in ("comment", "next:q", "next:newline", "next::"):
        assert detector(name, "java").name == name
    assert detector_labels("a\nb", "text", ("next:newline",)) == {"next:newline": [1.0, 0.0, None]}
    for name in ("comments", "next:", "next:ab", ""):
        with pytest.raises(ValueError, match="there is no detector"):
            detector(name, "java")


def test_a_row_is_said_in_words_that_count_from_one() -> None:
    row = {"vector": "c", "layer": 1, "unit": 16, "measure": "AUC", "score": 0.971, "control": 0.61}
    assert label(row) == "cell state of layer 2, neuron 17, AUC 0.97, by chance 0.61"
