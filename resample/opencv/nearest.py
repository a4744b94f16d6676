"""NEAREST, and the three formulas of NEAREST_EXACT."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.opencv.coordinates import outputs
from resample.opencv.geometry import Axis, Call
from resample.opencv.passes import COLUMNS, ROWS
from resample.plan.words import Gather, Step

Ints = npt.NDArray[np.int64]


def steps(call: Call, mode: str) -> tuple[Step, ...]:
    """Return a copy of rows and a copy of columns."""
    if mode == "nearest":
        y, x = left_edge(call.y), left_edge(call.x)
    else:
        formula = call.version.nearest_exact
        y, x = (running(a) if formula == "running" else fixed_point(a, formula) for a in (call.y, call.x))
    return (Gather(ROWS, y.astype(np.int32)), Gather(COLUMNS, x.astype(np.int32)))


def left_edge(axis: Axis) -> Ints:
    """Return NEAREST: floor(d * scale), without the half pixel.

    Examples
    --------
    >>> left_edge(Axis(5, 3, 3 / 5)).tolist()
    [0, 1, 3]
    """
    return np.minimum(np.floor(outputs(axis) * axis.scale).astype(np.int64), axis.source - 1)


def running(axis: Axis) -> Ints:
    """Return NEAREST_EXACT of 5.0: a running sum of source / result in double, from half of it.

    Examples
    --------
    >>> running(Axis(4, 6, 1.5)).tolist()
    [0, 1, 1, 2, 2, 3]
    """
    ratio = axis.source / axis.result
    centre = np.full(axis.result, ratio)
    centre[0] = ratio * 0.5
    return np.minimum(np.floor(np.add.accumulate(centre)).astype(np.int64), axis.source - 1)


def fixed_point(axis: Axis, formula: str) -> Ints:
    """Return NEAREST_EXACT of 4.x: 16 fraction bits in 32-bit integers.

    The first centre is moved down by 1 (minus_one, 4.5.5) or by 1 where the source is odd (parity, 4.8 to 4.13).

    Raises
    ------
    NotExact
        Where cv2's integers overflow or turn negative, so that it reads outside the picture.

    Examples
    --------
    >>> fixed_point(Axis(4, 6, 1.5), "parity").tolist()
    [0, 1, 1, 2, 3, 3]
    """
    n, m = axis.source, axis.result
    step = ((n << 16) + m // 2) // m
    start = step // 2 - (1 if formula == "minus_one" else n % 2)
    last = step * (m - 1) + start
    if start < 0 or n >= 32768 or (n << 16) + m // 2 >= 2**31 or last >= 2**31:
        raise NotExact(f"NEAREST_EXACT of OpenCV 4 from {n} to {m} overflows and reads outside the picture")
    index: Ints = np.minimum((step * np.arange(m, dtype=np.int64) + start) >> 16, n - 1)
    return index
