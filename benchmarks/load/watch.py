"""What the processes use meanwhile: how the processor is shared, how large the server is, how many train."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 1.0  # seconds
AT_WORK = 0.05  # seconds of processor in one of these, from where a process counts as training


@dataclass(frozen=True)
class Sample:
    """One look: after so many seconds, MB of all web processes, and how many processes train."""

    after: float
    web: float
    training: int


class Watch(threading.Thread):
    """Looks at the server's processes and at ours once a second until it is stopped.

    Attributes:
        samples: what was seen.
        used: seconds of processor by group; "others" is what all else on the machine took.
        seconds: how long it looked.
    """

    def __init__(self, server: int, ours: dict[str, int]) -> None:
        """`server` is gunicorn's main process, `ours` are the processes that play visitors, by name."""
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self.used = dict.fromkeys(("web", "trainings", *ours), 0.0)
        self.seconds = 0.0
        self._server, self._ours = server, ours
        self._seen: dict[int, float] = {}
        self._over = threading.Event()

    def run(self) -> None:
        begun, busy = time.monotonic(), all_used()
        self._look()
        self.used = dict.fromkeys(self.used, 0.0)
        while not self._over.wait(EVERY):
            web, training = self._look()
            self.samples.append(Sample(time.monotonic() - begun, web, training))
        self.seconds = time.monotonic() - begun
        self.used["others"] = max(0.0, all_used() - busy - sum(self.used.values()))

    def stop(self) -> None:
        """End, with everything counted."""
        self._over.set()
        self.join()

    def shares(self) -> dict[str, float]:
        """How many cores each group kept busy on average."""
        return {name: round(used / self.seconds, 2) for name, used in self.used.items()}

    def _look(self) -> tuple[float, int]:
        web, training = 0.0, 0
        for process, group in self._processes():
            try:
                used = self._since(process)
                self.used[group] += used
                training += group == "trainings" and used > AT_WORK
                web += megabytes(process.pid) if group == "web" else 0
            except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                pass
        return web, training

    def _processes(self) -> list[tuple[psutil.Process, str]]:
        """Every process that has to do with the measurement, and its group."""
        found = []
        for root, name in ((self._server, ""), *((pid, name) for name, pid in self._ours.items())):
            try:
                main = psutil.Process(root)
                family = [main, *main.children(recursive=True)]
                found += [
                    (process, name or ("web" if is_web(process) else "trainings")) for process in family
                ]
            except psutil.NoSuchProcess:
                pass
        return found

    def _since(self, process: psutil.Process) -> float:
        """Seconds of processor since the last look, all of them where this is the first."""
        times = process.cpu_times()
        now = times.user + times.system
        before, self._seen[process.pid] = self._seen.get(process.pid, 0.0), now
        return now - before


def megabytes(pid: int) -> float:
    """The memory of a process; what it shares with others is divided among them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    return 0.0


def is_web(process: psutil.Process) -> bool:
    """Whether it is gunicorn, and not a process that it lets train."""
    return any("gunicorn" in part for part in process.cmdline())


def all_used() -> float:
    """Seconds that all processors together were busy since the machine started."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.guest
