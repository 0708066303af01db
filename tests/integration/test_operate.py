"""The operator's commands, as they are typed."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from dashboard.operate.__main__ import main
from dashboard.operate.commands import COMMANDS
from dashboard.store.database import open_database
from dashboard.store.library import Library
from dashboard.store.migrate import PRESENT
from dashboard.store.runs import RunStore
from dashboard.store.schema import runs
from tests import earlier

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in list(os.environ):
        if name.startswith("GATESCOPE_") or name in ("REDIS_URL", "SECRET_KEY"):
            monkeypatch.delenv(name)
    url = f"sqlite:///{tmp_path}/gatescope.sqlite"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return url


@pytest.fixture
def call(capsys: pytest.CaptureFixture):
    """A function that runs a command: call(*words) -> (exit code, stdout, stderr)."""

    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main(words)
        except SystemExit as exit:
            code = exit.code
        return code, *capsys.readouterr()

    return run


def some_runs(url: str) -> dict[str, str]:
    with RunStore(url) as store:
        done = store.create({"task": "counting"}, "hash 1", "v1", 8, owner="somebody-long")
        store.finish_part(store.take("worker", 1), b"networks" * 100_000, "done")
        store.publish(done, True)
        text = store.create({"task": "text", "corpus": "python"}, "hash 2", "v1", 8)
        assert store.take("worker", 1)
        waiting = store.create({"task": "counting"}, "hash 3", "v1", 8)
    Library(url).add("net.pt", "ab", b"1" * 2_000_000)
    return {"done": done, "text": text, "waiting": waiting}


def refused(found: tuple[int, str, str], code: int = 1) -> str:
    """What a command that did nothing says: one sentence on stderr."""
    assert found[0] == code and found[1] == ""
    assert found[2].count("\n") == 1 and found[2].startswith("python -m dashboard.operate")
    assert "Traceback" not in found[2]
    return found[2]


def test_without_a_command_all_are_named(call) -> None:
    said = refused(call(), 2)
    assert all(name in said for name in COMMANDS)
    assert "invalid choice: 'explode'" in refused(call("explode"), 2)
    assert call("--help")[0] == 0


def test_migrate_says_what_it_did(database: str, call) -> None:
    earlier.make(database, "0003")
    assert call("migrate") == (0, f"tables: {PRESENT}\nbefore: none\n", "")
    assert call("migrate") == (0, f"tables: {PRESENT}\nbefore: {PRESENT}\n", "")


def test_a_newer_database_is_refused_by_every_command(database: str, call) -> None:
    call("migrate")
    engine = create_engine(database)
    with engine.begin() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    open_database.cache_clear()
    for command in ("migrate", "list", "retention --days 3", "delete x"):
        assert "newer version" in refused(call(*command.split()))
    assert "not at" in refused(call("backup", "x.backup"))
    assert "tables 9999" in call("status")[1] and "database newer" in call("status")[1]


def test_a_backup_and_back(database: str, call, tmp_path: Path, monkeypatch) -> None:
    some_runs(database)
    file = str(tmp_path / "saved.backup")
    code, out, _ = call("backup", file)
    assert code == 0 and re.fullmatch(rf"{re.escape(file)} has 3 runs, 1 file, 0 texts, \d\.\d MB\.\n", out)
    assert "add --replace" in refused(call("restore", file))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite")
    assert call("restore", file)[:2] == (0, "The database has 3 runs, 1 file, 0 texts.\n")
    assert call("restore", file, "--replace")[0] == 0
    assert "no backup" in refused(call("restore", str(ROOT / "README.md")))
    assert "no folder" in refused(call("backup", str(tmp_path / "nowhere" / "x")))


def test_runs_are_listed_for_a_person_and_as_json(database: str, call) -> None:
    assert call("list") == (0, "no runs\n", "")
    ids = some_runs(database)
    code, out, _ = call("list")
    lines = out.splitlines()
    assert code == 0 and [line.split()[0] for line in lines] == [
        "run",
        ids["waiting"],
        ids["text"],
        ids["done"],
    ]
    assert re.fullmatch(
        rf"{re.escape(ids['done'])} +done +somebody +all +counting +[\d-]{{10}} \d\d:\d\d +0 s +0\.8 MB",
        lines[3],
    )
    assert "python" in lines[2] and "owner" in lines[2]
    found = json.loads(call("list", "--status", "queued", "--json")[1])
    assert [run["run"] for run in found] == [ids["waiting"]]
    assert "invalid choice" in refused(call("list", "--status", "lost"), 2)


def test_a_run_is_cancelled_and_deleted(database: str, call) -> None:
    ids = some_runs(database)
    assert f"cancel {ids['text']}" in refused(call("delete", ids["text"]))
    assert call("cancel", ids["text"])[:2] == (0, f"{ids['text']} is asked to stop.\n")
    assert call("cancel", ids["waiting"])[0] == 0
    assert "not waiting or training" in refused(call("cancel", ids["waiting"]))
    assert call("delete", ids["waiting"])[:2] == (0, f"{ids['waiting']} is deleted.\n")
    for command in ("delete", "cancel"):
        assert "there is no run nothing; `list` names all" in refused(call(command, "nothing"))
    with RunStore(database) as store:
        assert {run.id for run in store.list()} == {ids["done"], ids["text"]}
        store.install("counting-plain", {}, "hash", "v1", [{}], b"networks")
    assert "ships with Gatescope" in call("delete", "counting-plain")[1]


def test_old_runs_are_deleted_when_that_is_asked_for(database: str, call, monkeypatch) -> None:
    ids = some_runs(database)
    with open_database(database).begin() as db:
        db.execute(update(runs).where(runs.c.id == ids["done"]).values(finished_at=time.time() - 4 * 86400))
    assert "GATESCOPE_KEEP_DAYS is 0" in call("retention")[1]
    assert call("retention", "--days", "5")[1] == "runs: 0\nfiles: 0\ntexts: 0\n"
    assert "0 or more" in refused(call("retention", "--days", "-3"))
    monkeypatch.setenv("GATESCOPE_KEEP_DAYS", "3")
    assert call("retention")[1] == "runs: 1\nfiles: 0\ntexts: 0\n"


def test_status_says_how_the_server_is(database: str, call, monkeypatch) -> None:
    some_runs(database)
    with RunStore(database) as store:
        store.seen("host:1", 4)
    code, out, _ = call("status")
    found = dict(line.split(": ", 1) for line in out.splitlines())
    assert code == 0 and found["database"] == f"sqlite, tables {PRESENT}"
    assert found["checks"] == "database ok, redis unused, workers unused"
    assert found["runs"] == "1 queued, 1 running, 1 done, 0 cancelled, 0 failed, 0 interrupted, 0 paused"
    assert found["parts"] == "1 wait, 1 train"
    assert re.fullmatch(r"host:1 \(4, \d s ago\)", found["workers"])
    assert found["files, texts"] == "2.0 MB, 0.0 MB" and found["disk"].endswith(" MB free")
    monkeypatch.setenv("REDIS_URL", "redis://user:sesame@127.0.0.1:1/0")
    out = call("status")[1]
    assert "redis away" in out and "workers ok" in out and "sesame" not in out


def test_a_database_that_is_away_is_one_sentence_without_its_password(database, call, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:sesame@127.0.0.1:1/nothing")
    for command in ("migrate", "backup x.backup", "list", "status"):
        assert "sesame" not in (said := refused(call(*command.split())))
        assert "OperationalError" in said and "DATABASE_URL" in said


def test_a_wrong_setting_is_named(database: str, call, monkeypatch) -> None:
    monkeypatch.setenv("GATESCOPE_KEEP_DAYS", "many")
    assert "GATESCOPE_KEEP_DAYS" in refused(call("list"))


def test_it_is_a_command(database: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "dashboard.operate", "migrate"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, f"tables: {PRESENT}\nbefore: none\n"), done.stderr
