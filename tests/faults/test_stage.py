"""What tests of faults start ends with them, whatever ends them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.stage import ROOT, until

# Starts a program that starts another, says which group they are, and waits for its own end.
HOLD = """
import sys, time
from pathlib import Path
from tests.faults.stage import Program
folder = Path(sys.argv[1])
print(Program(["sh", "-c", "sleep 600 & wait"], folder, {}, folder / "log").pid, flush=True)
time.sleep(600)
"""


def test_nothing_outlives_a_test_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as test:
        group = int(test.stdout.readline())
        assert exists(group)
        test.kill()
    until(lambda: not exists(group), "the program and what it has started are gone")


def exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False
