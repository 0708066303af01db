"""An address of the explorer and back: a page shows what its address says, or what exists in its place."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import ids, subjects, urls
from dashboard.components import place
from dashboard.pages.explore import files, find, intervene, read, why
from tests.explored import FIRST, OWN, SMALL, opened, problem_of, shown
from tests.website import few, is_one_sentence


@few
@given(data=st.data())
def test_a_page_shows_exactly_what_its_address_says(sources: dict[str, str], data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from(SMALL.cells))
    symbols = subjects.specimen(OWN, cell, 5).symbols
    query = {
        "run": OWN,
        "cell": cell,
        "seed": data.draw(st.sampled_from(["5", "6"])),
        "layer": data.draw(st.sampled_from(["1", "2"])),
        "vector": data.draw(st.sampled_from(symbols)),
        "neuron": data.draw(st.sampled_from("123")),
        "names": data.draw(st.sampled_from(["standard", "article"])),
    }
    n, text = data.draw(
        st.tuples(st.integers(1, 80), st.none()) | st.tuples(st.none(), st.text("aXb$", min_size=1))
    )
    asked = query | ({"n": str(n)} if n else {"text": text})
    for page in (read, files):
        parts = opened(page, **asked)
        own = "a" * (n or 0) + "X" + "b" * (n or 0) + "$"
        assert shown(parts) == query | {"text": text or own, "n": n}
        assert parts[ids.OWN_TEXT].data == (own if n else None)


def test_each_page_shows_what_its_own_parameters_say(sources: dict[str, str]) -> None:
    parts = opened(read, run=OWN, view="layers", range="shared", t="7")
    controls = (ids.VIEW, ids.RANGE, ids.TIME_SLIDER)
    assert [parts[control].value for control in controls] == ["layers", "shared", 7]
    wanted = {
        "feature": "next:b",
        "regex": "a+",
        "words": "X, b",
        "groups": "3",
        "from": "2",
        "to": "4",
        "threshold": "0.1",
    }
    parts = opened(find, run=OWN, **wanted)
    controls = (ids.FEATURE, ids.PATTERN, ids.WORDS, ids.GROUPS, ids.SPAN_FROM, ids.SPAN_TO, ids.THRESHOLD)
    assert [str(parts[control].value) for control in controls] == list(wanted.values())
    parts = opened(why, run=OWN, after="4", character="$")
    assert (parts[ids.WHY_STEP].value, parts[ids.WHY_CHARACTER].value) == (4, "$")
    lines = ["add:c:1:3@X", "zero:2/h:2"]
    assert opened(intervene, run=OWN, do=";".join(lines))[ids.DOING].data == lines


def test_what_is_out_of_bounds_is_replaced_by_what_exists(sources: dict[str, str]) -> None:
    first = subjects.findings(OWN, "lstm", 5)[0]
    place = {"layer": str(first.layer + 1), "vector": first.vector, "neuron": str(first.unit + 1)}
    odd = {"cell": "elman", "seed": "99", "layer": "3", "vector": "z", "neuron": "4", "n": "81", "names": "x"}
    parts = opened(read, run=OWN, view="every", t="99", **odd)
    assert shown(parts) == {
        "run": OWN, "cell": "lstm", "seed": "5", **place, "text": "a" * 12 + "X" + "b" * 12 + "$", "n": 12,
        "names": "standard",
    }  # fmt: skip
    assert (parts[ids.VIEW].value, parts[ids.TIME_SLIDER].value) == ("strings", 26)
    within = opened(read, run=OWN, layer="2", vector="f")
    best = next(f for f in subjects.findings(OWN, "lstm", 5) if (f.layer, f.vector) == (1, "f"))
    assert within[ids.UNIT].value == str(best.unit + 1)


@pytest.mark.parametrize("page", [read, find, intervene, files])
@pytest.mark.parametrize("text", ["aaq", "a" * 5001])
def test_a_text_that_cannot_be_read_is_said_and_the_networks_own_is_shown(
    sources: dict[str, str], page: Any, text: str
) -> None:
    for source in (FIRST, sources["torch LSTM"]):
        parts = opened(page, run=source, text=text)
        assert is_one_sentence(problem_of(parts)) and parts[ids.TEXT].value == text
        if page is read:
            own = subjects.own_text(subjects.specimen(source, "lstm", 0))
            assert parts[ids.TRACES_READOUT].data["chars"] == list(own)


def test_a_recordings_text_is_its_own_and_cannot_be_typed_over(sources: dict[str, str]) -> None:
    parts = opened(read, run=sources["recording"], text="aaX", n="5")
    assert parts[ids.TEXT].value == "aaaXbbb$aXb$" and parts[ids.TEXT].disabled
    assert parts[ids.N].value is None and parts[ids.N].disabled


def test_the_links_between_the_pages_keep_the_address(sources: dict[str, str]) -> None:
    query = {"run": OWN, "text": "aX b&=;#", "do": "clamp:f:*:1;edit:2:b", "regex": "\\d+|x"}
    parts = opened(read, **query)
    for _, to in urls.EXPLORER:
        path, _, kept = parts[place.link_id(urls.EXPLORE, to)].href.partition("?")
        assert path == to and {name: value for name, (value,) in parse_qs(kept).items()} == query
