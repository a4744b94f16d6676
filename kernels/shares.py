"""Weighted sums of bytes in float32, forward, along rows and then along columns; rounded to bytes.

Every lane is one sum: taps are added one after the other, no product is fused. Along rows the lanes are the channels of
one place in several rows; along columns they are neighbouring numbers of a row. Sums start with +0: the sign of a zero
is lost in the last rounding, and that is the only trace that another start would leave.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.jobs import number, table
from resample.kernels.memory import address, copy, f32_at, i32_at, i64_at, put_f32, put_i64, u8_at
from resample.kernels.rounding import rounded
from resample.kernels.simd import I8, I32, I64, Emit, Value, emitted

__all__ = ["finished", "shares", "shares_of"]

FLOAT = ir.FloatType()


@emitted
def _across(
    e: Emit, src: Value, stride: Value, last: Value, job: Value, x: Value, n: Value, dst: Value, pitch: Value
) -> None:
    """Give pixels x to x + n of as many rows as fit a vector, `pitch` bytes apart; rows after `last` repeat it."""
    channels = e.kind.channels
    lanes = {1: 1, 2: 2}.get(channels, 4)
    rows = e.lanes // lanes
    piece, floats = ir.IntType(8 * lanes), ir.VectorType(FLOAT, e.lanes)
    lines = [e.b.add(src, e.b.mul(stride, e.least(I64(r), last))) for r in range(rows)]
    to = [e.b.add(dst, e.b.mul(pitch, I64(r))) for r in range(rows)]
    offset, count, weight = (
        e.b.add(job, e.load(e.at(job, 8 * place), I64)) for place in (at.OFFSET, at.COUNTS, at.PLAIN)
    )
    taps = e.b.shl(e.load(e.at(job, 8 * at.TAPS), I64), I64(2))

    def pixel(i: Value, _: list[Value]) -> list[Value]:
        pixel_number = e.b.add(x, i)
        four = e.b.shl(pixel_number, I64(2))
        place = e.b.sext(e.load(e.b.add(offset, four), I32), I64)
        many = e.b.sext(e.load(e.b.add(count, four), I32), I64)
        weights = e.b.add(weight, e.b.mul(pixel_number, taps))
        starts = [e.b.add(line, place) for line in lines]

        def tap(k: Value, sums: list[Value]) -> list[Value]:
            step = e.b.mul(k, I64(channels))
            found: Value = ir.Constant(ir.VectorType(piece, rows), ir.Undefined)
            for r, start in enumerate(starts):
                found = e.b.insert_element(found, e.load(e.b.add(start, step), piece), I32(r))
            samples = e.b.sitofp(e.b.zext(e.b.bitcast(found, ir.VectorType(I8, e.lanes)), e.dwords), floats)
            w = e.splat(e.load(e.b.add(weights, e.b.shl(k, I64(2))), FLOAT, 4), floats)
            return [e.b.fadd(sums[0], e.b.fmul(samples, w))]

        total = e.loop(many, [ir.Constant(floats, None)], tap)[0]
        here = e.b.mul(i, I64(4 * channels))
        for r in range(rows):
            e.store(e.b.add(to[r], here), e.shuffle(total, total, range(r * lanes, r * lanes + lanes)))
        return []

    e.loop(n, [], pixel)


def _put(e: Emit, row: Value, weight: Value, acc: Value, vectors: Value, *, begun: bool) -> None:
    """Add a row times a weight to sums that have begun, or to +0, as all sums do."""
    floats = ir.VectorType(FLOAT, e.lanes)
    w = e.splat(e.load(weight, FLOAT, 4), floats)

    def step(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.mul(i, I64(e.size))
        to = e.b.add(acc, here)
        before = e.load(to, floats) if begun else ir.Constant(floats, None)
        e.store(to, e.b.fadd(before, e.b.fmul(e.load(e.b.add(row, here), floats), w)))
        return []

    e.loop(vectors, [], step)


@emitted
def _weighted(e: Emit, row: Value, weight: Value, acc: Value, vectors: Value) -> None:
    """Put a row times a weight into the sums."""
    _put(e, row, weight, acc, vectors, begun=False)


@emitted
def _add_weighted(e: Emit, row: Value, weight: Value, acc: Value, vectors: Value) -> None:
    """Add a row times a weight to the sums."""
    _put(e, row, weight, acc, vectors, begun=True)


@emitted
def finished(e: Emit, acc: Value, dst: Value, vectors: Value) -> None:
    """Give sums as bytes, rounded to nearest, ties to even, and clipped: a vector of bytes at a time."""
    floats = ir.VectorType(FLOAT, e.lanes)

    def step(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.add(acc, e.b.mul(i, I64(4 * e.size)))
        four = [rounded(e, e.load(e.at(here, k * e.size), floats)) for k in range(4)]
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), in_order(e, e.clipped(four)))
        return []

    e.loop(vectors, [], step)


def in_order(e: Emit, clipped: Value) -> Value:
    """Return what `Emit.clipped` gives with the bytes of each vector side by side."""
    lanes = e.lanes // 4
    dwords = e.b.bitcast(clipped, e.dwords)
    return e.shuffle(dwords, dwords, [4 * g + k for k in range(4) for g in range(lanes)])


@jit
def _across_one(src: Any, job: Any, x0: Any, x1: Any, dst: Any) -> None:
    """Give pixels x0 to x1 of a row, one number at a time; `dst` is where pixel x0 goes."""
    channels, taps = number(job, at.CHANNELS), number(job, at.TAPS)
    offset, count, weight = table(job, at.OFFSET), table(job, at.COUNTS), table(job, at.PLAIN)
    for x in range(x0, x1):
        for c in range(channels):
            place = src + i32_at(offset + 4 * x) + c
            total = np.float32(0.0)
            for k in range(i32_at(count + 4 * x)):
                total += np.float32(u8_at(place + k * channels)) * f32_at(weight + 4 * (x * taps + k))
            put_f32(dst + 4 * ((x - x0) * channels + c), total)


@jit
def _strip(kind: Any, src: Any, job: Any, row: Any, x0: Any, x1: Any, dst: Any) -> None:
    """Give pixels x0 to x1 of the rows of a strip."""
    stride, many, size = number(job, at.STRIDE), number(job, at.STRIP), number(job, at.SLOT_SIZE)
    channels, last = number(job, at.CHANNELS), min(many, number(job, at.HEIGHT) - row) - 1
    limit = number(job, at.ALL_GROUPS if row + last < number(job, at.FREE) else at.SAFE_GROUPS)
    src += row * stride
    n = min(x1, limit) - x0
    if n > 0:
        _across(kind, src, stride, last, job, x0, n, dst, size)
    done = max(n, 0)
    if x0 + done < x1:
        for r in range(last + 1):
            _across_one(src + r * stride, job, x0 + done, x1, dst + r * size + 4 * done * channels)


@jit
def shares(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of two forward passes in float32: rows y0 to y1, pixels x0 to x1."""
    channels, strip, size = number(job, at.CHANNELS), number(job, at.STRIP), number(job, at.SLOT_SIZE)
    rows, weights, taps = table(job, at.ROWS), table(job, at.WEIGHTS), number(job, at.DOWN_TAPS)
    counts, vector = table(job, at.ROW_COUNTS), number(job, at.VECTOR)
    pad, acc = scratch + 16, scratch + 256
    ring = acc + size
    put_i64(scratch, -1)
    put_i64(scratch + 8, -1)
    n = (x1 - x0) * channels
    vectors = (4 * n + vector - 1) // vector
    for y in range(y0, y1):
        for k in range(i32_at(counts + 4 * y)):
            row = i32_at(rows + 4 * (y * taps + k))
            begin, slot = row // strip * strip, row // strip % 2
            if i64_at(scratch + 8 * slot) != begin:
                _strip(kind, src, job, begin, x0, x1, ring + slot * strip * size)
                put_i64(scratch + 8 * slot, begin)
            line, weight = ring + (slot * strip + row % strip) * size, weights + 4 * (y * taps + k)
            if k == 0:
                _weighted(kind, line, weight, acc, vectors)
            else:
                _add_weighted(kind, line, weight, acc, vectors)
        to = out + y * number(job, at.OUT_STRIDE) + x0 * channels
        whole, rest = n // vector, n % vector
        if whole > 0:
            finished(kind, acc, to, whole)
        if rest > 0:
            finished(kind, acc + 4 * (n - rest), pad, 1)
            copy(to + n - rest, pad, rest)


@jit
def shares_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `shares` on arrays of bytes; equals `resample.run.reference.run`."""
    shares(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
