"""The licence at the top of a file is taken off on request, and nothing else is."""

import pytest

from models.corpora.headers import has_comments, without_header

LICENCE = "# Copyright (c) Someone\n# All rights reserved.\n"


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("/*\n * Licensed to you under\n * the License.\n */\n\npackage a;\n", "package a;\n"),
        ("\n// Copyright 2024\n// Someone\nint x;\n", "int x;\n"),
        (LICENCE + "\nimport os\n", "import os\n"),
        (f"#!/usr/bin/env python\n{LICENCE}\nimport os\n", "#!/usr/bin/env python\nimport os\n"),
        (f"#!/bin/py\n# coding=utf-8\n\n{LICENCE}x = 1\n", "#!/bin/py\n# coding=utf-8\nx = 1\n"),
        (f"# What it does.\n\n{LICENCE}\nimport os\n", "# What it does.\n\nimport os\n"),
        (f"# strict\n\n{LICENCE}\n# It does.\nimport os\n", "# strict\n\n# It does.\n\nimport os\n"),
        ("/* Copyright */\n/** What it is. */\nclass A {}\n", "/** What it is. */\n\nclass A {}\n"),
        (LICENCE, ""),
    ],
)  # fmt: skip
def test_a_licence_at_the_top_is_taken_off(source: str, rest: str) -> None:
    assert without_header(source) == rest
    assert without_header(rest) == rest


@pytest.mark.parametrize(
    "source",
    [
        "package a;\n/** A licence. */\nclass A {}\n",
        "/** What this class does. */\nclass A {}\n/* Copyright */\n",
        "# mypy: allow-untyped-defs\nlicense = 1\n",
        "#!/usr/bin/env python\n\n\nimport os\n# Copyright\n",
        '"""Copyright Someone"""\n',
        "/* no end, license",
        "\n\n  x = 1\n",
        "",
    ],
)
def test_all_else_stays(source: str) -> None:
    assert without_header(source) == source


def test_only_files_with_such_comments_have_headers() -> None:
    assert has_comments("a/B.java") and has_comments("SETUP.PY")
    assert not has_comments("README.md") and not has_comments("py") and not has_comments("")


def test_only_what_is_near_the_top_is_looked_at() -> None:
    assert without_header("# x\n\n" * 3 + LICENCE + "\n") == "# x\n\n# x\n\n# x\n"
    far = "# x\n\n" * 1_000_000 + LICENCE
    assert without_header(far) == far
