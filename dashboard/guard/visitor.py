"""Who asks: each browser has an id of its own, in a signed cookie. There are no names and no passwords."""

import re
import secrets
from datetime import timedelta

from flask import Flask, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface

from dashboard.guard.endpoints import is_page

COOKIE = "gatescope"
LIFETIME = timedelta(days=400)  # from the last page on; browsers keep no cookie longer
KEY = "visitor"
ID = re.compile(r"[0-9a-f]{32}")


def visitor() -> str:
    """The id of the visitor who asks; "" outside of a request.

    Whoever has no cookie, or one that was not signed here, is a new visitor and is sent a cookie.
    """
    return (known() or _new()) if has_request_context() else ""


def known() -> str:
    """The id in a valid cookie, or ""."""
    found = session.get(KEY)
    return found if isinstance(found, str) and ID.fullmatch(found) else ""


def install(server: Flask, secret_key: str) -> None:
    """Sign cookies with this key, and give each page's visitor one."""
    server.secret_key = secret_key
    server.session_interface = Sessions()
    server.permanent_session_lifetime = LIFETIME
    server.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # a page that polls would be sent it twice a second
    )

    @server.before_request
    def welcome() -> None:
        if is_page(request.endpoint):
            visitor()
            session.modified = True  # so that the cookie lasts on from here


class Sessions(SecureCookieSessionInterface):
    """Flask's own, whose cookie stays on https where it was made there."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie may only travel over https."""
        return request.is_secure


def _new() -> str:
    session.clear()
    session.permanent = True
    session[KEY] = secrets.token_hex(16)
    return session[KEY]
