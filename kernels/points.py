"""Operations on single numbers: the twins of `resample.run.ops`, under the same names, on flat arrays.

What keeps the dtype changes the array in place; what changes it writes another of the same length. Integers come as
int32 or int64, 16-bit floats as float32 with the `grid` that rounds them; constants have the array's dtype.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.kernels._jit import jit
from resample.kernels.grids import rounded

__all__ = [
    "add",
    "byte_swap",
    "bytes_apart",
    "clip",
    "div_by",
    "div_count",
    "lut",
    "mul_by",
    "premultiply",
    "round_away",
    "round_floor",
    "round_rne",
    "round_trunc",
    "shr",
    "unpremultiply",
]


@jit
def add(x: Any, c: Any, grid: Any) -> None:
    """Equals `resample.run.ops.add`."""
    T = x.dtype.type
    for i in range(x.size):
        x[i] = rounded(T(x[i] + c), grid)


@jit
def shr(x: Any, n: Any) -> None:
    """Equals `resample.run.ops.shr`."""
    T = x.dtype.type
    for i in range(x.size):
        x[i] = T(np.int64(x[i]) >> n)


@jit
def mul_by(x: Any, c: Any, grid: Any) -> None:
    """Equals `resample.run.ops.mul_by`."""
    T = x.dtype.type
    for i in range(x.size):
        x[i] = rounded(T(x[i] * c), grid)


@jit
def div_by(x: Any, c: Any, grid: Any) -> None:
    """Equals `resample.run.ops.div_by`."""
    T = x.dtype.type
    for i in range(x.size):
        x[i] = rounded(T(x[i] / c), grid)


@jit
def div_count(x: Any, counts: Any, run: Any, grid: Any) -> None:
    """Equals `resample.run.ops.div_count`; x is in the order (others, outputs of three axes, run)."""
    T = x.dtype.type
    others = x.size // (counts[0].size * counts[1].size * counts[2].size * run)
    i = 0
    for _ in range(others):
        for a in counts[0]:
            for b in counts[1]:
                for c in counts[2]:
                    number = rounded(T(np.int64(a) * np.int64(b) * np.int64(c)), grid)
                    for _ in range(run):
                        x[i] = rounded(T(x[i] / number), grid)
                        i += 1


@jit
def round_rne(x: Any) -> None:
    """Equals `resample.run.ops.round_` to the nearest, ties to even."""
    for i in range(x.size):
        x[i] = np.rint(x[i])


@jit
def round_away(x: Any, grid: Any) -> None:
    """Equals `resample.run.ops.round_` to the nearest, ties away from zero; the sum with a half is rounded."""
    T = x.dtype.type
    half = T(0.5)
    for i in range(x.size):
        x[i] = np.trunc(rounded(T(x[i] + half if x[i] >= 0 else x[i] - half), grid))


@jit
def round_floor(x: Any) -> None:
    """Equals `resample.run.ops.round_` down."""
    for i in range(x.size):
        x[i] = np.floor(x[i])


@jit
def round_trunc(x: Any) -> None:
    """Equals `resample.run.ops.round_` towards zero."""
    for i in range(x.size):
        x[i] = np.trunc(x[i])


@jit
def clip(x: Any, lo: Any, hi: Any) -> None:
    """Equals `resample.run.ops.clip`."""
    for i in range(x.size):
        v = x[i]
        x[i] = lo if v < lo else hi if v > hi else v


@jit
def bytes_apart(x: Any) -> None:
    """Equals `resample.run.ops.bytes_apart`."""
    T = x.dtype.type
    for i in range(x.size):
        v = np.int64(x[i])
        # C's remainder has the sign of v: below zero it is at most 0, which is clipped to 0.
        low = v & 255 if v > 0 else np.int64(0)
        high = min(max(v >> 8, np.int64(0)), np.int64(255))
        x[i] = T((high << 8) | low)


@jit
def lut(x: Any, table: Any, y: Any) -> None:
    """Equals `resample.run.ops.lut`: y from x; a table of several rows has one for each channel."""
    rows = table.shape[0]
    row = 0
    for i in range(x.size):
        y[i] = table[row, x[i]]
        row += 1
        if row == rows:
            row = 0


@jit
def premultiply(x: Any, channels: Any) -> None:
    """Equals `resample.run.ops.premultiply`."""
    for begin in range(0, x.size, channels):
        alpha = np.int32(x[begin + channels - 1])
        for c in range(begin, begin + channels - 1):
            t = np.int32(x[c]) * alpha + 128
            x[c] = np.uint8(((t >> 8) + t) >> 8)


@jit
def unpremultiply(x: Any, channels: Any) -> None:
    """Equals `resample.run.ops.unpremultiply`."""
    for begin in range(0, x.size, channels):
        alpha = np.uint32(x[begin + channels - 1])
        if alpha != 0 and alpha != 255:
            for c in range(begin, begin + channels - 1):
                quotient = np.uint32(x[c]) * 255 // alpha
                x[c] = np.uint8(quotient if quotient < 255 else 255)


@jit
def byte_swap(x: Any) -> None:
    """Equals `resample.run.ops.byte_swap`, on uint16."""
    for i in range(x.size):
        x[i] = np.uint16((x[i] << 8) | (x[i] >> 8))
