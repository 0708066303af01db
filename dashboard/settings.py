"""Every setting of the application: its name, its default and what it means."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SETTINGS = (
    ("DATA_DIR", "data", "Folder for the database and the job cache; made if missing, private to its owner."),
    ("DATABASE_URL", "", "Where runs are kept; empty means SQLite in DATA_DIR, postgresql://... also works."),
    ("GATESCOPE_SLOTS", "", "How many trainings run at once; empty means all processor cores but one."),
    ("GATESCOPE_THREADS", "", "How many threads one training uses; empty means processor cores / slots."),
    ("GATESCOPE_NICE", "5", "How far trainings stand back for the web server, from 0 (not at all) to 19."),
    ("GATESCOPE_QUEUE", "8", "How many runs may wait for their turn."),
    ("GATESCOPE_LEASE_SECONDS", "15", "After how much silence a run's process is taken for dead."),
    ("GATESCOPE_HEARTBEAT_SECONDS", "2", "How often a run's process says that it is alive."),
    ("SECRET_KEY", "", "Signs what the browser hands back; set it where more than one server runs."),
    ("HOST", "127.0.0.1", "Address that the development server listens on."),
    ("PORT", "8050", "Port that the server listens on."),
)


class SettingError(ValueError):
    """A setting has a value that cannot work; the message says what would."""


@dataclass(frozen=True)
class Settings:
    """The settings in force, checked and converted."""

    data_dir: Path
    database_url: str
    slots: int
    threads: int
    nice: int
    queue: int
    lease_seconds: float
    heartbeat_seconds: float
    secret_key: str
    host: str
    port: int

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check the settings and make DATA_DIR; raise SettingError on a value that cannot work."""
        values = {name: env.get(name, "").strip() or default for name, default, _ in SETTINGS}
        data_dir = _folder("DATA_DIR", values["DATA_DIR"])
        lease = _number("GATESCOPE_LEASE_SECONDS", values["GATESCOPE_LEASE_SECONDS"])
        heartbeat = _number("GATESCOPE_HEARTBEAT_SECONDS", values["GATESCOPE_HEARTBEAT_SECONDS"])
        if heartbeat * 2 > lease:
            raise SettingError(
                "GATESCOPE_HEARTBEAT_SECONDS must be at most half of GATESCOPE_LEASE_SECONDS, "
                f"which is {lease:g}, but it is {heartbeat:g}."
            )
        slots = _whole("GATESCOPE_SLOTS", values["GATESCOPE_SLOTS"] or str(_spare_cores()), 1, 1024)
        return cls(
            data_dir=data_dir,
            database_url=_database_url(values["DATABASE_URL"], data_dir),
            slots=slots,
            threads=_whole("GATESCOPE_THREADS", values["GATESCOPE_THREADS"] or str(_share(slots)), 1, 1024),
            nice=_whole("GATESCOPE_NICE", values["GATESCOPE_NICE"], 0, 19),
            queue=_whole("GATESCOPE_QUEUE", values["GATESCOPE_QUEUE"], 1, 10_000),
            lease_seconds=lease,
            heartbeat_seconds=heartbeat,
            secret_key=values["SECRET_KEY"],
            host=values["HOST"],
            port=_whole("PORT", values["PORT"], 1, 65535),
        )


def _spare_cores() -> int:
    return max(1, (os.cpu_count() or 1) - 1)


def _share(slots: int) -> int:
    return max(1, (os.cpu_count() or 1) // slots)


def _whole(name: str, text: str, low: int, high: int) -> int:
    # int() alone would also take "1_0" and digits of other scripts.
    if re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high:
        return int(text)
    raise SettingError(f"{name} must be a whole number from {low} to {high}, but it is {text!r}.")


def _number(name: str, text: str) -> float:
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) and float(text) > 0:
        return float(text)
    raise SettingError(f"{name} must be a number of seconds above 0, such as 2 or 0.5, but it is {text!r}.")


def _folder(name: str, text: str) -> Path:
    path = Path(text).expanduser().absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"{name} must be a folder that can be made, but {text!r} cannot: {error.strerror}."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingError(f"{name} must be a folder that can be written to, but {text!r} cannot.")
    return path


def _database_url(text: str, data_dir: Path) -> str:
    if not text:
        return f"sqlite:///{data_dir / 'gatescope.sqlite'}"
    # Some hosts hand out the scheme postgres://, which SQLAlchemy no longer knows.
    url = re.sub(r"^postgres://", "postgresql://", text)
    if re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
        return url
    # The value may hold a password, so it is not repeated.
    raise SettingError(
        "DATABASE_URL must be empty or start with postgresql:// or sqlite://, but it does not."
    )
