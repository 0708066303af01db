"""Whoever trains waits for a database that is away, and not for one that says no."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, InterfaceError, InternalError, OperationalError, ProgrammingError

from dashboard.store import database
from dashboard.store.database import FIRST_PAUSE, LONGEST_PAUSE, open_database, patiently


@pytest.fixture
def pauses(monkeypatch):
    """How long was waited each time; no time really passes."""
    found, now = [], [0.0]

    def sleep(seconds):
        found.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(database.time, "sleep", sleep)
    monkeypatch.setattr(database.time, "monotonic", lambda: now[0])
    return found


def failing(*errors, then="found"):
    """A question that fails so often, and is answered then."""
    left = list(errors)

    def ask():
        if left:
            raise left.pop(0)
        return then

    return ask


def gone(kind=OperationalError):
    return kind("SELECT 1", {}, OSError("the server closed the connection"))


def test_what_is_answered_at_once_is_not_waited_for(pauses):
    assert patiently(lambda: 7) == 7 and pauses == []
    assert patiently(lambda: None) is None


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, InternalError])
def test_a_database_that_is_away_is_asked_again(pauses, kind, caplog):
    assert patiently(failing(*[gone(kind)] * 4)) == "found"
    assert pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert caplog.text.count("The database does not answer (OSError)") == 4
    assert "SELECT" not in caplog.text


def test_nobody_waits_for_ever_and_what_it_says_in_the_end_holds(pauses):
    errors = [gone() for _ in range(1000)]
    with pytest.raises(OperationalError) as raised:
        patiently(failing(*errors), patience=10)
    assert raised.value is errors[len(pauses)]
    assert 8 < sum(pauses) <= 10 and max(pauses) == LONGEST_PAUSE


@pytest.mark.parametrize("error", [gone(IntegrityError), gone(ProgrammingError), ValueError(), OSError()])
def test_what_would_not_change_is_told_at_once(pauses, error):
    with pytest.raises(type(error)) as raised:
        patiently(failing(error))
    assert raised.value is error and pauses == []


def test_sqlite_that_another_holds_is_waited_for(tmp_path, monkeypatch):
    """With the real driver: what it raises is among what is waited for."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    path = tmp_path / "runs.sqlite"
    engine = open_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    tried = []

    def ask():
        tried.append(1)
        if len(tried) == 3:
            other.execute("COMMIT")
        with engine.begin() as db:
            return db.exec_driver_sql("UPDATE turnstile SET turns = 5").rowcount

    assert patiently(ask) == 1 and len(tried) == 3
    other.close()
    engine.dispose()
