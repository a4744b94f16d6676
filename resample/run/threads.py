"""One pool of threads for all callers, made when it is first needed, safe to fork and to call from anywhere.

Not Numba's ``parallel=True``: its layers abort when several threads call at once, or kill a forked child.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import TypeVar

__all__ = ["each", "parts"]

S = TypeVar("S")

#: Parts take the rows that are left, divided by this and by the threads, down to one of so many of a thread's rows. On
#: two threads, and 1 to 15 ms of work, this was mostly ahead of equal parts.
_SHARE, _SMALLEST = 1.5, 10
#: Most threads that wait for work; callers that ask for more get these.
LARGEST = max(32, os.cpu_count() or 1)


class _Pool:
    """The executor of this process; a forked child starts without one, because threads do not survive a fork."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.lock = threading.Lock()
        self.executor: ThreadPoolExecutor | None = None
        self.here = threading.local()

    def submit(self, work: Callable[[], None]) -> Future[None] | None:
        """Hand work to a thread; None if the interpreter is shutting down, when no thread can be started."""
        with self.lock:
            if self.executor is None:
                self.executor = ThreadPoolExecutor(LARGEST, thread_name_prefix="resample")
        try:
            return self.executor.submit(work)
        except RuntimeError:
            return None

    @property
    def inside(self) -> bool:
        """Whether the calling thread is doing work for `each` already."""
        return getattr(self.here, "inside", False)

    @inside.setter
    def inside(self, value: bool) -> None:
        self.here.inside = value


_pool = _Pool()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.reset)


@lru_cache(256)
def parts(rows: int, threads: int, whole: int = 1) -> tuple[tuple[int, int], ...]:
    """Return rows in parts for several threads: large ones first, which begin while others wake, and small ones last.

    Each but the last has a multiple of `whole` rows, which are as much work as one of them.

    Examples
    --------
    >>> parts(40, 2)
    ((0, 13), (13, 22), (22, 28), (28, 32), (32, 34), (34, 36), (36, 38), (38, 40))
    >>> parts(40, 1)
    ((0, 40),)
    >>> parts(40, 2, 8)
    ((0, 16), (16, 24), (24, 32), (32, 40))
    """
    if threads == 1:
        return ((0, rows),)
    made, start, least = [], 0, max(1, rows // (_SMALLEST * threads))
    while start < rows:
        size = max(least, int((rows - start) / (_SHARE * threads)))
        stop = min(rows, start + -(-size // whole) * whole)
        made.append((start, stop))
        start = stop
    return tuple(made)


def each(count: int, threads: int, state: Callable[[], S], work: Callable[[int, S], None]) -> None:
    """Do work 0 to count - 1, each once, on up to so many threads.

    Parameters
    ----------
    count : int
    threads : int
        The calling thread is one of them. Work inside other work is done by the calling thread alone.
    state : callable
        Makes what one thread keeps between its pieces of work.
    work : callable
        Gets the number and the thread's state.

    Raises
    ------
    BaseException
        What the first failing work raised; work that has not begun by then is left out.

    Notes
    -----
    No piece of work waits for another, and the caller itself takes pieces until none is left, then withdraws the
    helpers that have not begun: so it ends however busy the pool is.
    """
    numbers = itertools.count()
    failed = threading.Event()

    def drain() -> None:
        outer, _pool.inside = _pool.inside, True
        try:
            own = state()
            # next() of itertools.count is one bytecode of C: two threads never get the same number.
            for number in iter(numbers.__next__, None):
                if number >= count or failed.is_set():
                    return
                work(number, own)
        except BaseException:
            failed.set()
            raise
        finally:
            _pool.inside = outer

    helpers = min(threads, count, LARGEST + 1) - 1
    if helpers < 1 or _pool.inside:
        drain()
        return
    futures = [f for f in (_pool.submit(drain) for _ in range(helpers)) if f is not None]
    try:
        drain()
    finally:
        begun = [f for f in futures if not f.cancel()]
        wait(begun)
    for future in begun:
        future.result()
