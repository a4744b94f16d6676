"""Sums over windows of bytes that lie in a regular grid: means of cells, whole or in parts, and of 2 x 2 pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import alpha_cells, thin
from resample.kernels import cells as kernels
from resample.plan.state import State
from resample.plan.words import (
    Add,
    AnyOrder,
    Cast,
    Forward,
    Map,
    MulBy,
    Part,
    PointOp,
    Premultiply,
    Round,
    Shr,
    Split,
    Step,
    Taps,
    Unpremultiply,
)
from resample.run.found import Found, Program
from resample.run.rows import PADS, Job, lanes, picture

__all__ = ["Cells", "match"]

Array = npt.NDArray[Any]
Grid = tuple[int, int, int]
Shape = tuple[int, int, int]
Ranges = tuple[tuple[int, int], tuple[int, int]]

#: Rows of bytes whose sum 16 bits hold.
MOST_ROWS = 257
#: Bytes of the sums of rows, unless a single window has more.
ROOM = 1 << 16
#: Two of the widest vectors: what the last one of a row with alpha multiplied in is written beyond it.
VECTORS = 128
FORMS = ("scaled", "unsigned", "signed")
#: The steps around sums of pixels with alpha.
ALPHA = Map((Premultiply(),)), Map((Unpremultiply(),))
TO_BYTES: tuple[PointOp, ...] = (Round("rne"), Cast("i32", "x86"), Cast("u8", "sat"))


@dataclass(frozen=True)
class Finish:
    """What is done with a sum: a number added, multiplied and shifted, or multiplied in float32 and rounded."""

    form: str
    added: int
    factor: int
    shift: int


class Cells:
    """Jobs that together make every output; see `resample.run.programs.Program`."""

    def __init__(self, jobs: list[Job]) -> None:
        self.jobs = jobs

    def run(self, src: Array, out: Array, threads: int) -> None:
        """Run on C-contiguous arrays of the shapes of the states around the step."""
        for job in self.jobs:
            job.run(src, out, threads)


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take a window sum along both axes of a picture, or one that is given in parts; alpha may go around it."""
    if len(steps) > 2 and (steps[0], steps[2]) == ALPHA and states[0].shape[-1] == 4:
        program = _program(steps[1], states[1], states[2], alpha=True)
        return None if program is None else Found(3, program)
    program = _program(steps[0], states[0], states[1], alpha=False)
    return None if program is None else Found(1, program)


def _program(step: Step, before: State, after: State, *, alpha: bool) -> Program | None:
    """Return what runs a step, or None."""
    source, result = picture(before), picture(after)
    if source is None or result is None or (before.dtype, after.dtype) != ("u8", "u8"):
        return None
    whole = (0, result[0]), (0, result[1])
    if isinstance(step, Taps):
        return _job(step, whole, source, result, alpha=alpha)
    if not isinstance(step, Split) or len(step.parts) > 16:
        return None
    jobs = []
    for part in step.parts:
        ranges = _ranges(part, whole)
        job = None if ranges is None else _job(part.taps, ranges, source, result, alpha=alpha)
        if job is None:
            return None
        jobs.append(job)
    return Cells(jobs)


def _ranges(part: Part, whole: Ranges) -> Ranges | None:
    """Return the rows and the columns of a part, or None if it has other spans."""
    spans = {span.axes: (span.start, span.stop) for span in part.spans}
    if not spans.keys() <= {(0,), (1,)}:
        return None
    return spans.get((0,), whole[0]), spans.get((1,), whole[1])


def _grid(index: Array, count: Array) -> Grid | None:
    """Return first sample, samples from one window to the next, and samples of a window."""
    taps = int(count[0])
    if index.ndim != 1 or taps < 1 or (count != taps).any():
        return None
    step = int(index[1] - index[0]) if index.size > 1 else 1
    if step < 1 or (index != index[0] + step * np.arange(index.size)).any():
        return None
    return int(index[0]), step, taps


def _finish(taps: Taps, pixels: int) -> Finish | None:
    """Return what is done with the sums."""
    integer = {"i32": "signed", "u32": "unsigned"}.get(taps.sum.acc)
    if integer is None or taps.weight is not None or taps.load or not isinstance(taps.sum.order, AnyOrder | Forward):
        return None
    match taps.finish:
        case (Add(c), Shr(n), Cast("u8", "wrap")):
            return Finish(integer, int(c), 1, n)
        case (Add(c), MulBy(factor), Shr(n), Cast("u8", "wrap")):
            return Finish(integer, int(c), int(factor), n)
        case (Cast("f32"), MulBy(share), *rest) if tuple(rest) == TO_BYTES and integer == "signed":
            # Within int32, which is all that the kernel converts to.
            if 255 * pixels < 1 << 31 and abs(share) * 255 * pixels < 1 << 30:
                return Finish("scaled", 0, int(np.float32(share).view(np.int32)), 0)
    return None


def _job(taps: Taps, ranges: Ranges, source: Shape, result: Shape, *, alpha: bool) -> Job | None:
    """Return the job of some outputs, or None."""
    if taps.axes != (0, 1):
        return None
    rows, columns = (_grid(i, c) for i, c in zip(taps.index, taps.count, strict=True))
    if rows is None or columns is None or rows[2] > MOST_ROWS:
        return None
    finish = _finish(taps, rows[2] * columns[2])
    if finish is None:
        return None
    (y0, y1), (x0, x1) = ranges
    channels, (width, _) = source[2], lanes()
    job = Job(source, (y1 - y0, x1 - x0, channels))
    job.set(
        OUT_STRIDE=result[1] * channels,
        OUT_OFFSET=(y0 * result[1] + x0) * channels,
        FIRST_ROW=rows[0], ROW_STEP=rows[1], ROW_COUNT=rows[2],
        FIRST_BYTE=columns[0] * channels, PIXEL_STEP=columns[1], PIXEL_COUNT=columns[2],
        ADDED=finish.added, FACTOR=finish.factor, SHIFT=finish.shift, TAPS=FORMS.index(finish.form),
    )  # fmt: skip
    halved = (finish.added, finish.factor, finish.shift) == (2, 1, 2) and rows[1:] == columns[1:] == (2, 2)
    if halved and channels <= 4 and not alpha:
        job.set(VECTOR=(3 if channels == 3 else 4) * width)
        job.take(kernels.halves_of, "half", result[1], PADS)
        return job
    # The sums of rows of a band take 16 bits each; of one or two channels four windows, or two, are side by side.
    together = {1: 4, 2: 4}.get(channels, channels)
    band = max((ROOM // (2 * together) - columns[2]) // columns[1], 1)
    if alpha:
        # Rows with alpha multiplied in are kept, too.
        band = max((4 * ROOM // (4 * rows[2]) - columns[2]) // columns[1], 1)
    room = 2 * together * ((band + 3) * columns[1] + columns[2]) + 16 * (band // 4) + PADS
    job.set(VECTOR=2 * width if channels < 3 else 4 * width)
    kernel = thin.thin_of if channels < 3 else kernels.cells_of
    if alpha:
        pitch = 4 * (band * columns[1] + columns[2]) + VECTORS
        job.set(SLOT_SIZE=pitch)
        kernel, room = alpha_cells.alpha_cells_of, room + rows[2] * pitch
    return job if job.take(kernel, finish.form, band, room) else None
