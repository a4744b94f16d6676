"""A thousand calls from threads, forked and spawned processes, and under Ctrl-C: no hang, no growth, the right bits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.words.robust import WAYS

ROOT = Path(__file__).parents[2]
#: Seconds for a process, which needs a few and sometimes a compiler.
PATIENCE = 240


def run(way: str) -> subprocess.CompletedProcess[str]:
    # Of Python's warnings only the one of forking beside threads, which is what is tested.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.words.robust", way]
    return subprocess.run(command, cwd=ROOT, env=os.environ, timeout=PATIENCE, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("way", [way for way in WAYS if way != "ended"])
def test_a_thousand_calls(way: str) -> None:
    done = run(way)
    assert (done.returncode, done.stderr) == (0, "")
    if way == "interrupted":
        assert int(done.stdout.split()[-1]) > 5


@pytest.mark.slow
def test_a_program_that_is_interrupted_ends() -> None:
    done = run("ended")
    assert done.returncode == -signal.SIGINT, done.stderr
    assert done.stdout == "begun\n" and done.stderr.rstrip().endswith("KeyboardInterrupt")
    assert "Fatal" not in done.stderr and "Exception ignored" not in done.stderr


def test_nothing_waits_for_a_lock_of_a_thread_that_a_fork_left_behind() -> None:
    # That of the standard library has a lock for each class, up to Python 3.11; `resample.caches.once` has none.
    sources = [path for folder in ("resample", "kernels") for path in (ROOT / folder).rglob("*.py")]
    assert [path for path in sources if "import cached_property" in path.read_text()] == []
