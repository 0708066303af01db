"""Rehearses a deployment: `make rehearse`, or `python -m tools.rehearse --keep FOLDER` to build only once."""

import argparse
import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.servers import free_port, user
from tests.services import postgres, redis
from tools.rehearse.build import ROOT, build, path, protect
from tools.rehearse.dyno import GRACE, Dyno
from tools.rehearse.report import Report
from tools.rehearse.router import LIMIT, Router, make_certificate
from tools.rehearse.visits import LONG, PAGES, Visitor

RELEASE_S = 120
TRAINING = {
    "steps": 20_000,
    "hidden": 48,
    "seeds": 20,
}  # minutes, to restart everything meanwhile
PAGE_S = 10.0  # seconds that a page may take, on a machine that trains meanwhile
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Host:
    """The app on a host: its processes, its router, and browsers that look at it."""

    def __init__(self, app: Path, folder: Path, report: Report, stack: ExitStack) -> None:
        self.report = report
        port = free_port()
        home = folder / "home"
        home.mkdir(mode=0o555)
        services = {
            "DATABASE_URL": stack.enter_context(postgres()).fresh(),
            "REDIS_URL": stack.enter_context(redis()).url,
        }
        env = path(app) | manifest() | services | {"HOME": str(home), "LANG": "C.UTF-8", "PORT": str(port)}
        lines = dict(line.split(": ", 1) for line in (app / "Procfile").read_text().splitlines())
        dynos = {name: Dyno(name, line, app, folder, env, user()) for name, line in lines.items()}
        self.release, self.web, self.worker = (dynos[name] for name in ("release", "web", "worker"))
        self.router = stack.enter_context(Router(free_port(), port, make_certificate(folder)).running())
        playwright = stack.enter_context(sync_playwright())
        self._browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        stack.callback(self._browser.close)
        self.peaks = {self.web.name: 0.0, self.worker.name: 0.0}

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self._browser, self.router.url)

    def note_memory(self, when: str) -> None:
        """Note how much memory the processes have now."""
        for dyno in (self.web, self.worker):
            self.report.figure(f"memory, {dyno.name}, {when}", f"{dyno.memory():.0f} MiB")

    def watch_memory(self, over: threading.Event) -> None:
        """Note the most that each process has had, until it is over."""
        while not over.wait(1):
            for dyno in (self.web, self.worker):
                self.peaks[dyno.name] = max(self.peaks[dyno.name], dyno.memory())


def manifest() -> dict[str, str]:
    """What app.json sets, with secrets of our own."""
    wanted = json.loads((ROOT / "app.json").read_text())["env"]
    return {name: about.get("value") or secrets.token_hex(32) for name, about in wanted.items()}


def chromium() -> str | None:
    """The Chromium that tools/chromium.sh has found."""
    note = Path(sys.prefix) / ".chromium"
    return os.environ.get("CHROMIUM") or (note.read_text().strip() if note.exists() else None)


def rehearse(host: Host) -> None:
    """Everything, step by step."""
    report = host.report
    with report.step("release"):
        report.check(host.release.run(RELEASE_S) == 0, "the release line ends well")
        report.check(host.release.run(RELEASE_S) == 0, "and does no harm a second time")
    with report.step("start"):
        host.web.start()
        host.worker.start()
        first = host.visitor()
        first.look(PAGES[0])
    over = threading.Event()
    threading.Thread(target=host.watch_memory, args=(over,), daemon=True).start()
    host.note_memory("idle")
    with report.step("open every page"):
        look_at_all(first, report)
    run_id = ""
    with report.step("train a comparison to its end, restarting worker and web on the way"):
        run_id = train_through_restarts(host, first)
    if run_id:
        with report.step("a second visitor", figure=False):
            second_visitor(host.visitor(), run_id, report)
        with report.step("restart everything"):
            host.worker.restart()
            host.web.restart()
            first.look(f"/?run={run_id}")
            report.check(first.status() == "done", "the run is there after all restarts")
    host.note_memory("after use")
    over.set()
    for name, most in host.peaks.items():
        report.figure(f"memory, {name}, at most", f"{most:.0f} MiB")
    judge(host, first)


def look_at_all(visitor: Visitor, report: Report) -> None:
    """Open every page twice; the second time it should be quick."""
    for each in PAGES:
        visitor.look(each)
    slowest = max((visitor.look(each), each) for each in PAGES)
    report.figure("slowest page", f"{slowest[0]:.1f} s, {slowest[1]}")
    report.check(slowest[0] < PAGE_S, f"every page is there within {PAGE_S:.0f} s")


def train_through_restarts(host: Host, visitor: Visitor) -> str:
    """Train; stop the worker and then the web server in the middle; return the id of the run."""
    run_id = visitor.train(**TRAINING)
    visitor.wait_for("running")
    visitor.wait_for_more()
    stranger = host.visitor()
    host.report.check(not stranger.sees(run_id), "a second visitor sees nothing of the run while it trains")
    said = stranger.tries_to_stop(run_id)
    visitor.wait_for_more()
    host.report.check(visitor.status() == "running", f"nor can stop it, and is told: {said}")
    host.note_memory("training")
    for dyno in (host.worker, host.web):
        with visitor.during_a_restart():
            took = dyno.restart()
            host.report.figure(f"{dyno.name} stops within", f"{took:.1f} s")
            visitor.wait_for_more(120)
        host.report.check(visitor.status() == "running", f"it trains on after the {dyno.name}'s restart")
    visitor.wait_for("done", LONG)
    return run_id


def second_visitor(visitor: Visitor, run_id: str, report: Report) -> None:
    """What is done is its owner's as well."""
    report.check(not visitor.sees(run_id), "a second visitor sees nothing of the finished run")
    report.check(visitor.troubles == [], f"no errors in the second visitor's browser {visitor.troubles}")


def judge(host: Host, first: Visitor) -> None:
    """What holds of the whole rehearsal."""
    report, router = host.report, host.router
    errors = {status: count for status, count in router.statuses.items() if status >= 500 and status != 503}
    report.figure("requests", f"{sum(router.statuses.values())}, {dict(sorted(router.statuses.items()))}")
    report.figure("slowest answer", f"{router.slowest[0]:.2f} s, {router.slowest[1]}")
    report.figure("broken off by restarts", str(len(router.broken)))
    report.check(not router.timeouts, f"no request was cut after {LIMIT:.0f} s {router.timeouts[:3]}")
    report.check(not errors, f"no error of the server {errors}")
    report.check(first.troubles == [], f"no errors in the browser {first.troubles[:3]}")
    for dyno in (host.release, host.web, host.worker):
        report.check(not dyno.killed, f"the {dyno.name} stops by itself within {GRACE} s")
        odd = dyno.lines_that_are_no_json() if dyno is not host.release else []
        report.check(not odd, f"every line of the {dyno.name}'s log is JSON {odd[:3]}")


def main() -> int:
    """Rehearse; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.rehearse", description=__doc__)
    parser.add_argument("--keep", type=Path, help="build into this folder, or use what was built there")
    keep = parser.parse_args().keep
    report = Report()
    # Not below a folder that only its owner may enter: servers run as another user where this one is root.
    folder = Path(tempfile.mkdtemp(prefix="gatescope-rehearsal-"))
    folder.chmod(0o755)
    built = keep or folder
    try:
        built.mkdir(exist_ok=True)
        app = built / "app"
        if not app.exists():
            build(built, report)
            protect(app, user())
        with ExitStack() as stack:
            host = Host(app, folder, report, stack)
            for dyno in (host.web, host.worker):
                stack.callback(dyno.stop)
            rehearse(host)
        if report.failures:
            for name in ("web", "worker"):
                report.say(f"the end of {name}.log:\n{(folder / f'{name}.log').read_text()[-3000:]}")
    finally:
        remove(folder)
    return report.print()


def remove(folder: Path) -> None:
    """Remove a folder in which nobody may write."""
    for place, folders, _ in os.walk(folder):
        for name in (".", *folders):
            if not Path(place, name).is_symlink():
                Path(place, name).chmod(0o755)
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
