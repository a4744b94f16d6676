"""Windows: the consecutive source samples under a filter around each centre, and their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.rules.coordinates import box_scale, centres
from resample.rules.filters import Filter
from resample.run.floats import cast_x86_i32

__all__ = ["Windows", "widened"]


@dataclass(frozen=True)
class Windows:
    """Consecutive taps of each output.

    Attributes
    ----------
    first, count : ndarray of int32, shape (n,)
    weight : ndarray of float64, shape (n, k)
        0 from the count on.
    """

    first: npt.NDArray[np.int32]
    count: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float64]


def widened(kernel: Filter, size: int, start: np.float32, stop: np.float32, n: int) -> Windows:
    """Return windows that widen with the scale when shrinking, cut at the ends of the source, weights adding up to 1.

    Parameters
    ----------
    kernel : Filter
    size : int
        Samples of the source. Taps outside the box, but inside the source, count.
    start, stop : float32
        The box.
    n : int
        Outputs.

    Returns
    -------
    Windows

    Examples
    --------
    >>> from resample.rules.filters import FILTERS
    >>> found = widened(FILTERS["triangle"], 4, np.float32(0), np.float32(4), 2)
    >>> found.first.tolist(), found.count.tolist(), (found.weight * 7).round(6).tolist()
    ([0, 1], [3, 3], [[3.0, 3.0, 1.0], [1.0, 3.0, 3.0]])
    """
    scale = box_scale(start, stop, n)
    widening = 1.0 if scale < 1.0 else scale  # NaN stays
    support = kernel.support * widening
    inverse = 1.0 / widening
    centre = centres(start, scale, n)
    first = np.maximum(cast_x86_i32(centre - support + 0.5), 0)
    last = np.minimum(cast_x86_i32(centre + support + 0.5), size)
    count = np.maximum(last - first, 0)
    # Below in this order: the whole number, minus the centre, plus one half, times the inverse.
    taps, used = _taps(first, count)
    distance = ((taps - centre[:, None]) + 0.5) * inverse
    weight = np.zeros(distance.shape)
    weight[used] = kernel.weight(distance[used])
    return Windows(first, count, _normalised(weight))


def _taps(first: npt.NDArray[np.int32], count: npt.NDArray[np.int32]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the sample of every tap, in rows of the longest window, and which of them are used."""
    number = np.arange(max(int(count.max()), 1))
    return first[:, None] + number, number < count[:, None]


def _normalised(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the weights divided by their sum, which is taken left to right; a sum of 0 leaves them."""
    total = np.add.accumulate(weight, axis=1)[:, -1]
    return np.asarray(weight / np.where(total == 0.0, 1.0, total)[:, None])
