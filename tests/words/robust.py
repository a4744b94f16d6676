"""A thousand calls in hard places, each in a process of its own: ``python -m tests.words.robust NAME``.

Results are compared with those that one thread gave before; a process ends with status 0, or has failed.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import resample
import resample.opencv as cv2
from resample import pillow

__all__ = ["WAYS"]

CALLS = 1000
RNG = np.random.default_rng(6)
PICTURES = [RNG.integers(0, 256, (h, w, 3), np.uint8) for h, w in ((40, 60), (61, 43), (200, 120), (33, 400))]
SIZES = [(20, 30), (31, 7), (64, 64), (90, 40), (5, 5)]


def one(number: int, threads: int = 1) -> bytes:
    """Resize in one of many ways, by the short road or the long one."""
    image, size = PICTURES[number % len(PICTURES)], SIZES[number % len(SIZES)]
    match number % 4:
        case 0:
            return bytes(pillow.resize(image, size, pillow.LANCZOS))
        case 1:
            return bytes(cv2.resize(image, size))
        case 2:
            return bytes(resample.resize(image, size, like="torch:bilinear,antialias", threads=threads))
        case _:
            return bytes(resample.resize(image.astype(np.float32), size, like="opencv:area", threads=threads))


KINDS = 4 * len(PICTURES) * len(SIZES)


def wanted() -> list[bytes]:
    """Return what every kind of call gives."""
    return [one(number) for number in range(KINDS)]


def check(start: int, stop: int, results: list[bytes], threads: int = 1) -> None:
    """Compare calls from one number to another."""
    for number in range(start, stop):
        assert one(number, threads) == results[number % KINDS], number


def eight_threads() -> None:
    """Let eight threads share the calls, on one thread each and on several, while caches are cleared."""
    results = wanted()
    with ThreadPoolExecutor(8) as pool:
        pieces = [pool.submit(check, k, k + 25, results, 1 + k % 3) for k in range(0, CALLS, 25)]
        while not all(piece.done() for piece in pieces):
            resample.clear_caches()
            time.sleep(0.005)
    for piece in pieces:
        piece.result()


def forked_child() -> None:
    """Fork while other threads resize and clear: children make all calls, and end."""
    results = wanted()
    stop = threading.Event()

    def busy() -> None:
        number = 0
        while not stop.is_set():
            check(number, number + 10, results, 2)
            resample.clear_caches()
            number += 10

    others = [threading.Thread(target=busy) for _ in range(3)]
    for other in others:
        other.start()
    children = [_child(results) for _ in range(4)]
    states = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    stop.set()
    for other in others:
        other.join()
    assert states == [0] * 4, states
    check(0, KINDS, results)


def _child(results: list[bytes]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        signal.alarm(200)  # a child that hangs is not left behind
        try:
            check(0, CALLS, results, 2)
            resample.clear_caches()
            check(0, KINDS, results)
            status = 0
        finally:
            os._exit(status)
    return child


def spawned_pool() -> None:
    """Let spawned processes share the calls."""
    results = wanted()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(check, [(k, k + 125, results) for k in range(0, CALLS, 125)])


def interrupted() -> None:
    """Be interrupted by Ctrl-C again and again: each call gives the right result or KeyboardInterrupt."""
    results = wanted()
    done = heard = 0
    calling = False

    def interrupt(*_: object) -> None:
        nonlocal calling
        if calling:  # once a call, so that none falls into what follows
            calling = False
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    timer = threading.Thread(target=_interrupts, args=(os.getpid(), 40), daemon=True)
    timer.start()
    while done < CALLS or timer.is_alive():
        try:
            calling = True
            check(done, done + 1, results, 1 + done % 3)
            if done % 50 == 0:
                resample.clear_caches()
            calling = False
            done += 1
        except KeyboardInterrupt:
            heard += 1
    check(0, KINDS, results, 2)
    print("interrupted", heard)


def _interrupts(process: int, times: int) -> None:
    for _ in range(times):
        time.sleep(0.02)
        os.kill(process, signal.SIGINT)


def ended() -> None:
    """Be interrupted by Ctrl-C once, as a program is that does not expect it: it ends by the signal."""
    results = wanted()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    print("begun", flush=True)
    while True:
        check(0, KINDS, results, 3)


def memory_stays() -> None:
    """Make calls of ever new sizes and of known ones: once caches are full, memory does not grow."""

    def work(begin: int) -> None:
        for k in range(begin, begin + CALLS):
            pillow.resize(PICTURES[0], (20 + k % 700, 20 + k // 7 % 90), pillow.BILINEAR)
            cv2.resize(PICTURES[1], (21 + k % 800, 9))
            one(k)

    resample.clear_caches()
    work(0)
    work(CALLS)
    before = _resident()
    for k in range(2, 6):
        work(k * CALLS)
    resample.clear_caches()
    work(0)
    assert _resident() - before < 24 << 20, (before, _resident())


def _resident() -> int:
    """Return the bytes of memory that the process has at most had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


WAYS: dict[str, Callable[[], None]] = {
    f.__name__: f for f in (eight_threads, forked_child, spawned_pool, interrupted, ended, memory_stays)
}

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    WAYS[sys.argv[1]]()
