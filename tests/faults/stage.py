"""What a fault happens to: a web server and workers, each with processes of its own, and how these end."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
from sqlalchemy import select

from dashboard.settings import Settings
from dashboard.store.database import open_database
from dashboard.store.reading import worker_seats
from dashboard.store.runs import RunStore
from dashboard.store.schema import parts
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
BRAKES = Path(__file__).parent / "brakes"
BARE, WHOLE = "tests.faults.bare:create_server()", "dashboard.app:create_server()"
SLOW = 240  # seconds that something of a few may take on a busy machine
LAST = 6000  # characters of a log that a failure shows
LEAVE_SECONDS = 30  # that a host leaves a process after SIGTERM
# The lease is as short as a busy machine lets it be: who is silent for so long is really dead.
SOON = {
    "GATESCOPE_HEARTBEAT_SECONDS": "0.2",
    "GATESCOPE_LEASE_SECONDS": "4",
    "GATESCOPE_NICE": "0",
    "GATESCOPE_WARM": "0",
    "SECRET_KEY": "k" * 32,
}


def until(true: Callable[[], object], what: str, seconds: float = SLOW) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


# Ends a program and all that it has started when whoever holds the other end of the pipe is gone.
GUARD = 'cat >/dev/null; kill -s KILL -- "-$1"'


class Program:
    """A process with all that it starts; they end with the tests, whatever ends these."""

    def __init__(self, command: list[str], folder: Path, env: dict[str, str], log: Path) -> None:
        with log.open("a") as file:
            self._process = subprocess.Popen(
                command, cwd=folder, env=env, stdout=file, stderr=file, start_new_session=True
            )
        self.pid = self._process.pid
        self._killed = False
        guard = ["sh", "-c", GUARD, "guard", str(self.pid)]
        self._guard = subprocess.Popen(guard, stdin=subprocess.PIPE, start_new_session=True)

    @property
    def is_over(self) -> bool:
        """Whether the first of its processes has ended."""
        # Without taking note of its end: until `kill` no other process, and no group, may get its number.
        return self._killed or psutil.Process(self.pid).status() == psutil.STATUS_ZOMBIE

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process, as a host does that stops a machine."""
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """End all of it at once, as a machine that loses power does."""
        if self._killed:
            return
        self.signal(signal.SIGKILL)
        until(lambda: not self.alive(), "all its processes are gone")
        self._guard.kill()
        self._guard.communicate()
        self._process.wait()
        self._killed = True

    def kill_server(self) -> None:
        """End the server itself at once; trainings that it has started go on."""
        for process in [psutil.Process(self.pid), *self.children()]:
            process.kill()
        until(lambda: self.is_over, "the server has ended")

    def children(self) -> list[psutil.Process]:
        """The processes that its first one has started itself."""
        return psutil.Process(self.pid).children()

    def alive(self) -> list[psutil.Process]:
        """Its processes that are still at work."""
        return [process for process in psutil.process_iter() if belongs(process, self.pid)]


def belongs(process: psutil.Process, group: int) -> bool:
    """Whether a process is of this group, and alive."""
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


class Stage:
    """A folder for data, settings, and the processes that share them."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.data, self.brakes = folder, folder / "data", folder / "brakes"
        self.brakes.mkdir()
        self._log = folder / "log"
        self.env = {**SOON, "DATA_DIR": str(self.data), "DATABASE_URL": "", "REDIS_URL": "", **env}
        self.settings = Settings.from_env(self.env)
        self.store = RunStore(self.settings.database_url)
        self.store.seats = 0 if self.settings.redis_url else self.settings.slots
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server: Program | None = None
        self.worker: Program | None = None
        self._programs: list[Program] = []

    def serve(self, app: str = BARE) -> None:
        """See to it that the web server of this stage is at work."""
        if self.server is None or self.server.is_over:
            self.server = self.web(app)
        self.until(self.answers, "the web server answers")

    def answers(self) -> bool:
        """Whether the web server of this stage answers."""
        return answers(self.port)

    def web(self, app: str = BARE, port: int | None = None) -> Program:
        """Start a web server as on a host; return when it answers."""
        conf = str(ROOT / "dashboard" / "gunicorn.conf.py")
        found = self._start([sys.executable, "-m", "gunicorn", "--config", conf, app], port or self.port)
        self.until(lambda: found.is_over or answers(port or self.port), "the web server answers")
        assert not found.is_over, self.log
        return found

    def employ(self) -> None:
        """See to it that one of Celery's workers is there, started as on a host."""
        if self.worker is None or self.worker.is_over:
            self.worker = self._start([str(ROOT / "tools" / "process.sh"), "worker"])

    def _start(self, command: list[str], port: int = 0) -> Program:
        path = os.pathsep.join([str(BRAKES), str(ROOT)])
        ours = {**self.env, "PYTHONPATH": path, "BRAKES": str(self.brakes), "PORT": str(port or self.port)}
        ours["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        program = Program(command, self.folder, os.environ | ours, self._log)
        self._programs.append(program)
        return program

    def want(self, name: str, text: str = "") -> None:
        """Want something of every process; see brakes/sitecustomize.py."""
        fresh = self.brakes / f"new {name}"
        fresh.write_text(text)
        fresh.rename(self.brakes / name)

    def release(self) -> None:
        """Let trainings go on."""
        for name in ("hold", "hang"):
            (self.brakes / name).unlink(missing_ok=True)

    def clear(self) -> None:
        """Leave nothing for the next test, whatever became of this one."""
        for run in self.store.list():
            self.store.finish(run.id, "interrupted")
        for path in self.brakes.iterdir():
            path.unlink()

    def is_held(self, run_id: str, part: int = 0) -> bool:
        """Whether a part's training waits."""
        return (self.brakes / f"held {run_id} {part}").exists()

    def forget(self, run_id: str, part: int = 0) -> None:
        """Forget that a part's training waited: what had it is gone."""
        (self.brakes / f"held {run_id} {part}").unlink()

    def process_of(self, run_id: str, part: int = 0) -> psutil.Process:
        """The process that trains a part."""
        workers = [who for (run, number, who) in self.store.beating() if (run, number) == (run_id, part)]
        return psutil.Process(int(workers[0].split(":")[1]))

    @property
    def longer(self) -> float:
        """Seconds that are longer than the lease."""
        return 1.25 * self.settings.lease_seconds

    def seats(self) -> int:
        """How many trainings the workers can have that were seen lately."""
        with open_database(self.settings.database_url).connect() as db:
            return worker_seats(db)

    def attempts(self, run_id: str, part: int = 0) -> int:
        """How often a part was begun."""
        with open_database(self.settings.database_url).connect() as db:
            mine = (parts.c.run_id == run_id, parts.c.number == part)
            return db.scalar(select(parts.c.attempts).where(*mine))

    def until(self, true: Callable[[], object], what: str, seconds: float = SLOW) -> None:
        """Wait for a condition; if in vain, tell what the processes have printed."""
        try:
            until(true, what, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log[-LAST:]}") from None

    def until_long_passed(self) -> None:
        """Wait until whoever trains was heard of so often that it took longer than the lease."""
        often = self.longer / self.settings.heartbeat_seconds
        before = self.store.beating()
        self.until(
            lambda: all(count >= before[key] + often for key, count in self.store.beating().items()),
            "time has passed",
        )

    def until_over(self, run_id: str) -> str:
        """Wait until a run neither waits nor trains; return its status."""
        self.until(lambda: not self.store.get(run_id).is_live, f"run {run_id} is over")
        return self.store.get(run_id).status

    @property
    def log(self) -> str:
        """What its processes have printed."""
        return self._log.read_text()

    def close(self) -> None:
        """End everything."""
        for program in self._programs:
            program.kill()
        self.store.close()


def answers(port: int) -> bool:
    """Whether a web server answers at this port."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=10).close()
        return True
    except OSError:
        return False
