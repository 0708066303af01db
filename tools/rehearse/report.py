"""What a rehearsal finds: figures, and what failed."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Report:
    """Figures as they come, on stderr what is being done, and at the end all of it on stdout."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self._figures: list[tuple[str, str]] = []
        self._begun = time.monotonic()

    def figure(self, name: str, value: str) -> None:
        """Note a figure."""
        self._figures.append((name, value))
        self.say(f"  {name}: {value}")

    def check(self, true: object, what: str) -> None:
        """Note a failure unless this is true."""
        if not true:
            self.failures.append(what)
        self.say(f"  {'ok' if true else 'FAILED'}: {what}")

    def say(self, text: str) -> None:
        """Tell what is being done."""
        print(f"{time.monotonic() - self._begun:6.0f} s  {text}", file=sys.stderr, flush=True)

    @contextmanager
    def step(self, what: str, figure: bool = True) -> Iterator[None]:
        """A step; an error in it is a failure, and the rehearsal goes on."""
        self.say(what)
        begun = time.monotonic()
        try:
            yield
        except Exception as error:
            first = (str(error).strip().splitlines() or [""])[0]
            self.check(False, f"{what}: {type(error).__name__} {first}")
        if figure:
            self.figure(what, f"{time.monotonic() - begun:.1f} s")

    def print(self) -> int:
        """Print everything; return the exit code."""
        width = max(len(name) for name, _ in self._figures)
        for name, value in self._figures:
            print(f"{name:<{width}}  {value}")
        for failure in self.failures:
            print(f"FAILED: {failure}")
        print(f"The rehearsal {'failed' if self.failures else 'went well'}.")
        return bool(self.failures)
