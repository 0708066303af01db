"""What is handed to workers: a run's id and a key, as JSON, and nothing of the visitor."""

import json

import pytest
from kombu.exceptions import ContentDisallowed

from dashboard.jobs import waking


@pytest.fixture
def celery_app(tmp_path, monkeypatch):
    """The app of Celery's workers, with a queue in this process's memory."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("REDIS_URL", "")
    from dashboard.jobs import celery_app

    before = {name: celery_app.app.conf[name] for name in ("broker_url", "result_backend")}
    celery_app.app.conf.update(broker_url="memory://", result_backend="cache+memory://")
    yield celery_app
    celery_app.app.conf.update(before)


@pytest.fixture
def queue(celery_app):
    """The messages that nobody has taken yet, read as a worker reads them."""
    with celery_app.app.connection_for_read() as connection:
        queue = connection.SimpleQueue(celery_app.QUEUE, accept=celery_app.app.conf.accept_content)
        queue.clear()
        yield queue
        queue.clear()
        queue.close()


@pytest.fixture
def manager(celery_app):
    from dashboard.jobs.background import QueueManager

    return QueueManager(celery_app.app)


def test_a_message_is_the_runs_id_and_a_key_and_nothing_of_the_visitor(celery_app, queue, manager):
    function = manager.make_job_fn(json.dumps, False, "key")
    manager.call_job_fn("a-key", function, ["a-run"], {"cookies": {"visitor": "SECRET"}, "args": "SECRET"})
    message = queue.get(timeout=5)
    arguments, named, _ = message.payload
    assert message.content_type == "application/json" and message.headers["task"] == "gatescope.run"
    assert (arguments, named) == (["a-run", "a-key"], {})
    assert "SECRET" not in f"{message.body} {message.headers} {message.properties}"


def test_workers_understand_nothing_but_json(celery_app, queue):
    conf = celery_app.app.conf
    assert conf.accept_content == ["json"] and conf.result_accept_content in (None, ["json"])
    assert (conf.task_serializer, conf.result_serializer) == ("json", "json")
    with celery_app.app.connection_for_write() as connection, connection.Producer() as producer:
        producer.publish([["a"], {}, {}], routing_key=celery_app.QUEUE, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        queue.get(timeout=5).decode()


@pytest.mark.parametrize(("key", "left"), [("a-key", b'"a-run"'), ("", None)])
def test_a_job_leaves_word_under_its_key_where_somebody_waits_for_it(celery_app, monkeypatch, key, left):
    monkeypatch.setattr("dashboard.jobs.job.run_job", lambda run_id: run_id)
    monkeypatch.setattr(celery_app, "listen", lambda *signals: None)
    kept = {}
    monkeypatch.setattr(celery_app.app.backend, "set", lambda key, value: kept.update({key: value}))
    celery_app.run("a-run", key)
    assert kept == ({key: left.decode()} if left else {})


def test_equal_jobs_never_share_a_key(manager):
    one, two = (manager.build_cache_key(json.dumps, ["a"], [], None) for _ in range(2))
    assert one != two


def test_without_redis_a_run_waits_and_the_page_goes_on(manager, caplog):
    def send(run_id, key):
        raise ConnectionError("no Redis")

    assert manager.call_job_fn("a-key", send, ["a-run"], {}) == "a-key"
    assert "Could not wake a worker (ConnectionError)" in caplog.text
    manager.terminate_job("a-key")
    assert manager.job_running("a-key")


def test_as_many_messages_are_sent_as_parts_have_none(celery_app, monkeypatch, caplog):
    sent = []
    monkeypatch.setattr(celery_app, "send", sent.append)
    monkeypatch.setattr(celery_app, "waiting", lambda: 2)
    for ready in (0, 1, 2):
        waking.wake_for(ready)
    assert sent == []
    waking.wake_for(5)
    assert sent == [waking.ANY] * 3
    monkeypatch.setattr(celery_app, "waiting", lambda: 1 / 0)
    waking.wake_for(1)
    assert "it is tried again" in caplog.text
