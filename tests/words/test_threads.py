"""The pool of threads: every piece of work once, errors, and all the ways that callers meet it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from resample.plan.plan import Plan
from resample.run import regions
from resample.run.threads import LARGEST, each, parts
from tests.words.concurrency import WAYS, WORK
from tests.words.making import Array

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_at_the_same_time(way: str, tmp_path: Path) -> None:
    environment = dict(os.environ)
    if way == "cold_callers":
        environment["NUMBA_CACHE_DIR"] = str(tmp_path)
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.words.concurrency", way]
    done = subprocess.run(command, cwd=ROOT, env=environment, timeout=120, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == ("the same\n" if way == "at_exit" else "")


@pytest.mark.parametrize(("plan", "image"), WORK, ids=["map-taps", "taps-gather", "two-axes"])
@pytest.mark.parametrize("threads", [2, 3, 64])
def test_bits_do_not_depend_on_threads(plan: Plan, image: Array, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = plan.run(image)
    assert (plan.run(image, threads=threads) == wanted).all()
    monkeypatch.setattr(regions, "BLOCK", 5000)
    assert (plan.run(image, threads=threads) == wanted).all()
    assert (plan.run(np.stack([image, image]), threads=threads) == wanted).all()


@pytest.mark.parametrize(("count", "threads"), [(0, 4), (1, 4), (7, 1), (100, 4), (3, 50), (200, LARGEST + 9)])
def test_each_piece_of_work_is_done_once(count: int, threads: int) -> None:
    done: list[int] = []
    states: list[object] = []

    def state() -> object:
        states.append(object())
        return states[-1]

    def work(number: int, own: object) -> None:
        assert own in states
        done.append(number)

    each(count, threads, state, work)
    assert Counter(done) == Counter(range(count))
    assert len(states) <= max(1, min(threads, count))


def test_work_is_shared() -> None:
    # Two pieces that wait for each other end only if two threads do them.
    both = threading.Barrier(2, timeout=60)
    each(2, 2, lambda: None, lambda number, _: both.wait() and None)


@pytest.mark.parametrize("threads", [1, 3])
def test_the_first_failure_is_raised_and_ends_the_work(threads: int) -> None:
    done = []

    def work(number: int, _: None) -> None:
        if number == 5:
            raise ArithmeticError("five")
        time.sleep(0.001)
        done.append(number)

    with pytest.raises(ArithmeticError, match="five"):
        each(10_000, threads, lambda: None, work)
    assert len(done) < 9_000
    # The pool is as good as new.
    each(3, 3, lambda: None, lambda number, _: done.append(number))


def test_a_failing_helper_is_heard() -> None:
    here = threading.current_thread()
    helper_failed = threading.Event()

    def work(number: int, _: None) -> None:
        if threading.current_thread() is here:
            assert helper_failed.wait(60)
        else:
            helper_failed.set()
            raise ArithmeticError("helper")

    with pytest.raises(ArithmeticError, match="helper"):
        each(2, 2, lambda: None, work)


@pytest.mark.parametrize("whole", [1, 4, 16])
@pytest.mark.parametrize("threads", [1, 2, 3, 64])
@pytest.mark.parametrize("rows", [1, 7, 16, 224, 16000])
def test_parts_are_all_rows_in_their_order(rows: int, threads: int, whole: int) -> None:
    made = parts(rows, threads, whole)
    assert [start for start, _ in made] == [0, *(stop for _, stop in made[:-1])]
    assert made[-1][1] == rows
    assert all(start < stop for start, stop in made)
    assert all((stop - start) % whole == 0 for start, stop in made[:-1])
