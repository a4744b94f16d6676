"""The Numba twins of tables with a whole part and a fraction of a position: two, four or eight taps around it.

`resample.opencv.coordinates` and `resample.opencv.filters` define them. Fractions and weights are single precision,
each operation rounded.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from resample.kernels._jit import jit

__all__ = ["clamped", "fixed_point", "kept_inside", "positions", "weights"]

_A = np.float32(-0.75)
_Q = math.sqrt(0.5)
_SINE = (1.0, -_Q, 0.0, _Q, -1.0, _Q, 0.0, -_Q)
_COSINE = (0.0, -_Q, 1.0, -_Q, 0.0, _Q, -1.0, _Q)


@jit
def positions(grows: bool, scale: float, factor: float, sample: Any, fraction: Any) -> None:
    """Fill what `resample.opencv.coordinates.half_pixel` gives, or `resample.opencv.coordinates.area`."""
    for d in range(sample.size):
        if grows:
            whole = math.floor(d * scale)
            beyond = np.float32((d + 1) - (whole + 1.0) * factor)
            fraction[d] = np.float32(0) if beyond <= 0 else beyond - np.float32(math.floor(beyond))
        else:
            position = np.float32((d + 0.5) * scale - 0.5)
            whole = math.floor(position)
            fraction[d] = position - np.float32(whole)
        sample[d] = np.int64(whole)


@jit
def kept_inside(n: int, sample: Any, fraction: Any, index: Any, count: Any) -> None:
    """Fill index and count, and change fractions, as `resample.opencv.coordinates.kept_inside`."""
    for d in range(sample.size):
        inside = min(max(sample[d], 0), n - 1)
        alone = inside == n - 1
        if sample[d] < 0 or alone:
            fraction[d] = np.float32(0)
        index[d], count[d] = inside, 1 if alone else 2


@jit
def clamped(n: int, sample: Any, index: Any) -> None:
    """Fill the taps around each sample as `resample.opencv.coordinates.clamped`."""
    taps = index.shape[1]
    for d in range(sample.size):
        for k in range(taps):
            index[d, k] = min(max(sample[d] + (1 - taps // 2) + k, 0), n - 1)


@jit
def weights(fraction: Any, weight: Any) -> None:
    """Fill two weights as `resample.opencv.filters.linear`, four as `cubic` there, or eight as `lanczos4`."""
    taps = weight.shape[1]
    for d in range(fraction.size):
        t = fraction[d]
        if taps == 2:
            weight[d, 0], weight[d, 1] = np.float32(1) - t, t
        elif taps == 4:
            _cubic(t, weight[d])
        else:
            _lanczos4(t, weight[d])


@jit
def _cubic(t: Any, row: Any) -> None:
    one, two, three, four = np.float32(1), np.float32(2), np.float32(3), np.float32(4)
    five, eight = np.float32(5), np.float32(8)
    x, u = t + one, one - t
    row[0] = ((_A * x - five * _A) * x + eight * _A) * x - four * _A
    row[1] = ((_A + two) * t - (_A + three)) * t * t + one
    row[2] = ((_A + two) * u - (_A + three)) * u * u + one
    row[3] = one - row[0] - row[1] - row[2]


@jit
def _lanczos4(t: Any, row: Any) -> None:
    first = t + np.float32(3)
    angle = -np.float64(first) * math.pi * 0.25
    sine, cosine = math.sin(angle), math.cos(angle)
    total = np.float32(0)
    for i in range(8):
        distance = first - np.float32(i)
        y = -np.float64(distance) * math.pi * 0.25
        if abs(distance) < np.float32(1e-6):
            row[i] = np.float32(1e30)
        else:
            row[i] = np.float32((_SINE[i] * sine + _COSINE[i] * cosine) / (y * y))
        total = total + row[i]
    inverse = np.float32(1) / total
    for i in range(8):
        row[i] = row[i] * inverse


@jit
def fixed_point(weight: Any, out: Any) -> None:
    """Fill the weights in 2048ths as `resample.opencv.filters.fixed_point`."""
    for d in range(weight.shape[0]):
        for k in range(weight.shape[1]):
            out[d, k] = np.int16(min(max(np.rint(weight[d, k] * np.float32(2048)), -32768.0), 32767.0))
