"""A process on a host: its line of the Procfile, a disk that does not last, and an end after 30 seconds."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

GRACE = 30  # seconds between SIGTERM and SIGKILL
# What Celery says past every log, on stdout.
SPOKEN = ("", "worker: Warm shutdown (MainProcess)")


class Dyno:
    """One process of the Procfile, with all that it starts."""

    def __init__(
        self, name: str, line: str, app: Path, folder: Path, env: dict[str, str], user: dict
    ) -> None:
        self.name = name
        self.killed = 0
        self.log = folder / f"{name}.log"
        self._line, self._app, self._env, self._user = line, app, env, user
        self._disk = folder / f"{name}-disk"
        self._process: subprocess.Popen | None = None

    def run(self, timeout: float) -> int:
        """Run to the end, as a release; return the exit code."""
        self.start()
        try:
            return self._process.wait(timeout)
        finally:
            self.stop()

    def start(self) -> None:
        """Start on an empty disk."""
        shutil.rmtree(self._disk, ignore_errors=True)
        for part in ("data", "tmp"):
            (self._disk / part).mkdir(parents=True)
            if self._user:
                os.chown(self._disk / part, self._user["user"], self._user["group"])
        own = {"DATA_DIR": str(self._disk / "data"), "TMPDIR": str(self._disk / "tmp")}
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", self._line],
                cwd=self._app,
                env=self._env | own,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **self._user,
            )

    def stop(self) -> float:
        """Stop as a host does: SIGTERM for every process, SIGKILL after 30 s. Return how long it took."""
        begun = time.monotonic()
        self._signal(signal.SIGTERM)
        if not self._is_gone_within(GRACE):
            self.killed += 1
            self._signal(signal.SIGKILL)
            self._is_gone_within(GRACE)
        return time.monotonic() - begun

    def restart(self) -> float:
        """Stop, lose the disk, start; return how long stopping took."""
        took = self.stop()
        self.start()
        return took

    @property
    def exit_code(self) -> int | None:
        """What its first process ended with."""
        return self._process.poll()

    @property
    def is_over(self) -> bool:
        """Whether its first process has ended."""
        return self.exit_code is not None

    def processes(self) -> list[psutil.Process]:
        """Every process of it."""
        found = []
        for process in psutil.process_iter():
            try:
                if os.getsid(process.pid) == self._process.pid and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (ProcessLookupError, psutil.NoSuchProcess):
                continue
        return found

    def memory(self) -> float:
        """How many MiB its processes have together, what they have from a common parent counted once."""
        own, shared = 0, [0]
        for process in self.processes():
            try:
                found = process.memory_full_info()
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            own += found.uss
            shared.append(found.rss - found.uss)
        return (own + max(shared)) / 2**20

    def lines_that_are_no_json(self) -> list[str]:
        """Lines of the log that a machine cannot read."""
        found = []
        for line in self.log.read_text().splitlines():
            if line not in SPOKEN:
                try:
                    json.loads(line)["message"]
                except (ValueError, KeyError, TypeError):
                    found.append(line)
        return found

    def _is_gone_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self.is_over or self.processes():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def _signal(self, number: signal.Signals) -> None:
        for process in self.processes():
            try:
                process.send_signal(number)
            except psutil.NoSuchProcess:
                continue
