"""What the page of the equations promises: time, terms, names and letters, by mouse and keys, anywhere."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from models import bundle
from models.analysis.trace import trace
from models.graphs import GRAPHS

LSTM = 9  # the last equation of the LSTM
TEXT = "aaaXbbb$"


@pytest.fixture(scope="module")
def traced():
    """What the network behind the page does with its first text: symbol -> (T, H)."""
    run = bundle.load_file("models/pretrained/counting-two_units.safetensors")
    return trace(run.network("lstm").select(0), run.task.alphabet, TEXT).layers[0]


def opened(page: Page, site, query: str = f"equation={LSTM}&t=4") -> None:
    """Go to a state of the page, and wait until it is drawn."""
    page.goto(f"{site.url}/story/cells?{query}")
    expect(page.locator(".cell-diagram")).to_be_visible()
    expect(page.locator("#cells-numbers table")).to_be_visible()


def term(page: Page, name: str):
    """The first time that a term stands in an equation that is shown."""
    return page.locator(f'.equation .term[data-term="{name}"]:visible').first


def held(page: Page, name: str) -> str:
    """The number that the diagram has for a term."""
    return page.locator(f'.cell-diagram [data-term="{name}"] .value').last.text_content()


def short(number: float) -> str:
    return f"{number:.2f}".replace("-", "−").replace("−0.00", "0.00")


def shown(page: Page) -> str:
    return page.locator("#cells-numbers").inner_text()


def test_steps_go_forward_and_back_and_every_number_is_the_networks(tab: Page, shared_site, traced) -> None:
    opened(tab, shared_site)
    for way, step in (("Step forward", 5), ("Step forward", 6), ("Step back", 5), ("Step back", 4)):
        tab.get_by_role("button", name=way).click()
        expect(tab.locator(".where")).to_contain_text(f"Step {step} of 8 reads {TEXT[step - 1]}")
        for symbol in "ifgoch":
            assert held(tab, symbol) == short(traced[symbol][step - 1, 0].item())
        for state in "ch":
            assert held(tab, f"{state}-") == short(traced[state][step - 2, 0].item())


def test_valves_are_as_wide_open_as_their_gates(tab: Page, shared_site, traced) -> None:
    opened(tab, shared_site)
    for step in (3, 4, 5):
        tab.locator(".tape-char").nth(step - 1).click()
        expect(tab.locator(".where")).to_contain_text(f"Step {step} of")
        for valve, gate in {"f c-": "f", "i g": "i", "h": "o"}.items():
            group = tab.locator(f'.cell-diagram [data-term="{valve}"][data-gate={gate}]')
            wanted = 18 * traced[gate][step - 1, 0].item()
            tab.wait_for_timeout(300)
            width = group.locator(".channel").evaluate("e => parseFloat(getComputedStyle(e).strokeWidth)")
            assert width == pytest.approx(wanted, abs=0.05)
    assert "forget gate" in tab.locator(".cell-diagram desc").text_content()


def test_a_term_shows_its_numbers_when_pointed_at_and_where_they_come_from(
    tab: Page, shared_site, traced
) -> None:
    opened(tab, shared_site, f"equation={LSTM}&t=5")
    term(tab, "c").hover()
    now = [f"{value:.4f}".replace("-", "−") for value in traced["c"][4].tolist()]
    assert all(number in shown(tab) for number in ("cell state", *now))
    numbers = [short(value) for value in (*traced["f"][4], *traced["c"][3], *traced["i"][4], *traced["g"][4])]
    for number in numbers:
        assert number in tab.locator("#cells-numbers .filled").inner_text()
    term(tab, "W_f").hover()
    expect(tab.locator("#cells-numbers .picked th")).to_have_text("b")
    assert "Learned" in shown(tab)
    expect(tab.locator("#cells-numbers tbody tr")).to_have_count(4)
    tab.locator('.cell-diagram [data-term="i g"] .value').hover()
    assert "lets through" in shown(tab)


def test_keys_alone_go_through_time_and_terms(tab: Page, shared_site) -> None:
    opened(tab, shared_site)
    tab.locator(".tape").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.locator(".tape")).to_have_attribute("aria-valuetext", "step 5 of 8, reads b")
    for key, step in (("Home", 1), ("End", 8), ("ArrowLeft", 7)):
        tab.keyboard.press(key)
        expect(tab.locator(".tape")).to_have_attribute("aria-valuenow", str(step))
    for _ in range(30):  # one stop leads into the terms
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.classList.contains('term')"):
            break
    first = tab.evaluate("document.activeElement.dataset.term")
    tab.keyboard.press("ArrowDown")
    second = tab.evaluate("document.activeElement.dataset.term")
    assert first != second
    expect(tab.get_by_role("button", name="c t−1, cell state of the step before")).to_be_visible()
    expect(tab.locator(f'.term[data-term="{second}"].lit').first).to_be_visible()
    before = shown(tab)
    tab.keyboard.press("ArrowUp")
    assert shown(tab) != before
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator(".tape")).to_have_attribute("aria-valuenow", "6")


def test_another_letter_changes_what_depends_on_it_and_marks_it(tab: Page, shared_site) -> None:
    opened(tab, shared_site, f"equation={LSTM}&t=1")
    assert tab.locator(".term.changed").count() == 0
    tab.get_by_role("button", name="Read X here").click()
    expect(tab.locator("#cells-text")).to_have_value("XaaXbbb$")
    expect(tab.locator(".where")).to_contain_text("reads X")
    expect(term(tab, "x")).to_have_class(re.compile("changed"))
    for name in ("h-", "c-", "W_f", "b_o", "U_i"):  # nothing was read before, and weights stay
        expect(term(tab, name)).not_to_have_class(re.compile("changed"))
    expect(tab.locator("#cells-numbers .before")).to_be_visible()
    tab.fill("#cells-text", "aa€")
    tab.locator("#cells-text").press("Enter")
    expect(tab.locator("#cells-error")).to_contain_text("the alphabet is a X b $")
    expect(tab.locator(".tape-char")).to_have_count(8)
    tab.fill("#cells-text", "aX")
    tab.locator("#cells-text").press("Enter")
    expect(tab.locator(".tape-char")).to_have_count(2)
    expect(tab.locator("#cells-error")).to_be_empty()


def test_a_shorter_text_keeps_the_step_within_it(tab: Page, shared_site) -> None:
    opened(tab, shared_site, f"equation={LSTM}&t=8")
    tab.fill("#cells-text", "aaX")
    tab.locator("#cells-text").press("Enter")
    expect(tab.locator(".where")).to_contain_text("Step 3 of 3 reads X")


def test_equations_are_built_up_one_at_a_time(tab: Page, shared_site) -> None:
    opened(tab, shared_site, "")
    counts, cells = [], []
    for _ in range(15):
        counts.append(tab.locator(".equation:visible").count())
        cells.append(tab.locator(".cell-diagram").get_attribute("id"))
        expect(tab.locator(".equation.current .why:visible")).to_have_count(1)
        tab.get_by_role("button", name="Next equation").click()
        expect(tab.locator(f'[data-stage="{len(counts) + 1}"]')).to_have_attribute("aria-current", "step")
    assert list(dict.fromkeys(cells)) == [f"diagram-{cell}" for cell in GRAPHS]
    assert counts == [1, 2, 2, 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 5, 6]
    expect(tab.get_by_role("button", name="Next equation")).to_be_disabled()
    tab.get_by_role("button", name="LSTM, equation 1 of 6: candidate").click()
    expect(tab.locator(".cell-diagram [data-term=o].to-come")).to_be_attached()
    expect(tab.locator(".cell-diagram [data-term=g]")).not_to_have_class(re.compile("to-come"))


def test_names_are_switched_in_equations_diagram_and_numbers(tab: Page, shared_site) -> None:
    opened(tab, shared_site)
    assert "forget gate" in tab.locator("#cells-equations").inner_text()
    tab.select_option("#cells-names", "article")
    expect(term(tab, "f")).to_have_text(re.compile("remember"))
    text = tab.locator("#cells-equations").inner_text()
    assert "remember" in text and "ltm" in text and "forget gate" not in text
    words = tab.locator(".cell-diagram .name:visible").all_text_contents()
    assert {"remember", "save", "focus", "ltm′"} <= set(words)
    term(tab, "c").hover()
    assert "long-term memory" in shown(tab)


def test_the_address_holds_all_of_it(tab: Page, shared_site) -> None:
    opened(tab, shared_site, "")
    tab.get_by_role("button", name="GRU, equation 4 of 4: hidden state").click()
    tab.locator(".tape-char").nth(4).click()
    tab.select_option("#cells-unit", "2")
    tab.select_option("#cells-names", "article")
    wanted = {"equation": ["13"], "t": ["5"], "neuron": ["2"], "names": ["article"]}
    tab.wait_for_function("location.search.includes('article')")
    assert parse_qs(urlsplit(tab.url).query) == wanted
    numbers = [held(tab, symbol) for symbol in "rznh"]
    tab.reload()
    expect(tab.locator("#diagram-gru")).to_be_visible()
    expect(tab.locator(".where")).to_contain_text("Step 5 of 8")
    assert [held(tab, symbol) for symbol in "rznh"] == numbers


@pytest.mark.parametrize("width", [390, 900, 1440])
@pytest.mark.parametrize("cell", [3, 13, 16])
def test_nothing_is_wider_than_the_screen(tab: Page, shared_site, width: int, cell: int) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    opened(tab, shared_site, f"equation={cell}&names=article&text={'a' * 19}X{'b' * 20}&t=38")
    term(tab, "y").hover()
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    for part in tab.locator(".equation-line:visible > *, .cell-diagram, #cells-numbers table").all():
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    here = tab.locator(".tape-char.here").bounding_box()
    tape = tab.locator(".tape").bounding_box()
    assert tape["x"] <= here["x"] and here["x"] + here["width"] <= tape["x"] + tape["width"] + 1
    if width == 390:  # letters in the diagram can still be read
        sizes = tab.locator(".cell-diagram .value:visible").evaluate_all(
            "all => all.map(e => e.getScreenCTM().a * parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes) >= 10.5


def test_texts_in_the_diagrams_do_not_overlap(tab: Page, shared_site) -> None:
    overlaps = """() => {
      const boxes = [...document.querySelectorAll('.cell-diagram text')]
        .map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, b]) => b.width);
      const after = (a, b) => a.left >= b.right || a.top >= b.bottom - 3;  // lines may be close
      const clash = (a, b) => !after(a, b) && !after(b, a);
      const later = (k) => boxes.slice(k + 1);
      return boxes.flatMap(([s, a], k) => later(k).filter(([, b]) => clash(a, b)).map(([t]) => [s, t]));
    }"""
    for width in (390, 1440):
        tab.set_viewport_size({"width": width, "height": 844})
        for equation in (1, 3, 9, 13, 16):
            for naming in ("standard", "article"):
                opened(tab, shared_site, f"equation={equation}&t=5&names={naming}")
                assert tab.evaluate(overlaps) == [], (width, equation, naming)
