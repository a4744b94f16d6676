"""Tables of rows, made out of the arrays of a plan: consecutive taps, places of rows, weights as vectors take them."""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.kernels._jit import jit

__all__ = ["consecutive", "loads", "pairs", "places"]


@jit
def consecutive(index: Any, count: Any, weight: Any, size: Any, first: Any, out: Any) -> Any:
    """Fill first taps, and weights of so many taps in a row as `out` has columns; weights of one place are added.

    Equals `resample.run.reference.run` of the step in integers: taps stay inside the axis unless it is shorter.

    Returns
    -------
    tuple
        Whether so many taps hold those of every output; lowest and highest weight.
    """
    taps = out.shape[1]
    low, high = np.int64(0), np.int64(0)
    for i in range(count.size):
        for t in range(taps):
            out[i, t] = 0
        first[i] = 0
        least, most = np.int64(2**31 - 1), np.int64(-1)
        for k in range(count[i]):
            place = np.int64(index[i] + k if index.ndim == 1 else index[i, k])
            least, most = min(least, place), max(most, place)
        if most < 0:
            continue
        if most - least >= taps:
            return False, low, high
        begin = min(least, max(size - taps, 0))
        first[i] = begin
        for k in range(count[i]):
            place = np.int64(index[i] + k if index.ndim == 1 else index[i, k])
            out[i, place - begin] += np.int64(weight[i, k])
        for t in range(taps):
            low, high = min(low, out[i, t]), max(high, out[i, t])
    return True, low, high


@jit
def places(index: Any, count: Any, weight: Any, row: Any, out: Any) -> Any:
    """Fill row and weight of every tap; a tap that an output has not got repeats its first row with weight 0.

    Equals `resample.run.reference.run` of the step in integers.

    Returns
    -------
    tuple of int
        Neighbouring rows that hold those of any output; lowest and highest weight; largest sum of sizes of weights.
    """
    span, low, high, largest = np.int64(1), np.int64(0), np.int64(0), np.int64(0)
    for i in range(count.size):
        least, most, total = np.int64(2**31 - 1), np.int64(0), np.int64(0)
        for k in range(out.shape[1]):
            if k < count[i]:
                place, w = np.int64(index[i] + k if index.ndim == 1 else index[i, k]), np.int64(weight[i, k])
            else:
                place, w = np.int64(row[i, 0]) if k > 0 else np.int64(0), np.int64(0)
            row[i, k], out[i, k] = place, w
            least, most, total = min(least, place), max(most, place), total + abs(w)
            low, high = min(low, w), max(high, w)
        span, largest = max(span, most - least + 1), max(largest, total)
    return span, low, high, largest


@jit
def pairs(first: Any, weight: Any, channels: Any, group: Any, order: Any, offset: Any, packed: Any) -> None:
    """Fill offsets in bytes and pairs of weights of groups of outputs, in the order in which vectors take them.

    Equals `numpy.take` along each group; outputs behind the last have its offset and weights 0.
    """
    n = first.size
    for x in range(offset.size):
        offset[x] = first[min(x, n - 1)] * channels
    for g in range(packed.shape[0]):
        for j in range(order.size):
            x = g * group + order[j]
            for k in range(2):
                packed[g, j, k] = weight[x, k] if x < n else 0


@jit
def loads(offset: Any, further: Any, size: Any, stride: Any, padded: Any) -> Any:
    """Fill in offsets, the last one repeated, and measure how far loads of `size` bytes at them and `further` on reach.

    Equals `numpy.max` of their ends; `further` has one number, or one for each offset.

    Returns
    -------
    tuple of int
        How far the last end lies beyond `stride`; the first offset whose load ends there, or -1.
    """
    n, first, last = offset.size, np.int64(-1), np.int64(-(2**62))
    for x in range(n):
        padded[x] = offset[x]
        end = np.int64(offset[x]) + size + further[x if further.size > 1 else 0]
        last = max(last, end)
        if end > stride and first < 0:
            first = np.int64(x)
    for x in range(n, padded.size):
        padded[x] = offset[n - 1]
    return last - stride, first
