"""Rehearses a deployment: `make rehearse`, or `python -m tools.rehearse --keep FOLDER` to build only once."""

import argparse
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.servers import user
from tools.rehearse.build import build, protect
from tools.rehearse.dyno import GRACE
from tools.rehearse.host import Host
from tools.rehearse.report import Report
from tools.rehearse.router import LIMIT
from tools.rehearse.visits import LONG, PAGES, Visitor

RELEASE_S = 120
TRAINING = {"steps": 20_000, "hidden": 48, "seeds": 20}  # minutes, to restart everything meanwhile
PAGE_S = 10.0  # seconds that a page may take
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def rehearse(host: Host, report: Report) -> None:
    """Everything, step by step."""
    with report.step("release"):
        report.check(host.release.run(RELEASE_S) == 0, "the release line ends well")
        report.check(host.release.run(RELEASE_S) == 0, "and does no harm a second time")
    with report.step("start"):
        host.web.start()
        host.worker.start()
        first = host.visitor()
        first.look(PAGES[0])
        report.check(not host.web.is_over and not host.worker.is_over, "web and worker are up")
    if report.failures:
        return
    with host.watched():
        work(host, first, report)
    for name, most in host.most.items():
        report.figure(f"{name}, at most", f"{most:.0f}{' MiB' * name.startswith('memory')}")
    judge(host, first, report)


def work(host: Host, first: Visitor, report: Report) -> None:
    """What visitors do, while processes are stopped and started."""
    note_memory(host, report, "idle")
    with report.step("open every page twice"):
        look_at_all(first, report)
    run_id = ""
    with report.step("train a comparison to its end, restarting worker and web on the way"):
        run_id = train_through_restarts(host, first, report)
    if run_id:
        with report.step("restart everything once more"):
            host.worker.restart()
            host.web.restart()
            first.look(f"/?run={run_id}")
            report.check(first.status() == "done", "the run is there after all restarts")
            second = host.visitor()
            report.check(not second.sees(run_id), "a second visitor sees nothing of the finished run")
            report.check(not second.troubles, f"no errors in the second visitor's browser {second.troubles}")
    note_memory(host, report, "after use")


def note_memory(host: Host, report: Report, when: str) -> None:
    """Note how much memory the processes have now."""
    for dyno in (host.web, host.worker):
        report.figure(f"memory, {dyno.name}, {when}", f"{dyno.memory():.0f} MiB")


def look_at_all(visitor: Visitor, report: Report) -> None:
    """Open every page twice; the second time it should be quick."""
    for each in PAGES:
        visitor.look(each)
    slowest = max((visitor.look(each), each) for each in PAGES)
    report.figure("slowest page", f"{slowest[0]:.1f} s, {slowest[1]}")
    report.check(slowest[0] < PAGE_S, f"every page is there within {PAGE_S:.0f} s")


def train_through_restarts(host: Host, visitor: Visitor, report: Report) -> str:
    """Train; stop the worker and then the web server in the middle; return the id of the run."""
    run_id = visitor.train(**TRAINING)
    visitor.wait_for_more()
    stranger = host.visitor()
    report.check(not stranger.sees(run_id), "a second visitor sees nothing of the run while it trains")
    said = stranger.tries_to_stop(run_id)
    visitor.wait_for_more()
    report.check(visitor.status() == "running", f"nor can stop it, and is told: {said}")
    note_memory(host, report, "training")
    for dyno in (host.worker, host.web):
        with visitor.during_a_restart():
            report.figure(f"{dyno.name} stops within", f"{dyno.restart():.1f} s")
            visitor.wait_for_more()
        report.check(visitor.status() == "running", f"it trains on after the {dyno.name}'s restart")
    visitor.wait_for("done", LONG)
    return run_id


def judge(host: Host, first: Visitor, report: Report) -> None:
    """What holds of the whole rehearsal."""
    router = host.router
    errors = {status: count for status, count in router.statuses.items() if status >= 500 and status != 503}
    report.figure("requests", f"{sum(router.statuses.values())}, {dict(sorted(router.statuses.items()))}")
    report.figure("slowest answer", f"{router.slowest[0]:.2f} s, {router.slowest[1]}")
    report.figure("requests broken off by restarts", str(len(router.broken)))
    report.check(not router.timeouts, f"no request was cut after {LIMIT:.0f} s {router.timeouts[:3]}")
    report.check(not errors, f"no error of the server {errors}")
    report.check(not first.troubles, f"no errors in the browser {first.troubles[:3]}")
    for dyno in (host.web, host.worker):
        report.check(not dyno.killed, f"the {dyno.name} stops by itself within {GRACE} s")
        odd = dyno.lines_that_are_no_json()
        report.check(not odd, f"every line of the {dyno.name}'s log is JSON {odd[:3]}")


def main() -> int:
    """Rehearse; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.rehearse", description=__doc__)
    parser.add_argument("--keep", type=Path, help="build into this folder, or use what was built there")
    parser.add_argument("--commit", default="HEAD", help="what to rehearse (HEAD)")
    options = parser.parse_args()
    report = Report()
    # Not below a folder that only its owner may enter: servers run as another user where this one is root.
    folder = Path(tempfile.mkdtemp(prefix="gatescope-rehearsal-"))
    folder.chmod(0o755)
    built = options.keep or folder
    try:
        built.mkdir(exist_ok=True)
        app = built / "app"
        if not app.exists():
            build(built, options.commit, user(), report)
            protect(app, user())
        with ExitStack() as stack:
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            stack.callback(browser.close)
            rehearse(Host(app, folder, user(), browser, stack), report)
        if report.failures:
            for name in ("web", "worker"):
                report.say(f"the end of {name}.log:\n{(folder / f'{name}.log').read_text()[-3000:]}")
    finally:
        remove(folder)
    return report.print()


def chromium() -> str | None:
    """The Chromium that tools/chromium.sh has found."""
    note = Path(sys.prefix) / ".chromium"
    return os.environ.get("CHROMIUM") or (note.read_text().strip() if note.exists() else None)


def remove(folder: Path) -> None:
    """Remove a folder in which nobody may write."""
    for place, folders, _ in os.walk(folder):
        for name in (".", *folders):
            if not Path(place, name).is_symlink():
                Path(place, name).chmod(0o755)
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
