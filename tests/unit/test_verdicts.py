"""What was written is judged as its author would, and nothing that can be written stops the judge."""

import inspect
import statistics
import textwrap
import warnings
from random import Random

import pytest

from models.analysis.code_verdicts import whole_statements
from models.analysis.verdicts import LONGEST, VERDICTS, mean_verdicts, verdicts
from models.corpora.corpus import KINDS

JAVA = """
/**
 * Doc (one.
 */
public class A extends B {
    @Override
    public int f(final String s,
                 int t) {
        // a comment {
        if (s == null)
            return '(';
        call("a ) \\" b", t)
            .then();
        switch (t) {
            case 1:
                return t;
        }
        return s.length();
    }
"""


def python(text: str, name: str) -> float | None:
    return verdicts(text, "python")[name]


def java(text: str, name: str) -> float | None:
    return verdicts(text, "java")[name]


def tweets(text: str, name: str) -> float | None:
    return verdicts(text, "tweets")[name]


def test_every_kind_of_corpus_can_be_judged_and_says_how() -> None:
    assert set(VERDICTS) == set(KINDS)
    for verdict in (verdict for group in VERDICTS.values() for verdict in group.values()):
        assert verdict.title and verdict.about.endswith(".")


@pytest.mark.parametrize("module", [inspect, statistics, textwrap, warnings])
def test_source_code_that_breaks_off_anywhere_is_right(module: object) -> None:
    source, draw = inspect.getsource(module), Random(0)
    for end in (draw.randrange(len(source) // 3, len(source)) for _ in range(5)):
        found = verdicts(source[:end], "python")
        right = {name: found[name] for name in ("parses", "tokenizes", "balanced", "brackets", "quotations")}
        assert set(right.values()) <= {1, None}
        assert right["parses"] == 1
        assert found["indentation"] is None or found["indentation"] > 0.9


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", ""),
        ("x = 1", ""),
        ("x = 1\ny", "x = 1\n"),
        ("    rest\nx = 1\ny = 2", "x = 1\n"),
        ("if a:\n    b\nelse:\n    c\n", ""),
        ("try:\n    b\nexcept E:\n    c\nd", "try:\n    b\nexcept E:\n    c\n"),
        ("x = [\n    1,\n]\n# a comment\n", ""),
        ("x = 1\n@a\n@b\nclass C:\n", "x = 1\n"),
        ("@a\ndef f():\n", ""),
        ('"""\nprose\n"""\nx = 1\n', '"""\nprose\n"""\n'),
        ('x = 1\n"""\nprose\n', "x = 1\n"),
        ("x = (\ny = 2\nz", "x = (\ny = 2\n"),
    ],
)
def test_a_text_is_judged_between_two_beginnings_of_statements(text: str, whole: str) -> None:
    assert whole_statements(text) == whole


@pytest.mark.parametrize(
    ("text", "parsed", "tokenized", "balanced"),
    [
        ("def f(x):\n    return x\n", 1, 1, 1),
        ("def f(x:\n    return x\n", 0, 0, 0),
        ("def f(x)) :\n    return x\n", 0, None, 0),
        ("def return x\n", 0, 1, 1),
        ("if x:\n        a\n    b\n", 0, 0, 1),
        ("x = 'a\n", 0, 0, 1),
        ("x = '(' # )\n", 1, 1, 1),
        ("x = '\\d'\n", 1, 1, 1),
        ("x = '\\\\' + '\\''\n", 1, 1, 1),
        ("x = 1if y else 0x1or 2\n", 1, 1, 1),
        ("x = 12abc\n", 0, None, 1),
        ("x = \0\n", 0, 0, 0),
        ("x = ü\n", 1, 1, 1),
    ],
)
def test_python_is_judged_by_python(text: str, parsed: int, tokenized: int | None, balanced: int) -> None:
    found = verdicts(text + "end", "python")
    assert (found["parses"], found["balanced"]) == (parsed, balanced)
    if tokenized is not None:  # versions of Python differ
        assert found["tokenizes"] == tokenized


def test_brackets_are_counted_one_by_one_outside_of_strings_and_comments() -> None:
    assert python("f(a[0]) + {')': 1}  # )\n", "brackets") == 1
    assert python("f(a]) )", "brackets") == 0
    assert python("(a) b)", "brackets") == 0.5
    assert python("a = (", "brackets") is None


def test_indentation_is_judged_outside_of_brackets_strings_and_comments() -> None:
    text = 'def f(a,\n      b):\n    """Doc\n   more.\n    """\n   x\n\n     # no\n\ty\n        z\n'
    assert python(text, "indentation") == 2 / 4
    assert python("a\nb\n", "indentation") is None
    assert python("f(\n\nclass A:\n   x\n", "indentation") == 0


def test_strings_are_closed_or_not_unless_the_text_breaks_off() -> None:
    assert python("a = 'b' + \"c'\n + '''d\ne''' # '\n", "quotations") == 2 / 3
    assert python("a = 'b", "quotations") is None
    assert java('a = "b" + \'c\'; // it\'s\n/* " */ d = "e;\n', "quotations") == 2 / 3


def test_java_as_it_should_be_is_right_in_everything() -> None:
    assert verdicts(JAVA, "java") == dict.fromkeys(VERDICTS["java"], 1.0)


def test_java_that_is_wrong_is_wrong_where_it_is() -> None:
    assert java("class A {\n    f(];\n", "balanced") == 0
    assert java("}\n", "balanced") == 0
    assert java("class A {\n    f(1;\n", "balanced") == 0
    assert java("class A {\n    f(1", "balanced") == 1
    assert java("class A", "balanced") is None
    assert java("/* a */ b */ /* c /* d */ /* e", "comments") == 1 / 3
    assert java("a // */\n", "comments") is None
    assert java("{\n    a = 1\n    b = 2;\n}\n", "statements") == 2 / 3
    assert java("{\n   a = 1;\n    b = 2;\n}\n", "indentation") == 1 / 2


def test_tweets_are_judged_one_by_one_and_the_last_may_break_off() -> None:
    assert tweets("a" * 281 + "\n" + "b" * 280 + "\n" + "c" * 300, "length") == 1 / 2
    assert tweets("c" * 300, "length") == 0
    assert tweets("", "length") is None
    assert tweets("#One (#2nd) #3 # a#b ##x\n", "hashtags") == 2 / 7
    assert tweets("see https://a.example/#b\n", "hashtags") is None
    assert tweets("@a_1 RT @b: @ c@d.example @é\n", "mentions") == 2 / 5
    assert (
        tweets('(https://www.a.example/b-c) http://d.example. "http://x httpd://y.example\n', "links")
        == 2 / 4
    )
    assert tweets('"a" b\n"c d\n“e”\nf\n', "quotations") == 2 / 3
    assert verdicts("(a [b) c]", "text") == {"brackets": 0, "quotations": None}


def test_means_are_over_what_can_be_judged() -> None:
    found = mean_verdicts(["x = (1)\ny", "x = (1]\ny", "x"], "python")
    assert found["parses"] == found["brackets"] == 0.5
    assert found["indentation"] is None
    assert mean_verdicts([], "text") == {"brackets": None, "quotations": None}


SHORT = ["x=\\\ny", "'\\N{x}'", "\ud800", "x = \0", "`?$", "\x0c", "0x1for x in y", "f'" + "{" * 500]
REPEATED = [
    "-",
    "not ",
    "(",
    "lambda:",
    "a.",
    "a+",
    "1.",
    "1_",
    "9",
    "*/",
    "/*",
    "#",
    "@",
    '"',
    "\\",
    "'\\",
    "\r",
    "#1",
]
NASTY = [
    *SHORT,
    *(part * LONGEST for part in REPEATED),
    *(part * LONGEST for part in ("http://", "elif x:\n", "[b(c{")),
    "http://a." + "a." * LONGEST,
    "if a: b\n" + "elif a: b\n" * LONGEST,
    "".join(" " * depth + "if 1:\n" for depth in range(120)),
]


@pytest.mark.parametrize("kind", VERDICTS)
def test_nothing_that_can_be_written_stops_the_judge(kind: str) -> None:
    draw = Random(0)
    letters = "abdefinorst \n\n    ()[]{}\"'#:=.,\\0123@/*;_\0é\ud800"
    noise = ["".join(draw.choices(letters, k=100)) + "\n" + draw.choice(letters) for _ in range(100)]
    for text in [*noise, *(f"x\n{nasty[: LONGEST - 10]}\nb" for nasty in NASTY)]:
        assert all(found is None or 0 <= found <= 1 for found in verdicts(text, kind).values())
