"""Train: networks learn a text, side by side, and can be watched, paused, resumed and steered meanwhile."""

from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import context, corpora, ids, urls
from dashboard.bundled import text_ids
from dashboard.components import text_tabs
from dashboard.components.static import written
from dashboard.components.text_preview import preview_table
from dashboard.pages.text.choose import asked_text, chooser, corpus_about, corpus_options, picker, text_runs
from dashboard.pages.text.form import FIELDS, form
from dashboard.pages.text.live import live
from dashboard.store.schema import Run
from dashboard.subjects import sentence
from dashboard.textview import read_text_view
from models.text.config import TextConfig

TITLE = "Train · Text"
FIRST = "stdlib"  # the run that the page opens on, where it ships
VALUES = [(ids.text_field(name), "value") for name in FIELDS]


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    run = asked_text(query[urls.RUN]) if urls.RUN in query else first_run()
    missing = query[urls.RUN] if urls.RUN in query and run is None else None
    run = run or (first_run() if missing is not None else None)
    view = read_text_view(context.store(), run.id) if run else None
    config = form_config(run.config if run else TextConfig().to_json(), query)
    return html.Div(
        [
            html.H1("Text", className="page-title"),
            html.P(
                "Networks read a long text character by character and learn what comes next. Choose a text, "
                "or bring your own, and watch them learn it.",
                className="lead",
            ),
            text_tabs.links(urls.TEXT_TRAIN, query),
            html.Div(gone(missing) if missing is not None else None, id=ids.TEXT_MISSING),
            html.Section(
                [picker(run), chooser(config.corpus, config.headers), form(config, view)],
                className="card panel form-card",
                **{"aria-label": "What to train"},
            ),
            *live(view),
            dcc.Store(id=ids.PLACE, data=place_of(run)),
        ],
        className="stack",
    )


def first_run() -> Run | None:
    """What the page opens on: a run that ships, or else the newest there is."""
    shipped, runs = text_ids(), text_runs()
    ranked = sorted(runs, key=lambda run: (run.id != FIRST, run.id not in shipped))
    return ranked[0] if ranked else None


def gone(run_id: str) -> Component:
    """Says that the link leads to a run that is no longer there."""
    return html.Div(
        [
            f"There is no training on text {run_id[:40]!r} here: it was deleted, or the link is incomplete. ",
            dcc.Link("The Runs page", href=urls.RUNS),
            " lists all that there are.",
        ],
        className="alert alert-warning",
        role="alert",
    )


def form_config(shown: dict[str, Any], query: dict[str, str]) -> TextConfig:
    """The shown run's config, changed where the address says so; what cannot be trained is ignored."""
    config = TextConfig.from_json(shown)
    for name in FIELDS:
        if name in query:
            try:
                config = TextConfig.from_json({**config.to_json(), name: as_value(name, query[name])})
            except ValueError:
                continue
    usual = config.corpus in corpora.CORPORA or corpora.own_text(config.corpus)
    return config if usual else TextConfig.from_json({**config.to_json(), "corpus": TextConfig.corpus})


def as_value(name: str, text: str) -> Any:
    """A field's value from an address. Raises ValueError for what is none."""
    kind = type(getattr(TextConfig(), name))
    if kind is bool:
        return text == "true"
    return tuple(text.split(";")) if kind is tuple else kind(text)


def place_of(run: Run | None) -> dict[str, Any]:
    """What the browser needs to write the page's state into the address, without what the run itself says."""
    usual = run.config if run else TextConfig().to_json()
    first = first_run()
    names = [urls.RUN, *FIELDS]
    shown = {
        name: ("true" if usual[name] else "false") if name == "headers" else usual[name] for name in FIELDS
    }
    place = text_tabs.place(urls.TEXT_TRAIN, names, {urls.RUN: first.id if first else "", **shown})
    return place.data


@callback(
    Output(ids.PLACE, "data", allow_duplicate=True),
    *(Output(component, prop, allow_duplicate=True) for component, prop in VALUES),
    Output(ids.text_field("corpus"), "options"),
    Output(ids.TEXT_RATE, "value"),
    Input(ids.TEXT_PICKER, "value"),
    *(State(component, prop) for component, prop in VALUES),
    prevent_initial_call=True,
)
def follow(run_id: Any, *now: Any) -> tuple[Any, ...]:
    """A chosen run fills the form; what stays is not sent. A text that is gone leaves the chosen one."""
    run = asked_text(run_id)
    if run is None:
        return (no_update,) * (len(FIELDS) + 3)
    config, values = run.config, dict(zip(FIELDS, now, strict=True))
    wanted = {name: no_update if config[name] == value else config[name] for name, value in values.items()}
    if config["corpus"] not in corpora.CORPORA and not corpora.own_text(config["corpus"]):
        wanted["corpus"] = no_update
    offered = no_update if wanted["corpus"] is no_update else options(config["corpus"])
    return place_of(run), *wanted.values(), offered, config["learning_rate"]


def options(chosen: str) -> list[dict[str, str]]:
    """The texts to choose from, as a select takes them."""
    return [{"value": name, "label": title} for name, title in corpus_options(chosen).items()]


@callback(
    Output(ids.text_field("corpus"), "options", allow_duplicate=True),
    Output(ids.text_field("corpus"), "value", allow_duplicate=True),
    Input(ids.TEXT_BROUGHT, "data"),
    prevent_initial_call=True,
)
def brought(name: Any) -> tuple[Any, Any]:
    """A text that the visitor has just brought is chosen."""
    return (options(name), name) if corpora.own_text(name) else (no_update, no_update)


@callback(
    Output(ids.TEXT_CORPUS_ABOUT, "children"),
    Output(ids.content(ids.TEXT_PREVIEW), "data"),
    Input(ids.text_field("corpus"), "value"),
    Input(ids.text_field("headers"), "value"),
    running=[(Output(ids.TEXT_PREVIEW, "className"), "stale", "")],
)
def preview(name: Any, headers: Any) -> tuple[str, Any]:
    """What is in the chosen text, before anything is trained on it."""
    try:
        corpora.check_name(name)
        return corpus_about(name), written(preview_table(corpora.counted(name, headers is True)))
    except ValueError as error:
        return corpus_about(name), written(html.P(sentence(error), className="form-error"))


text_tabs.register(urls.TEXT_TRAIN, [(ids.TEXT_PICKER, "value"), *VALUES])
