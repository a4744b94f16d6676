"""Four or eight taps along rows in integers, then as many along columns, of bytes.

Rows between the passes are kept as int32, or as float32 where the sums along columns are floats: integers up to 2**24
lose nothing. A group is four neighbouring pixels, brought by one load and put into lanes by channel; the products of
its even and its odd bytes are added in pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.jobs import number, table
from resample.kernels.memory import address, copy, f32_at, i32_at, i64_at, put_f32, put_i32, put_i64, put_u8, u8_at
from resample.kernels.rounding import rounded
from resample.kernels.shares import in_order
from resample.kernels.simd import I8, I32, I64, Emit, Value, emitted

__all__ = ["filters", "filters_of"]

FLOAT = ir.FloatType()


def _form(e: Emit) -> tuple[bool, int]:
    """Return whether rows are kept as floats, and the groups of four taps."""
    kept, taps = str(e.kind.dot).split("x")
    return kept == "f32", int(taps) // 4


@emitted
def _across(e: Emit, src: Value, offset: Value, weight: Value, dst: Value, vectors: Value) -> None:
    """Make vectors of kept numbers: of each pixel an offset; weights of even and of odd bytes in the order of lanes."""
    channels = e.kind.channels
    floats, groups = _form(e)
    lanes = {1: 1, 2: 2}.get(channels, 4)
    pixels = e.lanes // lanes
    piece = ir.IntType(32 * lanes)
    order = [t * channels + c for c in range(min(channels, lanes)) for t in range(4)]
    order += [0] * (4 * lanes - len(order))

    def vector(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.add(offset, e.b.mul(i, I64(4 * pixels)))
        weights = e.b.add(weight, e.b.mul(i, I64(2 * groups * e.size)))
        starts = [e.b.add(src, e.b.sext(e.load(e.at(here, 4 * p), I32), I64)) for p in range(pixels)]
        total: Value | None = None
        for g in range(groups):
            if lanes == 4:
                bytes_ = e.join([e.load(e.at(s, 4 * channels * g), ir.VectorType(I8, 16)) for s in starts])
            else:
                found: Value = ir.Constant(ir.VectorType(piece, pixels), ir.Undefined)
                for p, start in enumerate(starts):
                    found = e.b.insert_element(found, e.load(e.at(start, 4 * channels * g), piece), I32(p))
                bytes_ = e.b.bitcast(found, e.bytes)
            if channels > 1:
                size = 4 * lanes
                bytes_ = e.shuffle(bytes_, bytes_, [size * p + j for p in range(pixels) for j in order])
            samples = e.b.bitcast(bytes_, e.dwords)
            for k, part in enumerate((e.evens(samples), e.odds(samples))):
                product = e.madd(part, e.load(e.at(weights, (2 * g + k) * e.size), e.dwords))
                total = product if total is None else e.b.add(total, product)
        if floats:
            total = e.b.sitofp(total, ir.VectorType(FLOAT, e.lanes))
        to = e.b.add(dst, e.b.mul(i, I64(4 * pixels * channels)))
        if channels != 3:
            e.store(to, total)
        else:
            for p in range(pixels):
                e.store(e.at(to, 12 * p), e.shuffle(total, total, range(4 * p, 4 * p + 4)))
        return []

    e.loop(vectors, [], vector)


@emitted
def _down(e: Emit, lines: Value, begin: Value, weights: Value, job: Value, dst: Value, vectors: Value) -> None:
    """Give bytes from the kept rows at the addresses `lines`, from byte `begin` of them on."""
    floats, _ = _form(e)
    typ = ir.VectorType(FLOAT, e.lanes) if floats else e.dwords
    taps = e.load(e.at(job, 8 * at.DOWN_TAPS), I64)
    added, shift = (e.weight(e.at(job, 8 * place)) for place in (at.ADDED, at.SHIFT))

    def step(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.add(begin, e.b.mul(i, I64(4 * e.size)))

        def tap(k: Value, sums: list[Value]) -> list[Value]:
            row = e.b.add(e.load(e.b.add(lines, e.b.shl(k, I64(3))), I64), here)
            w = e.splat(e.load(e.b.add(weights, e.b.shl(k, I64(2))), typ.element, 4), typ)
            more = []
            for part, total in enumerate(sums):
                samples = e.load(e.at(row, part * e.size), typ)
                more.append(e.b.fadd(total, e.b.fmul(samples, w)) if floats else e.b.add(total, e.b.mul(samples, w)))
            return more

        four = e.loop(taps, [ir.Constant(typ, None)] * 4, tap)
        if floats:
            four = [rounded(e, total) for total in four]
        else:
            four = [e.b.ashr(e.b.add(total, added), shift) for total in four]
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), in_order(e, e.clipped(four)))
        return []

    e.loop(vectors, [], step)


@jit
def _across_one(src: Any, job: Any, floats: Any, x0: Any, x1: Any, dst: Any) -> None:
    """Make pixels x0 to x1 of a kept row, one number at a time."""
    channels, taps, used = number(job, at.CHANNELS), number(job, at.TAPS), number(job, at.USED)
    offset, weight = table(job, at.OFFSET), table(job, at.PLAIN)
    for x in range(x0, x1):
        for c in range(channels):
            place, total = src + i32_at(offset + 4 * x) + c, 0
            for k in range(used):
                total += u8_at(place + k * channels) * i32_at(weight + 4 * (x * taps + k))
            to = dst + 4 * ((x - x0) * channels + c)
            if floats > 0:
                put_f32(to, np.float32(total))
            else:
                put_i32(to, total)


@jit
def _kept(kind: Any, src: Any, job: Any, row: Any, x0: Any, x1: Any, dst: Any) -> None:
    """Make pixels x0 to x1 of a kept row; x0 is the first pixel of a vector."""
    group, size = number(job, at.GROUP), number(job, at.PACKED_SIZE)
    limit = number(job, at.ALL_GROUPS if row < number(job, at.FREE) else at.SAFE_GROUPS)
    g0, g1 = x0 // group, min((x1 + group - 1) // group, limit)
    src += row * number(job, at.STRIDE)
    done = x0
    if g1 > g0:
        packed = table(job, at.PACKED) + g0 * size
        _across(kind, src, table(job, at.OFFSET) + 4 * x0, packed, dst, g1 - g0)
        done = min(g1 * group, x1)
    if done < x1:
        floats = number(job, at.KEPT_BIAS)
        _across_one(src, job, floats, done, x1, dst + 4 * (done - x0) * number(job, at.CHANNELS))


@jit
def _tail(lines: Any, job: Any, y: Any, begin: Any, end: Any, to: Any) -> None:
    """Give numbers `begin` to `end` of a row by integer weights, out of rows kept as floats."""
    taps, added, shift = number(job, at.DOWN_TAPS), number(job, at.ADDED), number(job, at.SHIFT)
    weights = table(job, at.TAIL_WEIGHTS) + 4 * y * taps
    for j in range(begin, end):
        total = added
        for k in range(taps):
            total += np.int64(f32_at(i64_at(lines + 8 * k) + 4 * j)) * i32_at(weights + 4 * k)
        put_u8(to + j, min(max(np.int64(np.int32(total)) >> shift, 0), 255))


@jit
def filters(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of an integer pass along rows and a pass along columns."""
    channels, slots, size = number(job, at.CHANNELS), number(job, at.SLOTS), number(job, at.SLOT_SIZE)
    rows, weights, taps = table(job, at.ROWS), table(job, at.WEIGHTS), number(job, at.DOWN_TAPS)
    vector = number(job, at.VECTOR)
    lines = scratch + 8 * slots
    pad = lines + 8 * taps
    ring = pad + 64
    for s in range(slots):
        put_i64(scratch + 8 * s, -1)
    first = x0 * channels
    n = (x1 - x0) * channels
    body = min(max(number(job, at.CUT) - first, 0), n)
    whole, rest = body // vector, body % vector
    for y in range(y0, y1):
        for k in range(taps):
            row = i32_at(rows + 4 * (y * taps + k))
            slot = row % slots
            if i64_at(scratch + 8 * slot) != row:
                _kept(kind, src, job, row, x0, x1, ring + slot * size)
                put_i64(scratch + 8 * slot, row)
            put_i64(lines + 8 * k, ring + slot * size)
        to, weight = out + y * number(job, at.OUT_STRIDE) + first, weights + 4 * y * taps
        if whole > 0:
            _down(kind, lines, 0, weight, job, to, whole)
        if rest > 0:
            _down(kind, lines, 4 * (body - rest), weight, job, pad, 1)
            copy(to + body - rest, pad, rest)
        if body < n:
            _tail(lines, job, y, body, n, to)


@jit
def filters_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `filters` on arrays of bytes; equals `resample.run.reference.run`."""
    filters(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
