"""Which messages reach callbacks: exactly those that a page sends."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from dash import ALL, MATCH, Dash, Input, Output, State, _callback, dcc, html
from flask.testing import FlaskClient

from dashboard.guard import messages
from tests.messages import CALLBACK, MATCHED, message, name, named, post

ROW = {"type": "row", "run": ALL}
ONE, SAID = {"type": "one", "run": MATCH}, {"type": "said", "run": MATCH}


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with pytest.MonkeyPatch.context() as patch:
        # Dash would take in the callbacks of the application's own pages.
        patch.setattr(_callback, "GLOBAL_CALLBACK_LIST", [])
        patch.setattr(_callback, "GLOBAL_CALLBACK_MAP", {})
        yield small_app().server.test_client()


def small_app() -> Dash:
    app = Dash(__name__, use_async=False, enable_mcp=False)
    app.layout = html.Div([dcc.Input(id="in"), dcc.Input(id="at"), html.Div(id="out"), html.Div(id="other")])

    @app.callback(Output("out", "children"), Input("in", "value"), State("at", "value"))
    def plain(value: Any, at: Any) -> str:
        return f"{value} {at}"

    @app.callback(
        Output("other", "children"),
        Output("other", "title"),
        Input(ROW, "value"),
        State(ROW, "id"),
        prevent_initial_call=True,
    )
    def rows(values: list[Any], ids: list[Any]) -> tuple[str, str]:
        return json.dumps([values, [id["run"] for id in ids]]), ""

    @app.callback(Output(SAID, "children"), Input(ONE, "value"), State(ONE, "id"))
    def one(value: Any, id: Any) -> str:
        return f"{id['run']} is {value}"

    app.clientside_callback("() => 1", Output("in", "title"), Input("at", "value"))
    messages.install(app)
    return app


def plain(client: FlaskClient) -> dict[str, Any]:
    return message(named(client, "out"), {"in.value": 3, "at.value": {"x": [None]}})


def rows(client: FlaskClient, runs: tuple[Any, ...] = ("a", "b")) -> dict[str, Any]:
    callback = named(client, "other")
    pattern = callback["inputs"][0]["id"]
    listed = [({"run": run}, True) for run in runs]
    whole = [({"run": run}, {"run": run, "type": "row"}) for run in runs]
    return message(callback, {f"{pattern}.value": listed, f"{pattern}.id": whole})


def test_what_a_page_sends_reaches_its_callback(client: FlaskClient) -> None:
    answer = post(client, plain(client))
    assert (answer.status_code, answer.json["response"]["out"]["children"]) == (200, "3 {'x': [None]}")
    for runs in ((), ("a",), ("b", "a", 3)):
        answer = post(client, rows(client, runs))
        assert json.loads(answer.json["response"]["other"]["children"]) == [[True] * len(runs), list(runs)]


def test_a_page_may_leave_out_what_has_no_value(client: FlaskClient) -> None:
    body = plain(client)
    del body["parsedChangedPropsIds"], body["inputs"][0]["value"], body["state"][0]["value"]
    assert post(client, body | {"changedPropIds": []}).json["response"]["out"]["children"] == "None None"


def one(client: FlaskClient) -> dict[str, Any]:
    """A message that has a certain component of a pattern everywhere."""
    callback = named(client, '{"run"')
    return message(callback, {f"{callback['inputs'][0]['id']}.value": 3})


def test_a_component_that_matches_reaches_its_callback(client: FlaskClient) -> None:
    answer = post(client, one(client))
    said = name({"type": "said", "run": MATCHED})
    assert answer.json["response"][said]["children"] == f"{MATCHED} is 3"


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The message with something else in one place, such as "inputs/0/id"; without it where value is ...."""
    body = deepcopy(body)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    place = body
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return body


WRONG = {
    "no outputs' name": ("output", ..., "no such callback"),
    "a name that is none": ("output", ["out.children"], "no such callback"),
    "a callback that there is not": ("output", "out.title", "no such callback"),
    "a callback of the browser": ("output", "in.title", "no such callback"),
    "no outputs": ("outputs", ..., "outputs are others"),
    "another output": ("outputs/id", "in", "outputs are others"),
    "another property": ("outputs/property", "title", "outputs are others"),
    "a list of outputs": ("outputs", [], "outputs are others"),
    "no inputs": ("inputs", ..., "inputs are others"),
    "fewer inputs": ("inputs", [], "inputs are others"),
    "inputs that are none": ("inputs", 3, "inputs are others"),
    "an input that is none": ("inputs/0", None, "inputs are others"),
    "another input": ("inputs/0/id", "at", "inputs are others"),
    "an input of another type": ("inputs/0/id", ["in"], "inputs are others"),
    "an input's other property": ("inputs/0/property", "title", "inputs are others"),
    "an input without a property": ("inputs/0/property", ..., "inputs are others"),
    "an input with another part": ("inputs/0/colour", "red", "inputs are others"),
    "an input that is a list": ("inputs/0", [], "inputs are others"),
    "no state": ("state", ..., "state are others"),
    "null for the state": ("state", None, "state are others"),
    "another state": ("state/0/id", "in", "state are others"),
    "nothing that changed": ("changedPropIds", None, "said to have changed"),
    "something else that changed": ("changedPropIds", ["out.children"], "said to have changed"),
    "a state that changed": ("changedPropIds", ["at.value"], "said to have changed"),
    "a number that changed": ("changedPropIds", [3], "said to have changed"),
    "a list that changed": ("changedPropIds", [["in.value"]], "said to have changed"),
    "another part": ("cancel", True, "other parts"),
    "lists in lists": ("inputs/0/value", json.loads("[" * 200 + "]" * 200), "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_no_page_sends_is_refused(client: FlaskClient, what: str) -> None:
    path, value, words = WRONG[what]
    refused(client, changed(plain(client), path, value), words)


WRONG_ROWS = {
    "a pattern that is no list": ("inputs/0", {"id": "in", "property": "value"}),
    "a row without an id": ("inputs/0/0/id", ...),
    "a row of another kind": ("inputs/0/0/id/type", "column"),
    "a row with another part": ("inputs/0/0/id/x", 1),
    "a row whose name is none": ("inputs/0/0/id/run", None),
    "a row whose name is a list": ("inputs/0/0/id/run", ["ALL"]),
    "fewer rows in the state": ("state/0/1", ...),
    "other rows in the state": ("state/0/1/id/run", "c"),
    "a row that says of itself it is another": ("state/0/1/value/run", "c"),
}


@pytest.mark.parametrize("what", WRONG_ROWS)
def test_the_components_of_a_pattern_are_all_its_own_and_everywhere_the_same(
    client: FlaskClient, what: str
) -> None:
    refused(client, changed(rows(client), *WRONG_ROWS[what]), "are others")


WRONG_ONES = {
    "another component's output": ("outputs/id/run", "other"),
    "an output of another kind": ("outputs/id/type", "one"),
    "an output that is a list": ("outputs", []),
    "the pattern itself": ("outputs/id/run", ["MATCH"]),
    "another input": ("inputs/0/id/run", "other"),
    "an input that is a list": ("inputs/0", []),
    "another state": ("state/0/id/run", "other"),
    "a state that says of itself it is another": ("state/0/value/run", "other"),
}


@pytest.mark.parametrize("what", WRONG_ONES)
def test_the_components_of_a_message_match_each_other(client: FlaskClient, what: str) -> None:
    refused(client, changed(one(client), *WRONG_ONES[what]), "are others")


def refused(client: FlaskClient, body: Any, words: str) -> None:
    answer = post(client, body)
    assert answer.status_code == 400 and set(answer.json) == {"error"}
    assert answer.json["error"].startswith("This is no message of a page of Gatescope: ")
    assert words in answer.json["error"] and answer.json["error"].endswith(".")


@pytest.mark.parametrize(
    "body",
    [None, [], [{}], 3, "out", True, {}, {"output": None}, {"output": {}}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_message_at_all_is_refused(client: FlaskClient, body: Any) -> None:
    refused(client, body, "")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"output": "\xff"}', "application/json"),
        (b'{"output": ' + b"9" * 5000 + b"}", "application/json"),
        (b"[" * 500_000, "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b"{}", "text/plain"),
        (b"output=out.children", "application/x-www-form-urlencoded"),
        (b"{}", "application/json; charset=utf-7"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_not_json_is_refused(client: FlaskClient, data: bytes, kind: str) -> None:
    answer = client.post(CALLBACK, data=data, content_type=kind)
    assert answer.status_code == 400 and set(answer.json) == {"error"}


@pytest.mark.parametrize(
    "query",
    [
        {"cacheKey": "x"},  # this callback has no job
        {"job": "1"},
        {"cancelJob": "1"},
        {"oldJob": "1"},
        {"anything": ""},
        {"endId": "é~" + "0" * 64},
        {"endId": "0" * 201},
    ],
    ids=str,
)
def test_the_address_has_no_parameters_but_those_that_dash_gave_out(
    client: FlaskClient, query: dict[str, str]
) -> None:
    answer = post(client, plain(client), **query)
    assert answer.status_code == 400 and "its address has" in answer.json["error"]
    assert post(client, plain(client), endId="forged~00").status_code == 200, "it matters only to jobs"


def test_ids_are_written_as_dash_writes_them() -> None:
    from dash._utils import stringify_id

    for id in ("in", {"type": "row", "run": "ä\ud800\"'"}, {"b": 1, "a": "x"}):
        assert name(id) == stringify_id(id)
