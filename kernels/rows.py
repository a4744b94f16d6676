"""Sums in other orders than one tap after the other: every term becomes a row, and rows are added by a list.

The list says the order; `resample.run.orders` makes it. A row has one number for each output of the block.
"""

from __future__ import annotations

from typing import Any

from resample.kernels._jit import jit
from resample.kernels.grids import product_sum, rounded
from resample.kernels.sums import weight_of

__all__ = ["add_rows", "pair_terms", "terms"]


@jit
def terms(
    src: Any,
    base: Any,
    strides: Any,
    index: Any,
    weight: Any,
    several: Any,
    inner: Any,
    keys: Any,
    divisor: Any,
    run: Any,
    rows: Any,
    grid: Any,
) -> None:
    """Equals `resample.run.terms.Terms.term` of `Mul` and `MulDiv`, for each of the keys.

    The arguments are those of `resample.kernels.sums.running`; tap `keys[t]` goes to row t.
    """
    T = rows.dtype.type
    begin = 0
    for q in range(base.size):
        for o0 in range(index[0].shape[0]):
            for o1 in range(index[1].shape[0]):
                for o2 in range(index[2].shape[0]):
                    for t in range(keys.shape[0]):
                        k = keys[t, 0], keys[t, 1], keys[t, 2]
                        at = base[q] + index[0][o0, k[0]] * strides[0]
                        at += index[1][o1, k[1]] * strides[1] + index[2][o2, k[2]] * strides[2]
                        w = weight_of(weight, (o0, o1, o2), k, several, inner, grid, T)
                        taps, row = src[at : at + run], rows[t, begin : begin + run]
                        for c in range(run):
                            row[c] = rounded(T(T(taps[c]) * w), grid)
                            if divisor.size > 0:
                                row[c] = rounded(T(row[c] / divisor[o0]), grid)
                    begin += run


@jit
def pair_terms(
    src: Any,
    base: Any,
    strides: Any,
    index: Any,
    weight: Any,
    several: Any,
    inner: Any,
    keys: Any,
    divisor: Any,
    run: Any,
    rows: Any,
    grid: Any,
) -> None:
    """Equals the first level of `resample.run.sums.pairs`, fused; a last tap without a partner stays a product.

    The arguments are those of `terms`; there is no divisor.
    """
    T = rows.dtype.type
    begin = 0
    for q in range(base.size):
        for o0 in range(index[0].shape[0]):
            for o1 in range(index[1].shape[0]):
                for o2 in range(index[2].shape[0]):
                    for t in range(keys.shape[0] - 1, -1, -1):
                        k = keys[t, 0], keys[t, 1], keys[t, 2]
                        at = base[q] + index[0][o0, k[0]] * strides[0]
                        at += index[1][o1, k[1]] * strides[1] + index[2][o2, k[2]] * strides[2]
                        w = weight_of(weight, (o0, o1, o2), k, several, inner, grid, T)
                        # From the last tap on: the second of a pair leaves its product, the first adds to it.
                        paired = t % 2 == 0 and t + 1 < keys.shape[0]
                        taps, row = src[at : at + run], rows[t // 2, begin : begin + run]
                        for c in range(run):
                            row[c] = product_sum(T(taps[c]), w, row[c]) if paired else T(T(taps[c]) * w)
                    begin += run


@jit
def add_rows(rows: Any, program: Any, grid: Any) -> None:
    """Equals the orders of `resample.run.sums`: change rows by the lines (to, source, number, times, step) of a list.

    Rows to, to + 1, ... (so many as number says) take, one after the other, the rows from source, source + step,
    source + 2 * step ... on, so often as times says. 0 times: they become zero. -1 times: they become the source rows.
    """
    T = rows.dtype.type
    for line in range(program.shape[0]):
        to, source, number, times, step = program[line]
        for i in range(number):
            row = rows[to + i]
            if times == 0:
                for j in range(row.size):
                    row[j] = T(0)
            elif times < 0:
                other = rows[source + i]
                for j in range(row.size):
                    row[j] = other[j]
            for r in range(times):
                other = rows[source + r * step + i]
                for j in range(row.size):
                    row[j] = rounded(T(row[j] + other[j]), grid)
