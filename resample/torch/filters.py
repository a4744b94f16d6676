"""Filters of the antialiased modes and of uint8: functions of the distance, in the dtype of the arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from resample.rules.libm import libm_sin, sinf
from resample.torch.geometry import Arithmetic, Array

Filter = Callable[[Arithmetic, Array], Array]


def triangle(t: Arithmetic, x: Array) -> Array:
    """Return 1 - abs(x), and 0 from 1 on."""
    x = np.abs(x)
    return np.where(x < 1, t.of(t.number(1) - x), t.number(0))


def cubic(t: Arithmetic, x: Array, a: float = -0.5) -> Array:
    """Return Keys' cubic, 0 from 2 on; here the last additions are fused, unlike those of float bicubic.

    Examples
    --------
    >>> import numpy as np
    >>> cubic(Arithmetic(np.dtype("f8"), True), np.array([0.0, 0.5, -1.5, 2.0]))
    array([ 1.    ,  0.5625, -0.0625,  0.    ])
    """
    x = np.abs(x)
    inner = t.mad(t.of(t.mad(a + 2, x, -(a + 3)) * x), x, 1)
    outer = t.mad(t.mad(t.mad(a, x, -5 * a), x, 8 * a), x, -4 * a)
    return np.where(x < 1, inner, np.where(x < 2, outer, t.number(0)))


def sharp_cubic(t: Arithmetic, x: Array) -> Array:
    """Return the cubic with a = -3/4, which uint8 bicubic has without antialias."""
    return cubic(t, x, -0.75)


def lanczos3(t: Arithmetic, x: Array) -> Array:
    """Return sinc(x) sinc(x / 3), and 0 from 3 on.

    The first factor is taken in the arithmetic's dtype, with the C library's float32 sine for float32; the second one
    and the product in float64, because there the source divides by a double.
    """
    x = np.abs(x)
    inside = np.where(x < 3, x, t.number(0))
    wide = inside.astype(np.float64)
    product = _sinc(t, inside).astype(np.float64) * _sinc(Arithmetic(np.dtype(np.float64), t.fused), wide / 3.0)
    return np.where(x < 3, t.of(product), t.number(0))


def _sinc(t: Arithmetic, x: Array) -> Array:
    angle = t.of(x * t.number(math.pi))
    sine = sinf(angle) if t.dtype == np.float32 else libm_sin(angle)
    return np.where(x == 0, t.number(1), t.of(sine / np.where(x == 0, t.number(1), angle)))


#: mode -> its number of taps where nothing shrinks, and the filter.
FILTERS: dict[str, tuple[int, Filter]] = {"bilinear": (2, triangle), "bicubic": (4, cubic), "lanczos": (6, lanczos3)}
