"""What the Runs page promises, in a real browser against the real app."""

import csv
import io
import json
import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.bundled import bundled_ids, text_ids
from dashboard.store.runs import RunStore
from models import __version__, bundle
from models.compare import compare, replay
from models.training.config import Config
from tests.browser.visitors import owner_of


@pytest.fixture(scope="module")
def site(serve):
    return serve()


@pytest.fixture(scope="module")
def store(site):
    with RunStore(f"sqlite:///{site.data_dir / 'gatescope.sqlite'}") as store:
        yield store


@pytest.fixture
def own(store, page: Page, site) -> str:
    """A run of the visitor's own, finished in no time."""
    page.goto(site.url)
    owner = owner_of(page.context)
    config = Config(cells=("rnn", "lstm"), seeds=2, steps=10, measure_up_to=20)
    result = compare(config)
    store.install(
        OWN, config.to_json(), config.hash(), __version__, replay(result), bundle.dumps(result), owner
    )
    return OWN


OWN = "own-run"
SHIPPED = bundled_ids() + text_ids()


def choose(page: Page, *run_ids: str) -> None:
    for run_id in run_ids:
        page.locator(f"tr:has(a[href*='run={run_id}']) input[type=checkbox]").first.check()


def test_every_run_is_listed_and_opens(page: Page, site, own: str) -> None:
    page.goto(site.url + "/runs")
    expect(page.locator(".runs tbody tr")).to_have_count(len(SHIPPED) + 1)
    first = page.locator(".runs tbody tr").first
    expect(first).to_contain_text("2 seeds")
    expect(first).to_contain_text("done")
    expect(page.locator(".runs")).to_contain_text("LSTM")
    expect(page.locator("#runs-message")).to_be_empty()
    first.locator("th a").click()
    expect(page.locator("#run-picker")).to_have_value(own)
    expect(page.locator("#summary tbody").first.locator("tr")).to_have_count(2)


def test_two_runs_are_compared_side_by_side_and_the_address_says_which(page: Page, site) -> None:
    page.goto(site.url + "/runs")
    choose(page, "counting-plain", "counting-sharpened")
    page.get_by_role("button", name="Compare two").click()
    expect(page.locator("#pair-figure-finding")).to_contain_text("LSTM from")
    expect(page.locator("table:has-text('First run')")).to_contain_text("sharpened")
    expect(page).to_have_url(re.compile("compare=counting-"))
    page.reload()
    expect(page.locator("#pair-figure-finding")).to_contain_text("LSTM from")


def test_compare_asks_for_exactly_two(page: Page, site) -> None:
    page.goto(site.url + "/runs")
    choose(page, "counting-plain")
    page.get_by_role("button", name="Compare two").click()
    expect(page.locator("#runs-message")).to_have_text("Tick exactly two runs to compare them; 1 is ticked.")


def test_a_run_is_deleted_only_after_a_second_word(page: Page, site, store, own: str) -> None:
    page.goto(site.url + "/runs")
    choose(page, own)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Delete").click()
    page.wait_for_timeout(300)
    assert store.get(own)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#runs-message")).to_have_text("1 deleted.")
    assert store.get(own) is None
    expect(page.locator(".runs tbody tr")).to_have_count(len(SHIPPED))


def test_what_ships_cannot_be_deleted(page: Page, site, store) -> None:
    page.goto(site.url + "/runs")
    choose(page, "counting-plain")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#runs-message")).to_have_text(
        "Tick runs of your own to delete; those of others, and those that ship, stay."
    )
    assert store.get("counting-plain")


def test_bundle_csv_and_json_can_be_downloaded(page: Page, site, own: str) -> None:
    page.goto(site.url + "/runs")
    files = {}
    for kind in ("bundle", "csv", "json"):
        with page.expect_download() as download:
            page.locator(f"a[href$='{own}/{kind}']").click()
        files[kind] = download.value.path().read_bytes()
        assert own in download.value.suggested_filename
    assert bundle.loads(files["bundle"]).config.seeds == 2
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode())))
    assert [(row["cell"], row["seed"]) for row in rows] == [
        ("rnn", "0"),
        ("rnn", "1"),
        ("lstm", "0"),
        ("lstm", "1"),
    ]
    assert set(json.loads(files["json"])["cells"]) == {"rnn", "lstm"}


def test_a_file_of_a_run_that_is_not_there_is_a_404(page: Page, site) -> None:
    assert page.request.get(site.url + "/runs/nothing/bundle").status == 404
    assert page.request.get(site.url + "/runs/counting-plain/pickle").status == 404
