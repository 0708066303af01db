"""The build of plotly.js that browsers get: as Dash's own, but with our kinds of figures only."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from plotly.offline import get_plotlyjs_version

from dashboard.figures.drawing import Drawing
from dashboard.routes import plotly_js
from tests.website import served


@pytest.fixture(scope="module")
def built() -> str:
    return (plotly_js.FOLDER / plotly_js.NAME).read_text()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with served(tmp_path_factory.mktemp("data")) as client:
        yield client


def test_it_is_of_the_version_that_figures_are_checked_against(built: str) -> None:
    assert re.search(r"plotly\.js \(cartesian - minified\) v(\S+)", built)[1] == get_plotlyjs_version()


def test_it_draws_every_kind_of_trace_that_we_have(built: str) -> None:
    fig = Drawing({})
    kinds = [name for name in vars(Drawing) if name.startswith("add_")]
    for name in kinds:
        if name not in ("add_annotation", "add_shape", "add_axis"):
            getattr(fig, name)()
    drawn = {trace["type"] for trace in fig.data}
    assert len(drawn) >= 3
    for kind in drawn:
        assert re.search(rf'moduleType:"trace",name:"{kind}"', built), kind


def test_it_is_what_dash_asks_for_and_smaller(client: FlaskClient, built: str) -> None:
    answer = client.get(plotly_js.ADDRESS)
    assert answer.status_code == 200 and answer.text == built
    assert answer.mimetype == "text/javascript" and answer.headers["Cache-Control"] == "public, max-age=86400"
    page = client.get("/").text
    assert plotly_js.NAME not in page, "it comes with the first figure, not with every page"
