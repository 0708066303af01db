"""Interventions can be written in one line, read back, and told in words; what makes no sense is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.interventions.intervention import LONGEST, Intervention, Where, parse, parse_all
from models.interventions.words import describe

units = st.lists(st.integers(0, 99), max_size=3, unique=True).map(tuple)
characters = st.characters(codec="utf-8")
places = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)
wheres = st.one_of(
    st.just(Where()), characters.map(Where), places.map(lambda pair: Where("", pair[0], pair[1]))
)
values = st.floats(-1e6, 1e6).map(lambda x: float(f"{x:g}"))
symbols = st.sampled_from(["h", "c", "i", "state"])
interventions = st.one_of(
    st.builds(
        Intervention, st.sampled_from(["clamp", "add"]), symbols, st.integers(0, 3), units, values,
        st.booleans(), where=wheres,
    ),
    st.builds(
        Intervention, st.sampled_from(["zero", "mean"]), symbols, st.integers(0, 3), units, where=wheres
    ),
    st.builds(
        Intervention, st.just("swap"), symbols, st.integers(0, 3), units,
        other=st.text(characters, min_size=1), where=wheres.filter(lambda where: where != Where()),
    ),
    st.builds(
        Intervention, st.just("edit"), character=characters,
        where=st.integers(0, 99).map(lambda place: Where("", place, place)),
    ),
)  # fmt: skip


@given(interventions, st.sampled_from([0, 1]))
def test_what_is_written_is_read_back(each: Intervention, first: int) -> None:
    assert parse(each.text(first), first) == each
    assert ";" not in each.text(first)  # an address puts it between two of them


def test_the_line_of_the_docs_means_what_they_say() -> None:
    assert parse("add:c:3:3@X") == Intervention("add", "c", 0, (3,), 3.0, where=Where("X"))
    assert parse("add:c:4:2x@X", first=1) == Intervention("add", "c", 0, (3,), 2.0, True, where=Where("X"))
    assert parse("clamp:f:*:1") == Intervention("clamp", "f", value=1.0)
    assert parse("zero:1/h:2+5@t4-9") == Intervention("zero", "h", 1, (2, 5), where=Where("", 4, 9))
    assert parse("swap:state:*:Bxx@t2").other == "Bxx"
    assert parse("edit:4:b") == Intervention("edit", character="b", where=Where("", 4, 4))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "unknown action ''; choose from clamp, add, zero, mean, swap, edit"),
        ("hold:c:1:3", "unknown action 'hold'"),
        ("add:c:1", "add reads add:SYMBOL:UNIT:VALUE, not 'add:c:1'"),
        ("add:c:1:much", "a value is a number from -1e"),
        ("add:c:1:nan", "a value is a number"),
        ("add:c:1:inf", "a value is a number"),
        ("add:c:-1:3", "a unit is a whole number from 0, not '-1'"),
        ("add:c:one:3", "a unit is a whole number from 0, not 'one'"),
        ("add:x/c:1:3", "a layer is a whole number from 0, not 'x'"),
        ("add:c:1:3@XY", "@ is followed by one character or by t and a place"),
        ("add:c:1:3@t9-4", "the range of places ends before it begins"),
        ("swap:c:1:aaX", "a swap needs a place"),
        ("edit:2:", "an edit reads edit:PLACE:CHARACTER"),
        ("edit:x:b", "a place is a whole number from 0, not 'x'"),
    ],
)
def test_a_line_that_is_none_is_refused_in_one_sentence(line: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse(line)
    assert message in str(refused.value) and "\n" not in str(refused.value)


def test_nobody_asks_for_a_thousand_at_once() -> None:
    assert len(parse_all(["clamp:f:*:1"] * LONGEST)) == LONGEST
    with pytest.raises(ValueError, match=f"at most {LONGEST} interventions"):
        parse_all(["clamp:f:*:1"] * 1000)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("add:c:3:3@X", "add 3 to the cell state of neuron 4 at X"),
        ("add:c:3:-3@X", "take 3 from the cell state of neuron 4 at X"),
        ("add:c:3:2x@X", "add 2 of its own steps to the cell state of neuron 4 at X"),
        ("clamp:f:*:1", "hold the forget gate of every neuron at 1"),
        ("zero:h:2+5@t4-9", "set the hidden state of neurons 3 and 6 to 0 at steps 5 to 10"),
        ("mean:i:0", "set the input gate of neuron 1 to its mean"),
        ("swap:state:*:Bxx@t2", "swap the whole state with that of 'Bxx' at step 3"),
        ("edit:4:b", "read b at step 5"),
    ],
)
def test_it_is_told_in_words_that_count_from_1(line: str, words: str) -> None:
    assert describe(parse(line)) == words


def test_a_layer_is_named_where_there_are_several() -> None:
    assert describe(parse("zero:1/h:0"), layers=2) == "set the hidden state of neuron 1 in layer 2 to 0"
    assert describe(parse("zero:f:0"), naming="article") == "set the remember of neuron 1 to 0"
