"""What the Find page promises: neurons ranked by what they do, groups, and places alike."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import open_page, picture, redrawn, type_number

RANKING, CLUSTERS = "ranking-figure", "clusters-figure"
STRING = "aaaaaXbbbbb$"


@pytest.fixture
def site(shared_site):
    return shared_site


def first_row(page: Page) -> dict[str, str]:
    """The best finding, by column."""
    heads = page.locator("#found thead th").all_inner_texts()
    return dict(
        zip(heads, page.locator("#found tbody tr").first.locator("td").all_inner_texts(), strict=True)
    )


def finding(page: Page):
    return page.locator(f"#{RANKING}-finding")


def test_the_ranking_names_a_counter_with_its_proof_and_its_control(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find", RANKING)
    expect(finding(tab)).to_contain_text(re.compile(r"^Counts a's: neuron \d+, c, 0\.99"))
    best = first_row(tab)
    assert best["follows"] == "Count" and best["neuron"].endswith(", c")
    assert float(best["score"]) > 0.99 and float(best["control"]) < 0.1
    phases = {phase: float(score) for phase, score in re.findall(r"(\w) ([\d.]+)", best["by phase"])}
    assert set(phases) == {"a", "b"} and min(phases.values()) == float(best["score"])
    up, down = re.findall(r"([+-][\d.]+) ±", best["change per step, mean ± s.d."])
    assert float(up) * float(down) < 0  # one way at each a, the other at each b


@pytest.mark.parametrize("width", [1440, 390])
def test_labels_and_scores_of_the_ranking_keep_clear_of_the_bars(tab: Page, site, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    open_page(tab, site, "/explore/find", RANKING)
    clear = tab.evaluate(
        """id => {
          const boxes = (part) => [...document.querySelectorAll(`#${id} ${part}`)]
            .map((e) => e.getBoundingClientRect());
          const digits = ({ firstChild }) => {
            const range = document.createRange();
            range.setStart(firstChild, firstChild.data.search(/\\d/));
            range.setEnd(firstChild, firstChild.length);
            return range.getBoundingClientRect();
          };
          const scores = [...document.querySelectorAll(`#${id} .textpoint text`)].map(digits);
          const bars = boxes('.bars path'), marks = boxes('.points path');
          const begin = Math.min(...bars.map((b) => b.left));
          const end = Math.max(...[...bars, ...marks].map((b) => b.right));
          return {
            labels: begin - Math.max(...boxes('.ytick text').map((b) => b.right)),
            scores: Math.min(...scores.map((b) => b.left)) - end,
            left: Math.min(...boxes('.ytick text').map((b) => b.left)) - boxes('.main-svg')[0].left,
            right: boxes('.main-svg')[0].right - Math.max(...scores.map((b) => b.right)),
          };
        }""",
        RANKING,
    )
    assert clear["labels"] >= 4 and clear["scores"] >= 3 and clear["left"] >= 0 and clear["right"] >= 0


def test_a_neuron_of_the_ranking_opens_where_it_can_be_read(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find?run=counting-sharpened&seed=3", RANKING)
    neuron = re.search(r"neuron (\d+), c", first_row(tab)["neuron"])[1]
    tab.locator("#found a").first.click()
    expect(tab.locator("#read-figure-finding")).to_contain_text(re.compile(rf"Neuron {neuron}\b.*counts a's"))
    expect(tab).to_have_url(re.compile(rf"/explore\?.*vector=c&neuron={neuron}(&|$)"))
    for control, value in {
        "source": "counting-sharpened",
        "seed": "3",
        "symbol": "c",
        "unit": neuron,
    }.items():
        expect(tab.locator(f"#subject-{control}")).to_have_value(value)
    tab.go_back()
    expect(tab.locator("#found a").first).to_be_visible()
    expect(tab.locator("#subject-seed")).to_have_value("3")


def test_ones_own_regular_expression_is_ranked(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find", RANKING)
    with redrawn(tab, RANKING):
        tab.fill("#find-pattern", "X")
    expect(finding(tab)).to_contain_text("Inside X: neuron")
    expect(tab.locator("#found tbody td:first-child").first).to_have_text("Regular expression")
    best = first_row(tab)
    assert float(best["score"]) > 2 * float(best["control"])
    expect(tab).to_have_url(re.compile("regex=X"))
    tab.reload()
    expect(tab.locator("#find-pattern")).to_have_value("X")
    expect(finding(tab)).to_contain_text("Inside X: neuron")
    assert first_row(tab) == best


def test_ones_own_words_are_ranked(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find?run=java", RANKING)
    with redrawn(tab, RANKING):
        tab.fill("#find-words", "public, private")
    expect(finding(tab)).to_contain_text("Inside public, private: ")
    expect(tab).to_have_url(re.compile("words=public"))


@pytest.mark.parametrize("pattern", ["(", "q", "(?=a)"])
def test_a_pattern_that_cannot_be_ranked_is_said_and_the_ranking_stays(tab: Page, site, pattern: str) -> None:
    open_page(tab, site, "/explore/find?regex=X", RANKING)
    before = picture(tab, RANKING), tab.locator("#found").inner_text()
    tab.fill("#find-pattern", pattern)
    expect(tab.locator("#find-error")).to_contain_text(re.compile(r"^.{20,}\.$"))
    assert (picture(tab, RANKING), tab.locator("#found").inner_text()) == before
    tab.fill("#find-pattern", "b")
    expect(tab.locator("#find-error")).to_be_empty()


def test_one_feature_can_be_asked_for_alone(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find", RANKING)
    with redrawn(tab, RANKING):
        tab.select_option("#find-feature", "position")
    expect(tab.locator("#found tbody td:first-child").first).to_have_text("Position")
    assert set(tab.locator("#found tbody td:first-child").all_inner_texts()) == {"Position"}
    expect(tab).to_have_url(re.compile("feature=position"))


def test_a_span_selected_by_keyboard_is_looked_for(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/find?text={STRING}", RANKING)
    before = tab.locator("#span-matches").inner_text()
    text = tab.locator("#subject-text")
    text.focus()
    for key in ("Control+Home", *["ArrowRight"] * 6, *["Shift+ArrowRight"] * 4):
        text.press(key)
    expect(tab.locator("#span-from")).to_have_value("7")
    expect(tab.locator("#span-to")).to_have_value("10")
    expect(tab.locator("#span-matches")).to_contain_text("through “bbbb”")
    assert tab.locator("#span-matches").inner_text() != before
    expect(tab.locator("#span-matches mark").first).to_contain_text("b")
    expect(tab).to_have_url(re.compile("from=7&to=10"))


def test_a_span_selected_by_mouse_is_looked_for(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/find?text={STRING}", RANKING)
    tab.locator("#subject-text").dblclick(position={"x": 30, "y": 14})  # all but the $
    expect(tab.locator("#span-to")).to_have_value("11")
    expect(tab.locator("#span-from")).to_have_value("1")
    expect(tab.locator("#span-matches")).to_contain_text("through “aaaaaXbbbbb”")


def test_places_can_be_looked_for_in_ones_own_text(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/find?text={STRING}&from=7&to=9&threshold=0.5", RANKING)
    longer = "a" * 12 + "X" + "b" * 12 + "$"  # the network's own strings end at 10
    places = tab.locator("#span-matches tbody td:last-child")
    expect(places.filter(has_text=longer)).to_have_count(0)
    tab.fill("#span-corpus", f"{longer}\naXb$")
    expect(places.filter(has_text=longer)).not_to_have_count(0)
    assert set(places.all_inner_texts()) <= {longer, "aXb$"}
    tab.fill("#span-corpus", "aaq")
    expect(tab.locator("#span-matches")).to_contain_text("no character 'q'")


def test_groups_change_with_their_number(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find", CLUSTERS)
    expect(tab.locator(f"#{CLUSTERS}")).to_contain_text("Group 4")
    with redrawn(tab, CLUSTERS):
        type_number(tab, "cluster-count", 2)
    expect(tab.locator(f"#{CLUSTERS}")).to_contain_text("Group 2")
    expect(tab.locator(f"#{CLUSTERS}")).not_to_contain_text("Group 3")
    expect(tab).to_have_url(re.compile("groups=2"))


def test_a_text_that_cannot_be_read_is_said_until_it_is_mended(tab: Page, site) -> None:
    open_page(tab, site, "/explore/find?text=aaq", RANKING)
    said = tab.get_by_role("alert").filter(has_text="no character 'q'")
    expect(said).to_be_visible()
    tab.fill("#subject-text", "aaX")
    expect(said).to_have_count(0)
    tab.fill("#subject-text", "aaz")
    expect(tab.get_by_role("alert").filter(has_text="no character 'z'")).to_be_visible()
