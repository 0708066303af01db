"""The invisible part of every page that starts runs.

One callback starts them all. When it is triggered again, Dash forgets the job before; that job goes on
all the same (see `ProcessManager.terminate_job`), and pages follow it in the run store.
"""

from dash import Dash, Input, Output, dcc, html
from dash.background_callback.managers import BaseBackgroundCallbackManager

from dashboard import ids
from dashboard.jobs.job import run_job

POLL_MILLISECONDS = 5000  # Dash asks the server whether the job is over; nothing waits for the answer


def launchers() -> html.Div:
    """Return what the app's layout needs once: a queued run's id put into `ids.LAUNCH` starts it."""
    return html.Div([dcc.Store(id=ids.LAUNCH), dcc.Store(id="launched-run")], hidden=True)


def register(app: Dash, manager: BaseBackgroundCallbackManager) -> None:
    """Start in the background each run whose id is put into `ids.LAUNCH`."""
    app.callback(
        Output("launched-run", "data"),
        Input(ids.LAUNCH, "data"),
        background=True,
        manager=manager,
        interval=POLL_MILLISECONDS,
        prevent_initial_call=True,
    )(run_job)
