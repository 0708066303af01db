"""What the tests of the explorer's pages share: opening one, and seeing what a figure shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

SLOW = 30_000  # ms: how long a page may take on a busy machine
PATIENCE = 200  # times 50 ms

# Everything that plotly draws of a figure, as one string.
PICTURE = """id => {
  const gd = document.querySelector(`#${id} .js-plotly-plot`);
  return gd ? JSON.stringify([gd.data, gd.layout.annotations, gd.layout.yaxis?.ticktext]) : '';
}"""


def open_page(page: Page, site, address: str, *figures: str) -> None:
    """Go to an address of the site, and wait until these figures are drawn."""
    page.goto(site.url + address)
    for figure in figures:
        drawn(page, figure)


def drawn(page: Page, figure: str) -> None:
    """Wait until a figure is on the page, with what it shows said in words."""
    expect(page.locator(f"#{figure} .js-plotly-plot .main-svg").first).to_be_visible(timeout=SLOW)
    expect(page.locator(f"#{figure}-finding")).not_to_be_empty()


def picture(page: Page, figure: str) -> str:
    """All that a figure draws."""
    return page.evaluate(PICTURE, figure)


@contextmanager
def redrawn(page: Page, figure: str) -> Iterator[None]:
    """What is done inside has the figure show something else."""
    before = picture(page, figure)
    yield
    for _ in range(PATIENCE):
        if picture(page, figure) != before:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{figure} still shows the same")


def expect_picture(page: Page, figure: str, wanted: str) -> None:
    """Wait until a figure shows just this."""
    for _ in range(PATIENCE):
        if picture(page, figure) == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{figure} shows {picture(page, figure)[:200]}, not {wanted[:200]}")


def type_number(page: Page, control: str, value: object) -> None:
    """Type a number and press Enter."""
    page.fill(f"#{control}", str(value))
    page.locator(f"#{control}").press("Enter")
