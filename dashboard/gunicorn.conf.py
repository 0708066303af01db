# ruff: noqa: N999  (gunicorn looks for this very file name)
"""How gunicorn serves Gatescope, on a laptop (`make run`) and on a host (`Procfile`) alike."""

import gc
import os
import subprocess
import sys
from typing import Any

from gunicorn.glogging import Logger

from dashboard.operate import logs
from dashboard.settings import SettingError, Settings

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8050"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

# One process with threads: pages are light, and training has processes of its own.
# gunicorn itself reads WEB_CONCURRENCY, for hosts that want more.
worker_class = "gthread"
threads = 8

# An address may hold a text of some thousand characters; this is the most that gunicorn allows.
limit_request_line = 8190

# Jobs are forked by the web process, so the app must never be loaded before the workers are.
preload_app = False

timeout = 120
graceful_timeout = 5

# Otherwise gunicorn opens a socket in the home directory, which a host may not allow.
control_socket_disable = True


class Sparing(Logger):
    """The start-up line below and whatever goes wrong; no line per request, not even one to throw away."""

    access_log_enabled = False


logger_class = Sparing
loglevel = "warning"
_form = "json" if os.environ.get("GATESCOPE_LOGS", "").strip() == "json" else "text"
logconfig_dict = logs.configuration(_form)


def on_starting(server: Any) -> None:
    """Refuse settings that cannot work in one sentence, before anything has begun."""
    try:
        Settings.from_env().signing_key()
    except SettingError as error:
        raise SystemExit(str(error)) from error


def when_ready(server: Any) -> None:
    """Compile what training needs, in a process of its own, unless the installation did.

    Compiling takes 0.9 GB. Where workers train, they do it, and the web server stays small.
    """
    if not os.environ.get("REDIS_URL", "").strip():
        subprocess.Popen([sys.executable, "-m", "models.kernels.warm"])


def post_worker_init(worker: Any) -> None:
    """Answer one page before the first visitor does, look after the runs, then say where the app is.

    Dash finishes its own set-up inside its first request. When several threads get there at once, that
    page load breaks ("Registered libraries are: []").

    What is loaded by then stays, so Python need not look through it for garbage again: that stopped every
    visitor of the process for a second, now and then.
    """
    status = worker.wsgi.test_client().get("/").status_code
    if status >= 400:
        worker.log.error("The first page answers %s; see the error above.", status)
        return
    from dashboard.jobs.keeper import keep_runs

    keep_runs()
    gc.freeze()
    if Settings.from_env().warm:
        from dashboard.warming import warm_up

        warm_up(worker.wsgi)
    if _form == "json":
        logs.event("up")
    elif worker.age == 1:
        if _host in ("0.0.0.0", "::"):
            where = f"http://127.0.0.1:{_port}, and to every machine that can reach this one."
        else:
            where = f"http://{bind}. Ctrl-C stops it."
        print(f"Gatescope is ready on {where}", flush=True)
