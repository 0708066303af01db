"""Opened files are kept once each, newest first, within the room that there is."""

import time

import pytest

from dashboard.store.library import Library, Opened


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock is a second later, so that there is always an oldest file."""
    seconds = iter(range(1_000_000, 2_000_000))
    monkeypatch.setattr(time, "time", lambda: float(next(seconds)))


def names(library: Library) -> list[str]:
    return [opened.filename for opened in library.list()]


def test_a_file_comes_back_as_it_was(url: str) -> None:
    library = Library(url)
    data = bytes(range(256)) * 100
    key = library.add("net π.pt", "aX\n€$", data)
    about, back = library.get(key)
    assert back == data and about == Opened(key, "net π.pt", "aX\n€$", about.opened_at)
    assert library.list() == [about]
    library.close()


def test_what_is_not_there_is_none(url: str) -> None:
    library = Library(url)
    assert library.get("file-0") is None and library.list() == []
    library.close()


def test_a_file_is_deleted_once_and_comes_back_under_the_same_id(url: str) -> None:
    library = Library(url)
    one, two = (library.add(f"{name}.pt", "ab", name.encode()) for name in "12")
    assert library.delete(one) and not library.delete(one) and not library.delete("file-0")
    assert names(library) == ["2.pt"] and library.get(one) is None and library.get(two)
    assert library.add("again.pt", "ab", b"1") == one
    library.close()


def test_the_same_file_is_kept_once_and_moves_to_the_front(url: str) -> None:
    library = Library(url)
    first = library.add("one.pt", "ab", b"1")
    library.add("two.pt", "ab", b"2")
    assert names(library) == ["two.pt", "one.pt"]
    assert library.add("renamed.pt", "ab", b"1") == first
    assert names(library) == ["renamed.pt", "two.pt"]
    library.close()


def test_another_alphabet_or_another_byte_is_another_file(url: str) -> None:
    library = Library(url)
    # The last two would be the same if alphabet and bytes were only put together.
    keys = {library.add("x", *file) for file in (("ab", b"1"), ("ba", b"1"), ("ab", b"2"), ("a", b"b1"))}
    assert len(keys) == len(library.list()) == 4
    assert all(key.startswith("file-") and len(key) <= 32 for key in keys)
    library.close()


def test_each_owner_has_a_file_of_their_own(url: str) -> None:
    library = Library(url)
    mine, yours = (library.add("net.pt", "ab", b"1", owner) for owner in ("me", "you"))
    nobodys = library.add("old.pt", "ab", b"1")
    assert len({mine, yours, nobodys}) == 3 and library.about(mine).owner == "me"
    assert [file.id for file in library.list("me")] == [nobodys, mine]
    assert [file.id for file in library.list("another")] == [nobodys]
    assert library.delete(mine) and library.get(yours)[1] == b"1"
    assert len({library.add("x", *file) for file in (("a|b", b"1"), ("a", b"b|1"), ("", b"1", 'a", "'))}) == 3
    library.close()


def test_whoever_opens_much_drives_out_no_other(url: str) -> None:
    library = Library(url, room=100, own_room=10)
    kept = library.add("kept", "", b"kept", "you")
    for name in "abcdef":
        library.add(name, "", name.encode() * 4, "me")
    assert [file.filename for file in library.list("me")] == ["f", "e"]
    assert library.get(kept)
    library.close()


def test_the_oldest_make_room_for_a_new_one(url: str) -> None:
    library = Library(url, room=10)
    old, kept, new = (library.add(name, "", name.encode() * 4) for name in "abc")
    assert names(library) == ["c", "b"] and library.get(old) is None
    assert library.get(kept) and library.get(new)
    library.add("b", "", b"bbbb")  # opened again, it is no longer the oldest
    library.add("d", "", b"dddd")
    assert names(library) == ["d", "b"]
    library.add("whole", "", b"0123456789")
    assert names(library) == ["whole"]
    library.close()


def test_two_servers_on_one_database_see_the_same_files(url: str) -> None:
    one, other = Library(url), Library(url)
    key = one.add("x", "", b"1")
    assert other.get(key)[1] == b"1" and other.add("x", "", b"1") == key
    assert len(one.list()) == 1
    one.close()
    other.close()
    again = Library(url)  # after a restart
    assert names(again) == ["x"]
    again.close()
