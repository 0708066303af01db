"""The Compare page in a real browser, as tests open it."""

from playwright.sync_api import Page, expect


def traces_of(page: Page, figure: str) -> list[dict]:
    """The traces that plotly has drawn."""
    return page.evaluate(
        "id => { const gd = document.querySelector(`#${id} .js-plotly-plot`);"
        " return (gd?.data ?? []).map("
        "({name, type, mode, x}) => ({name, type, mode, points: x?.length ?? 0})); }",
        figure,
    )


def open_page(page: Page, site, address: str = "/") -> None:
    page.goto(site.url + address)
    expect(page.locator("#traces-figure .js-plotly-plot")).to_be_visible()
    expect(page.locator("#traces-figure-finding")).not_to_be_empty()
    expect(page.locator("#loss-figure-finding")).not_to_be_empty()
