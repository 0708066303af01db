"""Who a browser is to the server."""

import base64
import json

from playwright.sync_api import BrowserContext

from dashboard.guard.visitor import COOKIE, KEY


def owner_of(context: BrowserContext) -> str:
    """The id in the browser's cookie, which is signed but no secret."""
    value = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == COOKIE)
    payload = value.removeprefix(".").split(".")[0]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[KEY]
