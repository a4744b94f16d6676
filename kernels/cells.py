"""Sums over windows of bytes that lie in a regular grid: means of cells, and of 2 x 2 pixels.

Rows of a window are added first, contiguously, to 16-bit numbers; then its pixels, four lanes a pixel, to 32-bit ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.floats import cast_sat
from resample.kernels.jobs import number
from resample.kernels.memory import address, copy, f32_at, put_i16, put_u8, u8_at, u16_at
from resample.kernels.rounding import rounded
from resample.kernels.simd import I8, I16, I32, I64, Emit, Value, emitted

__all__ = ["cells", "cells_of", "cells_row", "halves", "halves_of"]


def _form(e: Emit) -> str:
    return str(e.kind.dot)


@emitted
def _rows(e: Emit, src: Value, stride: Value, count: Value, dst: Value, vectors: Value) -> None:
    """Give the sums of `count` rows as 16-bit numbers, a vector of bytes at a time."""
    half = ir.VectorType(I8, 2 * e.lanes)

    def step(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.add(src, e.b.mul(i, I64(e.size)))

        def row(k: Value, sums: list[Value]) -> list[Value]:
            line = e.b.add(here, e.b.mul(k, stride))
            return [
                e.b.add(total, e.b.zext(e.load(e.at(line, 2 * e.lanes * part), half), e.words))
                for part, total in enumerate(sums)
            ]

        sums = e.loop(count, [ir.Constant(e.words, None)] * 2, row)
        for part, total in enumerate(sums):
            e.store(e.at(e.b.add(dst, e.b.mul(i, I64(2 * e.size))), part * e.size), total)
        return []

    e.loop(vectors, [], step)


@emitted
def pixels(e: Emit, src: Value, step: Value, count: Value, job: Value, dst: Value, groups: Value) -> None:
    """Give the results of groups of four windows; `step` bytes lie between windows. Four bytes more may be written.

    A pixel has three numbers, or four.
    """
    four, words = ir.VectorType(I32, 4), ir.VectorType(I16, 4)
    channels = 3 if e.kind.channels == 3 else 4
    finish = _finish(e, job)

    def group(i: Value, _: list[Value]) -> list[Value]:
        here = e.b.add(src, e.b.mul(i, e.b.shl(step, I64(2))))

        def pixel(k: Value, sums: list[Value]) -> list[Value]:
            place = e.b.add(here, e.b.mul(k, I64(2 * channels)))
            added = []
            for total in sums:
                added.append(e.b.add(total, e.b.zext(e.load(place, words), four)))
                place = e.b.add(place, step)
            return added

        sums = e.loop(count, [ir.Constant(four, None)] * 4, pixel)
        bytes_ = finish(e.join(sums))
        if channels == 3:
            bytes_ = e.shuffle(bytes_, bytes_, [4 * k + c for k in range(4) for c in range(3)] + [0] * 4)
        e.store(e.b.add(dst, e.b.mul(i, I64(4 * channels))), bytes_)
        return []

    e.loop(groups, [], group)


def _finish(e: Emit, job: Value) -> Any:
    """Return the function from 16 sums to 16 bytes."""
    wide, bytes_ = ir.VectorType(I32, 16), ir.VectorType(I8, 16)
    if _form(e) == "scaled":
        floats = ir.VectorType(ir.FloatType(), 16)
        share = e.splat(e.load(e.at(job, 8 * at.FACTOR), ir.FloatType()), floats)
        zero, most = ir.Constant(wide, None), e.const(wide, 255)

        def scaled(sums: Value) -> Value:
            nearest = rounded(e, e.b.fmul(e.b.sitofp(sums, floats), share))
            above = e.b.select(e.b.icmp_signed(">", nearest, zero), nearest, zero)
            return e.b.trunc(e.b.select(e.b.icmp_signed("<", above, most), above, most), bytes_)

        return scaled
    added, factor, shift = (
        e.splat(e.load(e.at(job, 8 * place), I32), wide) for place in (at.ADDED, at.FACTOR, at.SHIFT)
    )
    drop = e.b.lshr if _form(e) == "unsigned" else e.b.ashr
    return lambda sums: e.b.trunc(drop(e.b.mul(e.b.add(sums, added), factor), shift), bytes_)


@emitted
def _half(e: Emit, first: Value, second: Value, dst: Value, vectors: Value) -> None:
    """Give (a + b + c + d + 2) >> 2 of 2 x 2 pixels; for three channels four bytes more are read and written."""
    channels = e.kind.channels
    block = 12 if channels == 3 else 16
    pixels = block // channels // 2
    order = [p * 2 * channels + c + s * channels for p in range(pixels) for c in range(channels) for s in (0, 1)]
    order += [0] * (16 - len(order))
    sixteen = ir.VectorType(I8, 16)

    def step(i: Value, _: list[Value]) -> list[Value]:
        begin = e.b.mul(i, I64(block * e.lanes // 2))
        parts = []
        for k in range(2):
            total = e.const(e.words, 2)
            for row in (first, second):
                at_row = e.b.add(row, begin)
                lanes = [e.load(e.at(at_row, block * (2 * g + k)), sixteen) for g in range(e.lanes // 4)]
                bytes_ = e.join(lanes)
                if channels > 1:
                    bytes_ = e.shuffle(bytes_, bytes_, [16 * g + j for g in range(e.lanes // 4) for j in order])
                total = e.b.add(total, e.pair_sums(bytes_))
            parts.append(e.b.lshr(total, e.const(e.words, 2)))
        # Bytes of the second between those of the first, then in 128 bits those of the first before the second's.
        both = e.b.bitcast(e.b.or_(parts[0], e.b.shl(parts[1], e.const(e.words, 8))), e.bytes)
        take = [2 * j + s for s in (0, 1) for j in range(block // 2)]
        take += [0] * (16 - len(take))
        both = e.shuffle(both, both, [16 * g + j for g in range(e.lanes // 4) for j in take])
        to = e.b.add(dst, e.b.mul(i, I64(block * e.lanes // 4)))
        if channels != 3:
            e.store(to, both)
        else:
            for g in range(e.lanes // 4):
                e.store(e.at(to, 12 * g), e.shuffle(both, both, range(16 * g, 16 * g + 16)))
        return []

    e.loop(vectors, [], step)


@jit
def halves(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of sums over 2 x 2 pixels, plus 2, shifted right by 2."""
    channels, stride, vector = number(job, at.CHANNELS), number(job, at.STRIDE), number(job, at.VECTOR)
    first, begin, step = number(job, at.FIRST_ROW), number(job, at.FIRST_BYTE), number(job, at.OUT_STRIDE)
    n = (x1 - x0) * channels
    out += number(job, at.OUT_OFFSET) + x0 * channels
    src += begin + 2 * x0 * channels
    spare = 4 if channels == 3 else 0
    whole = max(n - spare, 0) // vector
    for y in range(y0, y1):
        a = src + (first + 2 * y) * stride
        to = out + y * step
        if whole > 0:
            _half(kind, a, a + stride, to, whole)
        done = whole * vector
        while done < n:
            rest = min(vector, n - done)
            copy(scratch, a + 2 * done, 2 * rest)
            copy(scratch + 256, a + stride + 2 * done, 2 * rest)
            _half(kind, scratch, scratch + 256, scratch + 512, 1)
            copy(to + done, scratch + 512, rest)
            done += rest


@jit
def _one(job: Any, form: Any, total: Any) -> Any:
    """Return the result of a sum."""
    if form == 0:
        scaled = np.rint(np.float32(np.float32(np.int32(total)) * f32_at(job + 8 * at.FACTOR)))
        return cast_sat(scaled, 0, 255)
    product = np.int32((total + number(job, at.ADDED)) * number(job, at.FACTOR))
    shift = number(job, at.SHIFT)
    if form == 1:
        return np.int64(np.uint32(product)) >> shift
    return np.int64(product) >> shift


@jit
def _single(job: Any, line: Any, channels: Any, step: Any, count: Any, form: Any, to: Any, n: Any) -> None:
    """Give n results, one at a time."""
    for x in range(n):
        for c in range(channels):
            total = np.int64(0)
            place = line + 2 * (x * step * channels + c)
            for _ in range(count):
                total += u16_at(place)
                place += 2 * channels
            put_u8(to + x * channels + c, _one(job, form, total))


@jit
def cells_row(
    kind: Any, job: Any, src: Any, stride: Any, to: Any, many: Any, pad: Any, line: Any, rows: Any
) -> None:  # fmt: skip
    """Equals `resample.run.reference.run` of `many` windows next to each other, the first at `src`."""
    channels, vector = number(job, at.CHANNELS), number(job, at.VECTOR)
    step, count = number(job, at.PIXEL_STEP), number(job, at.PIXEL_COUNT)
    n = ((many - 1) * step + count) * channels
    if n >= vector:
        _rows(kind, src, stride, rows, line, n // vector)
        if n % vector > 0:
            _rows(kind, src + n - vector, stride, rows, line + 2 * (n - vector), 1)
    else:
        for j in range(n):
            total = 0
            for k in range(rows):
                total += u8_at(src + k * stride + j)
            put_i16(line + 2 * j, total)
    if channels != 3 and channels != 4:
        _single(job, line, channels, step, count, number(job, at.TAPS), to, many)
        return
    groups = max(many * channels - (4 if channels == 3 else 0), 0) // (4 * channels)
    if groups > 0:
        pixels(kind, line, 2 * step * channels, count, job, to, groups)
    done = 4 * groups
    while done < many:
        now = min(4, many - done)
        pixels(kind, line + 2 * done * step * channels, 2 * step * channels, count, job, pad, 1)
        copy(to + done * channels, pad, now * channels)
        done += now


@jit
def cells(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of sums over windows of at most 257 rows in a regular grid."""
    channels, stride, rows = number(job, at.CHANNELS), number(job, at.STRIDE), number(job, at.ROW_COUNT)
    first, down = number(job, at.FIRST_ROW), number(job, at.ROW_STEP)
    src += number(job, at.FIRST_BYTE) + x0 * number(job, at.PIXEL_STEP) * channels
    out += number(job, at.OUT_OFFSET) + x0 * channels
    for y in range(y0, y1):
        to = out + y * number(job, at.OUT_STRIDE)
        cells_row(kind, job, src + (first + y * down) * stride, stride, to, x1 - x0, scratch, scratch + 64, rows)


@jit
def halves_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `halves` on arrays of bytes; equals `resample.run.reference.run`."""
    halves(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)


@jit
def cells_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `cells` on arrays of bytes; equals `resample.run.reference.run`."""
    cells(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
