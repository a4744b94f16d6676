"""Windows of consecutive taps: those that widen when shrinking, and those that uint8 has without antialias."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from resample.rules.compiled import Twins, twins
from resample.rules.windows import sines_agree
from resample.torch.coordinates import positions, scale, split
from resample.torch.filters import FILTERS, sharp_cubic
from resample.torch.geometry import Arithmetic, Array, Axis


@dataclass(frozen=True)
class Windows:
    """Consecutive taps of each output.

    Attributes
    ----------
    first, count : ndarray, shape (n,)
    weight : ndarray, shape (n, k)
        Zero from the count on.
    largest : float
        The largest weight, or running sum where weights were added up; at least 0.  It decides uint8's precision.
    """

    first: Array
    count: Array
    weight: Array
    largest: float

    def of_row(self, number: int) -> Windows:
        """Return the windows with those of one output for all of them."""
        every = np.full(len(self.first), number)
        return replace(self, first=self.first[every], count=self.count[every], weight=self.weight[every])


def widened(t: Arithmetic, axis: Axis, aligned: bool, mode: str) -> Windows:
    """Return antialiasing windows and their normalised weights.

    `aligned` changes the scale only: centres stay at halves, so that this is no corner-aligned resize.

    Examples
    --------
    >>> import numpy as np
    >>> found = widened(Arithmetic(np.dtype("f8"), True), Axis(0, 4, 2, None), False, "bilinear")
    >>> found.first.tolist(), found.count.tolist(), np.round(found.weight[0] * 7)
    ([0, 1], [3, 3], array([3., 3., 1., 0., 0.]))
    """
    size, function = FILTERS[mode]
    s = float(scale(t, axis, aligned))
    support = t.number(size * 0.5 * s) if s >= 1 else t.number(size * 0.5)
    inverse = float(t.number(1.0 / s)) if s >= 1 else 1.0
    compiled = twins() if t.dtype == np.float64 else None
    if compiled is not None and (mode != "lanczos" or sines_agree(compiled)):
        return _compiled(compiled, t, axis, mode, (s, float(support), inverse))
    center = t.of(s * (np.arange(axis.after) + 0.5))
    first = np.maximum(_rounded(t.of(center - support)), 0)
    most = 2 * int(np.ceil(support)) + 1
    count = np.clip(np.minimum(_rounded(t.of(center + support)), axis.before) - first, 0, most)
    j = np.arange(most)
    distance = t.of(t.of(first[:, None] + j) - center[:, None]).astype(np.float64) + 0.5
    weight = np.where(j < count[:, None], function(t, t.of(distance * inverse)), t.number(0))
    # One addition after the other; the zeros beyond the count change nothing.
    total = np.add.accumulate(weight, 1)[:, -1:]
    weight = np.where(total != 0, t.of(weight / np.where(total != 0, total, t.number(1))), weight)
    return Windows(first, count, weight, max(float(weight.max()), 0.0))


def _compiled(compiled: Twins, t: Arithmetic, axis: Axis, mode: str, scales: tuple[float, float, float]) -> Windows:
    """Return the windows by the twins of what stands above; the scales are scale, support and inverse."""
    s, support, inverse = scales
    most = 2 * math.ceil(support) + 1
    first, count = np.empty(axis.after, np.int32), np.empty(axis.after, np.int32)
    weight = np.empty((axis.after, most))
    compiled.smooth_windows(s, support, axis.before, most, first, count)
    kind = list(FILTERS).index(mode)
    largest = compiled.smooth_weights(kind, t.fused, s, inverse, first, count, weight)
    return Windows(first, count, weight, largest)


def _rounded(position: Array) -> Array:
    return np.trunc(position.astype(np.float64) + 0.5).astype(np.int64)


def folded(t: Arithmetic, axis: Axis, aligned: bool, mode: str) -> Windows:
    """Return windows of 2 or 4 taps, the weights of taps outside added to that of the border; not normalised.

    The weights are walked through from left to right, and the place to write to is set back to the first tap as long as
    the source lies at or before sample 0, and forward to the last one from the last sample on.
    """
    size, function = FILTERS[mode]
    function = sharp_cubic if mode == "bicubic" else function
    whole, fraction = split(t, positions(t, axis, aligned, clamped=size == 2), axis.before)
    unbounded = whole - size // 2 + 1
    first = np.maximum(unbounded, 0)
    count = np.clip(np.minimum(unbounded + size, axis.before) - first, 0, size)
    weight, largest = np.zeros((axis.after, size)), 0.0
    outputs, place = np.arange(axis.after), np.zeros(axis.after, np.int64)
    for j in range(size):
        place = np.where(unbounded + j <= 0, 0, np.where(unbounded + j >= axis.before - 1, count - 1, place))
        weight[outputs, place] += function(t, t.of(t.number(j + 1 - size // 2) - fraction))
        largest = max(largest, float(weight[outputs, place].max()))
        place = place + 1
    return Windows(first, count, weight, largest)
