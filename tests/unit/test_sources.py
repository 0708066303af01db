"""Reading source files: all of them, in order, whatever bytes they have."""

from pathlib import Path

import pytest

from models.training.sources import ALPHABET, read_sources, split, without_header


def test_sources_are_read_in_the_order_of_their_paths_with_tabs_and_newlines(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "One.java").write_bytes(b"class One {\r\n\tint x;\r\n}\n")
    (tmp_path / "a.java").write_bytes(b"first\n")
    (tmp_path / "a.txt").write_bytes(b"not this")
    assert read_sources([str(tmp_path)], ".java") == "first\nclass One {\n\tint x;\n}\n"


def test_what_is_not_utf8_or_not_in_the_alphabet_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("é = 'naïve'\n".encode() + b"x\xff\xfe = \x001\n")
    assert read_sources([str(tmp_path)], ".py") == " = 'nave'\nx = 1\n"
    assert read_sources([str(tmp_path)], ".py", "éïn1") == "énï1"


def test_a_folder_without_sources_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in '\.java'; name a folder"):
        read_sources([str(tmp_path)], ".java")


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("/*\n * Licensed to you under\n * the License.\n */\n\npackage a;\n", "package a;\n"),
        ("\n// Copyright 2024\n// Someone\nint x;\n", "int x;\n"),
        ("#!/usr/bin/env python\n# Copyright (c) Someone\n\nimport os\n", "import os\n"),
    ],
)
def test_a_licence_at_the_top_is_taken_off_on_request(source: str, rest: str, tmp_path: Path) -> None:
    assert without_header(source) == rest
    (tmp_path / "a.x").write_text(source)
    assert read_sources([str(tmp_path)], ".x") == source
    assert read_sources([str(tmp_path)], ".x", headers=False) == rest


@pytest.mark.parametrize(
    "source",
    [
        "/** What this class does. */\nclass A {}\n/* Copyright */\n",
        "# mypy: allow-untyped-defs\nlicense = 1\n",
        "import os\n# Copyright\n",
        "/* no end, license",
        "",
    ],
)
def test_other_comments_stay(source: str) -> None:
    assert without_header(source) == source


def test_the_alphabet_is_what_source_code_is_written_in() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 97
    assert all(character.isprintable() or character in "\t\n" for character in ALPHABET)


def test_five_percent_at_the_end_are_held_out() -> None:
    learned, held_out = split("a" * 190 + "b" * 10)
    assert (set(learned), set(held_out)) == ({"a"}, {"b"})
