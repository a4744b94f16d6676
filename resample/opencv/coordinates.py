"""Where an output lies in the source: one function a rule, each with cv2's own roundings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from resample.opencv.geometry import Axis

Ints = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


def outputs(axis: Axis) -> F64:
    """Return 0, 1, 2, ... for every output, in double."""
    return np.arange(axis.result, dtype=np.float64)


def half_pixel(axis: Axis) -> tuple[Ints, F32]:
    """Return sample and fraction of (d + 0.5) * scale - 0.5.

    The position is computed in double and rounded to single once; the fraction is a difference of singles.

    Examples
    --------
    >>> half_pixel(Axis(4, 2, 0.5))[1]
    array([0.5, 0.5], dtype=float32)
    """
    position = ((outputs(axis) + 0.5) * axis.scale - 0.5).astype(np.float32)
    sample = np.floor(position)
    return sample.astype(np.int64), position - sample


def area(axis: Axis) -> tuple[Ints, F32]:
    """Return sample and fraction of AREA where an axis grows: how much of the output lies beyond the sample's end.

    Examples
    --------
    >>> area(Axis(2, 4, 2.0))
    (array([0, 0, 1, 1]), array([0., 0., 0., 0.], dtype=float32))
    """
    d = outputs(axis)
    sample = np.floor(d * axis.scale)
    beyond = ((d + 1) - (sample + 1) * axis.factor).astype(np.float32)
    fraction = np.where(beyond <= 0, np.float32(0), beyond - np.floor(beyond))
    return sample.astype(np.int64), fraction


def kept_inside(axis: Axis, sample: Ints, fraction: F32) -> tuple[Ints, F32, npt.NDArray[np.int32]]:
    """Return sample, fraction and number of taps of a horizontal pair, kept inside the row.

    Left of the first sample the pair stays and the fraction is 0: the second sample is multiplied by 0, which is NaN
    where it is infinite. From the last sample on there is one tap. Vertical pairs know no such rule.
    """
    inside = np.clip(sample, 0, axis.source - 1)
    alone = inside == axis.source - 1
    return inside, np.where((sample < 0) | alone, np.float32(0), fraction), np.where(alone, 1, 2).astype(np.int32)


def clamped(axis: Axis, sample: Ints, taps: int) -> Ints:
    """Return the taps around each sample, (outputs, taps); those outside are the edge sample."""
    index: Ints = np.clip(sample[:, None] + (1 - taps // 2) + np.arange(taps), 0, axis.source - 1)
    return index
