"""Redis and Postgres for tests: servers of one's own, on free ports, in temporary folders.

    with postgres() as server:
        use(server.fresh())  # the URL of a new, empty database
        server.kill()        # as a crash does; start() brings it back with what it had, at the same address

What this process started ends with it, whatever ends this process.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from tests.servers import Server, free_port, user

HOW = "tools/services.sh, which make test runs, finds or installs it"


class Redis(Server):
    """A Redis server. It forgets everything when it stops, as one on a host may."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        command = [program("redis"), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", "."]
        super().__init__("Redis", [*command, "--databases", "1000"], folder, port, signal.SIGTERM)
        self._numbers = count(1)

    @property
    def url(self) -> str:
        """The address of its database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        """Whether the server can be used."""
        try:
            with redis_client.Redis.from_url(self.url, socket_timeout=1, retry=None) as client:
                return client.ping()
        except redis_client.ConnectionError:
            return False

    def connections(self) -> int:
        """How many clients it has, without the one that asks."""
        with redis_client.Redis.from_url(self.url) as client:
            return client.info("clients")["connected_clients"] - 1

    def fresh(self) -> str:
        """The address of an empty database, on which no worker of an earlier test listens."""
        return f"redis://127.0.0.1:{self.port}/{next(self._numbers)}"


class Postgres(Server):
    """A Postgres server. What was committed survives `kill`, but not a crash of the whole machine."""

    PLAIN = ("--auth=trust", "--username=gatescope", "--encoding=UTF8", "--locale=C")
    # synchronous_commit stays on: what waits in the server's own memory would die with it.
    FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200")

    def __init__(self, folder: Path) -> None:
        port, programs, data = free_port(), Path(program("postgres")), folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "--no-sync", *self.PLAIN],
            cwd=folder,
            capture_output=True,
            text=True,
            **user(),
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stderr}")
        options = (*self.FAST, "listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}")
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [word for option in options for word in ("-c", option)]
        # SIGINT: connections that are open do not keep it from stopping.
        super().__init__("Postgres", command, folder, port, signal.SIGINT)
        self._names = (f"test{number}" for number in count())

    @property
    def url(self) -> str:
        """The address of the database that every server has; `fresh` gives an empty one."""
        return self.address("postgres")

    def address(self, name: str) -> str:
        """The address of the database with this name."""
        return f"postgresql://gatescope@127.0.0.1:{self.port}/{name}"

    def answers(self) -> bool:
        """Whether the server can be used."""
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
            return True
        except psycopg.OperationalError:
            return False

    def connections(self) -> int:
        """How many clients it has, without the one that asks."""
        asked = "SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
        with psycopg.connect(self.url) as connection:
            return connection.execute(asked).fetchone()[0]

    def fresh(self) -> str:
        """Make a new, empty database; return its address."""
        name = next(self._names)
        self._command_database(f"CREATE DATABASE {name}")
        return self.address(name)

    def drop(self, url: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        self._command_database(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _command_database(self, command: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(command)


@contextmanager
def redis() -> Iterator[Redis]:
    """A Redis server of one's own, running."""
    with _served(Redis) as server:
        yield server


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A Postgres server of one's own, running."""
    with _served(Postgres) as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A Redis server for the whole session; whoever stops it starts it again."""
    with redis() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A Postgres server for the whole session; whoever stops it starts it again."""
    with postgres() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: Redis) -> str:
    """The address of a Redis that knows nothing."""
    return redis_server.fresh()


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """The address of a new, empty Postgres database."""
    url = postgres_server.fresh()
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database: every test that asks for it runs on SQLite and on Postgres."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/gatescope.sqlite"
    return request.getfixturevalue("postgres_url")


@contextmanager
def _served(kind: type[Server]) -> Iterator[Server]:
    # Not below pytest's folder, which nobody else may enter.
    folder = Path(tempfile.mkdtemp(prefix="gatescope-service-"))
    try:
        if other := user():
            os.chown(folder, other["user"], other["group"])
        server = kind(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program(kind: str) -> str:
    """Where Redis' program or the folder of Postgres' programs is, as tools/services.sh noted it."""
    note = Path(sys.prefix) / f".{kind}"
    if not note.exists():
        raise RuntimeError(f"There is no {kind.capitalize()} for this test; {HOW}.")
    return note.read_text().strip()
