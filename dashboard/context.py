"""What every part of one server shares: its settings and stores, opened on first need."""

from functools import cache

from dashboard.settings import Settings
from dashboard.store.library import Library
from dashboard.store.runs import RunStore
from dashboard.store.texts import Texts


@cache
def settings() -> Settings:
    """The settings from the environment."""
    return Settings.from_env()


@cache
def store() -> RunStore:
    """The run store that the settings name; without workers elsewhere, this machine has the seats."""
    found = RunStore(settings().database_url)
    found.seats = 0 if settings().redis_url else settings().slots
    return found


@cache
def library() -> Library:
    """The opened network files, in the same database."""
    return Library(settings().database_url)


@cache
def texts() -> Texts:
    """The visitors' own texts, in the same database."""
    return Texts(settings().database_url)
