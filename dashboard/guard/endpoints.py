"""Which of the server's addresses are pages, which are files for everyone, and which are callbacks."""

CALLBACK = "/_dash-update-component"  # these are Dash's own names for its routes
CATCH_ALL = "/<path:path>"
PAGES = ("/", CATCH_ALL)
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
ASSETS = "_dash_assets.static"
PLOTLY = "plotly_js.plotly_js"
FILES = (SUITES, PLOTLY, ASSETS, "/_favicon.ico", "static")
SIGNALS = ("/healthz", "ready", "metrics")  # asked by machines


def is_page(endpoint: str | None) -> bool:
    """Whether a browser's own navigation leads there."""
    return endpoint in PAGES


def is_for_everyone(endpoint: str | None) -> bool:
    """Whether every visitor gets the same, and it costs next to nothing."""
    return endpoint in FILES or endpoint in SIGNALS
