"""Two taps along rows, then two along columns, of bytes: a few rows of 16-bit numbers are kept between them.

A pixel of such a row is made from two neighbouring pixels of the source, so that one load brings both; a vector of
neighbours is put in pairs, and multiplied and added in pairs. Results along columns are made where the kept rows lie,
contiguously. Only rows that are needed are made; each stays until another one takes its slot.

Forms, by what of a sum is kept between the passes, in 16 bits:

shifted : its higher bits, without the 4 lowest.
products : all of it, less 32768.
rounded : a byte; half is added before bits are dropped.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.jobs import number, table
from resample.kernels.memory import address, copy, i32_at, i64_at, put_i16, put_i64, u8_at
from resample.kernels.simd import I8, I16, I32, I64, Emit, Value, constant_of, emitted

__all__ = ["pairs", "pairs_of"]


shifted = constant_of(lambda kind: int(kind.dot == "shifted"))


@emitted
def across(e: Emit, src: Value, job: Value, offset: Value, weight: Value, dst: Value, groups: Value) -> None:
    """Make groups of pixels of a kept row: of each pixel an offset, weights in the order of the lanes."""
    added, by = (e.weight(e.at(job, 8 * place)) for place in (at.KEPT_ADDED, at.KEPT_SHIFT))
    kept = _Kept(e, added, by)
    wide = e.kind.channels > 2
    e.loop(groups, [], lambda i, _: (_wide if wide else _narrow)(e, kept, src, offset, weight, dst, i))


class _Kept:
    """What is kept of sums."""

    def __init__(self, e: Emit, added: Value, by: Value) -> None:
        self.e, self.form = e, e.kind.dot
        self.added = added
        by = {"shifted": e.const(e.dwords, 4), "products": e.const(e.dwords, 0)}.get(self.form, by)
        self.down, self.up = by, e.b.sub(e.const(e.dwords, 16), by)

    def _sum(self, x: Value) -> Value:
        return self.e.b.add(x, self.added) if self.form == "rounded" else x

    def low(self, x: Value) -> Value:
        """Put the wanted bits of every lane lowest."""
        return self.e.b.lshr(self._sum(x), self.down)

    def high(self, x: Value) -> Value:
        """Put the wanted bits of every lane from bit 16 on."""
        return self.e.b.shl(self._sum(x), self.up)

    def biased(self, words: Value) -> Value:
        """Return 16-bit numbers as they are kept."""
        return self.e.b.xor(words, self.e.const(words.type, -32768)) if self.form == "products" else words


def _wide(e: Emit, kept: _Kept, src: Value, offset: Value, weight: Value, dst: Value, i: Value) -> list[Value]:
    """Three or four channels: two pixels in every 128 bits."""
    channels, n = e.kind.channels, e.lanes // 2
    offset = e.b.add(offset, e.b.mul(i, I64(4 * n)))
    weight = e.b.add(weight, e.b.mul(i, I64(2 * e.size)))
    neighbours: Value = ir.Constant(ir.VectorType(I64, n), ir.Undefined)
    for k in range(n):
        place = e.b.sext(e.load(e.at(offset, 4 * k), I32), I64)
        neighbours = e.b.insert_element(neighbours, e.load(e.b.add(src, place), I64), I32(k))
    bytes_, zero = e.b.bitcast(neighbours, e.bytes), ir.Constant(e.bytes, None)
    both = []
    for k in range(2):
        lane = [j for c in range(4) for j in (c % channels, c % channels + channels)]
        order = [b for g in range(0, e.size, 16) for j in lane for b in (g + 8 * k + j, e.size)]
        both.append(
            e.madd(e.b.bitcast(e.shuffle(bytes_, zero, order), e.dwords), e.load(e.at(weight, k * e.size), e.dwords))
        )
    # The wanted 16 bits of the second go above those of the first.
    words = e.shuffle(
        e.b.bitcast(kept.low(both[0]), e.words), e.b.bitcast(kept.high(both[1]), e.words),
        [k if k % 2 == 0 else 2 * e.lanes + k for k in range(2 * e.lanes)],
    )  # fmt: skip
    lane = [2 * c + k for k in range(2) for c in range(channels)]
    lane += [0] * (8 - len(lane))
    words = kept.biased(e.shuffle(words, words, [g + j for g in range(0, 2 * e.lanes, 8) for j in lane]))
    dst = e.b.add(dst, e.b.mul(i, I64(2 * n * channels)))
    if channels == 4:
        e.store(dst, words)
    else:
        for g in range(e.lanes // 4):
            e.store(e.at(dst, 12 * g), e.shuffle(words, words, range(8 * g, 8 * g + 8)))
    return []


def _narrow(e: Emit, kept: _Kept, src: Value, offset: Value, weight: Value, dst: Value, i: Value) -> list[Value]:
    """One or two channels: a sum in every lane."""
    channels = e.kind.channels
    n, both = e.lanes // channels, ir.IntType(16 * channels)
    offset = e.b.add(offset, e.b.mul(i, I64(4 * n)))
    neighbours: Value = ir.Constant(ir.VectorType(both, n), ir.Undefined)
    for k in range(n):
        place = e.b.sext(e.load(e.at(offset, 4 * k), I32), I64)
        neighbours = e.b.insert_element(neighbours, e.load(e.b.add(src, place), both), I32(k))
    bytes_ = e.b.bitcast(neighbours, ir.VectorType(I8, 2 * e.lanes))
    if channels == 2:
        bytes_ = e.shuffle(bytes_, bytes_, [g + j for g in range(0, 2 * e.lanes, 4) for j in (0, 2, 1, 3)])
    sums = e.madd(
        e.b.bitcast(e.b.zext(bytes_, e.words), e.dwords), e.load(e.b.add(weight, e.b.mul(i, I64(e.size))), e.dwords)
    )
    words = kept.biased(e.b.trunc(kept.low(sums), ir.VectorType(I16, e.lanes)))
    e.store(e.b.add(dst, e.b.mul(i, I64(2 * e.lanes))), words)
    return []


@emitted
def down_shifted(e: Emit, first: Value, second: Value, weights: Value, dst: Value, vectors: Value) -> None:
    """Give (a * w0 >> 16) + (b * w1 >> 16) + 2 >> 2 of two kept rows, as bytes, a vector at a time."""
    wide = ir.VectorType(I32, 2 * e.lanes)
    w = [e.b.sext(e.splat(e.load(e.at(weights, 2 * k), I16), e.words), wide) for k in range(2)]

    def step(i: Value, _: list[Value]) -> list[Value]:
        parts = []
        for half in range(2):
            here = e.b.add(e.b.mul(i, I64(2 * e.size)), I64(half * e.size))
            high = []
            for row, weight in zip((first, second), w, strict=True):
                product = e.b.mul(e.b.sext(e.load(e.b.add(row, here), e.words), wide), weight)
                high.append(e.b.trunc(e.b.ashr(product, e.const(wide, 16)), e.words))
            total = e.b.add(e.b.add(*high), e.const(e.words, 2))
            parts.append(e.b.trunc(e.b.ashr(total, e.const(e.words, 2)), ir.VectorType(I8, 2 * e.lanes)))
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), e.join(parts))
        return []

    e.loop(vectors, [], step)


@emitted
def down_products(e: Emit, first: Value, second: Value, weights: Value, dst: Value, vectors: Value) -> None:
    """Give (a * w0 + b * w1 + half) >> shift of two kept rows, clipped to bytes, a vector at a time.

    weights : w0 and w1 as 16-bit numbers; what is added, the bias of the kept rows with it; the shift.
    """
    both, more, shift = (e.weight(e.at(weights, 4 * k)) for k in range(3))

    def step(i: Value, _: list[Value]) -> list[Value]:
        four = []
        for half in range(2):
            here = e.b.add(e.b.mul(i, I64(2 * e.size)), I64(half * e.size))
            a, b = (e.load(e.b.add(row, here), e.words) for row in (first, second))
            for high in (False, True):
                pairs = e.b.bitcast(e.unpack(a, b, high=high), e.dwords)
                four.append(e.b.ashr(e.b.add(e.madd(pairs, both), more), shift))
        lanes = e.lanes // 4
        clipped = e.b.bitcast(e.clipped(four), ir.VectorType(I64, 2 * lanes))
        order = [2 * g + k for k in range(2) for g in range(lanes)]
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), e.shuffle(clipped, clipped, order))
        return []

    e.loop(vectors, [], step)


@jit
def _across_one(src: Any, job: Any, x0: Any, x1: Any, dst: Any) -> None:
    """Make pixels x0 to x1 of a kept row, one number at a time."""
    channels, step = number(job, at.CHANNELS), number(job, at.STEP)
    offset, weight = table(job, at.OFFSET), table(job, at.PLAIN)
    added, shift, bias = number(job, at.KEPT_ADDED), number(job, at.KEPT_SHIFT), number(job, at.KEPT_BIAS)
    for x in range(x0, x1):
        a, w0, w1 = src + i32_at(offset + 4 * x), i32_at(weight + 8 * x), i32_at(weight + 8 * x + 4)
        for c in range(channels):
            total = u8_at(a + c) * w0 + u8_at(a + c + step) * w1
            put_i16(dst + 2 * ((x - x0) * channels + c), (total + added >> shift) - bias)


@jit
def _across(kind: Any, src: Any, job: Any, row: Any, x0: Any, x1: Any, dst: Any) -> None:
    """Make pixels x0 to x1 of a kept row; x0 is the first pixel of a group."""
    group, packed = number(job, at.GROUP), table(job, at.PACKED)
    limit = number(job, at.ALL_GROUPS if row < number(job, at.FREE) else at.SAFE_GROUPS)
    g0, g1 = x0 // group, min((x1 + group - 1) // group, limit)
    src += row * number(job, at.STRIDE)
    done = x0
    if g1 > g0:
        size = number(job, at.PACKED_SIZE)
        across(kind, src, job, table(job, at.OFFSET) + 4 * x0, packed + g0 * size, dst, g1 - g0)
        done = min(g1 * group, x1)
    if done < x1:
        _across_one(src, job, done, x1, dst + 2 * (done - x0) * number(job, at.CHANNELS))


@jit
def _down(kind: Any, a: Any, b: Any, weights: Any, out: Any, n: Any, vector: Any, pad: Any) -> None:
    """Give n bytes of a row of the result."""
    whole, rest = n // vector, n % vector
    if shifted(kind) > 0:
        if whole > 0:
            down_shifted(kind, a, b, weights, out, whole)
        if rest > 0:
            down_shifted(kind, a + 2 * (n - rest), b + 2 * (n - rest), weights, pad, 1)
    else:
        if whole > 0:
            down_products(kind, a, b, weights, out, whole)
        if rest > 0:
            down_products(kind, a + 2 * (n - rest), b + 2 * (n - rest), weights, pad, 1)
    if rest > 0:
        copy(out + n - rest, pad, rest)


@jit
def pairs(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of two passes of two taps: rows y0 to y1, pixels x0 to x1 of the result."""
    channels, slots, size = number(job, at.CHANNELS), number(job, at.SLOTS), number(job, at.SLOT_SIZE)
    rows, weights, step = table(job, at.ROWS), table(job, at.WEIGHTS), number(job, at.WEIGHTS_SIZE)
    vector = number(job, at.VECTOR)
    stride = number(job, at.OUT_STRIDE)
    pad = scratch + 8 * slots
    ring = pad + 128
    for s in range(slots):
        put_i64(scratch + 8 * s, -1)
    out += x0 * channels
    for y in range(y0, y1):
        for k in range(2):
            row = i32_at(rows + 8 * y + 4 * k)
            slot = row % slots
            if i64_at(scratch + 8 * slot) != row:
                _across(kind, src, job, row, x0, x1, ring + slot * size)
                put_i64(scratch + 8 * slot, row)
        a, b = ring + i32_at(rows + 8 * y) % slots * size, ring + i32_at(rows + 8 * y + 4) % slots * size
        _down(kind, a, b, weights + y * step, out + y * stride, (x1 - x0) * channels, vector, pad)


@jit
def pairs_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `pairs` on arrays of bytes; equals `resample.run.reference.run`."""
    pairs(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
