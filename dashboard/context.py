"""What every part of one server shares: its settings and its run store, opened on first need."""

from functools import cache

from dashboard.settings import Settings
from dashboard.store import RunStore


@cache
def settings() -> Settings:
    """The settings from the environment."""
    return Settings.from_env()


@cache
def store() -> RunStore:
    """The run store that the settings name."""
    return RunStore(settings().database_url)
