"""Features say of every step what a network could know there, and patterns of a user cannot hang."""

import time
from dataclasses import replace
from random import Random

import pytest
import torch

from models.analysis.features import (
    FEATURES,
    OWN,
    Feature,
    determined,
    features_for,
    next_feature,
    strings,
)
from models.analysis.patterns import LONGEST_PATTERN, MOST_WORDS, regex_feature, words_feature
from models.analysis.trace import Trace
from models.network import Network
from models.specimen import Specimen
from models.tasks import TASKS

CODE = 'if (a) {\n\t  String s = "it\'s";\n    }\n'


def values(feature: Feature, text: str, phase: str = "all") -> str:
    """One character per step: the value, or a dot where the feature is not defined."""
    return "".join("." if step is None or step[0] != phase else f"{step[1]:g}" for step in feature.read(text))


def free(text: str) -> Specimen:
    alphabet = "".join(dict.fromkeys(text))
    return Specimen("free", alphabet, "rnn", Network("rnn", len(alphabet), 2), sample=text)


@pytest.mark.parametrize("feature", [*FEATURES.values(), next_feature("a"), words_feature(["a"])])
@pytest.mark.parametrize("text", ["", "$", "\n", "\n\n  ", "aXb$$", "Y", "  \t", CODE, "Axx", "ü\u2028'\""])
def test_every_feature_reads_every_character_once(feature: Feature, text: str) -> None:
    assert len(feature.read(text)) == len(text)


@pytest.mark.parametrize("text", ["", "a", "a$b", "a$b$", "$$", "a\nb$c\n", "\n"])
def test_strings_are_the_text_in_pieces(text: str) -> None:
    assert "".join(strings(text)) == text and "" not in strings(text)


def test_the_count_goes_up_on_a_and_down_on_b_and_begins_anew_with_each_string() -> None:
    for end in "$\n":
        text = f"aaXbb{end}aXXab{end}"
        assert values(FEATURES["count"], text, "a") == "12....1..2.."
        assert values(FEATURES["count"], text, "b") == "...10.....1."


@pytest.mark.parametrize("task", ["counting", "selective_counting"])
def test_what_is_left_of_the_count_is_what_the_task_still_asks_for(task: str) -> None:
    for example in TASKS[task].examples(range(1, 6), Random(4)):
        for t, step in enumerate(FEATURES["count"].read(example.text)):
            if step and step[0] == "b":
                assert step[1] == example.text[t + 1 :].count("b")


def test_ignoring_is_asked_for_among_the_a_s_and_not_after_y() -> None:
    read = FEATURES["ignores"].read("XaXXaYbb$")
    assert [step and step[0] for step in read] == ["X", "a", "X", "X", "a", None, None, None, None]
    assert all(step[1] == (step[0] == "a") for step in read if step)


def test_the_memory_is_asked_for_from_the_second_character_to_the_cue() -> None:
    assert values(FEATURES["remembers"], "AxxYa$BxYb$xY$") == ".111...00....."


@pytest.mark.parametrize(
    ("task", "feature", "worth"),
    [
        ("anbncn", "count_c", {"c": 1}),
        ("anb2n", "count_half", {"b": 0.5}),
        ("dyck1", "open", {")": 1}),
        ("dyck2", "open", {")": 1, "]": 1}),
        ("shuffle2", "open_round", {")": 1}),
        ("shuffle2", "open_square", {"]": 1}),
    ],
)
def test_what_is_left_of_a_count_is_what_is_still_to_be_written(
    task: str, feature: str, worth: dict[str, float]
) -> None:
    for example in TASKS[task].examples(range(1, 9), Random(4)):
        steps = FEATURES[feature].read(example.text)
        for t in range(len(example.prompt), len(example.text)):
            if example.text[t] in worth:
                rest = example.text[t + 1 :]
                assert steps[t] == (example.text[t], sum(worth.get(character, 0) for character in rest))


def test_the_innermost_bracket_is_the_one_that_closes_next() -> None:
    for example in TASKS["dyck2"].examples(range(1, 9), Random(4)):
        steps = FEATURES["inner_round"].read(example.text)
        for t in range(len(example.prompt) - 1, len(example.text) - 2):
            assert steps[t] == ("all", example.text[t + 1] == ")")


def test_odd_is_what_the_answer_says_at_the_cue() -> None:
    assert values(FEATURES["odd"], "0110X0$1X1$") == "0100...1..."
    for example in TASKS["parity"].examples(range(1, 9), Random(4)):
        assert FEATURES["odd"].read(example.text)[len(example.prompt) - 2] == ("all", int(example.answer[0]))


def test_the_way_into_the_grammar_is_remembered_from_the_third_character_to_the_end_of_the_walk() -> None:
    assert values(FEATURES["entered"], "BTBTXSETE$BPBTX") == "..11111.....000"


@pytest.mark.parametrize("task", list(TASKS))
def test_what_is_determined_is_the_answer(task: str) -> None:
    for example in TASKS[task].examples(range(1, 6), Random(2)):
        known = determined(TASKS[task], example.text)
        assert known == " " * (len(example.prompt) - 1) + example.answer + " "


def test_next_is_the_next_character_of_the_answer_or_of_a_free_text() -> None:
    assert values(next_feature("b", TASKS["counting"]), "aaXbb$") == "..110."
    assert values(next_feature("b", TASKS["counting"]), "aaXbb\naXb\n") == "..110..10."
    assert values(next_feature("b"), "aabab") == "0101."
    assert next_feature("\n").name == "next:newline"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("position", "ab\nc$d", "123451"),
        ("line_length", "ab\ncd", "12312"),
        ("line_length", "abcd", "...."),
        ("line_position", "ab\ncd", "12012"),
        ("indentation", "a b\n \t c\n", "0000123333"[: len("a b\n \t c\n")]),
        ("spaces_left", "a\n   b\n ", "..210..."),
        ("quotes", "a\"b'c\"d\n'e'", "01111000110"),
        ("quotes", "it's \"so", "00000111"),
        ("quotes", '"a\nb"c', "110011"),
        ("capital", "aBÉ1", "0110"),
    ],
)
def test_places_in_lines(name: str, text: str, expected: str) -> None:
    assert values(FEATURES[name], text) == expected


def test_words_stand_alone_and_are_written_the_same() -> None:
    assert values(words_feature(["be", "to be"]), "to be, Be maybe to") == "111110000000000000"
    assert values(words_feature(["is.", " été "]), "this. is. été étés") == "000000111011100000"


def test_a_regular_expression_marks_its_matches_and_counts_characters_not_bytes() -> None:
    assert values(regex_feature("é+x|[0-9]{2}"), "aééx123") == "0111110"
    assert values(regex_feature("x*"), "axx") == "011"
    assert values(regex_feature(r"(?s)/\*.*?\*/"), "a/*\n*/b") == "0111110"


@pytest.mark.parametrize("pattern", ["(a|aa)+$", "(a+)+$", "(.*)(.*)(.*)(.*)c", "(?:a?){100}a{100}c"])
def test_no_pattern_takes_longer_than_its_text_is_long(pattern: str) -> None:
    started = time.process_time()
    regex_feature(pattern).read("a" * 3000 + "b")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "(a",
        "*",
        "(?=a)b",
        r"(a)\1",
        "a{99999}",
        "a" * (LONGEST_PATTERN + 1),
        "(?:" * 12 + "a" + "{3})" * 12,
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_in_one_sentence(pattern: str) -> None:
    with pytest.raises(ValueError, match="regular expression") as error:
        regex_feature(pattern)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("words", [[], [" "], ["a"] * (MOST_WORDS + 1)])
def test_no_words_and_too_many_are_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="from 1 to"):
        words_feature(words)


@pytest.mark.parametrize("task", list(TASKS))
def test_a_tasks_own_features_come_first_and_all_that_are_offered_vary(task: str) -> None:
    chosen = TASKS[task]
    specimen = Specimen("x", chosen.alphabet, "rnn", Network("rnn", len(chosen.alphabet), 2), chosen)
    names = [feature.name for feature in features_for(specimen)]
    answers = "".join(example.answer for example in chosen.examples(range(1, 5), Random(0)))
    following = [f"next:{character}" for character in chosen.alphabet if character in answers]
    assert names == [*OWN.get(task, ()), *following, "position"]


def test_a_free_text_is_asked_what_its_lines_are_like() -> None:
    names = [feature.name for feature in features_for(free(CODE))]
    assert names[:6] == ["indentation", "spaces_left", "quotes", "capital", "line_length", "position"]
    assert "next:S" in names and "next:newline" in names and "count" not in names
    assert [feature.name for feature in features_for(free(CODE), "aSSa")] == [
        *("capital", "position", "next:a", "next:S"),
    ]


def test_a_recording_of_a_task_in_lines_is_asked_for_the_place_in_them_too() -> None:
    text = "aaXbb\naXb\naaaXbb"
    recording = Trace("abX\n", text, [{"h": torch.zeros(len(text), 1)}], torch.zeros(len(text), 0))
    names = [feature.name for feature in features_for(Specimen("x", "abX\n", "rnn", recording=recording))]
    assert names[-2:] == ["line_length", "position"]


def test_a_network_that_has_learned_texts_of_a_kind_is_asked_what_is_in_those() -> None:
    names = [feature.name for feature in features_for(replace(free(CODE), kind="java"))]
    assert "brackets" in names and "line_position" in names and "position" not in names
    assert "next:S" in names


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("aaXbb\naXb\naaaXbb", "count"),
        ("aaXbbb\naXb\naaXbb\n", "count"),
        ("XaaXYbb\naYb\n", "count"),
        ("AxxYa\nBxYb\n", "remembers"),
        ("abcXabc\nbXb\n", "next:newline"),
        ("abcacb", "position"),
        ("The cat sat.\n", "capital"),
    ],
)
def test_a_recording_of_a_tasks_strings_is_asked_what_the_task_is_about(text: str, first: str) -> None:
    alphabet = "".join(sorted(set(text)))
    layers = [{"h": torch.zeros(len(text), 1)}]
    recording = Trace(alphabet, text, layers, torch.zeros(len(text), 0))
    names = [f.name for f in features_for(Specimen("x", alphabet, "rnn", recording=recording))]
    assert names[0] == first
