"""Answers are written by orjson, and say what Dash's own way says."""

import json
from math import inf, nan

import numpy as np
import pytest
from dash import _callback, html

from dashboard import encoding, urls
from dashboard.app import PAGES
from tests.website import opened_site


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_callback, "to_json", _callback.to_json)  # so that it is put back
        encoding.install()
        with opened_site(tmp_path_factory.mktemp("site")):
            yield


def both(answer):
    return json.loads(encoding.to_json(answer)), json.loads(encoding._slowly(answer))


@pytest.mark.parametrize("path", [urls.COMPARE, urls.RUNS, urls.EXPLORE, urls.TEXT_TRAIN])
def test_a_page_is_the_same_in_both_ways(path):
    fast, slow = both({"multi": True, "response": {"page": {"children": PAGES[path].layout()}}})
    assert fast == slow


@pytest.mark.parametrize(
    "value",
    [
        [nan, inf, -inf, 0.1, 1e300],
        np.array([[0.5, nan], [2.0, 3.0]])[:, ::-1],
        np.float32(0.25),
        {1: "a", "b": None},
        html.Div(html.Span("</script>"), id={"type": "x", "run": "y"}, **{"data-n": 1, "aria-label": "é"}),
        "half a character: \ud800",
        10**400,
    ],
    ids=[
        "not finite",
        "an array",
        "a number of numpy",
        "keys",
        "components",
        "half a character",
        "a long one",
    ],
)
def test_whatever_an_answer_holds_is_the_same_in_both_ways(value):
    fast, slow = both({"response": {"a": {"data": value}}})
    assert fast == slow


def test_a_part_that_is_encoded_once_is_the_same_wherever_it_stands(monkeypatch):
    part = {"y": [nan, 0.5], "name": "é", 1: html.B("bold")}
    once = encoding.encoded(part)
    fast, slow = both({"response": {"a": {"data": once}, "b": html.Div(id="x", children=[once])}})
    assert fast == slow and fast["response"]["a"]["data"] == json.loads(encoding.to_json(part))
    monkeypatch.setattr(encoding, "_slowly", lambda answer: pytest.fail("this is not the fast way"))
    assert json.loads(encoding.to_json([once, once])) == [json.loads(once.json)] * 2


def test_dash_answers_in_this_way():
    assert _callback.to_json is encoding.to_json
