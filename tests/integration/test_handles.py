"""A page hears of the jobs that it began, and of no other; no message from a browser ends one."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import context, ids
from dashboard.jobs import processes
from dashboard.jobs.background import ProcessManager, job_cache
from tests.messages import message, named, post

JOB = "1-over"


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The jobs that somebody wanted to end; none is ever begun."""
    found: list[str | None] = []
    monkeypatch.setattr(processes, "start", lambda *_: JOB)
    monkeypatch.setattr(ProcessManager, "terminate_job", lambda _, job: found.append(job))
    return found


@pytest.fixture
def launch(client: FlaskClient) -> dict[str, Any]:
    return message(named(client, "launched-run"), {f"{ids.LAUNCH}.data": "a-run"})


@pytest.fixture
def other(client: FlaskClient) -> Iterator[FlaskClient]:
    yield client.application.test_client()


def page_of(client: FlaskClient) -> str:
    """The name that the server has given to a page, signed."""
    return json.loads(re.search(r'id="_dash-config"[^>]*>(\{.*?\})</script>', client.get("/").text)[1])[
        "end_id"
    ]


def begun(client: FlaskClient, launch: dict[str, Any]) -> dict[str, str]:
    """Begin a job; what the page asks for its result with. The result is there."""
    page = page_of(client)
    answer = post(client, launch, endId=page).json
    with job_cache(context.settings()) as cache:
        cache.set(answer["cacheKey"].partition("~")[0], "a-run")
    return {"endId": page, "cacheKey": answer["cacheKey"], "job": answer["job"]}


def test_a_page_hears_of_its_own_job(client: FlaskClient, launch: Any, ended: list[Any]) -> None:
    handles = begun(client, launch)
    answer = post(client, launch, **handles)
    assert answer.json["response"] == {"launched-run": {"data": "a-run"}}


def changed(handles: dict[str, str], page: str) -> list[dict[str, str]]:
    """What somebody may send who knows the half of it."""
    key, job = (handles[name].partition("~") for name in ("cacheKey", "job"))
    return [
        handles | {"endId": page},
        handles | {"endId": page.partition("~")[0]},
        {name: value for name, value in handles.items() if name != "endId"},
        handles | {"cacheKey": key[0]},
        handles | {"cacheKey": f"{key[0]}~{'0' * 64}"},
        handles | {"cacheKey": f"{key[0]}~{job[2]}"},
        handles | {"cacheKey": handles["job"], "job": handles["cacheKey"]},
    ]


@pytest.mark.parametrize("which", range(7))
def test_nobody_hears_of_anothers_job(
    client: FlaskClient, other: FlaskClient, launch: Any, ended: list[Any], which: int
) -> None:
    handles = begun(client, launch)
    answer = post(other, launch, **changed(handles, page_of(other))[which])
    assert answer.status_code == 204 and answer.data == b""
    assert post(client, launch, **handles).json["response"]["launched-run"]["data"] == "a-run", (
        "it is still there"
    )


@pytest.mark.parametrize("name", ["oldJob", "job", "cancelJob"])
def test_nobody_ends_anothers_job(
    client: FlaskClient, other: FlaskClient, launch: Any, ended: list[Any], name: str
) -> None:
    handles = begun(client, launch)
    for job in (JOB, "1", handles["job"], f"{JOB}~{'0' * 64}"):
        post(other, launch, **{"endId": page_of(other), name: job})
    assert ended == []
    refused = post(other, message(named(other, "runs-table", "runs-poll")), **{name: JOB})
    assert refused.status_code == 400, "a callback without a job takes no handle"


def test_a_job_that_is_ended_by_its_own_page_goes_on_all_the_same() -> None:
    assert ProcessManager.terminate_job(None, JOB) is None
