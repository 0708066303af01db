"""The log: one line for each thing that happened, as text or as JSON, and nothing in it of any visitor's.

Every line has its time, level, logger and message, and where there is one the run, the part, the worker
and the request that it is about. A visitor's text, cookie or address gets into no line: what libraries say
of requests is cut, and so is what an error quotes.
"""

from __future__ import annotations

import logging
import logging.config
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from dashboard.settings import Settings

ABOUT = ("run_id", "part", "worker", "request_id")  # what a line may be about
DETAILS = ("event", "status", "seconds", "attempts", "count", "what", "reason")  # what else an event says
FIELDS = ("time", "level", "logger", "message", *ABOUT, *DETAILS, "exc_info")

EVENTS = {
    "queued": (logging.INFO, "A run is queued"),
    "started": (logging.INFO, "A part has started"),
    "part_done": (logging.INFO, "A part is done"),
    "given_back": (logging.INFO, "A part is given back, for another worker to go on with"),
    "given_up": (logging.WARNING, "Nothing was heard of a part, and it is given up"),
    "finished": (logging.INFO, "A run has ended"),
    "interrupted": (logging.WARNING, "A run is interrupted"),
    "resumed": (logging.INFO, "A run is queued again"),
    "deleted": (logging.INFO, "A run is deleted"),
    "expired": (logging.INFO, "What was kept long enough is deleted"),
    "refused": (logging.WARNING, "A request is refused"),
    "up": (logging.INFO, "The process is ready"),
    "down": (logging.INFO, "The process gives back what it has, and ends"),
}

LONGEST = 300  # characters of an error's message
QUOTED = re.compile(r"""b?'(?:[^'\\]|\\.)*'|b?"(?:[^"\\]|\\.)*\"""", re.S)
# gunicorn names the address of whoever sent nonsense, and the whole address of a page that failed.
OF_GUNICORN = (
    (re.compile(r"Invalid request from ip=.*", re.S), "A request was not valid HTTP"),
    (re.compile(r"(Error handling request(?: [A-Z]+\b)?).*", re.S), r"\1"),
)

_about: ContextVar[dict[str, object]] = ContextVar("about", default={})  # noqa: B039, never changed in place


def set_up(settings: Settings) -> None:
    """Write the log of this process to stderr in the form that GATESCOPE_LOGS names."""
    logging.config.dictConfig(configuration(settings.logs))
    logging.captureWarnings(True)


def configuration(form: str) -> dict:
    """What logging.config.dictConfig takes, and gunicorn's logconfig_dict; form is "text" or "json"."""
    formatters = {"text": {"()": AsText}, "json": {"()": AsJson}}
    if form not in formatters:
        raise ValueError(f"a log is text or json, not {form!r}")
    to_root = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "filters": {"about": {"()": About}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": form,
                "filters": ["about"],
            }
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": to_root | {"level": "WARNING"},
            "gunicorn.access": to_root | {"level": "WARNING"},
            "werkzeug": {"level": "WARNING"},  # its lines begin with the visitor's address
            "celery": to_root | {"level": "WARNING"},
            "celery.task": to_root | {"level": "WARNING"},
            "alembic": {"level": "WARNING"},
        },
    }


@contextmanager
def about(**what: object) -> Iterator[None]:
    """Name in every line of this thread what it is about, of ABOUT, until the block ends."""
    token = _about.set(_about.get() | _known(what, ABOUT))
    try:
        yield
    finally:
        _about.reset(token)


def from_now_on(**what: object) -> None:
    """Name in every line of this thread from now on what it is about, and nothing else."""
    _about.set(_known(what, ABOUT))


def event(name: str, **details: object) -> None:
    """Write down one of EVENTS; details are of ABOUT and DETAILS.

    A detail is a number or a word. Anything else might be a visitor's text, and only its place is kept.
    """
    level, message = EVENTS[name]
    _known(details, ABOUT + DETAILS)
    logging.getLogger("gatescope").log(level, message, extra={"event": name, **details})


def words(value: object) -> object:
    """A value as it may stand in a log: a number, a short name, or … for everything else."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, bool | int) or value is None:
        return value
    return value if re.fullmatch(r"[\w.:@/-]{1,128}", str(value), re.ASCII) else "…"


class About(logging.Filter):
    """Puts on each record what it is about, and takes off what libraries say of visitors."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        for name, value in _about.get().items():
            if not hasattr(record, name):
                setattr(record, name, value)
        if record.name.startswith("gunicorn"):
            said = record.getMessage()
            for pattern, instead in OF_GUNICORN:
                said = pattern.sub(instead, said)
            record.msg, record.args = said, None
        return True


class _Careful:
    """What both forms share: times in UTC, and errors without what they quote."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The time to the millisecond, in UTC, so that logs of several machines can be laid side by side."""
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03}Z"

    def formatException(self, error: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
        """Where it happened, what kind of error it is, and its message without what it quotes."""
        return "\n".join(_lines(error[1]))


class AsText(_Careful, logging.Formatter):
    """For a person: the message, then what it is about as name=value."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line."""
        given = [(name, getattr(record, name, None)) for name in ABOUT + DETAILS]
        said = [f"{name}={words(value)}" for name, value in given if value is not None]
        return " ".join([super().formatMessage(record).replace("\n", " "), *said])


class AsJson(_Careful, JsonFormatter):
    """For a machine: one JSON object a line, with FIELDS only, whatever a library adds to a record."""

    def __init__(self) -> None:
        names = {"asctime": "time", "levelname": "level", "name": "logger"}
        super().__init__(["asctime", "levelname", "name", "message"], rename_fields=names)

    def process_log_record(self, log_data: dict) -> dict:
        """Keep what is known, in order."""
        found = {name: log_data[name] for name in FIELDS if log_data.get(name) is not None}
        return {name: words(value) if name in ABOUT + DETAILS else value for name, value in found.items()}


def _known(given: dict[str, object], names: tuple[str, ...]) -> dict[str, object]:
    if unknown := sorted(set(given) - set(names)):
        raise TypeError(f"a log says nothing of {', '.join(unknown)}; it knows {', '.join(names)}")
    return given


def _lines(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    message = QUOTED.sub("…", str(error)).replace("\n", " ")[:LONGEST]
    return [
        *(_lines(before) if before else []),
        *"".join(traceback.format_tb(error.__traceback__)).rstrip().splitlines(),
        f"{type(error).__qualname__}: {message}" if message else type(error).__qualname__,
    ]
