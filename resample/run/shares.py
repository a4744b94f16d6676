"""Two forward passes in float32, bytes to bytes: weighted sums along rows, then along columns, in one kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import shares as kernels
from resample.plan.state import State
from resample.plan.words import Cast, Forward, Mul, NotFused, PointOp, Round, Step, Taps
from resample.run.found import Found
from resample.run.rows import Job, lanes, passes, picture, used

__all__ = ["TO_BYTES", "match", "within"]

Array = npt.NDArray[Any]

TO_BYTES: tuple[PointOp, ...] = (Round("rne"), Cast("i32", "x86"), Cast("u8", "sat"))
#: Sums below it are finite, and int32 holds them when they are rounded.
MOST = 2.0**30


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take two passes in float32, left to right and top to bottom."""
    both, source = passes(steps, (1, 0)), picture(states[0])
    if both is None or source is None or states[0].dtype != "u8" or states[2].dtype != "u8":
        return None
    across, down = both
    if not _plain(across) or not _plain(down) or (across.finish, down.finish) != ((), TO_BYTES):
        return None
    if across.index[0].ndim != 1 or not within(255.0, across, down):
        return None
    result = picture(states[2])
    assert result is not None
    job, rows = _job(source, result, across, down)
    return Found(2, job) if job.ring(kernels.shares_of, "float", rows, 4, 256) else None


def _plain(step: Taps) -> bool:
    """Return whether a step adds products forward, in float32."""
    how = step.sum
    return (step.load, step.term, how.acc, how.order, how.fused) == ((), Mul(), "f32", Forward(), NotFused())


def within(most: float, *passes: Taps) -> bool:
    """Return whether no sum of samples up to `most` comes near the ends of int32, and all weights are finite."""
    for step in passes:
        weight = np.abs(used(step)[1].astype(np.float64))
        most *= float(weight.sum(axis=1).max())
        if not weight.max() < MOST:
            return False
    return most < MOST


def _job(source: tuple[int, int, int], result: tuple[int, int, int], across: Taps, down: Taps) -> tuple[Job, int]:
    """Return the job of both passes, and the rows it keeps; an output without taps gets one of weight 0."""
    channels, (width, _) = source[2], lanes()
    strip = width // {1: 1, 2: 2}.get(channels, 4)
    count = np.maximum(across.count[0], 1)
    first = np.where(across.count[0] > 0, across.index[0], 0) * np.int32(channels)
    job = Job(source, result)
    job.loads(first, 1, 4 if channels == 3 else channels, channels <= 4, (count - 1) * channels)
    weights = used(across)[1]
    job.table("COUNTS", count.astype(np.int32))
    job.table("PLAIN", weights.astype(np.float32))
    rows, down_weights = used(down)
    job.table("ROWS", rows.astype(np.int32))
    job.table("WEIGHTS", down_weights.astype(np.float32))
    job.table("ROW_COUNTS", np.maximum(down.count[0], 1).astype(np.int32))
    job.set(TAPS=weights.shape[1], DOWN_TAPS=rows.shape[1], STRIP=strip, VECTOR=4 * width)
    return job, 2 * strip + 1
