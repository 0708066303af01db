"""Find and Ask why: their questions, the answers, and one sentence where a question makes no sense."""

import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from dash import no_update

from dashboard import ids, subjects, urls
from dashboard.components.matches import LONGEST_CORPUS, query
from dashboard.pages.explore import find as find_page
from dashboard.pages.explore import read, why
from dashboard.pages.explore.find import EVERY, find, regroup
from dashboard.pages.explore.why import LIKELIEST, ask, compare
from models.analysis.saliency import saliency
from tests.explored import FIRST, OWN
from tests.website import is_one_sentence, parts_of, texts_in, triggered_by

COUNTING = (FIRST, "lstm", "0", "1", "c", "1", "aaaaXbbbb$")
JAVA = ("java", "lstm", "0", "1", "c", "1", "if (a) {\n    is(b);\n    was(c);\n}\nif (is) {\n    be();\n}\n")


def cells_of(table: Any) -> list[list[str]]:
    """The rows of a table, without its head."""
    rows = [part for part in table._traverse() if type(part).__name__ == "Tr"]
    return [
        [texts_in(cell) for cell in row.children] for row in rows if type(row.children[0]).__name__ != "Th"
    ]


def asked(*values: Any, changed: str = ids.TEXT) -> tuple[Any, ...]:
    """What Find answers."""
    return triggered_by(changed, find, *values)


# Find: the ranking


def test_everything_shows_the_best_of_each_feature(sources: dict[str, str]) -> None:
    _, numbers, table, options, problem = asked(*COUNTING, EVERY, "", "")
    names = [option["value"] for option in options]
    assert problem == "" and names[0] == EVERY and {"count", "next:b", "position"} <= set(names)
    rows = cells_of(table)
    assert len(rows) == len(numbers["rows"]) <= find_page.TOP * (len(names) - 1)
    assert {row[0] for row in rows} == {option["label"] for option in options[1:]}


@pytest.mark.parametrize("source", [FIRST, "selective_counting-sharpened", "copying-plain"])
def test_one_feature_is_ranked_the_best_first(sources: dict[str, str], source: str) -> None:
    name = "next:b" if "copying" in source else "count"
    rows = cells_of(asked(source, *COUNTING[1:6], None, name, "", "")[2])
    scores = [float(row[2]) for row in rows]
    found = [f for f in subjects.findings(source, "lstm", 0) if f.feature.name == name]
    assert len({row[0] for row in rows}) == 1 and scores == sorted(scores, reverse=True)
    assert len(rows) == find_page.MORE and scores[0] == round(found[0].score, 3)


def test_a_link_of_the_table_opens_the_read_page_at_that_neuron(sources: dict[str, str]) -> None:
    for subject in (
        COUNTING,
        ("copying-plain", *COUNTING[1:6], "abcXabc$"),
        (OWN, "gru", "6", "1", "h", "1", "aX"),
    ):
        table = asked(*subject, EVERY, "", "")[2]
        links = [part for part in table._traverse() if type(part).__name__ == "Link"]
        for link in (links[0], links[-1]):
            path, _, address = link.href.partition("?")
            page = parts_of(read.layout(**dict(parse_qsl(address))))
            layer, unit, vector = (page[each].value for each in (ids.LAYER, ids.UNIT, ids.SYMBOL))
            where = f"layer {layer}, " if subject[0] != FIRST else ""
            assert path == urls.EXPLORE and link.children == f"{where}neuron {unit}, {vector}"
            assert [page[each].value for each in (ids.SOURCE, ids.CELL, ids.SEED)] == list(subject[:3])
            assert (page[ids.TEXT].value, page[ids.VIEW].value) == (subject[6], "vectors")


def test_a_pattern_is_ranked_instead(sources: dict[str, str]) -> None:
    _, _, table, _, problem = asked(*COUNTING, "count", "a+", "")
    assert problem == "" and {row[0] for row in cells_of(table)} == {"Regular expression"}


def test_words_and_patterns_are_found_in_a_networks_own_text(sources: dict[str, str]) -> None:
    _, _, table, _, problem = asked(*JAVA, "", r"\(\w\)", "is, was, be")
    rows = cells_of(table)
    assert problem == "" and {row[0] for row in rows} == {"Regular expression", "Words"}
    assert all(0 <= float(row[2]) <= 1 for row in rows)


@pytest.mark.parametrize(
    ("pattern", "words", "sentence"),
    [
        ("(", "", r"'\(' is not a regular expression in RE2's syntax, without lookaround \(.*\)\."),
        ("(?=a)a", "", r"'\(\?=a\)a' is not a regular expression in RE2's syntax.*\."),
        ("a" * 201, "", r"Give a regular expression of 1 to 200 characters\."),
        ("\ud800", "", r"[^\n]+\."),
        ("", ",,", r"Give from 1 to 100 words, with commas between\."),
        ("", "a," * 101, r"Give from 1 to 100 words, with commas between\."),
        ("q", "", r"This never, or always, matches in the network's own strings, so nothing can follow it\."),
        (".", "", r"This never, or always, matches in the network's own strings, so nothing can follow it\."),
    ],
)
def test_a_question_that_makes_no_sense_is_said_and_everything_is_shown(
    sources: dict[str, str], pattern: str, words: str, sentence: str
) -> None:
    everything = asked(*COUNTING, EVERY, "", "")
    for changed in (ids.PATTERN, ids.WORDS):  # typed: the ranking stays
        *rest, problem = asked(*COUNTING, EVERY, pattern, words, changed=changed)
        assert re.fullmatch(sentence, problem), problem
        assert all(part is no_update for part in rest)
    _, numbers, table, options, problem = asked(*COUNTING, EVERY, pattern, words, changed=ids.SEED)
    assert re.fullmatch(sentence, problem)
    assert (numbers, options) == (everything[1], everything[3])
    assert cells_of(table) == cells_of(everything[2])


def test_so_many_groups_as_are_asked_for(sources: dict[str, str]) -> None:
    for asked, most in ((1, 1), (3, 3), (99, 20), (None, find_page.GROUPS)):
        group = [row[1] for row in regroup(*COUNTING, asked)[1]["rows"]]
        assert len(group) == 10 and 1 <= len(set(group)) <= most


# Find: a span


def test_the_span_that_is_asked_about_is_among_the_best_places(sources: dict[str, str]) -> None:
    found = query(*COUNTING, 2, 4, 0.3, COUNTING[6])
    said, rows = texts_in(found), cells_of(found)
    count = int(re.match(r"(\d+) of 10 units fire all through “aaa”", said)[1])
    assert rows and all(0 < float(score) <= 1 for score, _, _ in rows)
    scores = [float(row[0]) for row in rows]
    assert scores == sorted(scores, reverse=True) and scores[0] == 1
    assert all(row[1].endswith(f" of {count}") and row[2] in COUNTING[6] for row in rows)


def test_a_corpus_is_read_line_by_line_and_no_line_costs_another(sources: dict[str, str]) -> None:
    lines = ["aX", "aaaX", "aaaaaaX"]
    alone = [row for line in lines for row in cells_of(query(*COUNTING, 2, 3, 0.3, line))]
    together = cells_of(query(*COUNTING, 2, 3, 0.3, "\n\n".join(["", *lines])))
    assert sorted(together) == sorted(alone) and together != []
    # Two thousand short lines beside a long one: filled up to its length they would take gigabytes.
    many = "a" * 9_000 + "\n" + "aaX\n" * 2_500
    assert len(cells_of(query(*COUNTING, 2, 3, 0.3, many))) == 20


@pytest.mark.parametrize(
    ("start", "end", "threshold", "corpus", "sentence"),
    [
        (4, 3, 0.3, "", "Choose a span from step 1 to 10, its first step before its last."),
        (1, 11, 0.3, "", "Choose a span from step 1 to 10, its first step before its last."),
        (1, 10, 9, "", "No unit is at or above 9 all through “aaaaXbbbb$”: lower the threshold."),
        (2, 3, 0.3, "aaq", "There is no character 'q'; the alphabet is a X b $."),
        (
            2,
            3,
            0.3,
            "a" * (LONGEST_CORPUS + 1),
            "The corpus has 20001 characters; at most 20000 can be searched.",
        ),
    ],
)
def test_a_span_that_makes_no_sense_gets_one_sentence(
    sources: dict[str, str], start: int, end: int, threshold: float, corpus: str, sentence: str
) -> None:
    assert texts_in(query(*COUNTING, start, end, threshold, corpus)) == sentence


def test_a_span_of_no_numbers_is_the_usual_one(sources: dict[str, str]) -> None:
    usual = query(*COUNTING, 3, 5, 0.3, "")
    for odd in (
        (None, None, None, None),
        ("x", 0, float("nan"), []),
        (0, -1, 10**400, {}),
        (0.5, "", 11, ""),
    ):
        assert texts_in(query(*COUNTING, *odd)) == texts_in(usual)


def test_a_recording_is_searched_in_itself_and_in_nothing_else(sources: dict[str, str]) -> None:
    subject = (sources["recording"], "lstm", "0", "1", "h", "1", None)
    assert "fire all through" in texts_in(query(*subject, 2, 3, -1, ""))
    sentence = "A recording cannot read another text; leave the corpus empty."
    assert texts_in(query(*subject, 2, 3, -1, "aX")) == sentence


# Ask why


@pytest.mark.parametrize("cell", ["feedforward", "rnn", "lstm", "gru", "peephole"])
def test_the_influences_are_those_of_the_analysis(sources: dict[str, str], cell: str) -> None:
    specimen = subjects.specimen(FIRST, cell, 3)
    _, numbers, problem, options, _ = ask(FIRST, cell, "3", "1", "h", "1", "aaXbb$", 4, "$")
    expected = saliency(specimen.network, specimen.alphabet, "aaXbb$", 3, "$").influence.tolist()
    column = numbers["columns"].index("influence")
    values = [row[column] for row in numbers["rows"]]
    assert problem == "" and values == pytest.approx(expected[: len(values)], rel=1e-4, abs=1e-9)
    assert [option["value"] for option in options] == [LIKELIEST, *"aXb$"]


def test_what_it_says_is_asked_about_where_no_character_is_named(sources: dict[str, str]) -> None:
    said = subjects.specimen(FIRST, "lstm", 0).read("aaXbb$").predicted[3]
    subject = (FIRST, "lstm", "0", "1", "h", "1", "aaXbb$")
    for odd in (LIKELIEST, None, "aX", "q", ["b"], ""):
        assert ask(*subject, 4, odd)[:2] == ask(*subject, 4, said)[:2]


@pytest.mark.parametrize("step", [0, 11, None, -1, "x", 2.5])
def test_a_step_out_of_bounds_gets_one_sentence(sources: dict[str, str], step: Any) -> None:
    problem = triggered_by(ids.WHY_STEP, ask, *COUNTING, step, LIKELIEST)[2]
    assert problem == "Choose a step from 1 to 10, the length of the text."


def test_without_network_or_readout_there_is_one_sentence_and_no_error(sources: dict[str, str]) -> None:
    sentence = "Gradients need a network with its readout; a recording has none."
    for what in ("recording", "recording of a GRU", "torch LSTM"):
        assert ask(sources[what], *COUNTING[1:6], None, 1, LIKELIEST)[2] == sentence
        page = parts_of(why.layout(run=sources[what]))
        assert texts_in(page[ids.WHY_ERROR]) == sentence
        figures = [page[ids.source(each)].data for each in (ids.SATURATION, ids.DISTRIBUTIONS, ids.PROBES)]
        assert all(figure["layout"]["title"]["text"] for figure in figures)


def test_a_card_that_can_show_nothing_says_why(sources: dict[str, str]) -> None:
    *_, figure, numbers = compare(sources["recording of one step"], "0", "1", "standard")
    said = figure["layout"]["annotations"][0]["text"]
    assert numbers is None and is_one_sentence(said.replace("; ", ", ")) and "nothing to probe" in said


def test_the_cells_are_compared_under_the_names_that_are_chosen(sources: dict[str, str]) -> None:
    for naming, name in (("standard", "forget"), ("article", "remember")):
        assert name in str(compare(FIRST, "0", "1", naming)[0])
    assert all(part is not no_update for part in compare(FIRST, "99", "99", "x"))
