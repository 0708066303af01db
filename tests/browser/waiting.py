"""What browser tests wait for beyond playwright's own expectations."""

from playwright.sync_api import Page


def expect_true(page: Page, expression: str) -> None:
    """Wait for a JavaScript expression; wait_for_function would need eval inside the page."""
    for _ in range(50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)
