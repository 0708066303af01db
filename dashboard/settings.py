"""Every setting of the application: its name, its default and what it means."""

import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SETTINGS = (
    ("DATA_DIR", "data", "Folder for the database and the job cache; made if missing, private to its owner."),
    ("DATABASE_URL", "", "Where runs are kept; empty means SQLite in DATA_DIR, postgresql://... also works."),
    ("REDIS_URL", "", "Where Celery's workers hear of jobs; empty means that this machine trains by itself."),
    (
        "GATESCOPE_REDIS_CERTIFICATE",
        "required",
        "What certificate a Redis at rediss:// must show: required, or none where the host signs its own.",
    ),
    ("SECRET_KEY", "", "Signs cookies; required where other machines can reach the server."),
    ("HOST", "127.0.0.1", "Address that the server listens on."),
    ("PORT", "8050", "Port that the server listens on."),
    ("GATESCOPE_SLOTS", "", "How many trainings run at once; empty means all cores but one, or all workers."),
    ("GATESCOPE_THREADS", "", "How many threads one training uses; empty means processor cores / slots."),
    ("GATESCOPE_NICE", "5", "How far trainings stand back: 0 not at all, 19 takes only what is left over."),
    ("GATESCOPE_WARM", "1", "Whether pages are made once before anybody asks for them: 1, or 0."),
    ("GATESCOPE_QUEUE", "200", "How many runs may wait for their turn."),
    ("GATESCOPE_PER_VISITOR", "4", "How many runs of one visitor may wait or train at once."),
    (
        "GATESCOPE_MOST_MINUTES",
        "60",
        "After how many minutes of training a run is stopped; its networks are kept.",
    ),
    ("GATESCOPE_LEASE_SECONDS", "15", "After how much silence a training's process is taken for dead."),
    ("GATESCOPE_HEARTBEAT_SECONDS", "2", "How often a training's process says that it is alive."),
    ("GATESCOPE_HANG_SECONDS", "600", "After how long without news a training's process ends itself."),
    (
        "GATESCOPE_KEEP_DAYS",
        "0",
        "After how many days visitors' finished runs and files are deleted; 0 means never.",
    ),
    ("GATESCOPE_PROXIES", "0", "How many proxies stand before the server and name the visitor's address."),
    ("GATESCOPE_METRICS_TOKEN", "", "Who asks /metrics from another machine must send it."),
    ("GATESCOPE_LOGS", "text", "How the log is written: text, or json."),
)
SHORTEST_KEY = 16
MAKE_KEY = "`openssl rand -hex 32` makes one"
MANY = 1024  # more trainings at once than anybody has
LOOPBACK = re.compile(r"127(\.\d{1,3}){3}|::1|localhost")


class SettingError(ValueError):
    """A setting has a value that cannot work; the message says what would."""


@dataclass(frozen=True)
class Settings:
    """The settings in force, checked and converted."""

    data_dir: Path
    database_url: str
    redis_url: str
    secret_key: str
    host: str
    port: int
    slots: int
    threads: int
    nice: int
    warm: bool
    queue: int
    per_visitor: int
    most_minutes: float
    lease_seconds: float
    heartbeat_seconds: float
    hang_seconds: float
    keep_days: int
    proxies: int
    metrics_token: str
    logs: str

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
        redis_url = _redis_url(values["REDIS_URL"], values["GATESCOPE_REDIS_CERTIFICATE"])
        slots = values["GATESCOPE_SLOTS"] or (str(MANY) if redis_url else str(_spare_cores()))
        slots = _whole("GATESCOPE_SLOTS", slots, 1, MANY)
        at_once = 1 if redis_url else slots
        return cls(
            data_dir=data_dir,
            database_url=_database_url(values["DATABASE_URL"], data_dir),
            redis_url=redis_url,
            secret_key=_secret_key(values["SECRET_KEY"]),
            host=values["HOST"],
            port=_whole("PORT", values["PORT"], 1, 65535),
            slots=slots,
            threads=_whole("GATESCOPE_THREADS", values["GATESCOPE_THREADS"] or str(_share(at_once)), 1, MANY),
            nice=_whole("GATESCOPE_NICE", values["GATESCOPE_NICE"], 0, 19),
            warm=bool(_whole("GATESCOPE_WARM", values["GATESCOPE_WARM"], 0, 1)),
            queue=_whole("GATESCOPE_QUEUE", values["GATESCOPE_QUEUE"], 1, 10_000),
            per_visitor=_whole("GATESCOPE_PER_VISITOR", values["GATESCOPE_PER_VISITOR"], 1, 10_000),
            most_minutes=_number("GATESCOPE_MOST_MINUTES", values["GATESCOPE_MOST_MINUTES"], "minutes"),
            lease_seconds=lease,
            heartbeat_seconds=heartbeat,
            hang_seconds=_number("GATESCOPE_HANG_SECONDS", values["GATESCOPE_HANG_SECONDS"]),
            keep_days=_whole("GATESCOPE_KEEP_DAYS", values["GATESCOPE_KEEP_DAYS"], 0, 10_000),
            proxies=_whole("GATESCOPE_PROXIES", values["GATESCOPE_PROXIES"], 0, 10),
            metrics_token=values["GATESCOPE_METRICS_TOKEN"],
            logs=_one_of("GATESCOPE_LOGS", values["GATESCOPE_LOGS"], ("text", "json")),
        )

    def signing_key(self) -> str:
        """What cookies are signed with: SECRET_KEY, or one kept in DATA_DIR where nobody else can come.

        Raises SettingError where a server that others can reach, or that shares a database, has none.
        """
        if self.secret_key:
            return self.secret_key
        shared = self.redis_url or not self.database_url.startswith("sqlite")
        if shared or not LOOPBACK.fullmatch(self.host):
            raise SettingError(
                "SECRET_KEY must be set where other machines can reach the server or share its database; "
                f"{MAKE_KEY}."
            )
        path = self.data_dir / "secret-key"
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_hex())
        except FileExistsError:
            pass
        return _written(path)


def _spare_cores() -> int:
    return max(1, (os.cpu_count() or 1) - 1)


def _share(slots: int) -> int:
    return max(1, (os.cpu_count() or 1) // slots)


def _whole(name: str, text: str, low: int, high: int) -> int:
    # int() alone would also take "1_0" and digits of other scripts.
    if re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high:
        return int(text)
    raise SettingError(f"{name} must be a whole number from {low} to {high}, but it is {text!r}.")


def _number(name: str, text: str, unit: str = "seconds") -> float:
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) and float(text) > 0:
        return float(text)
    raise SettingError(f"{name} must be a number of {unit} above 0, such as 2 or 0.5, but it is {text!r}.")


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text in choices:
        return text
    raise SettingError(f"{name} must be {' or '.join(choices)}, but it is {text!r}.")


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
    # Some hosts hand out the scheme postgres://, which SQLAlchemy does not know.
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text)
    if re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
        return url
    # The value may hold a password, so it is not repeated.
    raise SettingError(
        "DATABASE_URL must be empty or start with postgresql:// or sqlite://, but it does not."
    )


def _redis_url(text: str, certificate: str) -> str:
    check = _one_of("GATESCOPE_REDIS_CERTIFICATE", certificate, ("required", "none"))
    if text and not re.match(r"rediss?://", text):
        raise SettingError("REDIS_URL must be empty or start with redis:// or rediss://, but it does not.")
    if not text.startswith("rediss://") or "ssl_cert_reqs=" in text:
        return text
    return f"{text}{'&' if '?' in text else '?'}ssl_cert_reqs={check}"  # Celery insists on being told


def _secret_key(text: str) -> str:
    if text and len(text) < SHORTEST_KEY:
        raise SettingError(f"SECRET_KEY must have at least {SHORTEST_KEY} characters; {MAKE_KEY}.")
    return text


def _written(path: Path) -> str:
    # Another process may have made the file a moment ago and not yet written it.
    for _ in range(50):
        if key := path.read_text():
            return key
        time.sleep(0.02)
    raise SettingError(f"the file {path.name} in DATA_DIR is empty; delete it, and a new key is made.")
