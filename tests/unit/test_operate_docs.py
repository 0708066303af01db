"""docs/operate.md names every command, metric, event and check, and none that there is not."""

import re
from pathlib import Path

import flask
import pytest

from dashboard.operate import health, logs
from dashboard.operate.commands import COMMANDS
from dashboard.settings import SETTINGS, Settings
from dashboard.store.database import open_database

TEXT = (Path(__file__).parents[2] / "docs" / "operate.md").read_text()


def test_commands() -> None:
    listed = re.findall(r"^    python -m dashboard\.operate (\w+)", TEXT, re.M)
    assert set(listed) == set(COMMANDS) and len(listed) == len(COMMANDS)
    assert set(re.findall(r"python -m dashboard\.operate (\w+)", TEXT)) <= set(COMMANDS)


def test_metrics(tmp_path: Path) -> None:
    settings = Settings.from_env(
        {"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "k" * 32}
    )
    server = flask.Flask("tested")
    health.register(server, settings, open_database(settings.database_url), [])
    client = server.test_client()
    client.get("/nowhere")
    told = set(
        re.findall(
            r"^(gatescope_\w+?)(?:_bucket|_gsum|_gcount|_sum|_count)?[ {]", client.get("/metrics").text, re.M
        )
    )
    named = set(re.findall(r"^\| `(gatescope_\w+?)(?:_bucket)?[{`]", TEXT, re.M))
    assert told == named
    used = set(re.findall(r"\b(gatescope_\w+?)(?:_bucket)?\b", re.sub(r"`[^`]*`", "", TEXT)))
    assert used - {"gatescope_"} <= named


def test_events_and_checks() -> None:
    about = TEXT[TEXT.index("does not change with the wording") : TEXT.index("`exc_info` says")]
    assert set(re.findall(r"`(\w+)`", about)) == set(logs.EVENTS)
    assert all(f"| `{name}` |" in TEXT for name in ("database", "redis", "workers"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"GATESCOPE_\w+", TEXT))))
def test_settings(name: str) -> None:
    assert name in [setting[0] for setting in SETTINGS]
