"""Coordinates of IPP, the same for both of its filters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from resample.opencv.coordinates import outputs
from resample.opencv.geometry import Axis
from resample.run.floats import fma64

Ints = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Band = tuple[int, int]


def positions(axis: Axis, fused: bool = False) -> tuple[Ints, F64]:
    """Return sample and fraction of (d + 0.5) * (source / result) - 0.5 in double; the scale is one division."""
    centre, scale = outputs(axis) + 0.5, axis.source / axis.result
    position = fma64(centre, scale, -0.5) if fused else centre * scale - 0.5
    sample = np.floor(position)
    return sample.astype(np.int64), position - sample


def bands(sample: Ints, first: int, stop: int) -> tuple[Band, Band, Band]:
    """Return the outputs whose sample is below `first`, from there to below `stop`, and from `stop` on."""
    low, high = int((sample < first).sum()), int((sample < stop).sum())
    return (0, low), (low, high), (high, len(sample))


def taken(axis: Axis, sample: Ints, first: int, taps: int) -> Ints:
    """Return the samples from `first` behind the position on, (outputs, taps), clamped to the edge."""
    index: Ints = np.clip(sample[:, None] + first + np.arange(taps), 0, axis.source - 1)
    return index
