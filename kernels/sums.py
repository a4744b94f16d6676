"""Sums over taps, one addition after the other: the twins of `resample.run.sums.running` and of the terms.

Every kernel here takes one block of outputs:

src : flat array of samples, of the accumulator's dtype or one that it holds exactly
base : where the samples of each position across the other axes begin in `src`, plus the offset of source position 0
strides, index, count, weight : three of each, for up to three resampled axes; an axis that is absent has one output
    with one tap, at position 0 with weight 1
run : number of neighbouring samples (along the axes after the resampled ones) that share their taps
out : flat array of accumulators, in the order (base, outputs of the three axes, run)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.kernels._jit import jit
from resample.kernels.grids import product_sum, rounded

__all__ = ["lerp", "mul_shr_away", "mul_shr_floor", "running", "running_short"]


@jit
def weight_of(weight: Any, o: Any, k: Any, several: Any, inner: Any, grid: Any, T: Any) -> Any:
    """Equals `resample.run.terms.Terms.weight`: the axes' weights multiplied, from the first on or from the last."""
    a, b, c = weight[0][o[0], k[0]], weight[1][o[1], k[1]], weight[2][o[2], k[2]]
    if not several:
        return T(a)
    if inner:
        a, c = c, a
    return rounded(T(rounded(T(a * b), grid) * c), grid)


@jit
def running(
    src: Any,
    base: Any,
    strides: Any,
    index: Any,
    count: Any,
    weight: Any,
    several: Any,
    inner: Any,
    keys: Any,
    start: Any,
    apart: Any,
    divisor: Any,
    run: Any,
    out: Any,
    grid: Any,
) -> None:
    """Equals `resample.run.sums.running`, for any number of axes: `keys` lists the taps in their order.

    `start`: 0, or -0.0 for a sum that starts with its first term, since -0.0 + x is x whatever x is. `apart`: for each
    output of the first axis, how many taps are added before products are no longer rounded. `divisor`: of each output
    of the first axis, or empty.
    """
    T = out.dtype.type
    begin = 0
    for q in range(base.size):
        for o0 in range(count[0].size):
            for o1 in range(count[1].size):
                for o2 in range(count[2].size):
                    row = out[begin : begin + run]
                    begin += run
                    some = count[0][o0] > 0 and count[1][o1] > 0 and count[2][o2] > 0
                    for c in range(run):
                        row[c] = start if some else T(0)
                    done = 0
                    for t in range(keys.shape[0]):
                        k = keys[t, 0], keys[t, 1], keys[t, 2]
                        if k[0] >= count[0][o0] or k[1] >= count[1][o1] or k[2] >= count[2][o2]:
                            continue
                        at = base[q] + index[0][o0, k[0]] * strides[0]
                        at += index[1][o1, k[1]] * strides[1] + index[2][o2, k[2]] * strides[2]
                        taps = src[at : at + run]
                        w = weight_of(weight, (o0, o1, o2), k, several, inner, grid, T)
                        if divisor.size > 0:
                            for c in range(run):
                                term = rounded(T(rounded(T(T(taps[c]) * w), grid) / divisor[o0]), grid)
                                row[c] = rounded(T(row[c] + term), grid)
                        elif done < apart[o0]:
                            for c in range(run):
                                row[c] = rounded(T(row[c] + rounded(T(T(taps[c]) * w), grid)), grid)
                        else:
                            for c in range(run):
                                row[c] = T(product_sum(T(taps[c]), w, row[c]))
                        done += 1


@jit
def running_short(
    src: Any,
    base: Any,
    stride: Any,
    index: Any,
    count: Any,
    weight: Any,
    start: Any,
    apart: Any,
    run: Any,
    out: Any,
) -> None:
    """Equals `resample.run.sums.running` along one axis, forward: each sum stays in a register, for short runs."""
    T = out.dtype.type
    at = 0
    for q in range(base.size):
        for o in range(count.size):
            plain = min(count[o], apart[o])
            for c in range(run):
                begin = base[q] + c
                total = start if count[o] > 0 else T(0)
                for k in range(plain):
                    total = T(total + T(T(src[np.uint64(begin + index[o, k] * stride)]) * weight[o, k]))
                for k in range(plain, count[o]):
                    total = T(product_sum(T(src[np.uint64(begin + index[o, k] * stride)]), weight[o, k], total))
                out[at] = total
                at += 1


@jit
def mul_shr_floor(
    src: Any, base: Any, stride: Any, index: Any, count: Any, weight: Any, n: Any, run: Any, out: Any
) -> None:
    """Equals a forward sum along one axis of `resample.run.terms.mul_shr`, rounded down."""
    T = out.dtype.type
    begin = 0
    for q in range(base.size):
        for o in range(count.size):
            row = out[begin : begin + run]
            begin += run
            for c in range(run):
                row[c] = T(0)
            for k in range(count[o]):
                at = base[q] + index[o, k] * stride
                taps = src[at : at + run]
                w = np.int64(weight[o, k])
                for c in range(run):
                    row[c] = T(row[c] + T((np.int64(taps[c]) * w) >> n))


@jit
def mul_shr_away(src: Any, base: Any, stride: Any, index: Any, count: Any, weight: Any, run: Any, out: Any) -> None:
    """Equals a forward sum along one axis of `resample.run.terms.mul_shr`, rounded to nearest, ties away from zero.

    n is 32 and a weight is at most 2**32. The product has up to 96 bits: the halves of |sample| are multiplied apart.
    """
    T = out.dtype.type
    half, mask, bits = np.uint64(1 << 31), np.uint64(0xFFFFFFFF), np.uint64(32)
    begin = 0
    for q in range(base.size):
        for o in range(count.size):
            row = out[begin : begin + run]
            begin += run
            for c in range(run):
                row[c] = T(0)
            for k in range(count[o]):
                at = base[q] + index[o, k] * stride
                taps = src[at : at + run]
                w = np.uint64(weight[o, k])
                for c in range(run):
                    s = np.int64(taps[c])
                    size = np.uint64(-s if s < 0 else s)
                    low = ((size & mask) * w + half) >> bits
                    term = np.int64((size >> bits) * w + low)
                    row[c] = T(row[c] + T(-term if s < 0 else term))


@jit
def lerp(src: Any, base: Any, stride: Any, index: Any, weight: Any, fused: Any, run: Any, out: Any, grid: Any) -> None:
    """Equals `resample.run.terms.lerp`: a + (b - a) * t of two taps along one axis."""
    T = out.dtype.type
    begin = 0
    for q in range(base.size):
        for o in range(index.shape[0]):
            row = out[begin : begin + run]
            begin += run
            left, right = base[q] + index[o, 0] * stride, base[q] + index[o, 1] * stride
            a, b, t = src[left : left + run], src[right : right + run], weight[o, 0]
            for c in range(run):
                difference = rounded(T(T(b[c]) - T(a[c])), grid)
                if fused:
                    row[c] = product_sum(difference, t, T(a[c]))
                else:
                    row[c] = rounded(T(T(a[c]) + rounded(T(difference * t), grid)), grid)
