"""For tests with whatever anybody could send: mutations of real messages and files; what must not change."""

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

from dash.development.base_component import Component
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard import context, urls
from dashboard.app import PAGES
from dashboard.store.schema import metadata
from tests.messages import message, name
from tests.uploaded import browsing
from tests.website import JUNK, as_sent

DEEP: list[Any] = []
for _ in range(60):
    DEEP = [DEEP]
VALUES = [
    *JUNK, DEEP, 0, 1, 2, -1, 2**31, 2**63, 10**4000, 1e308, 5e-324, 0.1, False, "1" * 10_000, "é" * 300,
    "\u202e", "a\0b", "aaXbb$", "$" * 200, "'; DROP TABLE runs; --", "../../etc/passwd", "%00", "{}", "[]",
    "null", "<script>", "1e5", "٣", "lstm;gru", "set:c:0:1@X", ["lstm"], [None] * 50, {"__proto__": {}},
    {"id": "x", "property": "y"}, {"type": "Div", "namespace": "dash_html_components", "props": {}},
]  # fmt: skip
STRUCTURES = [
    None, True, 3, -1, 1e9, "", "x", "\ud800", [], {}, [[]], [{}], {"id": "x"}, [None], {"x": [1]}, DEEP,
]  # fmt: skip
ASKING = [path for path in PAGES if path not in (urls.GALLERY, urls.ARTICLE)]  # pages with callbacks
EXPLORER = [path for _, path in urls.EXPLORER]


def page_values(client: FlaskClient, run: str) -> dict[str, Any]:
    """What the pages hold when they open, those of the explorer on this run, for `messages.message`."""
    held: dict[str, Any] = {}
    with browsing(client):
        for path in ASKING:
            for part in PAGES[path].layout(**{urls.RUN: run} if path in EXPLORER else {})._traverse():
                if not isinstance(part, Component) or (id := getattr(part, "id", None)) is None:
                    continue
                for prop, value in as_sent(part)["props"].items():
                    if isinstance(id, str):
                        held.setdefault(f"{id}.{prop}", value)
                    else:
                        pattern = name({key: part if key == "type" else ["ALL"] for key, part in id.items()})
                        held.setdefault(f"{pattern}.{prop}", []).append((id, value))
    return held


def real_messages(callback: dict[str, Any], held: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a page sends for a callback, once for each input that may have changed."""
    for place, one in enumerate(callback["inputs"]):
        clicked = {f"{one['id']}.{one['property']}": 1} if "n_clicks" in one["property"] else {}
        if not one["id"].startswith("{"):
            yield message(callback, held | clicked, place)
    if all(one["id"].startswith("{") for one in callback["inputs"]):
        yield message(callback, held)


def other_values(body: dict[str, Any], random: Random, ids: list[str]) -> dict[str, Any]:
    """The message with other values in some places; ids: of runs, files and texts, to be among them."""
    body = deepcopy(body)
    parts = [one for kind in ("inputs", "state") for each in body[kind] for one in flat(each)]
    for one in random.sample(parts, min(len(parts), random.choice((1, 1, 2, 4)))):
        if one["property"] != "id":
            one["value"] = random.choice(ids) if random.random() < 0.3 else deepcopy(random.choice(VALUES))
    return body


def with_ids(body: dict[str, Any], known: list[str], wanted: str) -> dict[str, Any]:
    """The message with another id wherever it has one that is known, or could have one."""
    body = deepcopy(body)
    for kind in ("inputs", "state"):
        for each in body[kind]:
            for one in flat(each):
                if isinstance(one["id"], dict) and "run" in one["id"]:
                    one["id"]["run"] = wanted
                    one["value"] = one["id"] if one["property"] == "id" else True
                elif one.get("value") in known or one.get("value") in (None, ""):
                    one["value"] = wanted if "n_clicks" not in one["property"] else 1
    return body


def other_structure(body: dict[str, Any], random: Random) -> Any:
    """The message with something else somewhere: another type, a part less, a part more, one twice."""
    if random.random() < 0.05:
        return deepcopy(random.choice(STRUCTURES))
    body = deepcopy(body)
    places = [(body, key) for key in body]
    for kind in ("inputs", "state"):
        places += [(body[kind], k) for k in range(len(body[kind]))]
        places += [(one, key) for each in body[kind] for one in flat(each) for key in one]
    place, key = random.choice(places)
    match random.randrange(4):
        case 0:
            del place[key]
        case 1 if isinstance(place, list):
            place.append(deepcopy(place[key]))
        case 2 if isinstance(place, dict):
            place[random.choice(("id", "x", "\0", "property", ""))] = place[key]
        case _:
            place[key] = deepcopy(random.choice(STRUCTURES))
    return body


def flat(each: Any) -> list[Any]:
    return each if isinstance(each, list) else [each]


def mutated(data: bytes, random: Random) -> bytes:
    """A file that was damaged on the way: cut, turned over, overwritten, doubled."""
    if not data:
        return bytes(random.randrange(256) for _ in range(random.randrange(40)))
    place, size = random.randrange(len(data)), random.choice((1, 1, 2, 8, 200))
    match random.randrange(6):
        case 0:
            return data[:place]
        case 1:
            return data[:place] + bytes(random.randrange(256) for _ in range(size)) + data[place + size :]
        case 2:
            return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]
        case 3:
            return data[:place] + data[place + size :]
        case 4:
            return data[:place] + data[place : place + size] * 3 + data[place:]
        case _:
            number = random.choice((0, 1, 2**31 - 1, 2**32 - 1, 2**63 - 1, 2**64 - 1))
            return data[: place // 8] + number.to_bytes(8, "little") + data[place // 8 + 8 :]


def rows_of_others(own: set[str]) -> dict[str, Any]:
    """Everything in the database that is not of these visitors."""
    found: dict[str, Any] = {}
    with context.store()._engine.connect() as db:
        tables = metadata.tables
        mine = {run.id for run in db.execute(select(tables["runs"])) if run.owner in own}
        for table in tables.values():
            rows = [row._mapping for row in db.execute(select(table))]
            if "owner" in table.c:
                rows = [row for row in rows if row["owner"] not in own]
            if "run_id" in table.c:
                rows = [row for row in rows if row["run_id"] not in mine]
            found[table.name] = sorted(map(shortened, rows))
    for passing in ("turnstile", "workers"):
        found.pop(passing, None)
    return found


def shortened(row: Any) -> str:
    """A row in few characters."""
    whole = {key: value for key, value in row.items() if key != "number"}
    return (
        f"{row.get('run_id', '')}{row.get('id', '')} {hashlib.sha256(repr(whole).encode()).hexdigest()[:12]}"
    )
