"""Interleaved timing: one side, the other side, again and again, so that both meet the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

__all__ = ["Call", "compare"]

#: Takes the number of the call, so that a call can have a size of its own.
Call = Callable[[int], object]
#: Seconds that one side runs in a round, at least one call.
SLICE = 0.02


def compare(ours: Call, theirs: Call, rounds: int) -> tuple[float, float, float]:
    """Return the medians of both sides' CPU time per call, in seconds, and the median of the rounds' ratios.

    Parameters
    ----------
    ours, theirs : callable
        Called with 0, 1, 2, ...
    rounds : int
        How often both are measured, one after the other.

    Returns
    -------
    tuple of float
        Ours, theirs, theirs / ours. The time is that of the calling thread alone, which other processes do not inflate.
    """
    numbers = [_calls(ours), _calls(theirs)]
    times: list[tuple[float, float]] = []
    done = [0, 0]
    for _ in range(rounds):
        pair = []
        for side, call in enumerate((ours, theirs)):
            start = time.thread_time()
            for number in range(done[side], done[side] + numbers[side]):
                call(number)
            pair.append((time.thread_time() - start) / numbers[side])
            done[side] += numbers[side]
        times.append((pair[0], pair[1]))
    ratios = [b / a for a, b in times]
    return median(a for a, _ in times), median(b for _, b in times), median(ratios)


def _calls(call: Call) -> int:
    """Return how many calls fill a slice; the first one, which may compile, is not counted."""
    call(0)
    start = time.thread_time()
    call(1)
    return max(1, int(SLICE / max(time.thread_time() - start, 1e-7)))
