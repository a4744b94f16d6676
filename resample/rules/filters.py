"""Filters: functions of the distance from the centre, in double precision, each with its support, in one table.

Products are taken left to right and constants are doubles, because the last bit of a weight decides samples of 32 bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.rules.libm import libm_cos, libm_sin

__all__ = ["FILTERS", "Filter"]

Array = npt.NDArray[np.float64]

# Written 0.54f and 0.46f in the source: single-precision constants in a double-precision expression.
_HAMMING_MEAN = float(np.float32(0.54))
_HAMMING_SWING = float(np.float32(0.46))


@dataclass(frozen=True)
class Filter:
    """A filter and the distance beyond which it is 0.

    Attributes
    ----------
    support : float
        In samples of the source where it does not shrink.
    weight : callable
        Takes an array of distances, returns the weights.
    """

    support: float
    weight: Callable[[Array], Array]


def box(x: Array) -> Array:
    """Return 1 for -0.5 < x <= 0.5: open on the left, so that a sample between two outputs counts once."""
    return np.where((x > -0.5) & (x <= 0.5), 1.0, 0.0)


def triangle(x: Array) -> Array:
    """Return 1 - abs(x), and 0 from 1 on."""
    x = np.abs(x)
    return np.where(x < 1.0, 1.0 - x, 0.0)


def hamming(x: Array) -> Array:
    """Return sinc(x) under a Hamming window of half width 1."""
    x = np.abs(x)
    return _inside(x < 1.0, x, lambda d: _sinc(d) * (_HAMMING_MEAN + _HAMMING_SWING * libm_cos(d * math.pi)))


def cubic(x: Array, a: float = -0.5) -> Array:
    """Return the cubic convolution of Keys (1981), whose one parameter is the slope at 1.

    Examples
    --------
    >>> cubic(np.array([0.0, 0.5, -1.5, 2.0]))
    array([ 1.    ,  0.5625, -0.0625,  0.    ])
    """
    x = np.abs(x)
    near = ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    far = (((x - 5.0) * x + 8.0) * x - 4.0) * a
    return np.where(x < 1.0, near, np.where(x < 2.0, far, 0.0))


def lanczos3(x: Array) -> Array:
    """Return sinc(x) sinc(x / 3) for -3 <= x < 3."""
    return _inside((x >= -3.0) & (x < 3.0), x, lambda d: _sinc(d) * _sinc(d / 3.0))


def magic_sharp_2013(x: Array) -> Array:
    """Return the Magic Kernel Sharp of Costella (2013): a quadratic spline, sharpened by three taps."""
    x = np.abs(x)
    outer = -1.0 / 8.0 * ((x - 5.0 / 2.0) * (x - 5.0 / 2.0))
    middle = (1.0 - x) * (7.0 / 4.0 - x)
    inner = 17.0 / 16.0 - 7.0 / 4.0 * (x * x)
    return np.select([x < 0.5, x < 1.5, x < 2.5], [inner, middle, outer], 0.0)


def magic_sharp_2021(x: Array) -> Array:
    """Return the Magic Kernel Sharp of Costella (2021): the quadratic spline, sharpened by seven taps."""
    x = np.abs(x)
    pieces = [
        577.0 / 576.0 - 239.0 / 144.0 * (x * x),
        35.0 / 36.0 * (x - 1.0) * (x - 239.0 / 140.0),
        1.0 / 6.0 * (x - 2.0) * (65.0 / 24.0 - x),
        1.0 / 36.0 * (x - 3.0) * (x - 15.0 / 4.0),
        -1.0 / 288.0 * ((x - 9.0 / 2.0) * (x - 9.0 / 2.0)),
    ]
    return np.select([x < 0.5, x < 1.5, x < 2.5, x < 3.5, x < 4.5], pieces, 0.0)


def _sinc(x: Array) -> Array:
    """Return sin(pi x) / (pi x) for x other than 0."""
    p = x * math.pi
    return libm_sin(p) / p


def _inside(support: npt.NDArray[Any], x: Array, weight: Callable[[Array], Array]) -> Array:
    """Return 1 at 0 and the weight elsewhere in the support; sines are dear and are not taken outside."""
    result = np.where(x == 0.0, 1.0, 0.0)
    used = support & (x != 0.0)
    result[used] = weight(x[used])
    return result


FILTERS: dict[str, Filter] = {
    "box": Filter(0.5, box),
    "triangle": Filter(1.0, triangle),
    "hamming": Filter(1.0, hamming),
    "cubic": Filter(2.0, cubic),
    "lanczos3": Filter(3.0, lanczos3),
    "magic_sharp_2013": Filter(2.5, magic_sharp_2013),
    "magic_sharp_2021": Filter(4.5, magic_sharp_2021),
}
