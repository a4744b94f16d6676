"""Coordinates: where the outputs of a box lie in the source.

The borders of a box are single-precision numbers, the rest is double precision.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from resample.run.floats import cast_x86_i32

__all__ = ["box_scale", "centres", "kept_inside", "positions_by_product", "positions_by_sum"]

Array = npt.NDArray[np.float64]


def box_scale(start: np.float32, stop: np.float32, n: int) -> float:
    """Return the source samples per output of a box: the length is rounded to single precision, then divided.

    Examples
    --------
    >>> box_scale(np.float32(0), np.float32(3), 2)
    1.5
    """
    return float(stop - start) / n


def centres(start: np.float32, scale: float, n: int) -> Array:
    """Return the middle of every output, start + (i + 0.5) * scale.

    Examples
    --------
    >>> centres(np.float32(1), 1.5, 2)
    array([1.75, 3.25])
    """
    return np.asarray(float(start) + (np.arange(n) + 0.5) * scale)


def positions_by_sum(start: np.float32, scale: float, n: int) -> Array:
    """Return the middle of every output, each the one before plus the scale, rounded every time.

    Seven outputs for two samples show the difference: the fourth is just below 1.

    Examples
    --------
    >>> positions_by_sum(np.float32(0), 2 / 7, 7)[3] < 1.0
    np.True_
    """
    steps = np.full(n, scale)
    steps[0] = float(start) + scale * 0.5
    return np.asarray(np.add.accumulate(steps))


def positions_by_product(start: np.float32, scale: float, n: int) -> Array:
    """Return the middle of every output, scale * (i + 0.5) + start.

    Examples
    --------
    >>> positions_by_product(np.float32(0), 2 / 7, 7)[3] == 1.0
    np.True_
    """
    return np.asarray(scale * (np.arange(n) + 0.5) + float(start))


def kept_inside(positions: Array, size: int) -> npt.NDArray[np.int32]:
    """Return the sample that every position lies in, -1 outside the source.

    Examples
    --------
    >>> kept_inside(np.array([-0.1, 0.9, 3.0]), 3)
    array([-1,  0, -1], dtype=int32)
    """
    index = np.where(positions < 0.0, np.int32(-1), cast_x86_i32(positions))
    return np.asarray(np.where((index < 0) | (index >= size), np.int32(-1), index))
