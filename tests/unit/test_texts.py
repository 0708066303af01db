"""Visitors' own texts in the database."""

import pytest

from dashboard.store.runs import RunStore
from dashboard.store.texts import Texts, text_id


@pytest.fixture
def store(url):
    with RunStore(url) as store:
        yield store


@pytest.fixture
def texts(store, url):
    texts = Texts(url, room=100)
    yield texts
    texts.close()


def use(store, key, name="run"):
    run_id = store.create({"task": "text", "corpus": key}, name, "v1", 8)
    return run_id


def test_a_text_is_kept_with_its_name_and_bytes(texts):
    key = texts.add(b"to be", "hamlet.txt")
    assert key.startswith("text-") and len(key) == 21
    assert texts.data(key) == b"to be"
    about = texts.about(key)
    assert (about.id, about.filename, about.size, about.pasted) == (key, "hamlet.txt", 5, False)
    pasted = texts.add(b"or not", "pasted text", pasted=True)
    assert texts.about(pasted).pasted and [text.id for text in texts.list()] == [pasted, key]
    assert texts.data("text-0") is None and texts.about("text-0") is None


def test_the_same_text_is_kept_once_and_its_ending_tells_it_from_others(texts):
    key = texts.add(b"a,b", "a.txt")
    assert texts.add(b"a,b", "other.TXT") == key and len(texts.list()) == 1
    assert texts.add(b"a,b", "a.csv") != key
    assert text_id(b"a", "\ud800.\ud800").startswith("text-")


def test_each_owner_has_a_text_of_their_own(texts):
    mine, yours = (texts.add(b"to be", "hamlet.txt", owner=owner) for owner in ("me", "you"))
    assert mine != yours and (texts.about(mine).owner, texts.about(yours).owner) == ("me", "you")
    assert texts.add(b"to be", "hamlet.txt", owner="me") == mine


def test_whoever_brings_much_drives_out_no_other(store, url):
    texts = Texts(url, room=100, own_room=50)
    kept = texts.add(b"kept", "a", owner="you")
    many = [texts.add(letter * 20, "a", owner="me") for letter in (b"1", b"2", b"3")]
    assert [texts.data(key) is None for key in (kept, *many)] == [False, True, False, False]
    for key in many[1:]:
        use(store, key, key)
    with pytest.raises(ValueError, match="no room for another text"):
        texts.add(b"4" * 20, "a", owner="me")
    assert texts.add(b"5" * 20, "a", owner="you")


def test_the_oldest_goes_when_room_runs_out(texts):
    first, second = texts.add(b"1" * 40, "a"), texts.add(b"2" * 40, "a")
    texts.add(b"1" * 40, "a")
    third = texts.add(b"3" * 40, "a")
    assert {text.id for text in texts.list()} == {first, third}, "what was brought again counts as new"
    assert texts.data(second) is None


@pytest.mark.parametrize("status", ["queued", "running", "paused"])
def test_a_text_stays_while_a_run_needs_it(store, texts, status):
    first, second = texts.add(b"1" * 40, "a"), texts.add(b"2" * 40, "a")
    run_id = use(store, first)
    part = store.take("worker", slots=1) if status != "queued" else None
    if status == "paused":
        store.save_checkpoint(part, b"half")
        store.request_pause(run_id), store.give_back(part)
    assert store.get(run_id).status == status
    third = texts.add(b"3" * 40, "a")
    assert {text.id for text in texts.list()} == {first, third} and texts.data(second) is None


@pytest.mark.parametrize("status", ["done", "failed", "cancelled"])
def test_a_run_that_is_over_needs_its_text_no_more(store, texts, status):
    first, _ = texts.add(b"1" * 40, "a"), texts.add(b"2" * 40, "a")
    use(store, first)
    part = store.take("worker", slots=1)
    assert store.fail(part, "No.") if status == "failed" else store.finish_part(part, b"networks", status)
    texts.add(b"3" * 40, "a")
    assert texts.data(first) is None


def test_no_room_is_said_and_nothing_is_lost(store, texts):
    kept = [texts.add(letter * 40, "a") for letter in (b"1", b"2")]
    for key in kept:
        use(store, key, key)
    with pytest.raises(ValueError, match="no room for another text"):
        texts.add(b"3" * 40, "a")
    assert {text.id for text in texts.list()} == set(kept)
