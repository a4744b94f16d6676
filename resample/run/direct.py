"""The shortest way to run a plan on pictures that are known to fit: nothing is asked, nothing is looked up.

Importing this module imports Numba.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.plan import Plan
from resample.plan.words import DTYPES
from resample.run import bytes as walks
from resample.run import engine
from resample.run.bytes import Walk, compiled
from resample.run.found import Program, Runs
from resample.run.programs import groups
from resample.run.rows import Job

__all__ = ["Kernel", "Kernels", "Rows", "Steps", "direct"]

Array = npt.NDArray[Any]
_BYTES = np.dtype(np.uint8)
_ndarray = np.ndarray
_local = walks._local


class Threaded:
    """A program runs the plan; what follows does so more directly for a single thread."""

    __slots__ = ("program",)

    program: Program

    def into(self, image: Array, out: Array, threads: int) -> None:
        """Write the result into a C-contiguous array apart from the picture, by so many threads."""
        self.program.run(image.ravel(), out, threads)


class Kernel(Threaded):
    """One kernel runs the plan.

    Parameters
    ----------
    walk : Walk
    shape : tuple of int
        Of the result.
    """

    __slots__ = ("entry", "nbytes", "plan", "room", "rows", "shape")

    def __init__(self, walk: Walk, shape: tuple[int, ...]) -> None:
        self.entry, self.plan = compiled(walk.function, walk.kind), walk.plan
        self.room, self.rows, self.shape, self.nbytes = walk.scratch, walk.rows, shape, walk.plan.nbytes
        self.program = walk

    def run(self, image: Array) -> Array:
        """Return the result of a picture of the shape and dtype that the plan takes."""
        out = _ndarray(self.shape, _BYTES)  # a little quicker than numpy.empty
        try:
            memory = _local.memory
            if memory.size < self.room:
                memory = walks.scratch(self.room)
        except AttributeError:  # the first call of this thread
            memory = walks.scratch(self.room)
        self.entry(None, image.ravel(), out.ravel(), self.plan, memory, 0, 0, self.rows)
        return out


class Kernels(Threaded):
    """One kernel runs the plan on several pictures that lie one behind the other, such as planes of channels.

    Parameters
    ----------
    walk : Walk
    shape : tuple of int
        Of the result.
    """

    __slots__ = ("entry", "nbytes", "numbers", "plan", "room", "rows", "shape")

    def __init__(self, walk: Walk, shape: tuple[int, ...]) -> None:
        self.entry, self.plan = compiled(walk.function, walk.kind), walk.plan
        self.room, self.rows, self.shape, self.numbers = walk.scratch, walk.rows, shape, range(walk.outer)
        self.nbytes, self.program = walk.plan.nbytes, walk

    def run(self, image: Array) -> Array:
        """Return the result of a picture of the shape and dtype that the plan takes."""
        out = _ndarray(self.shape, _BYTES)
        memory, src, dst = walks.scratch(self.room), image.ravel(), out.ravel()
        for number in self.numbers:
            self.entry(None, src, dst, self.plan, memory, number, 0, self.rows)
        return out


class Rows(Threaded):
    """One kernel of rows runs the plan in one band of columns.

    Parameters
    ----------
    job : Job
    shape : tuple of int
        Of the result.
    """

    __slots__ = ("columns", "entry", "job", "nbytes", "room", "rows", "shape")

    def __init__(self, job: Job, shape: tuple[int, ...]) -> None:
        self.entry, self.job, self.room, self.shape = job.entry(), job.packed, job.scratch, shape
        self.rows, self.columns = job.out[:2]
        self.nbytes, self.program = job.packed.nbytes, job

    def run(self, image: Array) -> Array:
        """Return the result of a picture of the shape and dtype that the plan takes."""
        out = _ndarray(self.shape, _BYTES)
        memory = walks.scratch(self.room)
        self.entry(None, self.job, image.ravel(), out.ravel(), memory, 0, self.columns, 0, self.rows)
        return out


class Steps:
    """Programs and plain loops run the plan, one after the other."""

    __slots__ = ("nbytes", "plan", "shape")

    def __init__(self, plan: Plan, shape: tuple[int, ...]) -> None:
        self.plan, self.shape = plan, shape
        self.nbytes = 2 * plan.nbytes  # with what is made of it

    def run(self, image: Array) -> Array:
        """Return the result of a picture of the shape and dtype that the plan takes."""
        plan = self.plan
        out = np.empty(plan.shape, DTYPES[plan.dtype])
        return engine.run(plan, image.reshape(plan.source.shape), out).reshape(self.shape)

    def into(self, image: Array, out: Array, threads: int) -> None:
        """Write such a result into a C-contiguous array apart from the picture, by so many threads."""
        plan = self.plan
        engine.run(plan, image.reshape(plan.source.shape), out.reshape(plan.shape), threads)


class Turned:
    """A plan whose pictures have their axes in another order, such as N, C, H, W with the channels innermost in memory.

    Parameters
    ----------
    runs : Kernel, Kernels, Rows or Steps
        For pictures in the order of the plan.
    order : tuple of int
        Axes of the picture in the plan's order.
    contiguous : bool
        Whether results are in C order, not in the plan's.
    """

    __slots__ = ("back", "contiguous", "nbytes", "order", "runs")

    def __init__(self, runs: Runs, order: tuple[int, ...], contiguous: bool) -> None:
        self.runs, self.order, self.back = runs, order, _inverse(order)
        self.contiguous, self.nbytes = contiguous, runs.nbytes

    def run(self, image: Array) -> Array:
        """Return the result of a picture, its axes in the picture's order."""
        result: Array = self.runs.run(image.transpose(self.order)).transpose(self.back)
        if self.contiguous:
            # By way of one axis, which leaves no stride of an axis of length 1 to chance.
            result = np.ascontiguousarray(result).reshape(-1).reshape(result.shape)
        return result

    def into(self, image: Array, out: Array, threads: int) -> None:
        """Write such a result into an array apart from the picture."""
        out[...] = self.run(image)


@cache
def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    """Return the order that undoes an order of axes."""
    return tuple(order.index(axis) for axis in range(len(order)))


def direct(plan: Plan, shape: tuple[int, ...], order: tuple[int, ...] | None = None, contiguous: bool = False) -> Runs:
    """Return what runs a plan.

    Parameters
    ----------
    plan : Plan
    shape : tuple of int
        Of results; it may have other axes of length 1 than the plan's.
    order : tuple of int, optional
        Axes of pictures and results in the plan's order; default: as they are.
    contiguous : bool
        Whether results of an order are C-contiguous, not in the order of the plan.
    """
    if order is not None:
        return Turned(direct(plan, tuple(shape[a] for a in order)), order, contiguous)
    found = groups(plan)
    program = found[0].program if len(found) == 1 and plan.source.dtype == plan.dtype == "u8" else None
    if isinstance(program, Walk):
        return Kernel(program, shape) if program.outer == 1 else Kernels(program, shape)
    if isinstance(program, Job) and program.band >= program.out[1]:
        return Rows(program, shape)
    return Steps(plan, shape)
