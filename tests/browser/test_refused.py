"""What the server refuses a page's callback is said, and the page goes on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

CALLBACKS = "**/_dash-update-component**"
POLL = "runs-seen"  # what the Runs page asks for twice in four seconds
SENTENCE = "You ask faster than the pages of Gatescope do; try again in 3 seconds."


@contextmanager
def refusing(page: Page, **answer: Any) -> Iterator[list[str]]:
    """Answer the Runs page's polls so; what was refused is in the list."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        if POLL not in route.request.post_data:
            return route.continue_()
        refused.append(route.request.post_data)
        return route.fulfill(**answer)

    page.route(CALLBACKS, refuse)
    yield refused
    page.unroute(CALLBACKS)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 429, "headers": {"Retry-After": "3"}, "body": json.dumps({"error": SENTENCE})}, SENTENCE),
        ({"status": 502, "body": "<h1>Bad gateway</h1>"}, "The server cannot answer at the moment, "),
    ],
    ids=["too often", "by a proxy"],
)
def test_a_refusal_is_said_and_the_page_asks_again(
    browser: Browser, shared_site: Any, answer: dict[str, Any], said: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{shared_site.url}/runs")
    notice = page.locator("#refused")
    expect(page.locator(".runs tbody tr").first).to_be_visible()
    with refusing(page, **answer) as refused:
        expect(notice).to_contain_text(said)
        expect(notice).to_have_attribute("role", "alert")
    assert refused
    with page.expect_response(lambda response: POLL in (response.request.post_data or "")) as asked:
        pass
    assert asked.value.status in (200, 204), "the page goes on by itself"
    expect(notice).to_be_empty()
    context.close()
