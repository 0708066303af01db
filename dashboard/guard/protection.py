"""Every guard in its place."""

from dash import Dash

from dashboard.guard import caching, headers, messages, mishaps, origin, pace, proxies, shared, visitor
from dashboard.settings import Settings


def protect(app: Dash, settings: Settings) -> None:
    """Put every guard before the application. What is refused early costs little, so the order matters."""
    shared.install(app.server)
    proxies.trust(app.server, settings.proxies)
    origin.install(app.server)
    pace.install_ordinary(app.server)
    visitor.install(app.server, settings.signing_key())
    messages.install(app)
    pace.install_dear(app.server, settings.redis_url)
    mishaps.install(app.server)
    caching.install(app.server)
    headers.install(app)
