"""Ways to run plans at the same time, each in a process of its own: ``python -m tests.words.concurrency NAME``.

Every way compares with results that one thread gave, and ends with status 0 or an exception.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from resample.plan.plan import Plan
from resample.plan.words import AllFused, Cast, Forward, Gather, Map, Premultiply, Sum, Taps
from resample.run.threads import each
from tests.words.making import Array, plan_of


def work() -> list[tuple[Plan, Array]]:
    """Return plans with pictures large enough for many blocks."""
    rng = np.random.default_rng(3)
    index, count = np.arange(0, 396, 4), np.full(99, 5)
    weight = rng.standard_normal((99, 5)).astype(np.float32)
    how = Sum("f32", Forward(), "first", AllFused())
    taps = [Taps((axis,), (index,), (count,), (weight,), how) for axis in (0, 1)]
    made = [
        plan_of((400, 400, 4), "u8", Map((Premultiply(),)), *taps),
        plan_of((400, 400, 3), "f32", taps[1], Gather(0, np.arange(399, -1, -1))),
        plan_of((400, 400), "u8", Taps((0, 1), (index,) * 2, (count,) * 2, None, Sum("i32"), (Cast("u8", "sat"),))),
    ]
    return [(p, rng.integers(0, 256, p.source.shape).astype(p.source.storage)) for p in made]


WORK = work()


def check(wanted: list[bytes], threads: int = 3) -> None:
    """Run the work on some threads."""
    for (plan, image), one in zip(WORK, wanted, strict=True):
        assert plan.run(image, threads=threads).tobytes() == one


def alone() -> list[bytes]:
    return [plan.run(image).tobytes() for plan, image in WORK]


def callers() -> None:
    """Let many threads of the caller's own run plans on several threads each."""
    wanted = alone()
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(check, wanted, 1 + k % 5) for k in range(40)]:
            done.result()


def cold_callers() -> None:
    """Let many threads meet kernels that nobody has compiled or loaded yet."""
    with ThreadPoolExecutor(6) as pool:
        results = [f.result() for f in [pool.submit(alone) for _ in range(6)]]
    assert all(r == results[0] for r in results)


def nested() -> None:
    """Run plans inside the pool's own work: they take no further threads, and wait for none."""
    wanted = alone()
    done: list[int] = []

    def inner(number: int, _: None) -> None:
        check(wanted, 4)
        done.append(number)

    each(50, 40, lambda: None, inner)
    assert sorted(done) == list(range(50))


def fork() -> None:
    """Fork after the pool was used, and while other threads use it."""
    wanted = alone()
    check(wanted)
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            check(wanted)

    others = [threading.Thread(target=busy) for _ in range(3)]
    for other in others:
        other.start()
    children = [_forked(wanted) for _ in range(6)]
    states = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    stop.set()
    for other in others:
        other.join()
    assert states == [0] * 6, states
    check(wanted)


def _forked(wanted: list[bytes]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            check(wanted)
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    return child


def spawn() -> None:
    """Run plans in spawned processes, after the pool was used here."""
    wanted = alone()
    check(wanted)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(check, [wanted] * 4)


def fork_pool() -> None:
    """Run plans in the workers of a forking pool, as data loaders do."""
    wanted = alone()
    check(wanted)
    with multiprocessing.get_context("fork").Pool(3) as pool:
        pool.map(check, [wanted] * 6)


def at_exit() -> None:
    """Run plans when the interpreter ends and no thread can be started."""
    wanted = alone()
    check(wanted)
    # The interpreter ends the threads of pools before it calls what is registered here.
    atexit.register(lambda: print("the same" if check(wanted) is None else ""))


WAYS: dict[str, Callable[[], None]] = {
    f.__name__: f for f in (callers, cold_callers, nested, fork, spawn, fork_pool, at_exit)
}

if __name__ == "__main__":
    WAYS[sys.argv[1]]()
