"""A page that starts runs of a fake training, for test_launcher.py."""

import json

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import ids
from dashboard.components import launcher
from dashboard.jobs.background import make_manager
from dashboard.settings import Settings
from dashboard.store.runs import RunStore


def create_server():
    settings = Settings.from_env()
    store = RunStore(settings.database_url)
    app = Dash(__name__, update_title=None)
    app.layout = html.Div(
        [
            launcher.launchers(),
            dcc.Input(id="steps", type="number", value=20),
            html.Button("Start", id="start"),
            dcc.Interval(id="tick", interval=200),
            html.Div(id="runs"),
            html.Div(id="message"),
        ]
    )
    launcher.register(app, make_manager(settings))

    @app.callback(
        Output(ids.LAUNCH, "data"), Input("start", "n_clicks"), State("steps", "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def start(clicks, steps):
        return store.create({"steps": steps}, f"{steps} steps, click {clicks}", "test", settings.queue)

    @app.callback(Output("runs", "children"), Input("tick", "n_intervals"))
    def show(_):
        return [
            html.Div(
                [
                    html.Span(
                        f"{run.config['steps']} steps: {run.status} {json.dumps(run.progress)} {run.message}"
                    ),
                    html.Button(f"Cancel {run.config['steps']}", id={"type": "cancel", "run": run.id}),
                ]
            )
            for run in store.list()
        ]

    @app.callback(
        Output("message", "children"), Input({"type": "cancel", "run": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )  # fmt: skip
    def cancel(clicks):
        if not any(clicks):
            return no_update
        store.request_cancel(ctx.triggered_id["run"])
        return "cancelling"

    return app.server
