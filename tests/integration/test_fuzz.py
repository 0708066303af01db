"""Thousands of messages, addresses and files that no page sends: no mishap, and nothing of others changes.

What is tried is the same every time. Each visitor tries less than the pace allows, so there are many.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from flask.testing import FlaskClient
from safetensors.torch import save
from torch import nn
from werkzeug.test import TestResponse

from dashboard import context, urls
from dashboard.guard import pace
from dashboard.guard.visitor import visitor
from dashboard.jobs import processes
from models import bundle
from models.compare import compare
from models.text import bundle as text_bundle
from tests import explored, text_runs
from tests.explored import FIRST, SMALL, state_dict
from tests.fuzzing import (
    ASKING,
    STRUCTURES,
    VALUES,
    mutated,
    other_structure,
    other_values,
    page_values,
    real_messages,
    rows_of_others,
    with_ids,
)
from tests.messages import CALLBACK, post, server_callbacks
from tests.uploaded import browsing, recording, send
from tests.website import served

SEEN = "a-small-run"  # that everyone may see
SECRET = "what-only-its-owner-knows"
MISTAKES = (200, 204, 308, 400, 404, 413, 503)
RUN, TEXT_RUN = bundle.dumps(compare(SMALL)), text_bundle.dumps(text_runs.tiny_run())
DEAR = ("effect-figure", "saturation-figure", "traces-figure", "clusters-figure", "read-figure")
PARAMETERS = sorted({part for part in vars(urls).values() if isinstance(part, str) and part.isidentifier()})


@dataclass
class Site:
    """The server, a visitor who has something to lose, and those who try."""

    server: Any
    victim: FlaskClient
    ids: list[str]  # of what is the victim's, and of what is not there
    visitors: set[str] = field(default_factory=set)
    before: dict[str, Any] = field(default_factory=dict)

    def newcomer(self) -> FlaskClient:
        """One more visitor who tries."""
        client = self.server.test_client()
        client.get("/")
        with browsing(client):
            self.visitors.add(visitor())
        return client

    def holds(self, answer: TestResponse, tried: Any) -> None:
        """The answer is none that anybody should be sorry about."""
        assert answer.status_code in MISTAKES, (answer.status_code, answer.data[:300], tried)
        assert SECRET.encode() not in answer.data and b"Traceback" not in answer.data, tried

    def is_unchanged(self) -> bool:
        """Whether all that is not of those who tried is as it was."""
        return rows_of_others(self.visitors) == self.before


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("data")
    texts = text_runs.ship(folder / "texts", "stdlib", "torch")
    with pytest.MonkeyPatch.context() as patch, served(folder / "data", texts) as victim:
        patch.setattr(processes, "start", lambda *_: "1-over")
        for dear in ("QUEUEING", "JOBS", "UPLOADS", "WRITING"):
            found = replace(getattr(pace, dear), most=10**6)
            patch.setattr(pace, dear, found)
            for route, known in list(pace.ROUTES.items()):
                if known.kind == found.kind:
                    patch.setitem(pace.ROUTES, route, found)
        yield with_something_to_lose(victim)


def with_something_to_lose(victim: FlaskClient) -> Site:
    """A visitor with a run of each kind, a run that waits, a file and a text."""
    file = send(victim, state_dict(nn.GRU(2, 9)), f"{SECRET}.pt", alphabet="ab")[1]["run"]
    runs = [send(victim, data, "mine")[1]["run"] for data in (RUN, TEXT_RUN)]
    own = f"{SECRET} ".encode() * 400
    text = victim.post(urls.BRING, data=own, query_string={"name": f"{SECRET}.txt"}).json["text"]
    with browsing(victim):
        config = replace(SMALL, steps=7)
        waits = context.store().create(config.to_json(), config.hash(), "1", 10, owner=visitor())
    explored.keep(context.store(), SEEN, compare(SMALL))
    context.store().publish(SEEN, True)
    ids = [file, *runs, text, waits, FIRST, "stdlib", "file-0000000000000000", "open-0", "text-0"]
    site = Site(victim.application, victim, ids)
    site.before = rows_of_others(set())
    return site


def everywhere(site: Site) -> Iterator[tuple[FlaskClient, str, list[dict[str, Any]]]]:
    """For every callback a visitor, the callback's outputs, and the messages that pages send it."""
    client = site.newcomer()
    held = page_values(client, SEEN)
    for output, callback in server_callbacks(client).items():
        yield site.newcomer(), output, list(real_messages(callback, held))


def test_messages_of_another_structure(site: Site) -> None:
    random = Random(1)
    for client, _, real in everywhere(site):
        for body in real:
            site.holds(post(client, body), body)
        for _ in range(45):
            body = other_structure(random.choice(real), random)
            site.holds(post(client, body), body)
    assert site.is_unchanged()


def test_messages_with_other_values(site: Site) -> None:
    random = Random(2)
    for client, output, real in everywhere(site):
        for _ in range(8 if any(name in output for name in DEAR) else 25):
            body = other_values(random.choice(real), random, site.ids)
            site.holds(post(client, body), body)
    assert site.is_unchanged()


def test_messages_about_what_is_anothers(site: Site) -> None:
    for client, _, real in everywhere(site):
        for one in site.ids[:5]:
            for body in real[:2]:
                body = with_ids(body, [SEEN, FIRST, "stdlib"], one)
                site.holds(post(client, body), body)
    assert site.is_unchanged()


def test_handles_of_jobs_that_were_not_given_out(site: Site) -> None:
    random, client = Random(3), site.newcomer()
    callback = server_callbacks(client)["launched-run.data"]
    (body,) = real_messages(callback, {})
    names = ("endId", "cacheKey", "job", "oldJob", "cancelJob", "x")
    values = ("", "1", "1~" + "0" * 64, "~", "\ud800", "é~é", "x" * 10_000, "1-over~", "\0", "../../x~0")
    for _ in range(200):
        query = {name: random.choice(values) for name in random.sample(names, random.randint(1, 4))}
        address = f"?{urlencode(query, errors='surrogatepass')}"
        site.holds(client.post(f"{CALLBACK}{address}", json=body), query)
    assert site.is_unchanged()


def test_pages_at_any_address(site: Site) -> None:
    random, client = Random(4), site.newcomer()
    (body, *_) = real_messages(
        server_callbacks(client)[".._pages_content.children..._pages_store.data.."], {}
    )
    for path in (*ASKING, "/nowhere", "//", "/%00", "/explore/../runs"):
        for _ in range(8):
            search = f"?{address(random, site.ids)}"
            for part, value in zip(body["inputs"], (path, search), strict=True):
                part["value"] = value
            site.holds(post(client, body), (path, search))
            site.holds(client.get(f"{path}{search}"), (path, search))
    assert site.is_unchanged()


def address(random: Random, ids: list[str]) -> str:
    """Some parameters of an address, each of them anything."""
    texts = [str(value)[:3000] for value in VALUES if value != 10**4000]
    chosen = random.sample(PARAMETERS, random.randint(1, 6))
    query = {name: random.choice(ids if random.random() < 0.4 else texts) for name in chosen}
    return urlencode(query, errors="surrogatepass")


ROUTES = (
    urls.WRITE, urls.STORED, urls.PASSAGE, urls.VALUES, urls.FOLLOWING, urls.LABELS, urls.TAKE,
    urls.download("open-0", "csv"), "/runs/%00/json", "/runs/x/y",
)  # fmt: skip


def test_routes_with_any_parameters(site: Site) -> None:
    random, client = Random(5), site.newcomer()
    for path in ROUTES:
        for _ in range(40):
            query = address(random, site.ids)
            if random.random() < 0.5:
                query += (
                    "&run=stdlib&text=sample&from=0&layer=1&neuron=1&vector=h&seed=3&cell=lstm&format=csv"
                )
            site.holds(client.get(f"{path}?{query}"), (path, query))
    for one in site.ids:
        for kind in urls.DOWNLOADS:
            site.holds(client.get(urls.download(one, kind)), (one, kind))
    for value in (*VALUES, *STRUCTURES):
        for body in (value, {"run": value, "texts": {}}, {"run": "stdlib", "texts": {"lstm": value}}):
            site.holds(client.post(urls.SCORE, json=body), body)
    assert site.is_unchanged()


def archive(**files: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as found:
        for name, data in files.items():
            found.writestr(name, data)
    return packed.getvalue()


def arrays() -> bytes:
    packed = BytesIO()
    np.savez(packed, h=np.zeros((3, 4), np.float32))
    return packed.getvalue()


def tensor(shape: list[int], begin: int, end: int) -> bytes:
    """A safetensors file whose header says that a tensor of this shape lies there."""
    header = json.dumps({"x": {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}}).encode()
    return len(header).to_bytes(8, "little") + header + b"\0" * 8


FILES = {
    "a run": RUN,
    "a run on text": TEXT_RUN,
    "a network": save(nn.LSTM(4, 3).state_dict()),
    "a network of torch.save": state_dict(nn.GRU(3, 2)),
    "a recording": recording(),
    "arrays": arrays(),
    "nothing": b"",
}
BOMBS = {
    "zeros": b"\0" * 10**6,
    "a zip of zeros": archive(**{"archive/data.pkl": b"\0" * 30_000_000}),
    "a zip of zips": archive(**{f"{k}.txt": archive(x=b"a" * 10**6) for k in range(20)}),
    "a zip of many": archive(**{f"{k}.txt": b"a" for k in range(3000)}),
    "lists in lists": b"[" * 10**6,
    "a long number": b'{"chars": ["a"], "hs0": [[' + b"9" * 10**6 + b"]]}",
    "numbers without end": b'{"chars": ["a"], "hs0": [[1e999, NaN, Infinity]]}',
    "a header that promises much": (2**63 - 1).to_bytes(8, "little") + b"{}",
    "a tensor that promises much": tensor([2**31, 2**31], 0, 8),
    "a tensor before its place": tensor([2], -8, 0),
    "a tensor of nothing": tensor([0, 2**60], 0, 0),
}


@pytest.mark.parametrize("to", [urls.UPLOAD, urls.BRING])
def test_files_that_were_damaged_or_mean_harm(site: Site, to: str) -> None:
    random, client = Random(6), site.newcomer()
    names = ("x.safetensors", "x.pt", "x.json", "x.csv", "x.zip", "x.txt", "", "\ud800", "../x", "x" * 5000)

    def bring(data: bytes, what: str) -> None:
        query = {"name": random.choice(names), "alphabet": random.choice(("", "ab", "\0", "\ud800", "aa"))}
        answer = client.post(f"{to}?{urlencode(query, errors='surrogatepass')}", data=data)
        site.holds(answer, what)
        assert answer.status_code in (200, 400, 413), what
        if answer.status_code != 200:
            assert re.fullmatch(r"[A-Z'][^\n]*\.", answer.json["error"]), (what, answer.json)

    for what, data in FILES.items():
        for k in range(50):
            bring(mutated(data, random), f"{what} {k}")
    for what, data in BOMBS.items():
        bring(data, what)
    assert site.is_unchanged()
