"""Resizes of bytes by integer weights and a rounded shift, in one walk over the picture, whatever its size.

A kernel gives rows y0 to y1 of one picture. It takes addresses, a packed plan (see `resample.kernels.packing`) and
scratch memory; it reads no byte outside the source and the plan, and writes none outside those rows and the scratch.
Intermediate rows live in the scratch only, a few at a time; where even these are many, results are made in bands of
columns.
"""

from __future__ import annotations

from typing import Any

from resample.kernels import packing as at
from resample.kernels._jit import jit
from resample.kernels.memory import address, copy, i32_at
from resample.kernels.packing import number, table
from resample.kernels.passes import (
    alpha_of,
    block_of,
    channels_of,
    columns,
    divided,
    pair_of,
    quads_to_rows,
    row_of_quads,
    row_of_rows,
    rows_of,
    strip,
    weights_of,
)

__all__ = [
    "across_down",
    "across_down_of",
    "across_of",
    "across_only",
    "across_rows",
    "across_rows_of",
    "down_across",
    "down_across_of",
    "down_of",
    "down_only",
]


@jit
def across_down(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of taps along rows, then along columns: rows y0 to y1."""
    channels, strip_height = channels_of(kind), rows_of(kind)
    quads = strip_height // 4
    height, samples, width = number(p, at.HEIGHT), number(p, at.SAMPLES), number(p, at.WIDTH)
    most, own, held = number(p, at.QUADS), number(p, at.PITCH), number(p, at.HELD_QUADS)
    rows, weights = table(p, at.FIRST_ROWS), table(p, at.WEIGHTS_DOWN)
    ring, pad = scratch + number(p, at.RING), scratch + number(p, at.PAD)
    before, after, band = (
        number(p, at.ALPHA_BEFORE) * alpha_of(kind),
        number(p, at.ALPHA_AFTER) * alpha_of(kind),
        number(p, at.BAND),
    )
    end = src + (height - 1) * stride + samples
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        n = (x1 - x0) * channels
        base = i32_at(rows + 8 * y0) // quads * quads
        have = base
        for y in range(y0, y1):
            first = i32_at(rows + 8 * y)
            need = first + i32_at(rows + 8 * y + 4)
            keep = first // quads * quads
            if keep > have:
                base = have = keep  # rows between are nobody's
            while have < need:
                if have + quads - base > held:
                    for q in range(have - keep):
                        copy(ring + q * own, ring + (keep - base + q) * own, own)
                    base = keep
                many = min(strip_height, height - have * 4)
                to = ring + (have - base) * own
                strip(kind, src + have * 4 * stride, stride, many, samples, end, p, x0, x1, before, to, scratch)
                have += quads
            row = dst + y * pitch + x0 * channels
            tables = weights + y * most * weights_of(kind)
            row_of_quads(kind, ring + (first - base) * own, need - first, tables, p, n, row, pad)
            if after > 0:
                divided(kind, row, n, pad)


@jit
def across_rows(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of taps along rows, then of few along columns: rows y0 to y1."""
    channels, strip_height = channels_of(kind), rows_of(kind)
    height, samples, width = number(p, at.HEIGHT), number(p, at.SAMPLES), number(p, at.WIDTH)
    most, line, held = number(p, at.QUADS), number(p, at.ROW), number(p, at.HELD_ROWS)
    rows, weights = table(p, at.FIRST_ROWS), table(p, at.WEIGHTS_DOWN)
    quads, pad = scratch + number(p, at.RING), scratch + number(p, at.PAD)
    ring = quads + number(p, at.HELD_QUADS) * number(p, at.PITCH)
    before, after, band = (
        number(p, at.ALPHA_BEFORE) * alpha_of(kind),
        number(p, at.ALPHA_AFTER) * alpha_of(kind),
        number(p, at.BAND),
    )
    end = src + (height - 1) * stride + samples
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        n = (x1 - x0) * channels
        base = have = i32_at(rows + 8 * y0)
        for y in range(y0, y1):
            first, pairs = i32_at(rows + 8 * y), i32_at(rows + 8 * y + 4)
            need = min(first + 2 * pairs, height)
            if first > have:
                base = have = first  # rows between are nobody's
            while have < need:
                if have + strip_height - base > held:
                    for r in range(have - first):
                        copy(ring + r * line, ring + (first - base + r) * line, n)
                    base = first
                many = min(strip_height, height - have)
                strip(kind, src + have * stride, stride, many, samples, end, p, x0, x1, before, quads, scratch)
                quads_to_rows(kind, quads, many, n, p, 0, ring + (have - base) * line, line, pad)
                have += many
            row = dst + y * pitch + x0 * channels
            row_of_rows(kind, ring + (first - base) * line, pairs, weights + y * most * pair_of(kind), p, n, row, pad)
            if after > 0:
                divided(kind, row, n, pad)


@jit
def across_only(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of taps along rows: rows y0 to y1."""
    channels, strip_height = channels_of(kind), rows_of(kind)
    height, samples, width = number(p, at.HEIGHT), number(p, at.SAMPLES), number(p, at.WIDTH)
    ring, pad = scratch + number(p, at.RING), scratch + number(p, at.PAD)
    before, band = number(p, at.ALPHA_BEFORE) * alpha_of(kind), number(p, at.BAND)
    after = number(p, at.ALPHA_AFTER) * alpha_of(kind)
    end = src + (height - 1) * stride + samples
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        for y in range(y0, y1, strip_height):
            many = min(strip_height, y1 - y)
            strip(kind, src + y * stride, stride, many, samples, end, p, x0, x1, before, ring, scratch)
            to = dst + y * pitch + x0 * channels
            quads_to_rows(kind, ring, many, (x1 - x0) * channels, p, after, to, pitch, pad)


@jit
def down_only(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of taps along columns: rows y0 to y1."""
    samples = number(p, at.SAMPLES)
    columns(kind, src, stride, 0, samples, p, y0, y1, dst + y0 * pitch, pitch, scratch)
    if number(p, at.ALPHA_AFTER) * alpha_of(kind) > 0:
        for y in range(y0, y1):
            divided(kind, dst + y * pitch, samples, scratch + number(p, at.PAD))


@jit
def down_across(kind: Any, src: Any, stride: Any, dst: Any, pitch: Any, p: Any, scratch: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of taps along columns, then along rows: rows y0 to y1."""
    channels, strip_height, block, per = channels_of(kind), rows_of(kind), block_of(kind), block_of(kind) // 4
    samples, width, band = number(p, at.SAMPLES), number(p, at.WIDTH), number(p, at.BAND)
    first, n = table(p, at.FIRST_PLACES), number(p, at.PLACES)
    ring, pad, after = (
        scratch + number(p, at.RING),
        scratch + number(p, at.PAD),
        number(p, at.ALPHA_AFTER) * alpha_of(kind),
    )
    between = ring + number(p, at.HELD_QUADS) * number(p, at.PITCH)
    for x0 in range(0, width, band):
        x1 = min(x0 + band, width)
        b0 = i32_at(first + 8 * x0) // per * block * channels
        b1 = min(samples, (i32_at(first + 8 * (x1 - 1)) + n + per) * 4 * channels)
        line = (b1 - b0 + 63) // 64 * 64
        for y in range(y0, y1, strip_height):
            many = min(strip_height, y1 - y)
            columns(kind, src, stride, b0, b1, p, y, y + many, between, line, scratch)
            rows, end = between - b0, between + (many - 1) * line + b1 - b0
            strip(kind, rows, line, many, b1, end, p, x0, x1, 0, ring, scratch)
            to = dst + y * pitch + x0 * channels
            quads_to_rows(kind, ring, many, (x1 - x0) * channels, p, after, to, pitch, pad)


@jit
def _where(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, picture: Any) -> Any:
    """Return what a walk is told of one of the pictures in two arrays: addresses, bytes from row to row, plan."""
    p = address(plan)
    stride, pitch = number(p, at.SAMPLES), number(p, at.WIDTH) * channels_of(kind)
    begin = address(src) + picture * number(p, at.HEIGHT) * stride
    to = address(dst) + picture * number(p, at.OUT_HEIGHT) * pitch
    return begin, stride, to, pitch, p, (address(scratch) + 63) & -64


@jit
def across_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, picture: Any, y0: Any, y1: Any) -> None:
    """Run `resample.kernels.bytes.across_only` on one of the pictures in two arrays of bytes."""
    begin, stride, to, pitch, p, memory = _where(kind, src, dst, plan, scratch, picture)
    across_only(kind, begin, stride, to, pitch, p, memory, y0, y1)


@jit
def down_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, picture: Any, y0: Any, y1: Any) -> None:
    """Run `resample.kernels.bytes.down_only` on one of the pictures in two arrays of bytes."""
    begin, stride, to, pitch, p, memory = _where(kind, src, dst, plan, scratch, picture)
    down_only(kind, begin, stride, to, pitch, p, memory, y0, y1)


@jit
def across_down_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, picture: Any, y0: Any, y1: Any) -> None:
    """Run `resample.kernels.bytes.across_down` on one of the pictures in two arrays of bytes."""
    begin, stride, to, pitch, p, memory = _where(kind, src, dst, plan, scratch, picture)
    across_down(kind, begin, stride, to, pitch, p, memory, y0, y1)


@jit
def across_rows_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, picture: Any, y0: Any, y1: Any) -> None:
    """Run `resample.kernels.bytes.across_rows` on one of the pictures in two arrays of bytes."""
    begin, stride, to, pitch, p, memory = _where(kind, src, dst, plan, scratch, picture)
    across_rows(kind, begin, stride, to, pitch, p, memory, y0, y1)


@jit
def down_across_of(kind: Any, src: Any, dst: Any, plan: Any, scratch: Any, picture: Any, y0: Any, y1: Any) -> None:
    """Run `resample.kernels.bytes.down_across` on one of the pictures in two arrays of bytes."""
    begin, stride, to, pitch, p, memory = _where(kind, src, dst, plan, scratch, picture)
    down_across(kind, begin, stride, to, pitch, p, memory, y0, y1)
