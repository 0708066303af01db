"""What browser tests share: `browser`, `page`, and `serve`, which serves an app as in production."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 20_000  # ms: tests hold what is shown in the end; how soon is measured under benchmarks/
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser():
    """Chromium: the one that CHROMIUM names, else the system's, else Playwright's own."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page; the test fails if anything goes wrong in its scripts or requests."""
    context = browser.new_context()
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def one_tab(browser):
    """A page for a whole module, and what went wrong in it so far."""
    context = browser.new_context()
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page, troubles
    context.close()


@pytest.fixture
def tab(one_tab):
    """As `page`, but the same for all tests of a module: its scripts are compiled once, which saves seconds.

    Each test goes to an address of its own; theme, size and other tabs are put back.
    """
    page, troubles = one_tab
    troubles.clear()
    yield page
    found = list(troubles)
    page.evaluate("localStorage.clear()")
    page.set_viewport_size({"width": 1280, "height": 720})
    for other in page.context.pages[1:]:
        other.close()
    assert found == []


@dataclass
class Server:
    """An app that is being served from its own data folder."""

    url: str
    data_dir: Path
    log_file: Path
    process: subprocess.Popen

    @property
    def log(self):
        """What the server and its jobs have printed."""
        return self.log_file.read_text()

    def stop(self):
        """Stop the server and its jobs, as a host does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """A function: serve(app, path=(), **env) -> Server.

    The app is named as for gunicorn, "module:create_server()"; the folders in path come first on PYTHONPATH,
    and env adds to the environment. Every server stops at the end of the session, if not before.
    """
    with ExitStack() as servers:

        def start(app="dashboard.app:create_server()", path=(), **env):
            folder = tmp_path_factory.mktemp("server")
            server = _start(app, folder, [*map(str, path), str(ROOT)], env)
            servers.callback(server.stop)
            return server

        yield start


@pytest.fixture(scope="session")
def shared_site(serve):
    """The app as it ships, for every test that only looks: a server of one's own costs four seconds."""
    return serve()


def _start(app, folder, path, env):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "dashboard/gunicorn.conf.py"), app]
    ours = {"DATA_DIR": str(folder / "data"), "PORT": str(port), "PYTHONPATH": os.pathsep.join(path)}
    ours["GATESCOPE_WARM"] = "0"  # thirty servers would spend minutes on pages that nobody opens
    log_file = folder / "server.log"
    with log_file.open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | ours | env, stdout=log, stderr=log, start_new_session=True
        )
    server = Server(f"http://127.0.0.1:{port}", folder / "data", log_file, process)
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(server.url).close()
            return server
        except OSError:
            time.sleep(0.05)
    server.stop()
    raise RuntimeError(f"the server did not start:\n{server.log}")
