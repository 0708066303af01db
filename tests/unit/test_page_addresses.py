"""The addresses of the Compare and Runs pages: whatever they hold, the page is there, or says what is not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import ids, urls
from dashboard.pages import compare, runs
from dashboard.pages.compare.form import FIELDS
from dashboard.store.runs import RunStore
from tests.compare_site import OWN, SHIPPED, SMALL, own_site, shortened
from tests.website import as_sent, few, parts_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    with own_site(tmp_path_factory.mktemp("data")) as store:
        yield store


ODD = [OWN, "", ",", "lstm,gru", "-1", "9" * 11, "9" * 5000, "nan", "1e999", "½", "٣", "aaXbb$", "<b>", "\0"]
VALUES = st.text(st.characters(), max_size=12) | st.sampled_from(ODD)
KEYS = [
    *FIELDS,
    urls.RUN,
    urls.TEXT,
    urls.N,
    urls.SEED,
    urls.LAYER,
    urls.NAMES,
    urls.STEP,
    urls.PAIR,
    "other",
]


@pytest.mark.parametrize("key", KEYS)
def test_the_compare_page_takes_any_value_in_its_address(site: RunStore, key: str) -> None:
    for value in (*ODD, "\ud800", ["5", "6"], [OWN, SHIPPED]):
        page = compare.layout(**{urls.RUN: OWN, key: value})
        as_sent(page)
        assert {ids.RUN_PICKER, ids.TRACE_TEXT, *map(ids.field, FIELDS)} <= set(parts_of(page))


@few
@given(st.dictionaries(st.sampled_from(KEYS), VALUES | st.lists(VALUES, min_size=2), min_size=2, max_size=6))
def test_the_compare_page_takes_any_address(site: RunStore, query: dict[str, Any]) -> None:
    as_sent(compare.layout(**query))


def test_an_address_says_what_is_shown_and_what_it_names_twice_counts_once(site: RunStore) -> None:
    query = {
        "run": [OWN, SHIPPED],
        "seed": "6",
        "layer": ["2", "1"],
        "text": "aX",
        "steps": "7",
        "clip": "0.5",
    }
    page = parts_of(compare.layout(**query))
    shown = {
        name: page[name].value for name in (ids.RUN_PICKER, ids.TRACE_SEED, ids.TRACE_LAYER, ids.TRACE_TEXT)
    }
    assert list(shown.values()) == [OWN, "6", "2", "aX"]
    assert (page[ids.field("steps")].value, page[ids.field("clip")].value) == (7, 0.5)
    assert page[ids.field("hidden")].value == SMALL.hidden


def test_settings_that_do_not_go_together_leave_those_of_the_run(site: RunStore) -> None:
    page = parts_of(compare.layout(run=OWN, shortest="9", longest="5"))
    assert [page[ids.field(name)].value for name in ("shortest", "longest")] == [1, 10]


@pytest.mark.parametrize("run_id", ["nothing", "\ud800", "", "\0"], ids=repr)
def test_an_address_of_no_run_says_so_and_shows_one_that_ships(site: RunStore, run_id: str) -> None:
    page = parts_of(compare.layout(run=run_id))
    assert page[ids.RUN_PICKER].value == SHIPPED
    assert "There is no run" in json.dumps(as_sent(page["missing-run"]))


@pytest.mark.parametrize(
    "value", [f"{OWN},{SHIPPED}", f"{OWN},{OWN}", "nothing,nothing", "<script>", "\0," * 2000], ids=shortened
)
def test_the_runs_page_takes_any_pair_in_its_address(site: RunStore, value: str) -> None:
    page = runs.layout(**{urls.PAIR: value, "other": value})
    as_sent(page)
    assert (ids.PAIR in parts_of(page)) == (value in (f"{OWN},{SHIPPED}", f"{OWN},{OWN}"))
