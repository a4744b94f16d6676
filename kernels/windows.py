"""The Numba twins of `resample.rules.windows`, `resample.rules.filters` and `resample.rules.quantise`.

A filter is a number here: its place in `resample.rules.filters.FILTERS`. Sines are those of the C library, which
`resample.rules.compiled` makes sure of before any of these is used.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from resample.kernels._jit import jit
from resample.kernels.floats import cast_x86_i32

__all__ = ["fixed_point", "reach", "weights", "windows"]

# Single-precision constants in a double-precision expression, as in the rule.
_HAMMING_MEAN = float(np.float32(0.54))
_HAMMING_SWING = float(np.float32(0.46))


@jit
def windows(size: int, start: float, scale: float, support: float, first: Any, count: Any) -> Any:
    """Fill the first tap and the number of taps of each output as `resample.rules.windows.widened`; return the most."""
    longest: Any = 0
    for i in range(first.size):
        centre = start + (i + 0.5) * scale
        begin: Any = max(np.int64(cast_x86_i32(centre - support + 0.5)), 0)
        end: Any = min(np.int64(cast_x86_i32(centre + support + 0.5)), size)
        first[i] = begin
        count[i] = max(end - begin, 0)
        longest = max(longest, end - begin)
    return longest


@jit
def weights(kind: int, start: float, scale: float, inverse: float, first: Any, count: Any, weight: Any) -> None:
    """Fill the normalised weights of each output as `resample.rules.windows.widened`."""
    for i in range(first.size):
        centre = start + (i + 0.5) * scale
        row = weight[i]
        _row(kind, first[i], centre, inverse, row[: count[i]])
        row[count[i] :] = 0.0
        total = row[0]
        for k in range(1, row.size):
            total += row[k]
        if total != 0.0:
            for k in range(row.size):
                row[k] /= total


@jit
def _row(kind: int, first: int, centre: float, inverse: float, row: Any) -> None:
    for k in range(row.size):
        x = ((first + k) - centre + 0.5) * inverse
        if kind == 0:
            row[k] = _box(x)
        elif kind == 1:
            row[k] = _triangle(x)
        elif kind == 2:
            row[k] = _hamming(x)
        elif kind == 3:
            row[k] = _cubic(x)
        elif kind == 4:
            row[k] = _lanczos3(x)
        elif kind == 5:
            row[k] = _magic_sharp_2013(x)
        else:
            row[k] = _magic_sharp_2021(x)


@jit
def _box(x: float) -> float:
    return 1.0 if x > -0.5 and x <= 0.5 else 0.0


@jit
def _triangle(x: float) -> float:
    x = abs(x)
    return 1.0 - x if x < 1.0 else 0.0


@jit
def _hamming(x: float) -> float:
    x = abs(x)
    if x == 0.0:
        return 1.0
    if x < 1.0:
        return _sinc(x) * (_HAMMING_MEAN + _HAMMING_SWING * math.cos(x * math.pi))
    return 0.0


@jit
def _cubic(x: float) -> float:
    a = -0.5
    x = abs(x)
    if x < 1.0:
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    if x < 2.0:
        return (((x - 5.0) * x + 8.0) * x - 4.0) * a
    return 0.0


@jit
def _lanczos3(x: float) -> float:
    if x == 0.0:
        return 1.0
    if x >= -3.0 and x < 3.0:
        return _sinc(x) * _sinc(x / 3.0)
    return 0.0


@jit
def _sinc(x: float) -> float:
    p = x * math.pi
    return math.sin(p) / p


@jit
def _magic_sharp_2013(x: float) -> float:
    x = abs(x)
    if x < 0.5:
        return 17.0 / 16.0 - 7.0 / 4.0 * (x * x)
    if x < 1.5:
        return (1.0 - x) * (7.0 / 4.0 - x)
    if x < 2.5:
        return -1.0 / 8.0 * ((x - 5.0 / 2.0) * (x - 5.0 / 2.0))
    return 0.0


@jit
def _magic_sharp_2021(x: float) -> float:
    x = abs(x)
    if x < 0.5:
        return 577.0 / 576.0 - 239.0 / 144.0 * (x * x)
    if x < 1.5:
        return 35.0 / 36.0 * (x - 1.0) * (x - 239.0 / 140.0)
    if x < 2.5:
        return 1.0 / 6.0 * (x - 2.0) * (65.0 / 24.0 - x)
    if x < 3.5:
        return 1.0 / 36.0 * (x - 3.0) * (x - 15.0 / 4.0)
    if x < 4.5:
        return -1.0 / 288.0 * ((x - 9.0 / 2.0) * (x - 9.0 / 2.0))
    return 0.0


@jit
def fixed_point(weight: Any, scale: float, out: Any) -> None:
    """Fill the weights times `scale`, a power of two, as `resample.rules.quantise.fixed_point`."""
    for i in range(weight.shape[0]):
        for k in range(weight.shape[1]):
            w = weight[i, k]
            scaled = w * scale
            out[i, k] = cast_x86_i32(scaled - 0.5 if w < 0.0 else scaled + 0.5)


@jit
def reach(first: Any, count: Any) -> Any:
    """Return start, stop and the fewest taps of an output, as `resample.rules.windows.Windows.reach`."""
    start, stop, fewest = np.int64(2147483647), np.int64(-1), np.int64(2147483647)
    for i in range(first.size):
        fewest = min(fewest, np.int64(count[i]))
        if count[i] > 0:
            start = min(start, np.int64(first[i]))
            stop = max(stop, np.int64(first[i]) + count[i])
    return start, stop, fewest
