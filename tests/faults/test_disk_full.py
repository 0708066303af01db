"""The disk with the data is full for a while in the middle of trainings."""

import sqlite3
import subprocess
from contextlib import closing

import pytest
from sqlalchemy.exc import DBAPIError

from tests.faults.held import Held, queue
from tests.faults.stage import Stage

SIZE = 32 * 2**20  # bytes
PIECE = 2**12


class Disk:
    """A small disk of its own."""

    def __init__(self, folder):
        self.folder, self._ballast = folder, folder / "ballast"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
        made = subprocess.run(mount, capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")

    def fill(self):
        """Leave no room for anything."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(PIECE))
            except OSError:
                return

    def free(self):
        """There is room again."""
        self._ballast.unlink()

    def unmount(self):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path):
    disk = Disk(tmp_path / "disk")
    yield disk
    disk.unmount()


@pytest.fixture
def stage(disk, tmp_path):
    stage = Stage(tmp_path, GATESCOPE_SLOTS="2", DATA_DIR=str(disk.folder))
    stage.serve()
    yield stage
    stage.close()


def test_a_full_disk_stops_nothing_for_good(stage, disk, comparison, text):
    runs = Held(stage, comparison, text)
    stage.until(lambda: shorten_the_log(disk), "all that was written before is in its place")
    disk.fill()
    with pytest.raises(DBAPIError):
        queue(stage, comparison)
    stage.release()
    stage.until(lambda: stage.log.count("does not answer") >= 2, "trainings find no room")
    disk.free()
    runs.end_well()
    assert stage.until_over(queue(stage, comparison)) == "done"


def shorten_the_log(disk):
    """Leave no room in the database's own log; False while somebody reads."""
    with closing(sqlite3.connect(disk.folder / "gatescope.sqlite")) as db:
        (busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
