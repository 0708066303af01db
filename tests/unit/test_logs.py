"""Each line of the log has the same form, says what it is about, and nothing of any visitor's."""

import io
import json
import logging
import logging.config
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.operate import logs
from dashboard.store.runs import RunStore

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture
def kept() -> Iterator[None]:
    """Logging as the other tests know it, afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = ("gunicorn.error", "gunicorn.access", "celery", "celery.task", "werkzeug", "alembic")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, (level, propagate) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).propagate = propagate


class Log:
    def __init__(self, form: str) -> None:
        self.stream = io.StringIO()
        configuration = logs.configuration(form)
        configuration["handlers"]["stderr"]["stream"] = self.stream
        logging.config.dictConfig(configuration)

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    @property
    def objects(self) -> list[dict]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def text(kept: None) -> Log:
    return Log("text")


@pytest.fixture
def as_json(kept: None) -> Log:
    return Log("json")


def test_a_line_has_time_level_logger_and_message(text: Log) -> None:
    logging.getLogger("dashboard.jobs.job").info("Hello %s", "there")
    assert re.fullmatch(rf"{TIME} INFO dashboard\.jobs\.job: Hello there", text.lines[0])


def test_a_json_line_has_the_same(as_json: Log) -> None:
    logging.getLogger("dashboard.jobs.job").warning("Hello\nthere")
    (found,) = as_json.objects
    assert re.fullmatch(TIME, found.pop("time"))
    assert found == {"level": "WARNING", "logger": "dashboard.jobs.job", "message": "Hello\nthere"}


def test_every_line_of_a_block_says_what_it_is_about(text: Log, as_json: Log) -> None:
    log = Log("json")
    with logs.about(run_id="abc-_1"):
        with logs.about(part=0, worker="host:1:2f"):
            logging.getLogger("library").warning("inside")
        logging.getLogger("library").warning("between")
    logging.getLogger("library").warning("after")
    inside, between, after = log.objects
    assert (inside["run_id"], inside["part"], inside["worker"]) == ("abc-_1", 0, "host:1:2f")
    assert between["run_id"] == "abc-_1" and "part" not in between
    assert "run_id" not in after


def test_what_a_text_line_is_about_stands_behind_it(text: Log) -> None:
    with logs.about(run_id="abc", part=2):
        logs.event("finished", status="done", seconds=3.14159)
    assert text.lines[0].endswith(
        " INFO gatescope: A run has ended run_id=abc part=2 event=finished status=done seconds=3.142"
    )


def test_another_thread_is_about_something_else(as_json: Log) -> None:
    def work() -> None:
        logs.from_now_on(run_id="other")
        logging.getLogger("x").warning("there")

    with logs.about(run_id="mine"):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        logging.getLogger("x").warning("here")
    assert [line["run_id"] for line in as_json.objects] == ["other", "mine"]


def test_a_thread_can_be_about_nothing_again(as_json: Log) -> None:
    logs.from_now_on(request_id="12345678")
    logging.getLogger("x").warning("there")
    logs.from_now_on()
    logging.getLogger("x").warning("here")
    assert [line.get("request_id") for line in as_json.objects] == ["12345678", None]


@pytest.mark.parametrize("name", logs.EVENTS)
def test_every_event_can_be_told(as_json: Log, name: str) -> None:
    logs.event(name, run_id="abc", seconds=1)
    (found,) = as_json.objects
    assert found["event"] == name and found["run_id"] == "abc" and found["seconds"] == 1
    assert found["level"] in ("INFO", "WARNING") and found["message"][0].isupper()
    assert set(found) <= set(logs.FIELDS)


def test_nothing_unknown_is_told() -> None:
    with pytest.raises(KeyError):
        logs.event("something else")
    with pytest.raises(TypeError, match="cookie"):
        logs.event("refused", cookie="secret")
    with pytest.raises(TypeError, match="owner"), logs.about(owner="somebody"):
        pass
    with pytest.raises(ValueError, match="text or json"):
        logs.configuration("xml")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_detail_is_a_number_or_a_word_and_never_a_visitors_text(kept: None, form: str) -> None:
    log = Log(form)
    with logs.about(run_id="my secret text\nINFO forged: line"):
        logs.event("refused", reason="it was a dark and stormy night", what={"a": "stormy"})
    assert len(log.lines) == 1
    assert "secret" not in log.lines[0] and "forged" not in log.lines[0] and "stormy" not in log.lines[0]


def test_a_library_adds_nothing_of_its_own(as_json: Log) -> None:
    logging.getLogger("celery.app.trace").warning("x", extra={"data": {"args": "['secret']"}})
    assert set(as_json.objects[0]) == {"time", "level", "logger", "message"}


def fails(text: str) -> None:
    try:
        {}[text]
    except KeyError as error:
        raise ValueError(f"cannot read {text!r} as a number") from error


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("said", ["stormy night", 'it\'s a "stormy" night', "stormy\nnight"])
def test_an_error_says_where_it_happened_but_not_what_it_quotes(kept: None, form: str, said: str) -> None:
    log = Log(form)
    try:
        fails(said)
    except ValueError:
        logging.getLogger("x").exception("It failed")
    found = log.stream.getvalue()
    if form == "json":
        assert len(log.lines) == 1
        found = log.objects[0]["exc_info"]
    assert "stormy" not in found and "night" not in found
    for known in (
        "KeyError: …",
        "ValueError: cannot read … as a number",
        "test_logs.py",
        "in fails",
        "raise ValueError",
    ):
        assert known in found
    assert found.index("KeyError: ") < found.index("ValueError: ")


def test_gunicorn_names_no_address_and_no_query(as_json: Log) -> None:
    log = logging.getLogger("gunicorn.error")
    log.warning("Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET /stormy'")
    log.error("Error handling request %s %s", "GET", "/explore?text=stormy&n=2")
    log.error("Error handling request %s", "/explore?text=stormy")
    log.critical("WORKER TIMEOUT (pid:%s)", 12)
    log.info("Listening at: %s", "127.0.0.1")
    assert [line["message"] for line in as_json.objects] == [
        "A request was not valid HTTP",
        "Error handling request GET",
        "Error handling request",
        "WORKER TIMEOUT (pid:12)",
    ]


def test_celery_and_warnings_write_in_the_same_form(as_json: Log) -> None:
    logging.getLogger("celery.worker.consumer.consumer").error("consumer: Cannot connect")
    logging.getLogger("celery.worker.strategy").info("Task received")
    logging.getLogger("werkzeug").info('203.0.113.9 - - "GET / HTTP/1.1" 200 -')
    logging.getLogger("py.warnings").warning("something.py:1: UserWarning: careful")
    assert [line["logger"] for line in as_json.objects] == ["celery.worker.consumer.consumer", "py.warnings"]


def test_the_life_of_a_run_is_told(as_json: Log, tmp_path: Path) -> None:
    with RunStore(f"sqlite:///{tmp_path}/runs.sqlite") as store:
        run_id = store.create({"a": "stormy"}, "hash", "v1", 8, owner="a visitor of mine")
        store.take("host:1", 1)
        store.give_up(store.beating())
        store.give_back(store.take("host:2", 1))
        store.finish_part(store.take("host:3", 1), b"networks", "done")
        store.delete(run_id)
        other = store.create({}, "other", "v1", 8)
        for _ in range(3):
            store.take("host:4", 1)
            store.give_up(store.beating())
        store.resume(other, 8)
        store.request_cancel(other)
    told = [(line["event"], line.get("status")) for line in as_json.objects]
    assert told[:8] == [
        ("queued", None),
        ("started", None),
        ("given_up", None),
        ("started", None),
        ("given_back", None),
        ("started", None),
        ("finished", "done"),
        ("part_done", None),
    ]
    assert ("interrupted", "interrupted") in told and ("resumed", None) in told
    assert told[-1] == ("finished", "cancelled")
    assert all(line["run_id"] in (run_id, other) for line in as_json.objects[:8] + as_json.objects[-1:])
    assert as_json.objects[6]["seconds"] >= 0
    assert "stormy" not in as_json.stream.getvalue() and "visitor" not in as_json.stream.getvalue()
