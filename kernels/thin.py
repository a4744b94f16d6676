"""Sums over windows of pictures of one or two channels: several windows below each other share the lanes of a pixel."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.cells import pixels
from resample.kernels.jobs import number
from resample.kernels.memory import address, put_i16, put_u8, u8_at
from resample.kernels.simd import I8, I64, Emit, Value, emitted

__all__ = ["thin", "thin_of"]


@emitted
def _rows_together(e: Emit, src: Value, job: Value, last: Value, dst: Value, vectors: Value) -> None:
    """Give the sums of four (one channel) or two (two channels) windows below each other, four numbers a pixel.

    Windows after `last` repeat it.
    """
    channels = e.kind.channels
    many = 4 // channels
    half = ir.VectorType(I8, 2 * e.lanes)
    stride, count = (e.load(e.at(job, 8 * place), I64) for place in (at.STRIDE, at.ROW_COUNT))
    down = e.b.mul(stride, e.load(e.at(job, 8 * at.ROW_STEP), I64))
    begins = [e.b.add(src, e.b.mul(down, e.least(I64(r), last))) for r in range(many)]

    def step(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.mul(i, I64(2 * e.lanes))

        def row(k: Value, sums: list[Value]) -> list[Value]:
            line = e.b.add(here, e.b.mul(k, stride))
            added = (e.b.zext(e.load(e.b.add(begin, line), half), e.words) for begin in begins)
            return [e.b.add(total, more) for total, more in zip(sums, added, strict=True)]

        sums = e.loop(count, [ir.Constant(e.words, None)] * many, row)
        if many == 4:
            pairs = [[e.unpack(sums[k], sums[k + 1], high=high) for k in (0, 2)] for high in (False, True)]
        else:
            pairs = [sums]
        to = e.b.add(dst, e.b.mul(i, I64(many * e.size)))
        place = 0
        fours = [
            e.unpack(e.b.bitcast(low, e.dwords), e.b.bitcast(high, e.dwords), high=side)
            for low, high in pairs
            for side in (False, True)
        ]
        # In every 128 bits neighbouring pixels of one part of the row.
        for g in range(e.lanes // 4):
            for four in fours:
                e.store(e.at(to, place), e.shuffle(four, four, range(4 * g, 4 * g + 4)))
                place += 16
        return []

    e.loop(vectors, [], step)


@emitted
def _apart(e: Emit, src: Value, dst: Value, stride: Value, groups: Value) -> None:
    """Give rows from groups of four pixels of four bytes: those of one row side by side."""
    channels = e.kind.channels
    many = 4 // channels
    order = [4 * p + r * channels + c for r in range(many) for p in range(4) for c in range(channels)]
    piece = ir.VectorType(ir.IntType(32 * channels), many)
    rows = [e.b.add(dst, e.b.mul(stride, I64(r))) for r in range(many)]

    def group(i: Value, _: list[Value]) -> list[Value]:
        four = e.load(e.b.add(src, e.b.shl(i, I64(4))), ir.VectorType(I8, 16))
        pieces = e.b.bitcast(e.shuffle(four, four, order), piece)
        here = e.b.mul(i, I64(4 * channels))
        for r, row in enumerate(rows):
            e.store(e.b.add(row, here), e.b.extract_element(pieces, ir.IntType(32)(r)))
        return []

    e.loop(groups, [], group)


@jit
def _sums(kind: Any, job: Any, src: Any, last: Any, n: Any, vector: Any, line: Any) -> None:
    """Give the sums of windows below each other over n bytes of their rows."""
    many = 4 // number(job, at.CHANNELS)
    if n >= vector:
        _rows_together(kind, src, job, last, line, n // vector)
        if n % vector > 0:
            _rows_together(kind, src + n - vector, job, last, line + 2 * many * (n - vector), 1)
        return
    channels, stride = number(job, at.CHANNELS), number(job, at.STRIDE)
    for r in range(many):
        begin = src + min(r, last) * number(job, at.ROW_STEP) * stride
        for j in range(n):
            total = 0
            for k in range(number(job, at.ROW_COUNT)):
                total += u8_at(begin + k * stride + j)
            put_i16(line + 2 * (j // channels * 4 + r * channels + j % channels), total)


@jit
def thin(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of sums over windows of at most 257 rows in a regular grid."""
    channels, stride, step = number(job, at.CHANNELS), number(job, at.STRIDE), number(job, at.PIXEL_STEP)
    first, down, pitch = number(job, at.FIRST_ROW), number(job, at.ROW_STEP), number(job, at.OUT_STRIDE)
    many, groups, whole = 4 // channels, (x1 - x0 + 3) // 4, (x1 - x0) // 4
    n = ((x1 - x0 - 1) * step + number(job, at.PIXEL_COUNT)) * channels
    results, line = scratch, scratch + 16 * groups
    src += number(job, at.FIRST_BYTE) + x0 * step * channels
    out += number(job, at.OUT_OFFSET) + x0 * channels
    for y in range(y0, y1, many):
        rows, to = min(many, y1 - y), out + y * pitch
        _sums(kind, job, src + (first + y * down) * stride, rows - 1, n, number(job, at.VECTOR), line)
        pixels(kind, line, 8 * step, number(job, at.PIXEL_COUNT), job, results, groups)
        done = 0
        if rows == many and whole > 0:
            _apart(kind, results, to, pitch, whole)
            done = 4 * whole
        for r in range(rows):
            for x in range(done, x1 - x0):
                for c in range(channels):
                    put_u8(to + r * pitch + x * channels + c, u8_at(results + 4 * x + r * channels + c))


@jit
def thin_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `thin` on arrays of bytes; equals `resample.run.reference.run`."""
    thin(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
