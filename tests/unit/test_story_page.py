"""The story: every claim is there, every number is measured, and every link opens what it says."""

import json
import re
from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.parse import parse_qsl

import pytest
from dash import html, no_update

from dashboard import ids, urls
from dashboard.app import PAGES
from dashboard.bundled import FOLDER
from dashboard.claimed import table
from dashboard.pages.story import naming, page
from dashboard.pages.story.numbers import Reached, numbers_of, text_row, words
from dashboard.pages.story.sections import SECTIONS, STEPS
from dashboard.pages.story.shown import shown
from dashboard.pages.story.step import Panel, Picture, Step, TextClaim
from dashboard.pages.story.tries import href
from models import bundle
from models.reproduce.claims import CLAIMS
from tests.explored import problem_of
from tests.website import JUNK, as_sent, opened_site, parts_of, texts_in

EXPLORER = {path for _, path in urls.EXPLORER}
CONTROLS = {  # of the explorer's pages, and of those of texts: what an address sets
    urls.CELL: ids.CELL, urls.SEED: ids.SEED, urls.LAYER: ids.LAYER, urls.SYMBOL: ids.SYMBOL,
    urls.UNIT: ids.UNIT, urls.TEXT: ids.TEXT, urls.N: ids.N, urls.VIEW: ids.VIEW, urls.FEATURE: ids.FEATURE,
    urls.AFTER: ids.WHY_STEP,
}  # fmt: skip
READER = {
    urls.CELL: ids.READER_CELL, urls.SEED: ids.READER_SEED, urls.LAYER: ids.READER_LAYER,
    urls.SYMBOL: ids.READER_SYMBOL, urls.UNIT: ids.READER_UNIT,
}  # fmt: skip
RUNS = {
    urls.TEXT_READ: ids.READER_RUN, urls.TEXT_WRITE: ids.WRITE_RUN, urls.TEXT_ERRORS: ids.ERRORS_RUN,
    urls.COMPARE: ids.RUN_PICKER,
}  # fmt: skip
steps = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with opened_site(tmp_path_factory.mktemp("data")):
        yield
        shown.cache_clear()


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    """Every figure, drawn once."""
    return {}


def drawn(step: Step, pictures: dict[str, Picture]) -> Picture:
    return pictures.setdefault(step.id, step.figure("standard"))


def words_of(step: Step) -> list[str]:
    """Everything that is written in a step, with its numbers still as names."""
    asked = step.prediction
    return [
        step.title, *step.text, step.card, step.found, *(each.label for each in step.tries),
        *([asked.question, *asked.options.values()] if asked else []),
    ]  # fmt: skip


def test_every_claim_of_the_article_has_a_place_in_the_story() -> None:
    told = [claim for step in STEPS.values() for claim in step.claims]
    assert {claim for claim in told if isinstance(claim, str)} == set(CLAIMS)
    assert all(text_row(claim) for claim in told if isinstance(claim, TextClaim))


def test_every_section_and_every_step_has_an_anchor_of_its_own() -> None:
    anchors = [each.id for section in SECTIONS for each in (section, *section.steps)]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z-]+", anchor) for anchor in anchors)


@steps
def test_the_words_were_written_for_the_verdicts_that_are_measured(step: Step) -> None:
    rows = {row["id"]: row["verdict"] for row in table()}
    for claim, verdict in step.claims.items():
        found = text_row(claim)["verdict"] if isinstance(claim, TextClaim) else rows[claim]
        assert found == verdict, f"read {step.id} again: {claim} {found}"


@steps
def test_no_number_is_typed_in(step: Step) -> None:
    for text in words_of(step):
        plain = re.sub(r"\{[^}]*\}|at \.\d", "", text)  # what is done in a try-it is no measurement
        assert not re.search(r"\d\d|[2-9]", plain), text


def test_numbers_in_the_words_are_those_of_the_runs() -> None:
    names = {
        name for step in STEPS.values() for text in words_of(step) for name in re.findall(r"{([^}:]*)", text)
    }
    of_runs = [name for name in names if re.match(r"[a-z_]+-[a-z_]+ [a-z]+$", name)]
    assert of_runs
    for name in of_runs:
        run, cell = name.split()
        result = bundle.load_file(str(FOLDER / f"{run}.safetensors")).cells[cell]
        middle, tried = median(result.n_max), result.measured_up_to
        assert Reached()[name] == (f"≥ {tried:,}" if middle >= tried else f"{middle:g}")


@steps
def test_a_step_says_what_is_measured_and_its_figure_can_be_taken_away(
    step: Step, pictures: dict[str, Picture]
) -> None:
    picture = drawn(step, pictures)
    known = numbers_of(step, picture)
    for row in (row for row in table() if row["id"] in step.claims):
        assert all(known[name] == number["median"] for name, number in row["numbers"].items())
    said = words(step.found, known)
    assert "{" not in said
    parts, truth = (json.loads(part.json) for part in shown(step.id, "standard"))
    sent = json.dumps(parts, ensure_ascii=False)
    assert json.dumps(said, ensure_ascii=False)[1:-1] in sent
    if isinstance(picture, Panel):
        assert step.card in sent
    else:
        assert picture.figure["data"] and picture.rows and ids.source(ids.story_figure(step.id)) in sent
    assert (truth is None) == (step.prediction is None)
    if step.prediction and step.prediction.options:
        assert truth["answer"] in step.prediction.options
    elif step.prediction:
        assert step.prediction.low <= truth["answer"] <= step.prediction.high


@steps
def test_every_try_it_opens_its_page_in_just_that_state(step: Step, pictures: dict[str, Picture]) -> None:
    for each in step.tries:
        path, _, query = href(each, drawn(step, pictures), "standard").partition("?")
        asked = dict(parse_qsl(query))
        parts = parts_of(PAGES[path].layout(**asked))
        opened = {name: getattr(part, "value", None) for name, part in parts.items() if isinstance(name, str)}
        if path in EXPLORER:
            assert not problem_of(parts), (each.label, problem_of(parts))
            assert opened[ids.SOURCE] == asked[urls.RUN]
            check(opened, asked, CONTROLS)
            if urls.DO in asked:
                assert parts[ids.DOING].data == asked[urls.DO].split(";")
        elif path == urls.LAB:
            assert opened[ids.LAB_TASK] == asked[urls.TASK]
            check(opened, asked, {urls.CELLS: ids.LAB_CELLS, urls.RECIPES: ids.LAB_RECIPES})
        elif path == urls.STORY_FILM:
            check(opened, asked, {urls.FILM: ids.FILM, urls.SEED: ids.FILM_SEED})
            assert parts[ids.FILM_ORDER].data == asked.get(urls.FRAMES, "")
        elif path == urls.STORY_CELLS:
            check(opened, asked, {urls.TEXT: ids.CELLS_TEXT})
            stage, now = parts[ids.CELLS_STAGE].data, parts[ids.CELLS_STEP].data
            assert (str(stage), str(now)) == (asked[urls.EQUATION], asked.get(urls.STEP, "1"))
        else:
            assert opened[RUNS[path]] == asked[urls.RUN], each.label
            check(opened, asked, READER if path == urls.TEXT_READ else {})
            if urls.N in asked:
                assert opened[ids.TRACE_N] == int(asked[urls.N])


def check(opened: dict[str, Any], asked: dict[str, str], controls: dict[str, str]) -> None:
    """Each control shows what the address says."""
    for name in set(asked) & set(controls):
        value = opened[controls[name]]
        assert (";".join(value) if isinstance(value, list) else str(value)) == asked[name], name


def test_the_page_has_every_step_and_none_of_its_figures() -> None:
    made = page.layout()
    said = texts_in(made)
    assert all(step.title in said and section.title in said for section in SECTIONS for step in section.steps)
    assert "Graph" not in json.dumps(as_sent(made))
    assert PAGES[urls.STORY] is page and ("Story", urls.STORY) in urls.PAGES


@pytest.mark.parametrize("value", [*STEPS, "nothing", "<b>", "\0"])
def test_an_address_names_the_step_that_is_presented(value: str) -> None:
    asked = parts_of(page.layout(present=value))[ids.STORY].data["present"]
    assert asked == (value if value in STEPS else "")


@pytest.mark.parametrize("junk", JUNK)
def test_what_is_no_step_has_no_figure(junk: Any) -> None:
    assert page.show(junk) == page.show({"step": junk, "names": junk}) == (no_update, no_update)


@pytest.mark.parametrize(
    ("step", "own", "panel"),
    [("what-is-going-on", urls.STORY_FILM, ids.FILM_STRIP), ("one-equation", urls.STORY_CELLS, ids.CELLS)],
)
def test_a_panel_is_in_the_story_what_it_is_on_its_own_page(step: str, own: str, panel: str) -> None:
    there, here = parts_of(PAGES[own].layout()), parts_of(html.Div(STEPS[step].figure("standard").content))
    assert panel in here and set(here) <= set(there)
    assert ids.PLACE in there and ids.PLACE not in here, "the story keeps its own address"
    assert any(each.page == own for each in STEPS[step].tries)


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Hidden states are off.", "Working memories are off."),
        ("The cell state, seen through the output gate", "The long-term memory, seen through the focus gate"),
        ("input gates and forget gates", "save gates and remember gates"),
        ("Nothing is named", "Nothing is named"),
    ],
)
def test_a_sentence_can_be_said_in_the_articles_names(sentence: str, other: str) -> None:
    assert naming.renamed(sentence, "article") == other and naming.renamed(sentence, "standard") == sentence
    shown_both = naming.both(sentence)
    if sentence == other:
        assert shown_both == sentence
    else:
        assert [(part.children, part.className) for part in shown_both] == [
            (sentence, "standard"), (other, "article")
        ]  # fmt: skip


@pytest.mark.parametrize("step", ["plus-one", "add-three", "all-hidden", "a-or-b"])
def test_a_figure_has_the_names_that_were_chosen(step: str, pictures: dict[str, Picture]) -> None:
    usual = json.dumps(as_sent(drawn(STEPS[step], pictures).figure))
    other = json.dumps(as_sent(STEPS[step].figure("article").figure))
    assert any(name in usual for name in naming.RENAMED)
    assert not any(name in other for name in naming.RENAMED)


def test_an_address_names_whose_names_are_used() -> None:
    for asked, used in (("article", "article"), ("standard", "standard"), ("<b>", "standard")):
        made = parts_of(html.Div(page.layout(names=asked)))
        assert made[ids.STORY_NAMES].value == used
        assert as_sent(made[ids.STORY_WORDS])["props"]["data-names"] == used


def test_try_its_open_in_the_same_names() -> None:
    step = STEPS["plus-one"]
    addresses = [href(each, step.figure("article"), "article") for each in step.tries]
    assert addresses and all("names=article" in address for address in addresses)
