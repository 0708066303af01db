"""docs/security.md promises nothing that no test holds."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(test_\w+)`", TEXT)))
ROWS = [line.split("|")[1:-1] for line in TEXT.splitlines() if re.match(r"\| (?!threat )", line)]


@cache
def there_are() -> set[str]:
    """The name of every test that there is."""
    sources = (path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for source in sources for name in re.findall(r"^def (test_\w+)\(", source, re.M)}


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_is_named_is_there(name: str) -> None:
    assert name in there_are()


def test_every_threat_names_a_test() -> None:
    assert len(ROWS) > 30
    for threat, stopped_by, held_by in ROWS:
        assert threat.strip() and stopped_by.strip()
        assert re.findall(r"`(test_\w+)`", held_by), threat


def test_every_file_that_is_named_is_there() -> None:
    for path in re.findall(r"`((?:tests|dashboard|tools)/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path
