"""The passes that `resample.kernels.bytes` is made of: strips along rows, rows out of quads, columns; alpha.

They take addresses and a packed plan, and read and write only what that says.
"""

from __future__ import annotations

from typing import Any

from resample.kernels import packing as at
from resample.kernels._jit import jit
from resample.kernels.dots import FORMS
from resample.kernels.memory import copy, i32_at
from resample.kernels.packing import number, table
from resample.kernels.simd import constant_of
from resample.kernels.strips import (
    BLOCK,
    GROUP,
    across,
    down,
    down_quads,
    down_rows,
    premultiplied,
    strip_rows,
    to_rows,
    units,
    unpremultiplied,
)

__all__ = ["columns", "divided", "quads_to_rows", "row_of_quads", "row_of_rows", "strip"]


#: Bytes of a vector; its lanes; rows of a strip; pixels of a block, of a store; bytes of a pixel.
size_of = constant_of(lambda kind: 4 * kind.lanes)
lanes_of = constant_of(lambda kind: kind.lanes)
rows_of = constant_of(strip_rows)
block_of = constant_of(lambda kind: BLOCK[kind.channels])
group_of = constant_of(lambda kind: GROUP[kind.channels])
channels_of = constant_of(lambda kind: kind.channels)
alpha_of = constant_of(lambda kind: int(kind.channels == 4))
#: Bytes that are kept of a place; bytes of the weights of a quad.
place_of = constant_of(lambda kind: kind.channels * FORMS[kind.dot].vectors * 4 * kind.lanes)
weights_of = constant_of(lambda kind: 4 * FORMS[kind.dot].words)
#: Bytes of the weights of a pair of rows.
pair_of = constant_of(lambda kind: 4 * FORMS[kind.dot].sums)


@jit
def _multiplied(kind: Any, src: Any, n: Any, dst: Any, pad: Any) -> None:
    """Multiply alpha into n bytes; up to a vector more is written."""
    size = size_of(kind)
    whole = n // size
    if whole > 0:
        premultiplied(kind, src, dst, whole)
    if n > whole * size:
        copy(pad, src + whole * size, n - whole * size)
        premultiplied(kind, pad, dst + whole * size, 1)


@jit
def divided(kind: Any, row: Any, n: Any, pad: Any) -> None:
    """Equals `resample.run.ops.unpremultiply` of n bytes, in place."""
    size = size_of(kind)
    whole = n // size
    if whole > 0:
        unpremultiplied(kind, row, row, whole)
    if n > whole * size:
        copy(pad, row + whole * size, n - whole * size)
        unpremultiplied(kind, pad, pad, 1)
        copy(row + whole * size, pad, n - whole * size)


@jit
def _units(kind: Any, src: Any, stride: Any, last: Any, dst: Any, apart: Any, blocks: Any) -> None:
    """Make the units of blocks of a strip, `apart` bytes from those of a vector's rows to the next."""
    lanes = lanes_of(kind)
    for r in range(0, rows_of(kind), lanes):
        units(kind, src + r * stride, stride, last - r, dst + r // lanes * apart, blocks)


@jit
def _make_units(
    kind: Any, src: Any, stride: Any, many: Any, samples: Any, end: Any, k0: Any, k1: Any, dst: Any, apart: Any,
    pad: Any, alpha: Any, tile: Any,
) -> None:  # fmt: skip
    """Make the units of blocks k0 to k1 of a strip of `many` rows; no byte from address `end` on is read."""
    bytes_, unit = block_of(kind) * channels_of(kind), block_of(kind) // 4 * place_of(kind)
    if alpha > 0:
        begin, row = k0 * bytes_, (k1 - k0) * bytes_ + 2 * size_of(kind)
        n = min(k1 * bytes_, samples) - begin
        if n > 0:
            for r in range(many):
                _multiplied(kind, src + r * stride + begin, n, tile + r * row, pad)
        _units(kind, tile, row, many - 1, dst, apart, k1 - k0)
        return
    whole = min(k1, max((end - 16 - src - (many - 1) * stride) // bytes_ + 1, k0))
    if whole > k0:
        _units(kind, src + k0 * bytes_, stride, many - 1, dst, apart, whole - k0)
    for k in range(whole, k1):
        n = min(16, samples - k * bytes_)
        if n > 0:
            for r in range(many):
                copy(pad + 16 * r, src + r * stride + k * bytes_, n)
        _units(kind, pad, 16, many - 1, dst + (k - k0) * unit, apart, 1)


@jit
def strip(
    kind: Any, src: Any, stride: Any, many: Any, samples: Any, end: Any, p: Any, x0: Any, x1: Any, alpha: Any,
    dst: Any, scratch: Any,
) -> None:  # fmt: skip
    """Equals `resample.run.reference.run` of taps along `many` rows: pixels x0 to x1, as quads of rows.

    x0 is a multiple of a store's pixels.
    """
    first, weights, n = table(p, at.FIRST_PLACES), table(p, at.WEIGHTS_ACROSS), number(p, at.PLACES)
    half, shift = number(p, at.HALF_ACROSS), number(p, at.SHIFT_ACROSS)
    pitch, held = number(p, at.PITCH), number(p, at.HELD_PLACES)
    pad, tile = scratch + number(p, at.PAD), scratch + number(p, at.LINES)
    group, per, place = group_of(kind), block_of(kind) // 4, place_of(kind)
    apart = (held + per) * place
    last = (samples // channels_of(kind) + block_of(kind) - 1) // block_of(kind) * per
    base = i32_at(first + 8 * x0) // per * per
    have = base
    for x in range(x0, x1, group):
        need = i32_at(first + 8 * (x + group - 1)) + n
        if have < need:
            keep = i32_at(first + 8 * x) // per * per
            if keep > base:
                if have > keep:
                    # Forward, in pieces that do not overlap.
                    step = (keep - base) * place
                    left, moved = (have - keep) * place, 0
                    while left > 0:
                        piece = min(step, left)
                        for k in range(rows_of(kind) // lanes_of(kind)):
                            to = scratch + k * apart + moved
                            copy(to, to + step, piece)
                        moved, left = moved + piece, left - piece
                base = keep
                have = max(have, keep)
            top = min(base + held, max(last, (need + per - 1) // per * per))
            _make_units(
                kind, src, stride, many, samples, end, have // per, top // per,
                scratch + (have - base) * place, apart, pad, alpha, tile,
            )  # fmt: skip
            have = top
        across(
            kind, scratch, first + 8 * x, base, weights + x * n * weights_of(kind), n, half, shift,
            dst + (x - x0) * (4 * channels_of(kind)), pitch, apart,
        )  # fmt: skip


@jit
def row_of_quads(kind: Any, ring: Any, n: Any, weights: Any, p: Any, samples: Any, dst: Any, pad: Any) -> None:
    """Equals `resample.run.reference.run` of taps along columns: a row of the result out of n quads of rows."""
    pitch, half, shift = number(p, at.PITCH), number(p, at.HALF_DOWN), number(p, at.SHIFT_DOWN)
    size = size_of(kind)
    whole = samples // size
    if whole > 0:
        down_quads(kind, ring, pitch, n, weights, half, shift, dst, whole)
    done = whole * size
    if samples > done:
        down_quads(kind, ring + 4 * done, pitch, n, weights, half, shift, pad, 1)
        copy(dst + done, pad, samples - done)


@jit
def row_of_rows(kind: Any, rows: Any, n: Any, weights: Any, p: Any, samples: Any, dst: Any, pad: Any) -> None:
    """Equals `resample.run.reference.run` of taps along columns: a row of the result out of n pairs of rows."""
    pitch, half, shift = number(p, at.ROW), number(p, at.HALF_DOWN), number(p, at.SHIFT_DOWN)
    size = size_of(kind)
    whole = samples // size
    if whole > 0:
        down_rows(kind, rows, pitch, n, weights, half, shift, dst, whole)
    done = whole * size
    if samples > done:
        down_rows(kind, rows + done, pitch, n, weights, half, shift, pad, 1)
        copy(dst + done, pad, samples - done)


@jit
def quads_to_rows(
    kind: Any, ring: Any, many: Any, samples: Any, p: Any, after: Any, dst: Any, pitch: Any, pad: Any
) -> None:  # fmt: skip
    """Write the rows of a strip of quads; then `resample.run.ops.unpremultiply` where `after` is 1."""
    size, own = size_of(kind), number(p, at.PITCH)
    whole = samples // size
    for r in range(0, many, 4):
        quad, rows = ring + r // 4 * own, min(4, many - r)
        to = dst + r * pitch
        done = 0
        if rows == 4 and whole > 0:
            to_rows(kind, quad, to, pitch, whole)
            done = whole * size
        while done < samples:
            n = min(size, samples - done)
            to_rows(kind, quad + 4 * done, pad, size, 1)
            for k in range(rows):
                copy(to + k * pitch + done, pad + k * size, n)
            done += n
        if after > 0:
            for k in range(rows):
                divided(kind, to + k * pitch, samples, pad)


@jit
def columns(
    kind: Any, src: Any, stride: Any, b0: Any, b1: Any, p: Any, y0: Any, y1: Any, dst: Any, pitch: Any, scratch: Any
) -> None:  # fmt: skip
    """Equals `resample.run.reference.run` of taps along columns: bytes b0 to b1 of rows y0 to y1, first at `dst`."""
    size, height, most = size_of(kind), number(p, at.HEIGHT), number(p, at.QUADS)
    half, shift = number(p, at.HALF_DOWN), number(p, at.SHIFT_DOWN)
    rows, weights = table(p, at.FIRST_ROWS), table(p, at.WEIGHTS_DOWN)
    pad, tile, room = scratch + number(p, at.PAD), scratch + number(p, at.LINES), number(p, at.TILE)
    alpha, n = number(p, at.ALPHA_BEFORE) * alpha_of(kind), b1 - b0
    copied = alpha > 0 or n < size
    wide = n
    if copied:
        wide = max(size, min((n + size - 1) // size * size, room // (8 * most) // size * size))
    for b in range(b0, b1, wide):
        now = min(wide, b1 - b)
        low, high = 0, 0
        for y in range(y0, y1):
            first = i32_at(rows + 8 * y)
            groups = i32_at(rows + 8 * y + 4)
            lines, step, left = src + first * stride + b, stride, height - 1 - first
            if copied:
                # Rows of a tile, kept as long as its room lasts.
                if first < low or min(first + 4 * groups, height) > high:
                    low, high = first, min(height, first + max(4 * groups, room // wide))
                    for r in range(low, high):
                        line = src + r * stride + b
                        if alpha > 0:
                            _multiplied(kind, line, now, tile + (r - low) * wide, pad)
                        else:
                            copy(tile + (r - low) * wide, line, now)
                lines, step, left = tile + (first - low) * wide, wide, high - 1 - first
            to = dst + (y - y0) * pitch + b - b0
            tables = weights + y * most * weights_of(kind)
            whole = now // size
            if whole > 0:
                down(kind, lines, step, left, groups, tables, half, shift, to, whole)
            if now > whole * size:
                if copied:
                    down(kind, lines + whole * size, step, left, groups, tables, half, shift, pad, 1)
                    copy(to + whole * size, pad, now - whole * size)
                else:
                    back = now - size  # once more, what overlaps
                    down(kind, lines + back, step, left, groups, tables, half, shift, to + back, 1)
