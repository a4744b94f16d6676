"""Copies of pixels along rows and columns, of any dtype: two gathers, or sums of one sample, in one kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import nearest as kernels
from resample.plan.state import State
from resample.plan.words import DTYPES, Gather, Step, Taps
from resample.run.found import Found
from resample.run.rows import Job, picture
from resample.run.weighted import copies

__all__ = ["match"]

Array = npt.NDArray[Any]


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take a gather of rows, of columns, or both in any order, in which every output has a source."""
    taken: dict[int, Array] = {}
    for step, before, after in zip(steps[:2], states, states[1:], strict=False):
        found = _copied(step, before, after)
        if found is None and not taken:
            return None
        if found is None and isinstance(step, Taps) and any(isinstance(s, Taps) for s in steps[: len(taken)]):
            return None  # one walk takes both
        if found is None or found[0] in taken:
            break
        taken[found[0]] = found[1]
    source, result = picture(states[0]), picture(states[len(taken)])
    if not taken or source is None or result is None:
        return None
    size = DTYPES[states[0].dtype].itemsize * source[2]
    if source[1] * size >= 1 << 31:
        return None
    columns, rows = taken.get(1, np.arange(source[1])), taken.get(0, np.arange(source[0], dtype=np.int32))
    job = Job((*source[:2], size), (*result[:2], size))
    MOVES = kernels.MOVES
    job.loads(columns * np.int32(size), 4, MOVES.get(size, size), size in MOVES)
    job.table("ROWS", rows)
    job.set(SHIFT=int(columns.size == source[1] and bool((columns == np.arange(source[1])).all())))
    return (
        Found(len(taken), job)
        if job.take(kernels.nearest_of, str(size if size in MOVES else 4), result[1], 64)
        else None
    )


def _copied(step: Step, before: State, after: State) -> tuple[int, Array] | None:
    """Return the axis of a step and the sample that each output repeats, or None."""
    if isinstance(step, Gather):
        return (step.axis, step.index) if step.axis in (0, 1) and int(step.index.min()) >= 0 else None
    if isinstance(step, Taps) and step.axes in ((0,), (1,)) and before.dtype == "u8":
        index = copies(step, after)
        return None if index is None else (step.axes[0], index)
    return None
