"""What the programs that measure pages share: the site as a host runs it, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BOOT_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A server that runs: its address, the id of gunicorn's main process, and where its data is."""

    url: str
    pid: int
    data_dir: Path


@contextmanager
def served(**settings: str) -> Iterator[Site]:
    """The web line of the Procfile, on a free port of this machine, with a data folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = (ROOT / "Procfile").read_text().splitlines()
    web = next(line.removeprefix("web:").strip() for line in lines if line.startswith("web:"))
    with tempfile.TemporaryDirectory() as folder:
        ours = {"DATA_DIR": folder, "DATABASE_URL": "", "HOST": "127.0.0.1", "PORT": str(port)}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        process = subprocess.Popen(
            ["sh", "-c", web],
            cwd=ROOT,
            env=os.environ | ours | settings | {"PATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        site = Site(f"http://127.0.0.1:{port}", process.pid, Path(folder))
        try:
            wait_until_up(site.url, process)
            yield site
        finally:
            process.terminate()
            process.wait()


def wait_until_up(url: str, process: subprocess.Popen) -> None:
    """Return when the server answers. Raises RuntimeError where it ended or stays silent."""
    deadline = time.monotonic() + BOOT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz").close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start; `make run` shows why")


def launch(playwright: Playwright) -> Browser:
    """Chromium: the one that CHROMIUM names, else the system's, else Playwright's own."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)
