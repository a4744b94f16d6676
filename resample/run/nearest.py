"""Copies of pixels along rows and columns, of any dtype: two gathers in one kernel."""

from __future__ import annotations

import numpy as np

from resample.kernels import nearest as kernels
from resample.plan.state import State
from resample.plan.words import DTYPES, Gather, Step
from resample.run.found import Found
from resample.run.rows import Job, picture

__all__ = ["match"]


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take a gather of rows, of columns, or both in any order, in which every output has a source."""
    taken = {}
    for step in steps[:2]:
        if not isinstance(step, Gather) or step.axis not in (0, 1) or step.axis in taken or int(step.index.min()) < 0:
            break
        taken[step.axis] = step.index
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
