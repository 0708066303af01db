"""The gallery: figures 3 to 9, each from a network trained here, with a neuron that the ranking found."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import numpy as np
import pytest

from dashboard import ids, subjects, urls
from dashboard.bundled import text_ids
from dashboard.exhibits import EXHIBITS, Exhibit, show
from dashboard.pages.explore import gallery, intervene, read
from models.analysis.reference import reference
from models.analysis.trace import trace
from models.corpora import open_corpus
from tests.website import opened_site, parts_of, texts_in

PAGES = {urls.EXPLORE: read, urls.INTERVENE: intervene}


def named(each: Exhibit) -> str:
    return f"{each.figure} {each.title}"


titles = pytest.mark.parametrize("each", EXHIBITS, ids=named)


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with opened_site(tmp_path_factory.mktemp("data")):
        yield


def test_all_of_the_figures_are_there() -> None:
    assert [each.figure for each in EXHIBITS] == sorted(each.figure for each in EXHIBITS)
    assert {each.figure for each in EXHIBITS} == set(range(3, 10)) == set(gallery.CHAPTERS)
    assert len({each.title for each in EXHIBITS}) == len(EXHIBITS)


TEXTS = [each for each in EXHIBITS if each.source in text_ids()]
TASKS = [each for each in EXHIBITS if each.source not in text_ids()]


@pytest.mark.parametrize("each", TASKS, ids=named)
def test_its_neuron_follows_the_feature_well_on_held_out_strings_and_not_by_chance(each: Exhibit) -> None:
    finding = show(each).finding
    assert finding.feature.name == each.feature
    assert finding.score >= 0.5 and finding.score > finding.control + 0.3


@pytest.mark.parametrize("each", TEXTS, ids=named)
def test_what_was_found_in_a_long_text_is_told_from_chance_and_said_as_it_was_measured(each: Exhibit) -> None:
    shown = show(each)
    finding, floor = shown.finding, 0.5 if shown.finding.auc else 0.0
    assert finding.feature.name == each.feature
    assert finding.score - floor > 2 * (finding.control - floor)
    assert f"{'AUC' if finding.auc else 'R squared'} {finding.score:.3f}" in shown.found


@pytest.mark.parametrize("each", [each for each in TEXTS if each.source == "torch"], ids=named)
def test_in_a_text_too_its_neuron_follows_the_feature_by_another_count(each: Exhibit) -> None:
    """R squared by numpy on held-out files of the installed torch, read from their beginning."""
    shown = show(each)
    finding, specimen = shown.finding, shown.subject.specimen
    found = trace(specimen.network, specimen.alphabet, open_corpus("torch").parts[1][:6000])
    own = found.layers[finding.layer][finding.vector][:, finding.unit].tolist()
    steps = zip(own, finding.feature.read(found.characters), strict=True)
    values, wanted = zip(*((value, step[1]) for value, step in steps if step is not None), strict=True)
    assert np.corrcoef(values, wanted)[0, 1] ** 2 > 0.5 * finding.score


# A neuron that ignores X follows nothing: it holds still.
@pytest.mark.parametrize("each", [each for each in TASKS if each.feature != "ignores"], ids=named)
def test_its_neuron_follows_the_feature_by_another_count_too(each: Exhibit) -> None:
    """R squared by numpy, over every step of the strings that were held back from the ranking."""
    shown = show(each)
    finding, specimen = shown.finding, shown.subject.specimen
    values, wanted = [], []
    for held in reference(specimen)[1]:
        own = held.layers[finding.layer][finding.vector][:, finding.unit]
        for value, step in zip(own.tolist(), finding.feature.read(held.characters), strict=True):
            if step is not None and np.isfinite(value):
                values.append(value)
                wanted.append(step[1])
    assert np.corrcoef(values, wanted)[0, 1] ** 2 > 0.4


@titles
def test_it_opens_at_its_neuron(each: Exhibit) -> None:
    shown = show(each)
    path, _, query = shown.href.partition("?")
    page = parts_of(PAGES[path].layout(**dict(parse_qsl(query))))
    subject, finding = shown.subject, shown.finding
    assert [page[part].value for part in (ids.SOURCE, ids.CELL, ids.SEED)] == [
        each.source, each.cell, str(subject.seed),
    ]  # fmt: skip
    assert [page[part].value for part in (ids.LAYER, ids.SYMBOL, ids.UNIT)] == [
        str(finding.layer + 1), each.symbol or finding.vector, str(finding.unit + 1),
    ]  # fmt: skip
    assert page[ids.TEXT].value == subject.text
    if path == urls.EXPLORE:
        assert page[ids.VIEW].value == each.view and page[ids.READ_ERROR].children == ""


@titles
def test_its_card_says_what_was_found_and_shows_the_text(each: Exhibit) -> None:
    shown, card = show(each), gallery.card(each)
    said = texts_in(card)
    assert each.article in said and f" {shown.finding.score:.3f}, by chance" in said
    letters = next(part for part in card._traverse() if "strip" in str(getattr(part, "className", "")))
    text = texts_in(letters).replace("⏎", "\n").replace("\u00a0", " ").replace("→", "\t")
    assert text == shown.subject.text[: gallery.STRIP]
    colours = {part.style["background"] for part in letters.children if hasattr(part, "style")}
    assert len(colours) > 3 and all(colour.startswith("#") and len(colour) == 7 for colour in colours)


def test_two_neurons_are_two() -> None:
    both = [show(each) for each in EXHIBITS if each.title in ("It began with A", "It began with B")]
    (a, b) = ((shown.finding.layer, shown.finding.unit) for shown in both)
    assert a != b and [shown.subject.text[0] for shown in both] == ["A", "B"]


def test_what_a_network_writes_is_the_same_on_every_visit() -> None:
    (each, _) = (each for each in EXHIBITS if each.writes)
    first = show(each).subject.text
    subjects.forget()
    assert show(each).subject.text == first and first.startswith(each.writes)
