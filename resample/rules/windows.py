"""Windows: the consecutive source samples under a filter around each centre, and their weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.caches import Cache
from resample.rules.compiled import Twins, twins
from resample.rules.coordinates import box_scale, centres
from resample.rules.filters import FILTERS, Filter
from resample.run.floats import cast_x86_i32

__all__ = ["NUMBERS", "Windows", "kept", "sines_agree", "widened"]

#: Function of a filter -> its number in `resample.kernels.windows`.
NUMBERS = {kernel.weight: number for number, kernel in enumerate(FILTERS.values())}
#: Filters with a sine or a cosine.
_WITH_SINES = (NUMBERS[FILTERS["hamming"].weight], NUMBERS[FILTERS["lanczos3"].weight])
_BEYOND = 2**31 - 1
#: Windows of axes: pictures of many sizes have few widths and few heights.
_KEPT: Cache[tuple[Any, ...], Windows] = Cache(4096, 64 * 2**20)


@dataclass(frozen=True)
class Windows:
    """Consecutive taps of each output.

    Attributes
    ----------
    first, count : ndarray of int32, shape (n,)
    weight : ndarray of float64, shape (n, k)
        0 from the count on.
    made : dict
        What has been made of them, such as steps, by whoever did; it dies with them.
    """

    first: npt.NDArray[np.int32]
    count: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float64]
    made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def reach(self) -> tuple[int, int, int]:
        """Return the first sample that is used, the one after the last, and the fewest taps of an output.

        Examples
        --------
        >>> Windows(np.array([3, 0], np.int32), np.array([2, 0], np.int32), np.zeros((2, 2))).reach()
        (3, 5, 0)
        """
        compiled = twins()
        if compiled is not None:
            found: tuple[int, int, int] = compiled.reach(self.first, self.count)
            return found
        used = self.count > 0
        stop = (self.first + self.count)[used].max(initial=-1)
        return int(self.first[used].min(initial=_BEYOND)), int(stop), int(self.count.min())


Rule = Callable[[Filter, int, np.float32, np.float32, int], Windows]


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
    compiled = twins()
    number = NUMBERS.get(kernel.weight)
    if compiled is not None and number is not None and (number not in _WITH_SINES or sines_agree(compiled)):
        return _compiled(compiled, number, size, (float(start), scale, support, inverse), n)
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


def kept(rule: Rule, kernel: Filter, size: int, start: np.float32, stop: np.float32, n: int) -> Windows:
    """Return what a rule such as `widened` returns, from the cache where it was made before; read-only."""
    key = (rule, kernel, size, float(start), float(stop), n)
    found = _KEPT.kept.get(key)
    if found is None:
        found = rule(kernel, size, start, stop, n)
        arrays = (found.first, found.count, found.weight)
        for array in arrays:
            array.setflags(write=False)
        _KEPT.put(key, found, 3 * sum(array.nbytes for array in arrays))  # with what is made of them
    return found


def _compiled(compiled: Twins, number: int, size: int, scales: tuple[float, float, float, float], n: int) -> Windows:
    """Return the windows by the twins of what stands above; the scales are start, scale, support and inverse."""
    start, scale, support, inverse = scales
    first, count = np.empty(n, np.int32), np.empty(n, np.int32)
    longest = compiled.windows(size, start, scale, support, first, count)
    weight = np.empty((n, max(longest, 1)))
    compiled.weights(number, start, scale, inverse, first, count, weight)
    return Windows(first, count, weight)


@cache
def sines_agree(compiled: Twins) -> bool:
    """Return whether compiled code reaches the sines of the C library that the rules call.

    Numba may be set up with another library of sines, whose last bits differ.
    """
    for number in _WITH_SINES:
        kernel = list(FILTERS.values())[number]
        found = _compiled(compiled, number, 7919, (0.0, 61.0, 61.0 * kernel.support, 1 / 61.0), 130)
        taps, used = _taps(found.first, found.count)
        distance = ((taps - centres(np.float32(0), 61.0, 130)[:, None]) + 0.5) * (1 / 61.0)
        weight = np.zeros(distance.shape)
        weight[used] = kernel.weight(distance[used])
        if not np.array_equal(found.weight, _normalised(weight)):
            return False
    return True


def _taps(first: npt.NDArray[np.int32], count: npt.NDArray[np.int32]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the sample of every tap, in rows of the longest window, and which of them are used."""
    number = np.arange(max(int(count.max()), 1))
    return first[:, None] + number, number < count[:, None]


def _normalised(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the weights divided by their sum, which is taken left to right; a sum of 0 leaves them."""
    total = np.add.accumulate(weight, axis=1)[:, -1]
    return np.asarray(weight / np.where(total == 0.0, 1.0, total)[:, None])
