"""How far two results are apart: as values, for a model, and as bits, for a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Difference:
    """What separates two arrays of one shape.

    Attributes
    ----------
    differing, values : int
        How many values differ, of how many.
    largest, mean : float
        Absolute difference, the mean over all values.
    """

    differing: int
    values: int
    largest: float
    mean: float

    @property
    def share(self) -> float:
        """Differing values as a part of all."""
        return self.differing / self.values


def between(a: Array, b: Array) -> Difference:
    """Return the difference of two arrays of one shape, by value: 0.0 and -0.0 are equal, so are two NaNs.

    Examples
    --------
    >>> between(np.uint8([0, 10, 255]), np.uint8([0, 13, 254]))
    Difference(differing=2, values=3, largest=3.0, mean=1.3333333333333333)
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} cannot be compared")
    x, y = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(invalid="ignore"):
        apart = np.where((x == y) | (np.isnan(x) & np.isnan(y)), 0.0, np.abs(x - y))
    return Difference(int(np.count_nonzero(apart)), apart.size, float(apart.max()), float(apart.mean()))


def bits(ours: Array, theirs: Array) -> int:
    """Return how many values differ in any bit; dtype and shape are equal.

    Examples
    --------
    >>> bits(np.float32([0.0, 1.0]), np.float32([-0.0, 1.0]))
    1
    """
    width = ours.dtype.itemsize
    a, b = (np.ascontiguousarray(v).view(np.uint8).reshape(-1, width) for v in (ours, theirs))
    return int(np.count_nonzero((a != b).any(axis=1)))
