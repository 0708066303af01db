"""What is said of source code and prose, against labels written by hand and Python's own tokenizer."""

import heapq
import inspect
import io
import shlex
import textwrap
import time
import tokenize
from itertools import accumulate
from types import ModuleType

import pytest

from models.analysis.feature import Feature
from models.analysis.features import BY_KIND, FEATURES, GENERAL
from models.corpora.corpus import KINDS

SOURCE = inspect.getsource(heapq)
ODD = ["", "\n", "  \t", '"', "\\", '"""', "/*", "#", "@", "é“x", "A b\n" * 3, '"\\', "'''\\", SOURCE[:700]]
WITHOUT_F_STRINGS = [heapq, shlex, textwrap]


def named(kind: str, name: str) -> Feature:
    return next(feature for feature in BY_KIND[kind] if feature.name == name)


def values(feature: Feature, text: str) -> str:
    """One character per step: the value, or a dot where the feature is not defined."""
    return "".join("." if step is None else f"{step[1]:g}" for step in feature.read(text))


def numbers(feature: Feature, text: str) -> list[float]:
    return [step[1] for step in feature.read(text)]


def test_every_kind_of_text_has_detectors_with_names_of_their_own() -> None:
    assert set(BY_KIND) == set(KINDS)
    for own in BY_KIND.values():
        assert len({feature.name for feature in own}) == len(own)
        for feature in own:
            assert feature.kind in ("yes-no", "number") and feature.about.endswith(".")
    assert set(GENERAL) <= set(FEATURES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ODD)
def test_every_detector_reads_every_character_once(kind: str, text: str) -> None:
    for feature in BY_KIND[kind]:
        assert len(feature.read(text)) == len(text), feature.name


@pytest.mark.parametrize(
    ("kind", "text", "comment", "quotes"),
    [
        ("python", "x='a#b'#it's\ny", "00000001111100", "00111100000000"),
        ("python", r'"a\"b"+1', "00000000", "11111000"),
        ("python", '"a\nb"c', "000000", "110011"),
        ("python", ' """a\n"b""" c', "0001111111000", "0000000000000"),
        ("python", ' r"""a""";', "0000111100", "0000000000"),
        ("python", 'f("""a"""b)', "00000000000", "00001111000"),
        ("python", "'''a", "0011", "0000"),
        ("java", 'a//"b\nc', "0011100", "0000000"),
        ("java", "/*'\n*/'\"'", "011110000", "000000110"),
        ("java", '"//"/**/', "00000110", "11100000"),
        ("java", "/*a", "011", "000"),
    ],
)
def test_comments_and_quotations_of_code(kind: str, text: str, comment: str, quotes: str) -> None:
    assert values(named(kind, "comment"), text) == comment
    assert values(named(kind, "quotes"), text) == quotes


def offsets(text: str) -> list[int]:
    """Where each line begins, after one that does not exist: lines count from 1."""
    return [0, *accumulate((len(line) for line in text.splitlines(keepends=True)), initial=0)]


@pytest.mark.parametrize("module", WITHOUT_F_STRINGS)
def test_a_python_file_is_read_as_pythons_tokenizer_reads_it(module: ModuleType) -> None:
    text = inspect.getsource(module)
    begin, depth, open_brackets = offsets(text), 0, [0] * len(text)
    comments, strings = set(), set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        start, end = (begin[line] + column for line, column in (token.start, token.end))
        if token.type == tokenize.COMMENT:
            comments |= set(range(start, end))
        if token.type == tokenize.STRING:
            triple = token.string.endswith(("'''", '"""'))
            docstring = triple and not token.line[: token.start[1]].strip() and len(token.string) > 5
            width = 3 if triple else 1
            opened = start + len(token.string) - len(token.string.lstrip("rbuRBU")) + width - 1
            (comments if docstring else strings).update(range(opened, end - 1))
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            open_brackets[start:] = [depth] * (len(text) - start)
    assert len(comments) > 100 and len(strings) > 100
    assert [t in comments for t in range(len(text))] == numbers(named("python", "comment"), text)
    assert [t in strings for t in range(len(text))] == numbers(named("python", "quotes"), text)
    assert open_brackets == numbers(named("python", "brackets"), text)


def test_brackets_in_comments_and_quotations_do_not_count_and_none_is_below_nothing() -> None:
    assert values(named("java", "brackets"), ')({"("})//)\n') == "012" + "2221000000"[:3] + "10" + "0000"


def test_the_outer_indentation_is_kept_until_the_next_line_of_code_begins() -> None:
    text = "a\n  b\n\n    \n    c\n d\n  "
    assert values(FEATURES["outer_indentation"], text) == "00002222222222224441111"


def line_of(text: str, *marks: str) -> str:
    """On wherever the text has one of these."""
    for mark in marks:
        text = text.replace(mark, "\0" * len(mark))
    return "".join("01"[character == "\0"] for character in text)


@pytest.mark.parametrize(
    ("name", "text", "marks"),
    [
        ("url", "see http://t.co/aB3. Or www.x.org, not a.b", ["http://t.co/aB3", "www.x.org"]),
        ("hashtag", "a#b #Yes! (#no_1) #1 http://x/#c", ["#Yes", "#no_1"]),
        ("mention", "@you and me@home.org .@her", ["@you"]),
        ("quotes", 'he "said so" and "went\nout', ['"said so', '"went']),
        ("quotes", "she “said” it", ["“said"]),
        ("auxiliary", "I will be, it may not be; to be. You'll be", ["will be", "may not be", "'ll be"]),
        ("auxiliary", "She has been; can bee", ["has been"]),
        ("proper_noun", "I met Ann. The end and the NO", ["Ann"]),
    ],
)
def test_what_is_found_in_any_prose(name: str, text: str, marks: list[str]) -> None:
    for kind in ("tweets", "text"):
        assert values(named(kind, name), text) == line_of(text, *marks)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("hashtag_position", "a #bc #d", "..123.12"),
        ("hashtag_position", "#a#b", "12.."),
        ("mention_position", "@ab, @c", "123..12"),
        ("url_position", "x http://a.b", "..1234567890"),
    ],
)
def test_the_position_counts_inside_of_it_and_begins_anew(name: str, text: str, expected: str) -> None:
    steps = named("tweets", name).read(text)
    assert "".join("." if step is None else str(int(step[1]) % 10) for step in steps) == expected


def test_names_are_told_from_other_capitals_in_words_with_a_capital_only() -> None:
    text = "The man met Ann Lee #Ann @Ann X"
    assert values(named("text", "proper_capital"), text) == "000" + "." * 9 + "111.111" + "." * 11 + "0"


@pytest.mark.parametrize("kind", KINDS)
def test_reading_takes_time_in_proportion_to_the_text(kind: str) -> None:
    worst = {"python": "\"\\'", "java": "/*'\\", "tweets": "“#@", "text": "Aa' "}[kind]
    began = time.process_time()
    for text in (worst * 10_000, "\\" * 30_000, '"""' * 10_001, "A" * 30_000):
        for feature in BY_KIND[kind]:
            feature.read(text)
    assert time.process_time() - began < 6
