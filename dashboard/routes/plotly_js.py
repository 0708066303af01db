"""The library that draws figures in the browser: a build with our kinds of figures, a third as large."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

ROOT = Path(__file__).parents[2]
blueprint = Blueprint("plotly_js", __name__)
FOLDER, NAME = ROOT / "assets", "plotly-cartesian.min.js"
ADDRESS = "/_dash-component-suites/plotly/package_data/plotly.min.js"  # where Dash's figures load it from


@blueprint.get(ADDRESS)
def plotly_js() -> Response:
    """In place of the build that Dash would answer with."""
    return send_from_directory(FOLDER, NAME, mimetype="text/javascript")
