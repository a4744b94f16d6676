"""Corpora in the test suite: made once a run by the installed original, in a process of its own, replayed in chunks.

The process that makes a corpus is not the one that replays it: originals have global switches, and what is replayed
must not see the original at all. Workers of pytest-xdist share the file; the first one that wants it makes it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from tests.corpora.file import Corpus, read
from tests.corpora.replay import Report, replay
from tests.originals.counts import record_cases
from tests.require import installed, require

__all__ = ["chunks", "corpus_file", "every_fourth", "made", "present", "same"]

ROOT = Path(__file__).parents[2]


def present(module: str, release: str) -> None:
    """End the test, by the rule of `tests.require`, unless a release is installed; it is not imported."""
    if installed(module) != release:
        require(module, release)


def made(factory: pytest.TempPathFactory, name: str, n: int, part: str, **environment: str) -> Corpus:
    """Return a corpus of the installed original; see `corpus_file`."""
    return _read(corpus_file(factory, name, n, part, **environment))


def corpus_file(factory: pytest.TempPathFactory, name: str, n: int, part: str, **environment: str) -> Path:
    """Return the file of a corpus of the installed original.

    Parameters
    ----------
    factory : pytest.TempPathFactory
    name : str
        One of `tests.corpora.make.ORIGINALS`.
    n : int
        Number of cases.
    part : str
    **environment : str
        Variables that the original reads.
    """
    base = factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path = folder / "-".join([name, part, *environment.values(), f"{n}.corpus"])
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            command = [sys.executable, "-m", "tests.corpus", name, "-n", str(n), "--part", part, "-o", str(path)]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
    return path


@lru_cache(4)
def _read(path: Path) -> Corpus:
    return read(path)


def same(corpus: Corpus, backend: str, share: tuple[int, int]) -> Report:
    """Replay a share of a corpus, record its counts, fail if a bit differs, and return the report."""
    report = replay(corpus, backend, share)
    for cell, (cases, differing) in report.counts.items():
        record_cases(cell, cases, differing)
    assert report.cases > 0
    assert not report.differing, str(report)
    return report


def chunks(of: int) -> list[tuple[int, int]]:
    """Return all shares, so that workers can take them one by one."""
    return [(part, of) for part in range(1, of + 1)]


def every_fourth(of: int) -> list[tuple[int, int]]:
    """Return every fourth share: together every fourth case, if `of` is a multiple of four."""
    return chunks(of)[::4]
