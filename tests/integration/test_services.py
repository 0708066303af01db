"""The Redis and the Postgres that tests start: they come back, and nothing of them stays."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis as redis_client

from tests import services
from tests.services import postgres, redis

ROOT = Path(__file__).parents[2]

# Starts a server, says which process and folder it has, and waits for its own end.
HOLD = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
from tests.services import {kind}
with {kind}() as server:
    print(server._process.pid, server.folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(params=[postgres, redis], ids=["postgres", "redis"])
def own(request):
    with request.param() as server:
        yield server


def wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_a_server_comes_back_at_the_same_address(own):
    assert own.answers()
    address = own.url
    for end in (own.stop, own.kill):
        end()
        assert not own.answers()
        own.start()
        assert own.answers() and own.url == address
    own.restart()
    assert own.answers()
    own.stop(), own.stop(), own.kill()
    assert not own.answers()


def test_postgres_keeps_what_was_committed_through_a_crash_while_it_is_in_use():
    with postgres() as server:
        url = server.fresh()
        with psycopg.connect(url, autocommit=True) as open_connection:
            open_connection.execute("CREATE TABLE kept (number integer)")
            open_connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
            server.kill()
            server.start()
            with pytest.raises(psycopg.OperationalError):
                open_connection.execute("SELECT 1")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_every_test_has_a_database_of_its_own(postgres_server, postgres_url):
    second = postgres_server.fresh()
    assert second != postgres_url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE mine ()")
    in_use = psycopg.connect(second)
    assert in_use.execute("SELECT to_regclass('mine')").fetchone() == (None,)
    postgres_server.drop(second)
    in_use.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(second)


def test_every_test_has_an_empty_redis(redis_server):
    with redis_client.Redis.from_url(redis_server.fresh()) as client:
        client.set("mine", 1)
    with redis_client.Redis.from_url(redis_server.fresh()) as client:
        assert client.get("mine") is None


def test_connections_are_counted(redis_server, postgres_server):
    before = postgres_server.connections()
    with psycopg.connect(postgres_server.url), psycopg.connect(postgres_server.url):
        assert postgres_server.connections() == before + 2
    before = redis_server.connections()
    with redis_client.Redis.from_url(redis_server.url) as client:
        client.ping()
        assert redis_server.connections() == before + 1


def test_what_does_not_start_says_why(own, monkeypatch):
    own.stop()
    monkeypatch.setattr(own, "_command", ["sh", "-c", "echo no luck today; exit 3"])
    with pytest.raises(RuntimeError, match=r"did not start:\n(?s:.*)no luck today"):
        own.start()


@pytest.mark.parametrize("kind", ["postgres", "redis"])
def test_what_is_not_installed_is_one_clear_sentence(kind, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with (
        pytest.raises(RuntimeError, match=rf"^There is no {kind.capitalize()} .*tools/services\.sh.*\.$"),
        getattr(services, kind)(),
    ):
        pass


@pytest.mark.parametrize("kind", ["postgres", "redis"])
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_nothing_stays_when_the_tests_end(kind, end):
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(kind=kind)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    pid, folder = held.stdout.readline().split()
    ours = [psutil.Process(int(pid)), *psutil.Process(int(pid)).children(recursive=True)]
    assert Path(folder).is_dir()
    held.send_signal(end)
    held.communicate(timeout=60)
    wait_until(lambda: not any(process.is_running() for process in ours))
    wait_until(lambda: not Path(folder).exists())


def script(folder, **env):
    """Run tools/services.sh in a tree of its own, where only the programs in folder/bin are to be found."""
    tools, programs = folder / "tools", folder / "bin"
    for made in (tools, programs, folder / ".venv"):
        made.mkdir(exist_ok=True)
    (tools / "services.sh").write_text((ROOT / "tools/services.sh").read_text())
    for name in ("dirname", "cat", "rm", "ls", "sort", "readlink"):
        if not (programs / name).exists():
            (programs / name).symlink_to(shutil.which(name))
    env = {"PATH": str(programs), "POSTGRES_PLACES": str(folder / "nowhere"), **env}
    return subprocess.run(["/bin/sh", tools / "services.sh"], env=env, capture_output=True, text=True)


def fake(path, works=True):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {0 if works else 1}\n")
    path.chmod(0o755)
    return path


def note(folder, kind):
    path = folder / ".venv" / f".{kind}"
    return path.read_text().strip() if path.exists() else None


def test_what_is_installed_is_found_and_noted(tmp_path):
    redis_server = fake(tmp_path / "bin/redis-server")
    for version in (14, 16):
        fake(tmp_path / f"postgres/{version}/bin/initdb")
        fake(tmp_path / f"postgres/{version}/bin/postgres", works=version == 14)
    places = {"POSTGRES_PLACES": f"{tmp_path}/postgres/*/bin"}
    first = script(tmp_path, **places)
    assert (first.returncode, first.stderr) == (0, "")
    assert note(tmp_path, "redis") == str(redis_server)
    assert note(tmp_path, "postgres") == str(tmp_path / "postgres/14/bin"), "16 is there, but does not run"
    assert script(tmp_path, **places).stdout == "", "told once"


def test_what_cannot_be_had_is_one_clear_sentence_each(tmp_path):
    fake(tmp_path / "bin/redis-server", works=False)
    answer = script(tmp_path)
    assert answer.returncode == 1
    first, second = answer.stderr.splitlines()
    assert first.startswith("No Redis server to be had") and "REDIS_SERVER" in first
    assert second.startswith("No Postgres server to be had") and "POSTGRES_BIN" in second
    assert note(tmp_path, "redis") is note(tmp_path, "postgres") is None


def test_they_may_be_named(tmp_path):
    fake(tmp_path / "bin/redis-server")
    mine = fake(tmp_path / "mine/redis-server")
    fake(tmp_path / "mine/initdb"), fake(tmp_path / "mine/postgres")
    named = {"REDIS_SERVER": str(mine), "POSTGRES_BIN": str(mine.parent)}
    assert script(tmp_path, **named).returncode == 0
    assert (note(tmp_path, "redis"), note(tmp_path, "postgres")) == (str(mine), str(mine.parent))
