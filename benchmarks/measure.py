"""Interleaved timing: one side, the other side, again and again, so that both meet the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

__all__ = ["Call", "Clock", "compare", "timed"]

#: Takes the number of the call, so that a call can have a size of its own.
Call = Callable[[int], object]
#: Gives the seconds of so many calls, numbered on from the last one.
Clock = Callable[[int], float]
#: Seconds that one side runs in a round, at least one call.
SLICE = 0.02


def timed(call: Call, clock: Callable[[], float] = time.thread_time) -> Clock:
    """Return the clock of a call in this process: CPU time of the calling thread, which others do not inflate."""
    done = 0

    def seconds(calls: int) -> float:
        nonlocal done
        start = clock()
        for number in range(done, done + calls):
            call(number)
        done += calls
        return clock() - start

    return seconds


def compare(ours: Clock, theirs: Clock, rounds: int) -> tuple[float, float, float]:
    """Return the medians of both sides' time per call, in seconds, and the median of the rounds' ratios.

    Parameters
    ----------
    ours, theirs : callable
        See `timed`.
    rounds : int
        How often both are measured, one after the other.

    Returns
    -------
    tuple of float
        Ours, theirs, theirs / ours.
    """
    calls = [_calls(ours), _calls(theirs)]
    times = [(ours(calls[0]) / calls[0], theirs(calls[1]) / calls[1]) for _ in range(rounds)]
    ratios = [b / a for a, b in times]
    return median(a for a, _ in times), median(b for _, b in times), median(ratios)


def _calls(side: Clock) -> int:
    """Return how many calls fill a slice; the first one, which may compile, is not counted."""
    side(1)
    return max(1, int(SLICE / max(side(1), 1e-7)))
