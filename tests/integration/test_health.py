"""/healthz, /readyz and /metrics, as a host, a load balancer and Prometheus ask for them."""

import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from dashboard.operate import health, logs
from dashboard.settings import Settings
from dashboard.store.database import open_database
from dashboard.store.migrate import PRESENT, version
from dashboard.store.runs import RunStore
from dashboard.store.schema import runs
from tests.services import Postgres, Redis

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "a token of 24 characters"


class Site:
    """A server of nothing but what is tested, on a database of its own."""

    def __init__(self, folder: Path, **env: str) -> None:
        given = {"DATA_DIR": str(folder), "SECRET_KEY": KEY, "GATESCOPE_SLOTS": "3", **env}
        self.settings = Settings.from_env(given)
        self.engine = open_database(self.settings.database_url)
        self.store = RunStore(self.settings.database_url)
        server = flask.Flask("tested")
        health.register(server, self.settings, self.engine, ["counting-plain"])

        @server.get("/slow/<name>")
        def slow(name: str) -> str:
            logging.getLogger("tested").warning("asked")
            return name

        self.client: FlaskClient = server.test_client()

    def ready(self) -> tuple[int, dict]:
        answer = self.client.get("/readyz")
        return answer.status_code, answer.json

    def metrics(self) -> dict[str, float]:
        """Each sample's value by its name and labels, without that of the process."""
        answer = self.client.get("/metrics")
        assert answer.status_code == 200 and answer.content_type.startswith("text/plain; version=0.0.4")
        found = {}
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                labels = {name: value for name, value in sample.labels.items() if name != "process"}
                found[" ".join([sample.name, *(f"{k}={v}" for k, v in sorted(labels.items()))])] = (
                    sample.value
                )
        return found


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.engine.dispose()


def test_one_machine_is_ready_with_its_database(site: Site) -> None:
    assert site.ready() == (200, {"database": "ok", "redis": "unused", "workers": "unused"})


def test_a_database_of_another_version_is_not(site: Site) -> None:
    for number, word in (("0001", "outdated"), ("9999", "newer"), (PRESENT, "ok")):
        with site.engine.begin() as db:
            db.execute(version.update().values(version_num=number))
        status, found = site.ready()
        assert (status, found["database"]) == (200 if word == "ok" else 503, word)


def test_with_redis_a_worker_must_have_been_seen(tmp_path: Path, redis_server: Redis) -> None:
    site = Site(tmp_path, REDIS_URL=redis_server.fresh())
    assert site.ready() == (503, {"database": "ok", "redis": "ok", "workers": "none"})
    site.store.seen("host:1", 4)
    assert site.ready() == (200, {"database": "ok", "redis": "ok", "workers": "ok"})
    redis_server.stop()
    try:
        status, found = site.ready()
    finally:
        redis_server.start()
    assert (status, found["redis"]) == (503, "away") and found["database"] == "ok"
    assert site.ready()[0] == 200


def test_a_database_that_is_away_is_said_and_survived(tmp_path: Path, postgres_server: Postgres) -> None:
    url = postgres_server.fresh()
    site = Site(tmp_path, DATABASE_URL=url, SECRET_KEY=KEY)
    assert site.ready()[0] == 200 and site.metrics()["gatescope_database_up"] == 1
    postgres_server.kill()
    try:
        status, found = site.ready()
        numbers = site.metrics()
    finally:
        postgres_server.start()
    assert (status, found["database"]) == (503, "away")
    assert numbers["gatescope_database_up"] == 0 and "gatescope_queue_runs" not in numbers
    assert numbers["gatescope_requests_total endpoint=ready status=503"] == 1
    assert site.ready()[0] == 200 and site.metrics()["gatescope_database_up"] == 1


def test_what_does_not_answer_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    monkeypatch.setattr(health, "database", lambda engine: time.sleep(0.5) or "ok")
    begun = time.monotonic()
    assert site.ready()[1]["database"] == "silent"
    assert time.monotonic() - begun < 0.4


def test_readiness_tells_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path, REDIS_URL="redis://user:sesame@127.0.0.1:1/0")
    answer = site.client.get("/readyz")
    assert answer.status_code == 503 and answer.json["redis"] == "away"
    assert "sesame" not in answer.text and "127.0.0.1" not in answer.text
    assert all(re.fullmatch(r"[a-z]+", word) for word in answer.json.values())
    assert answer.headers["Cache-Control"] == "no-store"


def test_metrics_are_for_this_machine_alone(site: Site) -> None:
    def status(address: str, **headers: str) -> int:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return site.client.get("/metrics", headers=given, environ_base={"REMOTE_ADDR": address}).status_code

    assert status("127.0.0.1") == status("::1") == 200
    assert status("203.0.113.9") == status("10.0.0.1") == status("") == status("unix:") == 404
    for name in ("Forwarded", "Via", "X_Forwarded_For", "X_Real_IP", "X_Forwarded_Proto"):
        assert status("127.0.0.1", **{name: "127.0.0.1"}) == 404
    assert status("127.0.0.1", Authorization="Bearer ") == 200, "no token is set, so none is looked at"


def test_with_a_token_they_are_for_whoever_has_it(tmp_path: Path) -> None:
    site = Site(tmp_path, GATESCOPE_METRICS_TOKEN=TOKEN)

    def status(given: str | None) -> int:
        headers = {"X-Forwarded-For": "203.0.113.9"} | ({"Authorization": given} if given is not None else {})
        return site.client.get("/metrics", headers=headers).status_code

    assert status(f"Bearer {TOKEN}") == 200
    for wrong in (
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
        "Bearer é",
    ):
        assert status(wrong) == 404
    assert site.client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 404


def test_metrics_count_runs_parts_and_slots(site: Site) -> None:
    store = site.store
    store.install("counting-plain", {}, "hash", "v1", [{}], b"networks")
    many = [({"part": number}, 1.0) for number in range(3)]
    one, two, three = (store.create({}, f"hash {name}", "v1", 8, many) for name in "abc")
    assert store.take("worker", 3).run_id == one
    store.finish(two, "failed", "It failed.")
    found = site.metrics()
    assert found["gatescope_queue_runs"] == 1 and found["gatescope_queue_places"] == 200
    assert found["gatescope_parts status=running"] == 1 and found["gatescope_parts status=waiting"] == 7
    assert found["gatescope_slots"] == 3 and "gatescope_workers" not in found
    states = {
        status: found[f"gatescope_runs status={status}"] for status in ("queued", "running", "failed", "done")
    }
    assert states == {"queued": 1, "running": 1, "failed": 1, "done": 0}, "what ships is no visitor's"
    assert found[f"gatescope_info tables={PRESENT}"] == 1
    assert found["gatescope_database_bytes"] > 10_000 and found["gatescope_disk_free_bytes"] > 0
    assert found["gatescope_parts_begun_again"] == 0
    (silent,) = [store.beating()]
    store.give_up(silent)
    store.take("another", 3)
    assert site.metrics()["gatescope_parts_begun_again"] == 1
    store.delete(two)
    assert site.metrics()["gatescope_runs status=failed"] == 0
    assert three


def test_metrics_tell_how_long_runs_wait_and_train(site: Site) -> None:
    now = time.time()

    def add(name: str, status: str, queued: float, started: float | None, finished: float | None) -> None:
        run_id = site.store.create({}, name, "v1", 100)
        times = {"queued_at": now - queued, "started_at": started and now - started}
        times |= {"finished_at": finished and now - finished, "status": status}
        with site.engine.begin() as db:
            db.execute(update(runs).where(runs.c.id == run_id).values(**times))

    add("a", "done", 1000, 998, 958)
    add("b", "failed", 1000, 900, 200)
    add("c", "done", 9000, 8999, 8000)  # too long ago
    add("d", "running", 50, 48, None)
    add("e", "queued", 70, None, None)
    add("f", "cancelled", 70, None, 60)  # before it began
    found = site.metrics()
    assert found["gatescope_queue_longest_seconds"] == pytest.approx(70, abs=5)
    assert found["gatescope_run_seconds_gcount"] == 2
    assert found["gatescope_run_seconds_gsum"] == pytest.approx(40 + 700)
    assert found["gatescope_run_seconds_bucket le=30.0"] == 0
    assert found["gatescope_run_seconds_bucket le=60.0"] == 1
    assert found["gatescope_run_seconds_bucket le=+Inf"] == 2
    assert found["gatescope_wait_seconds_gcount"] == 3
    assert found["gatescope_wait_seconds_gsum"] == pytest.approx(2 + 100 + 2)
    assert found["gatescope_runs_ended status=done"] == found["gatescope_runs_ended status=failed"] == 1
    assert found["gatescope_runs_ended status=cancelled"] == 0


def test_metrics_know_the_workers(tmp_path: Path, redis_url: str) -> None:
    site = Site(tmp_path, REDIS_URL=redis_url, GATESCOPE_SLOTS="")
    assert site.metrics()["gatescope_workers"] == site.metrics()["gatescope_slots"] == 0
    site.store.seen("host:1", 4)
    site.store.seen("host:2", 2)
    found = site.metrics()
    assert found["gatescope_workers"] == 2 and found["gatescope_slots"] == 6


def test_requests_are_counted_by_endpoint_and_never_by_what_was_asked(site: Site) -> None:
    for name in ("stormy", "night"):
        assert site.client.get(f"/slow/{name}?text=dark").status_code == 200
    assert site.client.get("/nowhere/stormy").status_code == 404
    found = site.metrics()
    assert found["gatescope_requests_total endpoint=slow status=200"] == 2
    assert found["gatescope_requests_total endpoint=none status=404"] == 1
    assert found["gatescope_request_seconds_count endpoint=slow"] == 2
    assert 0 < found["gatescope_request_seconds_sum endpoint=slow"] < 2
    assert found["process_resident_memory_bytes"] > 0
    assert not re.search("stormy|night|dark", json.dumps(list(found)))


def test_each_request_has_an_id_which_a_trusted_proxy_may_name(site: Site, tmp_path: Path) -> None:
    given = {"X-Request-ID": "of-the-proxy-1"}
    ids = {site.client.get("/slow/a", headers=given).headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3 and all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)
    behind = Site(tmp_path, GATESCOPE_PROXIES="1")
    assert behind.client.get("/slow/a", headers=given).headers["X-Request-ID"] == "of-the-proxy-1"
    for bad in ("short", "x" * 65, "two words, and more"):
        answer = behind.client.get("/slow/a", headers={"X-Request-ID": bad})
        assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_a_request_that_fails_is_in_the_log_with_its_id_and_nothing_of_the_visitor(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    server = site.client.application

    @server.get("/fails")
    def fails() -> str:
        raise ValueError(f"cannot read {flask.request.args['text']!r}")

    caplog.handler.addFilter(logs.About())
    caplog.handler.setFormatter(logs.AsJson())
    site.client.set_cookie("visitor", "my-cookie")
    answer = site.client.get(
        "/fails?text=stormy", headers={"X-Forwarded-For": "203.0.113.9", "User-Agent": "my browser"}
    )
    assert answer.status_code == 500
    (record,) = [record for record in caplog.records if record.exc_info]
    told = json.loads(logs.AsJson().format(record))
    assert told["request_id"] == answer.headers["X-Request-ID"] and told["level"] == "ERROR"
    assert "in fails" in told["exc_info"] and told["exc_info"].endswith("ValueError: cannot read …")
    assert not re.search(r"stormy|my-cookie|203\.0\.113|127\.0\.0\.1|my browser", json.dumps(told))
    site.client.get("/slow/a")
    assert caplog.records[-1].request_id != told["request_id"]
    logging.getLogger("tested").warning("after the request")
    assert not hasattr(caplog.records[-1], "request_id")
