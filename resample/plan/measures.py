"""What the check has to know of arrays: how many taps, how far they reach, how large a sum of weights can be."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resample.plan.words import AnyArray, Gather, IntArray, Split, Step, Taps

__all__ = ["Window", "extremes", "nbytes", "use", "window"]

#: Sums of weights times samples that stay below this are exact in int64, however they are added.
_SAFE = 2**62


class Window(NamedTuple):
    """Taps along an axis.

    Attributes
    ----------
    fewest, most : int
        Taps of an output.
    low, high : int
        Positions that are read, the first and the last one; none where `low` is above `high`.
    """

    fewest: int
    most: int
    low: int
    high: int


#: Dtypes of weights that twins take.
_EXTREMES: dict[np.dtype[Any], str] = {np.dtype(name): f"extremes_{name}" for name in ("i2", "i4", "i8")}

#: The functions of `resample.kernels.measures` as attributes, `extremes` for each size of a weight.
_twins: Any = None


def use(twins: Any) -> None:
    """Measure with compiled functions from now on, or by None with NumPy: the layers keep kernels out of the plan."""
    global _twins  # one process, one way to measure
    _twins = twins


def window(index: IntArray, count: IntArray) -> Window:
    """Return how far taps reach.

    Parameters
    ----------
    index : ndarray of int32, shape (n,) or (n, k)
        First taps, or all taps; those beyond the count, or beyond k, are not looked at.
    count : ndarray of int32, shape (n,)
        Not empty.

    Examples
    --------
    >>> window(np.array([3, 9], np.int32), np.array([2, 0], np.int32))
    Window(fewest=0, most=2, low=3, high=4)
    """
    if _twins is not None:
        return Window(*(_twins.runs if index.ndim == 1 else _twins.explicit)(index, count))
    fewest, most = int(count.min()), int(count.max())
    if index.ndim == 1:
        used = count > 0
        taps, last = index[used], index[used].astype(np.int64) + count[used] - 1
    else:
        taps = last = index[np.arange(index.shape[1]) < count[:, None]]
    return Window(fewest, most, int(taps.min(initial=2**31 - 1)), int(last.max(initial=-1)))


def extremes(weight: AnyArray, count: IntArray, low: int, high: int) -> tuple[int, int, int, int]:
    """Return the smallest and the largest weight, 0 among them, and the least and the most that a sum can be.

    Parameters
    ----------
    weight : ndarray of an integer dtype, shape (n, k)
    count : ndarray of int32, shape (n,)
        At most k.
    low, high : int
        The range of the samples.

    Examples
    --------
    >>> extremes(np.array([[2, -1, 9], [1, 1, 9]]), np.array([2, 2], np.int32), 0, 255)
    (-1, 2, -255, 510)
    """
    if _twins is not None and weight.dtype in _EXTREMES:
        smallest, largest, least, most = getattr(_twins, _EXTREMES[weight.dtype])(weight, count, low, high)
        if max(largest, -smallest) * weight.shape[1] * max(high, -low) < _SAFE:
            return smallest, largest, least, most
    used = np.where(np.arange(weight.shape[1]) < count[:, None], weight, 0).astype(np.int64)
    smallest, largest = int(used.min(initial=0)), int(used.max(initial=0))
    wide = max(largest, -smallest) * weight.shape[1] * max(high, -low) >= _SAFE
    taken = used.astype(object) if wide else used
    positive, negative = np.maximum(taken, 0).sum(1), np.minimum(taken, 0).sum(1)
    return (
        smallest,
        largest,
        int((positive * low + negative * high).min()),
        int((positive * high + negative * low).max()),
    )


def nbytes(step: Step) -> int:
    """Return the bytes of the tables of a step.

    Examples
    --------
    >>> nbytes(Gather(0, np.arange(3)))
    12
    """
    if isinstance(step, Taps):
        return sum(a.nbytes for a in (*step.index, *step.count, *(step.weight or ())))
    if isinstance(step, Split):
        return sum(nbytes(part.taps) for part in step.parts)
    return step.index.nbytes if isinstance(step, Gather) else 0
