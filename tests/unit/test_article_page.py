"""The page of the article's claims: every claim with what was measured, and a link to where it shows."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest

from dashboard import claimed, ids, urls
from dashboard.app import PAGES
from dashboard.bundled import bundled_ids
from dashboard.claimed import VIEWS, href, place, table
from dashboard.pages import article
from dashboard.pages.explore import gallery
from models.reproduce.checking import OF_SEVERAL, check, here
from models.reproduce.claims import CLAIMS
from models.reproduce.experiments import EXPERIMENTS
from models.reproduce.study import Study
from tests.website import opened_site, parts_of, texts_in


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A site of its own whose table has only the first seeds, so that it is soon measured."""
    with opened_site(tmp_path_factory.mktemp("data")), pytest.MonkeyPatch.context() as patch:
        patch.setattr(claimed, "Study", lambda run: Study(run, 2))
        claimed._table.cache_clear()
        yield
        claimed._table.cache_clear()


def test_every_claim_has_a_row_with_its_numbers_its_verdict_and_its_rule() -> None:
    parts = parts_of(article.layout())
    for row in table():
        said = texts_in(parts[f"claim-{row['id']}"])
        for words in (row["claim"], row["article"], row["verdict"], row["why"], row["rule"], place(row)):
            assert words in said
        assert all(name in said for name in row["numbers"])


def test_the_heading_counts_the_verdicts() -> None:
    total, said = re.search(r"(\d+) claims: (.*?)CSV", texts_in(article.layout())).groups()
    numbers = {words: int(number) for number, words in re.findall(r"(\d+) ([a-z ]+)", said)}
    verdicts = [row["verdict"] for row in table()]
    assert int(total) == len(CLAIMS) == sum(numbers.values())
    assert numbers == {words: verdicts.count(v) for v, words in OF_SEVERAL.items() if v in verdicts}


def test_the_table_is_measured_once_and_is_what_the_claims_say() -> None:
    assert table() is table()
    runs = {name: Study(each.shipped(), 2) for name, each in EXPERIMENTS.items()}
    assert table()[2] == check(CLAIMS["counter"], runs)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_link_opens_the_network_that_was_measured_in_the_state_that_shows_it(name: str) -> None:
    row, view = next(row for row in table() if row["id"] == name), VIEWS[name]
    path, _, query = href(row).partition("?")
    asked, shown = dict(parse_qsl(query)), row["shown"]
    assert path == view.page and asked["run"] in bundled_ids()
    parts = parts_of(PAGES[path].layout(**asked))
    if path == urls.COMPARE:
        opened = {ids.RUN_PICKER: asked["run"], ids.TRACE_SEED: str(shown["seed"]), ids.TRACE_N: view.n}
    else:
        opened = {ids.SOURCE: asked["run"], ids.CELL: view.cell, ids.SEED: str(shown["seed"])}
        opened |= {ids.SYMBOL: view.symbol} if view.symbol else {}
        opened |= {ids.VIEW: view.view} if view.view else {}
        opened |= {ids.TEXT: view.text(shown["numbers"])} if view.text else {ids.N: view.n}
        layer = view.layer if shown["layer"] is None else shown["layer"]
        opened |= {ids.LAYER: str(layer + 1)} if layer is not None else {}
        opened |= {ids.UNIT: str(shown["unit"] + 1)} if shown["unit"] is not None else {}
    assert {control: parts[control].value for control in opened} == opened


def test_every_claim_has_a_view_and_the_gallery_leads_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(VIEWS) == set(CLAIMS)
    monkeypatch.setattr(gallery, "EXHIBITS", ())  # its cards take seconds
    links = [part.href for part in gallery.layout()._traverse() if hasattr(part, "href")]
    assert urls.ARTICLE in links and PAGES[urls.ARTICLE] is article


def test_the_csv_has_a_line_for_each_claim() -> None:
    lines = list(csv.DictReader(io.StringIO(claimed.as_csv())))
    assert [line["id"] for line in lines] == list(CLAIMS)
    for line, row in zip(lines, table(), strict=True):
        assert (line["claim"], line["the article"], line["here"]) == (row["claim"], row["article"], here(row))
        assert (line["verdict"], line["seeds"], line["rule"]) == (row["verdict"], "2", row["rule"])
