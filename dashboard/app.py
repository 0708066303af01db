"""Ties everything together: pages, callbacks, the run store and the background manager."""

from pathlib import Path

import dash
import flask
import torch
from dash import Dash, dcc, html
from flask_compress import Compress

from dashboard import bundled, context, encoding, ids, urls
from dashboard.components import figure_card, head, launcher, navbar, static, time_cursor
from dashboard.guard.endpoints import CATCH_ALL
from dashboard.guard.protection import protect
from dashboard.jobs.background import make_manager
from dashboard.operate import health, logs
from dashboard.pages import article, compare, lab, runs
from dashboard.pages.explore import files, find, gallery, intervene, read, why
from dashboard.pages.story import cells, film
from dashboard.pages.story import page as story
from dashboard.pages.story.sections import STEPS
from dashboard.pages.text import errors, train, write
from dashboard.pages.text import read as text_read
from dashboard.routes import bringing, downloads, plotly_js, takeaways, text_values, uploads, writing
from dashboard.store.database import open_database

ROOT = Path(__file__).parents[1]
PAGES = {
    urls.STORY: story,
    urls.COMPARE: compare,
    urls.LAB: lab,
    urls.EXPLORE: read,
    urls.FIND: find,
    urls.WHY: why,
    urls.INTERVENE: intervene,
    urls.FILES: files,
    urls.GALLERY: gallery,
    urls.ARTICLE: article,
    urls.STORY_CELLS: cells,
    urls.STORY_FILM: film,
    urls.TEXT_WRITE: write,
    urls.TEXT_READ: text_read,
    urls.TEXT_TRAIN: train,
    urls.TEXT_ERRORS: errors,
    urls.RUNS: runs,
}
FIGURES = (
    ids.LOSS,
    ids.GENERALIZATION,
    ids.TRACES,
    ids.PAIR,
    ids.READ,
    ids.EFFECT,
    ids.RANKING,
    ids.CLUSTERS,
    ids.SALIENCY,
    ids.SATURATION,
    ids.DISTRIBUTIONS,
    ids.PROBES,
    ids.BITS,
    ids.OVERVIEW,
    ids.ERRORS_KINDS,
    ids.ERRORS_NGRAMS,
    ids.ERRORS_WINDOWS,
    ids.ERRORS_PAIR,
    ids.LAB_FIGURE,
    ids.FILM_RIGHT,
    ids.FILM_CALIBRATION,
)
LARGEST_REQUEST = 2**20  # bytes; no callback of ours needs more


def create_server() -> flask.Flask:
    """The WSGI application, for gunicorn."""
    logs.set_up(context.settings())
    return create_app().server


def create_app() -> Dash:
    """The dashboard, ready to serve: the runs that ship are in the store, the job server is warm."""
    settings = context.settings()
    # The networks are tiny: a second thread only waits for its turn among pages and trainings.
    torch.set_num_threads(1)
    bundled.install(context.store())
    encoding.install()
    app = Dash(
        "dashboard",
        assets_folder=str(ROOT / "assets"),
        assets_ignore=plotly_js.NAME,  # loaded with the first figure
        use_pages=True,
        pages_folder="",
        index_string=head.INDEX_STRING,
        meta_tags=head.META_TAGS,
        title="Gatescope",
        update_title=None,
        suppress_callback_exceptions=True,  # a page's components are not there while another page is open
        health_endpoint=urls.HEALTH,
        use_async=False,
        enable_mcp=False,
    )
    app.server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    shipped = (*bundled.bundled_ids(), *bundled.text_ids())
    health.register(app.server, settings, open_database(settings.database_url), shipped)
    for part in (bringing, downloads, plotly_js, takeaways, text_values, uploads, writing):
        app.server.register_blueprint(part.blueprint)
    Compress(app.server)
    for place, (path, page) in enumerate(PAGES.items()):
        dash.register_page(
            page.__name__, path=path, title=f"{page.TITLE} · Gatescope", order=place, layout=page.layout
        )
    dash.register_page("not_found_404", title="Not found · Gatescope", layout=not_found)
    app.layout = layout()
    navbar.register(app)
    figure_card.register(app, (*FIGURES, *map(ids.story_figure, STEPS)))
    time_cursor.register(app, (ids.TRACES, ids.READ))
    texts = (ids.SUMMARY, ids.EQUATIONS, ids.TEXT_PREVIEW, ids.TEXT_WRITES, ids.TEXT_RESULTS, ids.FILM_STRIP)
    static.register(app, (*texts, *lab.STATIC))
    launcher.register(app, make_manager(settings))
    answer_404(app.server)
    protect(app, settings)
    return app


def not_found(**_: str) -> html.Div:
    """What an address that leads nowhere shows."""
    return html.Div(
        [
            html.H1("There is no such page", className="page-title"),
            html.P(
                [
                    "Gatescope has ",
                    dcc.Link("Compare", href=urls.COMPARE),
                    ", ",
                    dcc.Link("Lab", href=urls.LAB),
                    " and ",
                    dcc.Link("Runs", href=urls.RUNS),
                    ".",
                ]
            ),
        ],
        className="stack",
    )


def layout() -> html.Div:
    """What every page has around it."""
    return html.Div(
        [
            navbar.navbar(urls.PAGES),
            html.Main(dash.page_container, id=ids.MAIN, tabIndex=-1),
            html.Footer(
                "After Edwin Chen’s article “Exploring LSTMs” (2017). "
                "Every figure is computed from networks that this program trained.",
                className="site-footer",
            ),
            html.Div(id=ids.REFUSED, role="alert", className="refused"),
            launcher.launchers(),
        ]
    )


def answer_404(server: flask.Flask) -> None:
    """Say by the status too that there is no such page; Dash answers 200 for every address."""

    @server.after_request
    def add_status(response: flask.Response) -> flask.Response:
        if flask.request.endpoint == CATCH_ALL and flask.request.path not in PAGES:
            response.status_code = 404
        return response
