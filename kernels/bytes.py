"""Resizes of bytes by integer weights and a rounded shift, in one walk over the picture, whatever its size.

A kernel gives rows y0 to y1 of one picture. It takes addresses, a packed plan (see `resample.kernels.packing`) and
scratch memory; it reads no byte outside the source and the plan, and writes none outside those rows and the scratch.
Intermediate rows live in the scratch only, a few at a time; where even these are many, results are made in bands of
columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import intrinsic

from resample.kernels import packing as at
from resample.kernels._jit import jit
from resample.kernels.dots import FORMS
from resample.kernels.simd import I64, Kind, address, copy, word
from resample.kernels.strips import (
    BLOCK,
    GROUP,
    across,
    down,
    down_quads,
    premultiplied,
    to_rows,
    units,
    unpremultiplied,
)

__all__ = [
    "across_down",
    "across_down_of",
    "across_of",
    "across_only",
    "down_across",
    "down_across_of",
    "down_of",
    "down_only",
]


def _constant(of: Callable[[Kind], int]) -> Any:
    """Return a function of a kernel that gives a number of its kind."""

    @intrinsic
    def constant(typingctx: Any, kind: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            return I64(of(signature.args[0]))

        return types.int64(kind), generate

    return constant


#: Bytes of a vector; rows of a strip; pixels of a block, of a store; bytes of a pixel.
_size = _constant(lambda kind: 4 * kind.lanes)
_lanes = _constant(lambda kind: kind.lanes)
_block = _constant(lambda kind: BLOCK[kind.channels])
_group = _constant(lambda kind: GROUP[kind.channels])
_channels = _constant(lambda kind: kind.channels)
_has_alpha = _constant(lambda kind: int(kind.channels == 4))
#: Bytes that are kept of a place; bytes of the weights of a quad.
_place = _constant(lambda kind: kind.channels * FORMS[kind.dot].vectors * 4 * kind.lanes)
_weights = _constant(lambda kind: 4 * FORMS[kind.dot].words)


@jit
def _multiplied(kind: Any, src: Any, n: Any, dst: Any, pad: Any) -> None:
    """Multiply alpha into n bytes; up to a vector more is written."""
    size = _size(kind)
    whole = n // size
    if whole > 0:
        premultiplied(kind, src, dst, whole)
    if n > whole * size:
        copy(pad, src + whole * size, n - whole * size)
        premultiplied(kind, pad, dst + whole * size, 1)


@jit
def _divided(kind: Any, row: Any, n: Any, pad: Any) -> None:
    """Divide n bytes by their alpha, in place."""
    size = _size(kind)
    whole = n // size
    if whole > 0:
        unpremultiplied(kind, row, row, whole)
    if n > whole * size:
        copy(pad, row + whole * size, n - whole * size)
        unpremultiplied(kind, pad, pad, 1)
        copy(row + whole * size, pad, n - whole * size)


@jit
def _make_units(
    kind: Any, src: Any, stride: Any, many: Any, samples: Any, end: Any, k0: Any, k1: Any, dst: Any, pad: Any,
    alpha: Any, tile: Any,
) -> None:  # fmt: skip
    """Make the units of blocks k0 to k1 of a strip of `many` rows; no byte from address `end` on is read."""
    bytes_, unit = _block(kind) * _channels(kind), _block(kind) // 4 * _place(kind)
    if alpha > 0:
        begin, row = k0 * bytes_, (k1 - k0) * bytes_ + 2 * _size(kind)
        n = min(k1 * bytes_, samples) - begin
        if n > 0:
            for r in range(many):
                _multiplied(kind, src + r * stride + begin, n, tile + r * row, pad)
        units(kind, tile, row, many - 1, dst, k1 - k0)
        return
    whole = min(k1, max((end - 16 - src - (many - 1) * stride) // bytes_ + 1, k0))
    if whole > k0:
        units(kind, src + k0 * bytes_, stride, many - 1, dst, whole - k0)
    for k in range(whole, k1):
        n = min(16, samples - k * bytes_)
        if n > 0:
            for r in range(many):
                copy(pad + 16 * r, src + r * stride + k * bytes_, n)
        units(kind, pad, 16, many - 1, dst + (k - k0) * unit, 1)


@jit
def _strip(
    kind: Any, src: Any, stride: Any, many: Any, samples: Any, end: Any, p: Any, x0: Any, x1: Any, alpha: Any,
    dst: Any, scratch: Any,
) -> None:  # fmt: skip
    """Give pixels x0 to x1 of a strip of `many` rows, as quads of rows; x0 is a multiple of a store's pixels."""
    first, weights, n = p + word(p + 4 * at.FIRST_PLACES), p + word(p + 4 * at.WEIGHTS_ACROSS), word(p + 4 * at.PLACES)
    half, shift = word(p + 4 * at.HALF_ACROSS), word(p + 4 * at.SHIFT_ACROSS)
    pitch, held = word(p + 4 * at.PITCH), word(p + 4 * at.HELD_PLACES)
    pad, tile = scratch + word(p + 4 * at.PAD), scratch + word(p + 4 * at.LINES)
    group, per, place = _group(kind), _block(kind) // 4, _place(kind)
    last = (samples // _channels(kind) + _block(kind) - 1) // _block(kind) * per
    base = word(first + 4 * x0) // per * per
    have = base
    for x in range(x0, x1, group):
        need = word(first + 4 * (x + group - 1)) + n
        if have < need:
            keep = word(first + 4 * x) // per * per
            if keep > base:
                if have > keep:
                    # Forward, in pieces that do not overlap.
                    step = (keep - base) * place
                    left, moved = (have - keep) * place, 0
                    while left > 0:
                        piece = min(step, left)
                        copy(scratch + moved, scratch + moved + step, piece)
                        moved, left = moved + piece, left - piece
                base = keep
                have = max(have, keep)
            top = min(base + held, max(last, (need + per - 1) // per * per))
            _make_units(
                kind, src, stride, many, samples, end, have // per, top // per,
                scratch + (have - base) * place, pad, alpha, tile,
            )  # fmt: skip
            have = top
        across(
            kind, scratch, first + 4 * x, base, weights + x * n * _weights(kind), n, half, shift,
            dst + (x - x0) * (4 * _channels(kind)), pitch,
        )  # fmt: skip


@jit
def _row_of_quads(kind: Any, ring: Any, n: Any, weights: Any, p: Any, samples: Any, dst: Any, pad: Any) -> None:
    """Give a row of the result out of n quads of rows."""
    pitch, half, shift = word(p + 4 * at.PITCH), word(p + 4 * at.HALF_DOWN), word(p + 4 * at.SHIFT_DOWN)
    size = _size(kind)
    whole = samples // size
    if whole > 0:
        down_quads(kind, ring, pitch, n, weights, half, shift, dst, whole)
    done = whole * size
    if samples > done:
        down_quads(kind, ring + 4 * done, pitch, n, weights, half, shift, pad, 1)
        copy(dst + done, pad, samples - done)


@jit
def across_down(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Give rows y0 to y1: taps along rows, then along columns."""
    channels, lanes = _channels(kind), _lanes(kind)
    quads = lanes // 4
    height, samples, width = word(p), word(p + 4 * at.SAMPLES), word(p + 4 * at.WIDTH)
    most, own, held = word(p + 4 * at.QUADS), word(p + 4 * at.PITCH), word(p + 4 * at.HELD_QUADS)
    rows, weights = p + word(p + 4 * at.FIRST_ROWS), p + word(p + 4 * at.WEIGHTS_DOWN)
    ring, pad = scratch + word(p + 4 * at.RING), scratch + word(p + 4 * at.PAD)
    before, after, band = (
        word(p + 4 * at.ALPHA_BEFORE) * _has_alpha(kind),
        word(p + 4 * at.ALPHA_AFTER) * _has_alpha(kind),
        word(p + 4 * at.BAND),
    )
    end = src + (height - 1) * stride + samples
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        n = (x1 - x0) * channels
        base = word(rows + 8 * y0) // quads * quads
        have = base
        for y in range(y0, y1):
            first = word(rows + 8 * y)
            need = first + word(rows + 8 * y + 4)
            keep = first // quads * quads
            if keep > have:
                base = have = keep  # rows between are nobody's
            while have < need:
                if have + quads - base > held:
                    for q in range(have - keep):
                        copy(ring + q * own, ring + (keep - base + q) * own, own)
                    base = keep
                many = min(lanes, height - have * 4)
                to = ring + (have - base) * own
                _strip(kind, src + have * 4 * stride, stride, many, samples, end, p, x0, x1, before, to, scratch)
                have += quads
            row = dst + y * pitch + x0 * channels
            tables = weights + y * most * _weights(kind)
            _row_of_quads(kind, ring + (first - base) * own, need - first, tables, p, n, row, pad)
            if after > 0:
                _divided(kind, row, n, pad)


@jit
def _to_rows(kind: Any, ring: Any, many: Any, samples: Any, p: Any, dst: Any, pitch: Any, pad: Any) -> None:
    """Write the rows of a strip of quads, and divide them by their alpha where the plan says so."""
    size, own = _size(kind), word(p + 4 * at.PITCH)
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
        if word(p + 4 * at.ALPHA_AFTER) * _has_alpha(kind) > 0:
            for k in range(rows):
                _divided(kind, to + k * pitch, samples, pad)


@jit
def across_only(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Give rows y0 to y1: taps along rows."""
    channels, lanes = _channels(kind), _lanes(kind)
    height, samples, width = word(p), word(p + 4 * at.SAMPLES), word(p + 4 * at.WIDTH)
    ring, pad = scratch + word(p + 4 * at.RING), scratch + word(p + 4 * at.PAD)
    before, band = word(p + 4 * at.ALPHA_BEFORE) * _has_alpha(kind), word(p + 4 * at.BAND)
    end = src + (height - 1) * stride + samples
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        for y in range(y0, y1, lanes):
            many = min(lanes, y1 - y)
            _strip(kind, src + y * stride, stride, many, samples, end, p, x0, x1, before, ring, scratch)
            _to_rows(kind, ring, many, (x1 - x0) * channels, p, dst + y * pitch + x0 * channels, pitch, pad)


@jit
def _columns(
    kind: Any, src: Any, stride: Any, b0: Any, b1: Any, p: Any, y0: Any, y1: Any, dst: Any, pitch: Any, scratch: Any
) -> None:  # fmt: skip
    """Give bytes b0 to b1 of rows y0 to y1 by taps along columns; `dst` is where byte b0 of row y0 goes."""
    size, height, most = _size(kind), word(p), word(p + 4 * at.QUADS)
    half, shift = word(p + 4 * at.HALF_DOWN), word(p + 4 * at.SHIFT_DOWN)
    rows, weights = p + word(p + 4 * at.FIRST_ROWS), p + word(p + 4 * at.WEIGHTS_DOWN)
    pad, tile, room = scratch + word(p + 4 * at.PAD), scratch + word(p + 4 * at.LINES), word(p + 4 * at.TILE)
    alpha, n = word(p + 4 * at.ALPHA_BEFORE) * _has_alpha(kind), b1 - b0
    copied = alpha > 0 or n < size
    wide = n
    if copied:
        wide = max(size, min((n + size - 1) // size * size, room // (8 * most) // size * size))
    for b in range(b0, b1, wide):
        now = min(wide, b1 - b)
        low, high = 0, 0
        for y in range(y0, y1):
            first = word(rows + 8 * y)
            groups = word(rows + 8 * y + 4)
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
            tables = weights + y * most * _weights(kind)
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


@jit
def down_only(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Give rows y0 to y1: taps along columns."""
    samples = word(p + 4 * at.SAMPLES)
    _columns(kind, src, stride, 0, samples, p, y0, y1, dst + y0 * pitch, pitch, scratch)
    if word(p + 4 * at.ALPHA_AFTER) * _has_alpha(kind) > 0:
        for y in range(y0, y1):
            _divided(kind, dst + y * pitch, samples, scratch + word(p + 4 * at.PAD))


@jit
def down_across(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Give rows y0 to y1: taps along columns, then along rows."""
    channels, lanes, block, per = _channels(kind), _lanes(kind), _block(kind), _block(kind) // 4
    samples, width, band = word(p + 4 * at.SAMPLES), word(p + 4 * at.WIDTH), word(p + 4 * at.BAND)
    first, n = p + word(p + 4 * at.FIRST_PLACES), word(p + 4 * at.PLACES)
    ring, pad = scratch + word(p + 4 * at.RING), scratch + word(p + 4 * at.PAD)
    between = ring + word(p + 4 * at.HELD_QUADS) * word(p + 4 * at.PITCH)
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        b0 = word(first + 4 * x0) // per * block * channels
        b1 = min(samples, (word(first + 4 * (x1 - 1)) + n + per) * 4 * channels)
        line = (b1 - b0 + 63) // 64 * 64
        for y in range(y0, y1, lanes):
            many = min(lanes, y1 - y)
            _columns(kind, src, stride, b0, b1, p, y, y + many, between, line, scratch)
            rows, end = between - b0, between + (many - 1) * line + b1 - b0
            _strip(kind, rows, line, many, b1, end, p, x0, x1, 0, ring, scratch)
            _to_rows(kind, ring, many, (x1 - x0) * channels, p, dst + y * pitch + x0 * channels, pitch, pad)


@jit
def across_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, number: Any, y0: Any, y1: Any) -> None:
    """Run `across_only` on one of the pictures in two arrays of bytes."""
    p = address(plan)
    stride, pitch = word(p + 4 * at.SAMPLES), word(p + 4 * at.WIDTH) * _channels(kind)
    begin = address(src) + number * word(p) * stride
    to = address(dst) + number * word(p + 4 * at.OUT_HEIGHT) * pitch
    across_only(kind, begin, stride, to, pitch, p, (address(scratch) + 63) & -64, y0, y1)


@jit
def down_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, number: Any, y0: Any, y1: Any) -> None:
    """Run `down_only` on one of the pictures in two arrays of bytes."""
    p = address(plan)
    stride = pitch = word(p + 4 * at.SAMPLES)
    begin = address(src) + number * word(p) * stride
    to = address(dst) + number * word(p + 4 * at.OUT_HEIGHT) * pitch
    down_only(kind, begin, stride, to, pitch, p, (address(scratch) + 63) & -64, y0, y1)


@jit
def across_down_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, number: Any, y0: Any, y1: Any) -> None:
    """Run `across_down` on one of the pictures in two arrays of bytes."""
    p = address(plan)
    stride, pitch = word(p + 4 * at.SAMPLES), word(p + 4 * at.WIDTH) * _channels(kind)
    begin = address(src) + number * word(p) * stride
    to = address(dst) + number * word(p + 4 * at.OUT_HEIGHT) * pitch
    across_down(kind, begin, stride, to, pitch, p, (address(scratch) + 63) & -64, y0, y1)


@jit
def down_across_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, number: Any, y0: Any, y1: Any) -> None:
    """Run `down_across` on one of the pictures in two arrays of bytes."""
    p = address(plan)
    stride, pitch = word(p + 4 * at.SAMPLES), word(p + 4 * at.WIDTH) * _channels(kind)
    begin = address(src) + number * word(p) * stride
    to = address(dst) + number * word(p + 4 * at.OUT_HEIGHT) * pitch
    down_across(kind, begin, stride, to, pitch, p, (address(scratch) + 63) & -64, y0, y1)
