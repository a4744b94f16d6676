"""The Numba twins of `resample.plan.measures`: what the check of a plan has to know of its arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.kernels._jit import jit

__all__ = ["explicit", "extremes", "runs"]


@jit
def runs(index: Any, count: Any) -> Any:
    """Return what `resample.plan.measures.window` returns for an index of first taps."""
    fewest, most = np.int64(count[0]), np.int64(count[0])
    low, high = np.int64(2**31 - 1), np.int64(-1)
    for i in range(count.size):
        n = np.int64(count[i])
        fewest, most = min(fewest, n), max(most, n)
        if n > 0:
            low, high = min(low, np.int64(index[i])), max(high, np.int64(index[i]) + n - 1)
    return fewest, most, low, high


@jit
def explicit(index: Any, count: Any) -> Any:
    """Return what `resample.plan.measures.window` returns for an index of all taps."""
    fewest, most = np.int64(count[0]), np.int64(count[0])
    low, high = np.int64(2**31 - 1), np.int64(-1)
    for i in range(count.size):
        n = np.int64(count[i])
        fewest, most = min(fewest, n), max(most, n)
        for k in range(min(n, index.shape[1])):
            low, high = min(low, np.int64(index[i, k])), max(high, np.int64(index[i, k]))
    return fewest, most, low, high


@jit
def extremes(weight: Any, count: Any, low: int, high: int) -> Any:
    """Return what `resample.plan.measures.extremes` returns, modulo 2**64; no count is beyond the weights."""
    smallest, largest = np.int64(0), np.int64(0)
    least, most = np.int64(2**63 - 1), np.int64(-(2**63))
    for i in range(count.size):
        positive: Any = np.int64(0)
        negative: Any = np.int64(0)
        for k in range(count[i]):
            w = np.int64(weight[i, k])
            smallest, largest = min(smallest, w), max(largest, w)
            positive += max(w, 0)
            negative += min(w, 0)
        least = min(least, positive * low + negative * high)
        most = max(most, positive * high + negative * low)
    return smallest, largest, least, most
