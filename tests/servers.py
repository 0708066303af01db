"""A server that a test starts: its process, its port, its folder, and its end."""

import os
import pwd
import random
import signal
import socket
import subprocess
import time
from functools import cache
from pathlib import Path

import psutil

PATIENCE = 30  # seconds
# Below the ports that systems give to outgoing connections: ours must still be free when a server comes back.
PORTS = range(20_000, 32_000)

# Ends a server and removes its folder when whoever holds the other end of the pipe is gone.
GUARD = 'cat >/dev/null; kill -"$1" "$2"; sleep 1; kill -KILL "$2" 2>/dev/null; rm -rf "$3"'


class Server:
    """A program that listens on a port of its own and keeps what it has in a folder of its own."""

    def __init__(self, name: str, command: list[str], folder: Path, port: int, end: signal.Signals) -> None:
        self.port = port
        self.folder = folder
        self._name, self._command, self._end = name, command, end
        self._process: subprocess.Popen | None = None
        self._guard: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server can be used."""
        raise NotImplementedError

    @property
    def log(self) -> str:
        """What the server has printed."""
        return (self.folder / "log").read_text()

    def start(self) -> None:
        """Start the server, at the same address and with the same data as before; return when it answers."""
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **user()
            )
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", self._end.name[3:], str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self._name} did not start:\n{self.log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server in good order."""
        if self._process:
            self._dismiss_guard()
            self._process.send_signal(self._end)
            try:
                self._process.wait(PATIENCE)
            finally:
                self.kill()

    def kill(self) -> None:
        """End the server and its children at once, as a crash does."""
        if self._process:
            self._dismiss_guard()
            if self._process.poll() is None:
                children = self.processes()[1:]
                self._process.kill()
                for child in children:
                    _kill(child)
                psutil.wait_procs(children, PATIENCE)
            self._process.wait()
            self._process = None

    def processes(self) -> list[psutil.Process]:
        """The server's first process, and all that it has started."""
        first = psutil.Process(self._process.pid)
        return [first, *first.children(recursive=True)]

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def _dismiss_guard(self) -> None:
        # First, so that it never ends another process that got the server's number.
        if self._guard:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None


def free_port() -> int:
    """A port that nobody listens on."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("No port is free.")


@cache
def user() -> dict:
    """Postgres refuses to run as root; then servers run as nobody."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
