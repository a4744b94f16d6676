"""The stages of a resize of bytes, as vector code: units, sums of units, rows of a column, and the way back to rows.

Let N be the 32-bit lanes of a vector. Pictures are walked in strips of N rows, or of 2 N (`strip_rows`).

unit : one vector; lane r is row r of N rows, its four bytes are four neighbouring samples (from a multiple of four
    on) of one channel. What a form of `resample.kernels.dots` keeps of a unit is stored for every channel of a place.
quad : four rows of results next to each other; a quad of rows is an array [sample][4 rows] of bytes.

All is done inside 128 bits of a vector. In the horizontal stage lane r is row r, so that the four bytes that a store
leaves in 128 bits belong to four neighbouring rows, which is one quad: nothing is transposed on the way down.
"""

from __future__ import annotations

from llvmlite import ir

from resample.kernels.dots import FORMS, Form
from resample.kernels.simd import I8, I32, I64, Emit, Kind, Value, emitted

__all__ = [
    "BLOCK",
    "GROUP",
    "across",
    "down",
    "down_quads",
    "down_rows",
    "premultiplied",
    "strip_rows",
    "to_rows",
    "units",
    "unpremultiplied",
]

#: Pixels of one 16-byte block of a row, by channels.
BLOCK = {1: 16, 2: 8, 3: 4, 4: 4}
#: Results of one store, by channels: together they have four bytes in a lane at most.
GROUP = {1: 4, 2: 2, 3: 1, 4: 1}


#: Most sums that are kept in registers at once, of 16; CPUs with 32 have 16 lanes, which are rows enough.
_SUMS = 12


def strip_rows(kind: Kind) -> int:
    """Return the rows of a strip: two vectors of them, which have their weights in common, where all sums fit."""
    together = 2 if kind.lanes < 16 and 2 * kind.channels * FORMS[kind.dot].sums <= _SUMS else 1
    return together * kind.lanes


def _form(e: Emit) -> Form:
    return FORMS[e.kind.dot]


def _finished(e: Emit, sums: list[Value], weights: Value, half: Value) -> list[Value]:
    """Return the whole sums of several vectors that have their weights in common."""
    form = _form(e)
    return [form.finish(e, sums[k : k + form.sums], weights, half) for k in range(0, len(sums), form.sums)]


def _transposed(e: Emit, rows: list[Value]) -> list[Value]:
    """Return 4 x 4 lanes transposed, in every 128 bits."""
    low = [e.unpack(rows[0], rows[1], high=False), e.unpack(rows[2], rows[3], high=False)]
    high = [e.unpack(rows[0], rows[1], high=True), e.unpack(rows[2], rows[3], high=True)]
    return [e.pairs(x, y, side) for x, y in (low, high) for side in (False, True)]


@emitted
def units(e: Emit, src: Value, stride: Value, last: Value, dst: Value, blocks: Value) -> None:
    """Make units of blocks of 16 bytes (12 of them for three channels) of N rows; rows after `last` repeat it."""
    form, channels = _form(e), e.kind.channels
    pixels = BLOCK[channels]
    places = pixels // 4 * channels
    order = [(u * 4 + t) * channels + c for u in range(pixels // 4) for c in range(channels) for t in range(4)]
    order += [0] * (16 - len(order))
    rows = [e.b.add(src, e.b.mul(stride, e.least(I64(r), last))) for r in range(e.lanes)]
    sixteen = ir.VectorType(I8, 16)

    def block(i: Value, _: list[Value]) -> list[Value]:
        x = e.b.mul(i, I64(pixels * channels))
        four = []
        for r in range(4):
            bytes_ = e.join([e.load(e.b.add(rows[4 * g + r], x), sixteen) for g in range(e.lanes // 4)])
            if channels > 1:
                bytes_ = e.shuffle(bytes_, bytes_, [16 * g + o for g in range(e.lanes // 4) for o in order])
            four.append(e.b.bitcast(bytes_, e.dwords))
        to = e.b.add(dst, e.b.mul(i, I64(places * form.vectors * e.size)))
        for k, unit in enumerate(_transposed(e, four)[:places]):
            for v, kept in enumerate(form.kept(e, unit)):
                e.store(e.at(to, (k * form.vectors + v) * e.size), kept)
        return []

    e.loop(blocks, [], block)


@emitted
def across(
    e: Emit, units: Value, first: Value, base: Value, weights: Value, n: Value, half: Value, shift: Value,
    dst: Value, pitch: Value, apart: Value,
) -> None:  # fmt: skip
    """Give `GROUP` pixels of a strip: sums over n places of units, rounded, shifted, clipped; as quads of rows.

    `first`: address of pairs of int32, a pixel's first place and how many it adds, of at most n; `base`: the place at
    `units`; `pitch`: bytes from a quad of rows to the next; `apart`: bytes from units of N rows to those of the next.
    """
    form, channels = _form(e), e.kind.channels
    vectors = strip_rows(e.kind) // e.lanes
    size = form.vectors * e.size
    add = e.splat(e.b.trunc(half, I32), e.dwords)
    by = e.splat(e.b.trunc(shift, I32), e.dwords)
    results: list[list[Value]] = [[] for _ in range(vectors)]
    for pixel in range(GROUP[channels]):
        place = e.b.sub(e.b.sext(e.load(e.at(first, 8 * pixel), I32, 4), I64), base)
        count = e.b.sext(e.load(e.at(first, 8 * pixel + 4), I32, 4), I64)
        begin = e.b.add(units, e.b.mul(place, I64(channels * size)))
        own = e.b.add(weights, e.b.mul(n, I64(4 * form.words * pixel)))

        def group(i: Value, sums: list[Value], begin: Value = begin, own: Value = own) -> list[Value]:
            loaded = form.weights(e, e.b.add(own, e.b.mul(i, I64(4 * form.words))))
            here = e.b.add(begin, e.b.mul(i, I64(channels * size)))
            after: list[Value] = []
            for k in range(vectors):
                rows = e.b.add(here, e.b.mul(apart, I64(k)))
                for c in range(channels):
                    unit = [e.load(e.at(rows, c * size + v * e.size), e.dwords) for v in range(form.vectors)]
                    after += form.step(e, sums[len(after) : len(after) + form.sums], unit, loaded)
            return after

        sums = e.loop(count, form.start(e, add) * (channels * vectors), group)
        finished = _finished(e, sums, own, add)
        for k in range(vectors):
            results[k] += finished[k * channels : (k + 1) * channels]
    for k, own in enumerate(results):
        clipped = e.clipped([e.b.ashr(r, by) for r in (own + [own[-1]] * 3)[:4]])
        for g in range(e.lanes // 4):
            part = e.shuffle(clipped, clipped, range(16 * g, 16 * g + 16)) if e.lanes > 4 else clipped
            e.store(e.b.add(dst, e.b.mul(pitch, I64(k * e.lanes // 4 + g))), part)


def _sum_quads(e: Emit, begin: Value, pitch: Value, n: Value, weights: Value, add: Value, many: int) -> list[Value]:
    """Return the sums over n quads of `many` neighbouring vectors of samples."""
    form = _form(e)

    def quad(g: Value, sums: list[Value]) -> list[Value]:
        loaded = form.weights(e, e.b.add(weights, e.b.mul(g, I64(4 * form.words))))
        here = e.b.add(begin, e.b.mul(g, pitch))
        after = []
        for k in range(many):
            unit = form.kept(e, e.load(e.at(here, k * e.size), e.dwords))
            after += form.step(e, sums[k * form.sums : (k + 1) * form.sums], unit, loaded)
        return after

    sums = e.loop(n, form.start(e, add) * many, quad)
    return _finished(e, sums, weights, add)


@emitted
def down_quads(
    e: Emit, src: Value, pitch: Value, n: Value, weights: Value, half: Value, shift: Value, dst: Value, blocks: Value
) -> None:  # fmt: skip
    """Give blocks of 4 N samples of a row: sums over n quads of rows, `pitch` bytes apart."""
    add = e.splat(e.b.trunc(half, I32), e.dwords)
    by = e.splat(e.b.trunc(shift, I32), e.dwords)
    together = 4 if _form(e).sums == 1 or e.lanes == 16 else 2
    order = [4 * g + k for k in range(4) for g in range(e.lanes // 4)]

    def block(i: Value, _: list[Value]) -> list[Value]:
        begin = e.b.add(src, e.b.mul(i, I64(4 * e.size)))
        sums: list[Value] = []
        for k in range(0, 4, together):
            sums += _sum_quads(e, e.at(begin, k * e.size), pitch, n, weights, add, together)
        clipped = e.b.bitcast(e.clipped([e.b.ashr(s, by) for s in sums]), e.dwords)
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), e.shuffle(clipped, clipped, order))
        return []

    e.loop(blocks, [], block)


@emitted
def down_rows(
    e: Emit, src: Value, pitch: Value, n: Value, weights: Value, half: Value, shift: Value, dst: Value, blocks: Value
) -> None:  # fmt: skip
    """Give blocks of 4 N samples of a row: sums over n pairs of rows, `pitch` bytes apart, for the 16-bit forms."""
    form = _form(e)
    add = e.splat(e.b.trunc(half, I32), e.dwords)
    by = e.splat(e.b.trunc(shift, I32), e.dwords)

    def block(i: Value, _: list[Value]) -> list[Value]:
        begin = e.b.add(src, e.b.mul(i, I64(e.size)))

        def pair(g: Value, sums: list[Value]) -> list[Value]:
            loaded = form.rows_weights(e, e.b.add(weights, e.b.mul(g, I64(4 * form.sums))))
            first = e.b.add(begin, e.b.mul(pitch, e.b.shl(g, I64(1))))
            rows = [e.load(row, e.bytes) for row in (first, e.b.add(first, pitch))]
            return form.rows_step(e, sums, [e.unpack(rows[0], rows[1], high) for high in (False, True)], loaded)

        sums = form.rows_finish(e, e.loop(n, form.rows_start(e, add), pair))
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), e.clipped([e.b.ashr(total, by) for total in sums]))
        return []

    e.loop(blocks, [], block)


@emitted
def down(
    e: Emit, src: Value, stride: Value, last: Value, n: Value, weights: Value, half: Value, shift: Value,
    dst: Value, blocks: Value,
) -> None:  # fmt: skip
    """Give blocks of 4 N samples of a row: sums over n times four rows from `src` on; rows after `last` repeat it."""
    form = _form(e)
    add = e.splat(e.b.trunc(half, I32), e.dwords)
    by = e.splat(e.b.trunc(shift, I32), e.dwords)

    def two(begin: Value, high: bool) -> list[Value]:
        """Return the sums of the lower, or higher, eight samples of every 128 bits."""

        def quad(g: Value, sums: list[Value]) -> list[Value]:
            loaded = form.weights(e, e.b.add(weights, e.b.mul(g, I64(4 * form.words))))
            first = e.b.mul(g, I64(4))
            rows = [
                e.load(e.b.add(begin, e.b.mul(stride, e.least(e.b.add(first, I64(r)), last))), e.bytes)
                for r in range(4)
            ]
            upper, lower = (e.b.bitcast(e.unpack(rows[r], rows[r + 1], high), e.words) for r in (0, 2))
            after = []
            for k in (0, 1):
                unit = form.kept(e, e.b.bitcast(e.unpack(upper, lower, bool(k)), e.dwords))
                after += form.step(e, sums[k * form.sums : (k + 1) * form.sums], unit, loaded)
            return after

        sums = e.loop(n, form.start(e, add) * 2, quad)
        return [e.b.ashr(total, by) for total in _finished(e, sums, weights, add)]

    def block(i: Value, _: list[Value]) -> list[Value]:
        begin = e.b.add(src, e.b.mul(i, I64(e.size)))
        clipped = e.clipped(two(begin, high=False) + two(begin, high=True))
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), clipped)
        return []

    e.loop(blocks, [], block)


@emitted
def to_rows(e: Emit, src: Value, dst: Value, stride: Value, blocks: Value) -> None:
    """Take blocks of 4 N samples out of a quad of rows, to its four rows."""
    groups = range(e.lanes // 4)
    by_row = [16 * g + 4 * j + r for g in groups for r in range(4) for j in range(4)]
    order = [4 * g + k for k in range(4) for g in groups]

    def block(i: Value, _: list[Value]) -> list[Value]:
        begin = e.b.add(src, e.b.mul(i, I64(4 * e.size)))
        four = []
        for k in range(4):
            loaded = e.load(e.at(begin, k * e.size), e.bytes)
            four.append(e.b.bitcast(e.shuffle(loaded, loaded, by_row), e.dwords))
        to = e.b.add(dst, e.b.mul(i, I64(e.size)))
        for r, row in enumerate(_transposed(e, four)):
            e.store(e.b.add(to, e.b.mul(stride, I64(r))), e.shuffle(row, row, order))
        return []

    e.loop(blocks, [], block)


@emitted
def premultiplied(e: Emit, src: Value, dst: Value, blocks: Value) -> None:
    """Equals `resample.run.ops.premultiply` on blocks of N pixels of four channels."""
    pixels = ir.VectorType(I8, 4 * e.lanes)
    wide = ir.VectorType(e.words.element, 4 * e.lanes)

    def block(i: Value, _: list[Value]) -> list[Value]:
        x = e.load(e.b.add(src, e.b.mul(i, I64(e.size))), pixels)
        alpha = e.shuffle(x, x, [4 * p + 3 for p in range(e.lanes) for _ in range(4)])
        product = e.b.add(e.b.mul(e.b.zext(x, wide), e.b.zext(alpha, wide)), e.const(wide, 128))
        product = e.b.lshr(e.b.add(product, e.b.lshr(product, e.const(wide, 8))), e.const(wide, 8))
        kept = e.shuffle(
            e.b.trunc(product, pixels), x, [4 * e.lanes + k if k % 4 == 3 else k for k in range(4 * e.lanes)]
        )
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), kept)
        return []

    e.loop(blocks, [], block)


@emitted
def unpremultiplied(e: Emit, src: Value, dst: Value, blocks: Value) -> None:
    """Equals `resample.run.ops.unpremultiply` on blocks of N pixels of four channels.

    A quotient of whole numbers below 2**16, rounded to float32 and cut, is the quotient of integers: it is never closer
    to the next whole number than 1 / 255, which is more than rounding moves it.
    """
    floats = ir.VectorType(ir.FloatType(), e.lanes)

    def block(i: Value, _: list[Value]) -> list[Value]:
        x = e.load(e.b.add(src, e.b.mul(i, I64(e.size))), e.dwords)
        alpha = e.b.lshr(x, e.const(e.dwords, 24))
        none = e.b.icmp_signed("==", alpha, e.const(e.dwords, 0))
        opaque = e.b.icmp_signed("==", alpha, e.const(e.dwords, 255))
        divisor = e.b.sitofp(e.b.select(none, e.const(e.dwords, 1), alpha), floats)
        pixel = e.b.and_(x, ir.Constant(e.dwords, [I32(-(1 << 24))] * e.lanes))
        for c in range(3):
            sample = e.b.and_(e.b.lshr(x, e.const(e.dwords, 8 * c)), e.const(e.dwords, 255))
            quotient = e.b.fdiv(e.b.sitofp(e.b.mul(sample, e.const(e.dwords, 255)), floats), divisor)
            whole = e.b.fptosi(quotient, e.dwords)
            most = e.const(e.dwords, 255)
            whole = e.b.select(e.b.icmp_signed("<", whole, most), whole, most)
            pixel = e.b.or_(pixel, e.b.shl(whole, e.const(e.dwords, 8 * c)))
        e.store(e.b.add(dst, e.b.mul(i, I64(e.size))), e.b.select(e.b.or_(none, opaque), x, pixel))
        return []

    e.loop(blocks, [], block)
