"""The Numba executor: each step of a plan, chosen by its words alone, to kernels; the twin of `resample.run.reference`.

Importing this module imports Numba.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np

from resample.kernels import copies
from resample.plan.plan import Plan
from resample.plan.state import State
from resample.plan.words import DTYPES, Gather, Map, Split, Step, Taps
from resample.run import regions, values
from resample.run.passes import Pass
from resample.run.programs import groups
from resample.run.tables import stored, tables_of
from resample.run.threads import each
from resample.run.values import Array, Scratch, Where, writable

__all__ = ["run", "trace"]


def run(plan: Plan, image: Array, out: Array | None = None, threads: int = 1) -> Array:
    """Run a plan on one picture of its source's shape and dtype.

    Parameters
    ----------
    plan : Plan
    image : ndarray
        Of any strides; copied only if it is not C-contiguous.
    out : ndarray, optional
        C-contiguous, of the result's shape and dtype, apart from the image. It is written while the plan runs.
    threads : int

    Returns
    -------
    ndarray
        `out`, or a new array.
    """
    source = image
    for group in groups(plan):
        before, after = plan.states[group.start], plan.states[group.stop]
        result = np.empty(after.shape, DTYPES[after.dtype]) if out is None or group.stop < len(plan.steps) else out
        if group.program is None:
            run_step(plan.steps[group.start], before, after, image, result, threads)
        else:
            group.program.run(aligned(image), result, threads)
        image = result
    if image is source:
        image = np.empty(plan.shape, DTYPES[plan.dtype]) if out is None else out
        image[...] = source
    return image


def trace(plan: Plan, image: Array, threads: int = 1) -> list[Array]:
    """Return the picture and what each step gives."""
    images = [image]
    for step, before, after in zip(plan.steps, plan.states, plan.states[1:], strict=False):
        images.append(np.empty(after.shape, DTYPES[after.dtype]))
        run_step(step, before, after, images[-2], images[-1], threads)
    return images


def run_step(step: Step, before: State, after: State, image: Array, result: Array, threads: int) -> None:
    """Run one step from the state before it to the state after it, into a C-contiguous array."""
    STEPS[type(step)](step, before, after, flat(image, before.dtype), flat(result, after.dtype), threads)


def aligned(array: Array) -> Array:
    """Return the picture itself if it is C-contiguous and aligned, else a copy that is."""
    return np.require(array, requirements=["C", "A"])


def flat(array: Array, dtype: str) -> Array:
    """Return the samples as the kernels take them: flat, aligned, in native order, 16-bit floats as bits."""
    return writable(aligned(array).reshape(-1)).view(stored(dtype))


def gather(step: Gather, before: State, after: State, src: Array, out: Array, threads: int) -> None:
    """Run `Gather`: kernels copy samples as unsigned integers of their size."""
    length, outputs = before.shape[step.axis], step.index.size
    outer, length_of_run = prod(before.shape[: step.axis]), prod(before.shape[step.axis + 1 :])
    unsigned = values.UNSIGNED[src.itemsize]
    src, out, index = src.view(unsigned), out.view(unsigned), step.index.copy()
    fill = np.resize(_fill(step, before.dtype).view(unsigned), length_of_run)
    # Some whole outer positions at a time, or, where one is already much, some of its outputs.
    many = max(1, regions.BLOCK // (outputs * length_of_run))
    few = (
        outputs
        if many > 1 or outer * outputs * length_of_run < regions.BLOCK
        else max(1, regions.BLOCK // length_of_run)
    )
    tiles = [
        (p, min(p + many, outer), o, min(o + few, outputs))
        for p in range(0, outer, many)
        for o in range(0, outputs, few)
    ]

    def work(number: int, _: None) -> None:
        p0, p1, o0, o1 = tiles[number]
        source = src[p0 * length * length_of_run : p1 * length * length_of_run]
        begin = (p0 * outputs + o0) * length_of_run
        target = out[begin : begin + (p1 - p0) * (o1 - o0) * length_of_run]
        copies.gather(source, index[o0:o1], length, fill, length_of_run, target)

    each(len(tiles), threads, lambda: None, work)


def _fill(step: Gather, dtype: str) -> Array:
    """Return the fill as it is stored."""
    given = np.array(step.fill, np.float32 if dtype == "bf16" else DTYPES[dtype])
    if dtype != "bf16":
        return given.view(stored(dtype))
    return values.to_storage(given, dtype, Where(Scratch()))


def taps(step: Taps, before: State, after: State, src: Array, out: Array, threads: int) -> None:
    """Run `Taps`."""
    where = regions.region(before.shape, after.shape, step.axes)
    _run_passes([Pass(step, tables_of(step), where, src, before.dtype, out, _most(threads))], threads)


def split(step: Split, before: State, after: State, src: Array, out: Array, threads: int) -> None:
    """Run `Split`: every part reads the source in place and writes its own outputs."""
    passes = []
    for part in step.parts:
        where = regions.region(before.shape, after.shape, part.taps.axes, part.spans)
        passes.append(Pass(part.taps, tables_of(part.taps), where, src, before.dtype, out, _most(threads)))
    _run_passes(passes, threads)


def _most(threads: int) -> int:
    """Return the numbers of a block: fewer for several threads, so that a small picture has a block for each."""
    return max(1, regions.BLOCK // min(threads, 8))


def _run_passes(passes: list[Pass], threads: int) -> None:
    blocks = [(one, block) for one in passes for block in one.blocks]

    def work(number: int, scratch: Scratch) -> None:
        one, block = blocks[number]
        one.run(block, scratch)

    each(len(blocks), threads, Scratch, work)


def map_(step: Map, before: State, after: State, src: Array, out: Array, threads: int) -> None:
    """Run `Map`, some pixels at a time."""
    channels = before.shape[-1]
    pixels = max(1, regions.BLOCK // channels) * channels

    def work(number: int, scratch: Scratch) -> None:
        part = slice(number * pixels, (number + 1) * pixels)
        where = Where(scratch, channels=channels)
        own = scratch.take("samples", src[part].size, src.dtype)
        own[:] = src[part]
        value, dtype = values.apply(values.from_storage(own, before.dtype, where), before.dtype, step.ops, where)
        out[part] = values.to_storage(value, dtype, where)

    each(-(-src.size // pixels), threads, Scratch, work)


STEPS: dict[type, Callable[..., None]] = {Gather: gather, Taps: taps, Split: split, Map: map_}
