"""What the screen says is what the source says: nothing is lost on the way, nothing is unexplained."""

from dataclasses import fields
from pathlib import Path

import pytest

from dashboard import settings
from dashboard.docstrings import attributes, equations, summary
from dashboard.pages.compare.form import HELP, control
from models.cells import CELLS
from models.tasks import TASKS
from models.training.config import Config


class Example:
    """The first paragraph,
    over two lines.

    The second paragraph.

        y = a x + b      a comment

            y = deeper

    Attributes:
        one: a sentence: with a colon.
        two, three: for both of them,
            going on here.
        last_one: the end.

    Not an attribute: this comes after the section.
    """


class Bare:
    pass


def test_the_summary_is_the_first_paragraph_on_one_line() -> None:
    assert summary(Example) == "The first paragraph, over two lines."


def test_every_attribute_has_its_whole_sentence() -> None:
    assert attributes(Example) == {
        "one": "a sentence: with a colon.",
        "two": "for both of them, going on here.",
        "three": "for both of them, going on here.",
        "last_one": "the end.",
    }


def test_equations_are_the_indented_lines_with_their_alignment() -> None:
    lines = equations(Example).splitlines()
    assert lines[:2] == ["y = a x + b      a comment", "    y = deeper"]


def test_what_has_no_docstring_has_no_help() -> None:
    assert (summary(Bare), attributes(Bare), equations(Bare)) == ("", {}, "")


@pytest.mark.parametrize("cell", list(CELLS))
def test_a_cells_equations_define_every_symbol_and_end_before_the_paper(cell: str) -> None:
    text = equations(CELLS[cell])
    defined = [line.split("_t")[0] for line in text.splitlines() if "=" in line]
    assert defined == list(CELLS[cell].symbols)
    assert all("=" in line for line in text.splitlines())
    assert summary(CELLS[cell]).endswith(".")


@pytest.mark.parametrize("task", list(TASKS))
def test_a_task_is_said_in_one_sentence(task: str) -> None:
    assert summary(TASKS[task]).endswith(".") and ">>>" not in summary(TASKS[task])


@pytest.mark.parametrize("field", [field.name for field in fields(Config)])
def test_every_setting_of_a_config_has_help_and_the_form_shows_it(field: str) -> None:
    assert HELP[field].endswith(".") and len(HELP[field]) > 10
    shown = [
        part
        for part in control(field, getattr(Config(), field))._traverse()
        if str(getattr(part, "id", "")).endswith("-help")
    ]
    assert len(shown) == 1


def test_no_help_is_about_a_setting_that_is_gone() -> None:
    assert set(HELP) == {field.name for field in fields(Config)}


@pytest.mark.parametrize("name", [name for name, _, _ in settings.SETTINGS])
def test_every_setting_of_the_server_says_what_it_is_for(name: str) -> None:
    (text,) = (text for other, _, text in settings.SETTINGS if other == name)
    assert text.endswith(".") and len(text.split()) >= 5


@pytest.mark.parametrize("name", [name for name, _, _ in settings.SETTINGS])
def test_no_setting_of_the_server_is_explained_that_has_no_effect(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a folder that is given as a relative path is made here

    def read(**env: str) -> settings.Settings:
        return settings.Settings.from_env({"DATA_DIR": str(tmp_path), **env})

    effects = []
    values = ("0", "7", "1.5", "sqlite:///elsewhere.sqlite", str(tmp_path / "elsewhere"), "json", "none")
    redis = {"REDIS_URL": "rediss://host"}  # what its certificate must show matters where there is one
    for value in (*values, "redis://elsewhere"):
        try:
            effects.append(read(**{**redis, name: value}) != read(**redis))
        except settings.SettingError:
            continue
    assert any(effects)
