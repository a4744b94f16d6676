"""AREA where both axes shrink: whole blocks, or cells with shares of their border samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.opencv.coordinates import outputs
from resample.opencv.geometry import Axis, Call
from resample.opencv.passes import COLUMNS, ROWS, along, joined, rounded_to
from resample.plan.words import (
    Add,
    AnyOrder,
    Cast,
    DivCount,
    Forward,
    Groups4,
    MulBy,
    Pairs,
    Part,
    PointOp,
    Shr,
    Span,
    Step,
    Sum,
    Taps,
)
from resample.rules.blocks import BLOCK_SUMS

Array = npt.NDArray[Any]
Band = tuple[int, int]


# --- whole blocks -----------------------------------------------------------------------------------------------------


def block_steps(call: Call) -> tuple[Step, ...]:
    """Return the mean of whole blocks, and of what is left of a block at the right and the lower border.

    Only fx and fy leave such partial cells: 7 columns by 0.5 are 4 outputs, the last of a single column.
    """
    (rows, partial_rows), (columns, partial_columns) = _bands(call.y), _bands(call.x)
    parts = []
    for y in (*rows, *partial_rows):
        for x in (*columns, *partial_columns):
            if y in rows and x in columns:
                parts += _whole(call, y, x)
            else:
                parts.append(_part(y, x, _partial(call, y, x)))
    return (joined(parts),)


def _bands(axis: Axis) -> tuple[tuple[Band, ...], tuple[Band, ...]]:
    """Return the outputs of whole blocks, and those behind them, each by itself."""
    full = min(axis.source // axis.whole, axis.result)
    return ((0, full),) if full else (), tuple((d, d + 1) for d in range(full, axis.result))


def _part(y: Band, x: Band, taps: Taps) -> Part:
    return Part((Span((ROWS,), *y), Span((COLUMNS,), *x)), taps)


def _window(call: Call, y: Band, x: Band, total: Sum, finish: tuple[PointOp, ...]) -> Taps:
    """Return the sums over the blocks of these outputs, cut off where the source ends."""
    index, count = [], []
    for axis, (start, stop) in ((call.y, y), (call.x, x)):
        first = np.arange(start, stop, dtype=np.int32) * np.int32(axis.whole)
        index.append(first)
        count.append(np.minimum(axis.whole, axis.source - first).astype(np.int32))
    return Taps((ROWS, COLUMNS), tuple(index), tuple(count), None, total, finish)


def _whole(call: Call, y: Band, x: Band) -> list[Part]:
    """Return the parts of whole blocks: three roads for 2x2, one for all others."""
    acc, inner = BLOCK_SUMS[call.dtype]
    size = call.y.whole * call.x.whole
    share = float(np.float32(1) / np.float32(size))
    if call.is_half and inner == "i32" and call.channels in (1, 3, 4):
        halved = _window(call, y, x, Sum("i32"), (Add(2), Shr(2), Cast(call.dtype, "wrap")))
        return [_part(y, x, halved)]
    if call.dtype == "u8":
        # 2**31 / 255 samples wrap in the original: 4100x4100 times 255 comes to 0.
        total = Sum("i32", AnyOrder(), wraps=size * 255 >= 2**31)
        return [_part(y, x, _window(call, y, x, total, (Cast("f32"), MulBy(share), *rounded_to("u8"))))]
    finish = (MulBy(share), *rounded_to(call.dtype))
    total = Sum(acc, Groups4(inner))
    if not (call.is_half and call.dtype == "f32" and call.channels in (1, 4)):
        return [_part(y, x, _window(call, y, x, total, finish))]
    # Vectors of four samples add pairs; a row of four channels has nothing behind its last vector.
    cut = x[1] if call.channels == 4 else x[1] - x[1] % 4
    pairs = Sum("f32", Pairs(), "first")
    bands = (((x[0], cut), pairs), ((cut, x[1]), total))
    return [_part(y, b, _window(call, y, b, how, finish)) for b, how in bands if b[0] < b[1]]


def _partial(call: Call, y: Band, x: Band) -> Taps:
    """Return the mean of the samples that a cell has; the division is in single, for f64 too."""
    acc, _ = BLOCK_SUMS[call.dtype]
    order = AnyOrder() if acc == "i32" else Forward()
    to_single = () if acc == "f32" else (Cast("f32"),)
    from_single = (Cast("f64"),) if call.dtype == "f64" else rounded_to(call.dtype)
    finish = (*to_single, DivCount((ROWS, COLUMNS)), *from_single)
    return _window(call, y, x, Sum(acc, order), finish)


# --- cells with shares ------------------------------------------------------------------------------------------------


def cell_steps(call: Call) -> tuple[Step, ...]:
    """Return rows, then columns, left to right; only the sum of a row starts with a zero."""
    acc = "f64" if call.dtype == "f64" else "f32"
    (x_index, x_count, x_weight), (y_index, y_count, y_weight) = shares(call.x, acc), shares(call.y, acc)
    finish = rounded_to(call.dtype)
    return (
        along(COLUMNS, x_index, x_weight, Sum(acc, Forward(), "zero"), count=x_count),
        along(ROWS, y_index, y_weight, Sum(acc, Forward(), "first"), finish, count=y_count),
    )


def shares(axis: Axis, acc: str) -> tuple[Array, Array, Array]:
    """Return first tap, number of taps and weights: how much of each sample lies in the output's cell.

    A share of a sample's 1/1000 or less is left out; each weight is rounded to single, and together they may miss 1.

    Examples
    --------
    >>> index, count, weight = shares(Axis(3, 2, 2 / 3), "f32")
    >>> index.tolist(), count.tolist(), weight.tolist()
    ([0, 1], [2, 2], [[0.6666666865348816, 0.3333333432674408], [0.3333333432674408, 0.6666666865348816]])
    """
    start = outputs(axis) * axis.scale
    stop = start + axis.scale
    cell = np.minimum(axis.scale, axis.source - start)
    last = np.minimum(np.floor(stop), axis.source - 1)
    first = np.minimum(np.ceil(start), last)
    head, tail = first - start > 1e-3, stop - last > 1e-3
    index, count = first - head, head + (last - first) + tail
    sample = index[:, None] + np.arange(int(count.max()))
    one, end = 1.0 / cell, np.minimum(np.minimum(stop - last, 1.0), cell) / cell
    weight = np.where(sample < first[:, None], ((first - start) / cell)[:, None], one[:, None])
    weight = np.where(sample >= last[:, None], end[:, None], weight).astype(np.float32)
    return index.astype(np.int32), count.astype(np.int32), weight.astype(np.float64 if acc == "f64" else np.float32)
