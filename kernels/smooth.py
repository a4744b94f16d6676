"""The Numba twins of `resample.torch.windows.widened` and of what it calls, in double precision."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from resample.kernels._jit import jit
from resample.kernels.floats import cast_x86_i32, fma

__all__ = ["fixed_point", "weights", "windows"]


@jit
def windows(scale: float, support: float, before: int, most: int, first: Any, count: Any) -> None:
    """Fill the first tap and the number of taps of each output as `resample.torch.windows.widened`."""
    for i in range(first.size):
        centre = scale * (i + 0.5)
        begin: Any = max(np.int64(np.trunc((centre - support) + 0.5)), 0)
        end: Any = min(np.int64(np.trunc((centre + support) + 0.5)), before)
        first[i] = begin
        count[i] = min(max(end - begin, 0), most)


@jit
def weights(kind: int, fused: bool, scale: float, inverse: float, first: Any, count: Any, weight: Any) -> float:
    """Fill the weights of each output as `resample.torch.windows.widened`; return the largest, at least 0."""
    largest = 0.0
    for i in range(first.size):
        centre = scale * (i + 0.5)
        row = weight[i]
        for k in range(row.size):
            x = abs((((first[i] + k) - centre) + 0.5) * inverse)
            if k >= count[i]:
                row[k] = 0.0
            elif kind == 0:
                row[k] = 1.0 - x if x < 1.0 else 0.0
            elif kind == 1:
                row[k] = _cubic(fused, x)
            else:
                row[k] = _sinc(x) * _sinc(x / 3.0) if x < 3.0 else 0.0
        total = row[0]
        for k in range(1, row.size):
            total += row[k]
        for k in range(row.size):
            if total != 0.0:
                row[k] /= total
            largest = max(largest, row[k])
    return largest


@jit
def _mad(fused: bool, a: float, b: float, c: float) -> Any:
    return fma(a, b, c) if fused else a * b + c


@jit
def _cubic(fused: bool, x: float) -> Any:
    a = -0.5
    if x < 1.0:
        return _mad(fused, _mad(fused, a + 2.0, x, -(a + 3.0)) * x, x, 1.0)
    if x < 2.0:
        return _mad(fused, _mad(fused, _mad(fused, a, x, -5.0 * a), x, 8.0 * a), x, -4.0 * a)
    return 0.0


@jit
def _sinc(x: float) -> Any:
    if x == 0.0:
        return 1.0
    angle = x * math.pi
    return math.sin(angle) / angle


@jit
def fixed_point(weight: Any, scale: float, out: Any) -> None:
    """Fill the weights times `scale`, a power of two, as `resample.torch.integers.quantised`."""
    for i in range(weight.shape[0]):
        for k in range(weight.shape[1]):
            scaled = weight[i, k] * scale
            # Beyond 16 bits, which negative sums of weights may lead to, the low ones stay, as in a cast of C.
            out[i, k] = np.int16(cast_x86_i32(scaled - 0.5 if scaled < 0.0 else scaled + 0.5))
