"""Copies of whole pixels, along rows and columns at once: no number is changed, so that any dtype is bytes here."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.jobs import number, table
from resample.kernels.memory import address, copy, i32_at
from resample.kernels.simd import I8, I32, I64, Emit, Value, emitted

__all__ = ["MOVES", "nearest", "nearest_of"]

#: Bytes of a pixel -> bytes that are moved at a time; what is too much is written over by the next pixel.
MOVES = {1: 1, 2: 2, 3: 4, 4: 4, 6: 8, 8: 8, 12: 16, 16: 16}


@emitted
def _four(e: Emit, src: Value, offset: Value, dst: Value, groups: Value) -> None:
    """Copy groups of four pixels."""
    size = int(e.kind.dot)
    moved: Any = ir.IntType(8 * MOVES[size]) if MOVES[size] <= 8 else ir.VectorType(I8, 16)

    def group(i: Value, _: list[Value]) -> list[Value]:
        here, to = e.b.add(offset, e.b.mul(i, I64(16))), e.b.add(dst, e.b.mul(i, I64(4 * size)))
        values = [e.load(e.b.add(src, e.b.sext(e.load(e.at(here, 4 * k), I32), I64)), moved) for k in range(4)]
        for k, value in enumerate(values):
            e.store(e.at(to, size * k), value)
        return []

    e.loop(groups, [], group)


@jit
def _row(kind: Any, job: Any, src: Any, row: Any, to: Any, n: Any) -> None:
    """Copy the pixels of a row of the result."""
    size, offset = number(job, at.CHANNELS), table(job, at.OFFSET)
    limit = number(job, at.ALL_GROUPS if row < number(job, at.FREE) else at.SAFE_GROUPS)
    # The last pixel may have nothing behind it that is written over.
    groups = min(limit, (n - 1) // 4)
    if groups > 0:
        _four(kind, src, offset, to, groups)
    for x in range(4 * groups, n):
        copy(to + x * size, src + i32_at(offset + 4 * x), size)


@jit
def nearest(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of a gather along rows and one along columns: rows y0 to y1, all pixels."""
    stride, step, rows = number(job, at.STRIDE), number(job, at.OUT_STRIDE), table(job, at.ROWS)
    whole = number(job, at.SHIFT) > 0
    last = -1
    for y in range(y0, y1):
        row, to = i32_at(rows + 4 * y), out + y * step
        if row == last:
            copy(to, to - step, step)
        elif whole:
            copy(to, src + row * stride, step)
        else:
            _row(kind, job, src + row * stride, row, to, x1)
        last = row


@jit
def nearest_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `nearest` on arrays of bytes; equals `resample.run.reference.run`."""
    nearest(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
