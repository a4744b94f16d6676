"""LINEAR_EXACT: two taps in fixed point, exact until the last rounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.opencv.coordinates import outputs
from resample.opencv.geometry import Axis, Call
from resample.opencv.passes import COLUMNS, ROWS, along
from resample.plan.words import Add, Cast, MulShr, Shr, Step, Sum

Array = npt.NDArray[Any]

#: Dtype -> fraction bits of a weight, and the accumulator that holds two passes of them.
BITS = {"u8": (8, "i32"), "i8": (16, "i64"), "u16": (16, "i64"), "i16": (16, "i64"), "i32": (32, "i64")}


def steps(call: Call) -> tuple[Step, ...]:
    """Return rows, kept exactly, then columns, rounded half up; int32 rounds each product of the columns by itself."""
    bits, acc = BITS[call.dtype]
    (x_index, x_count, x_weight), (y_index, y_count, y_weight) = table(call.x, bits), table(call.y, bits)
    across = along(COLUMNS, x_index, x_weight, Sum(acc), count=x_count)
    if bits == 32:
        # Reaches -2**63 itself, but no further; the check, which allows each product a rounding, cannot see that.
        term, drop, total = MulShr(32, "away"), 32, Sum(acc, wraps=True)
    else:
        term, drop, total = None, 2 * bits, Sum(acc)
    finish = (Add(1 << (drop - 1)), Shr(drop), Cast(call.dtype, "sat"))
    return (across, along(ROWS, y_index, y_weight, total, finish, count=y_count, term=term))


def table(axis: Axis, bits: int) -> tuple[Array, Array, Array]:
    """Return first tap, number of taps and weights; outside the sample centres one tap has the whole weight.

    Examples
    --------
    >>> index, count, weight = table(Axis(2, 4, 2.0), 8)
    >>> index.tolist(), count.tolist(), weight.tolist()
    ([0, 0, 0, 1], [1, 2, 2, 1], [[256, 0], [192, 64], [64, 192], [256, 0]])
    """
    n, one = axis.source, 1 << bits
    position = axis.scale * (outputs(axis) + 0.5) - 0.5
    sample = np.floor(position).astype(np.int64)
    alone = (sample < 0) | (sample >= n - 1)
    second = np.rint((position - sample) * float(one)).astype(np.int64)
    second[alone] = 0
    weight = np.stack([one - second, second], -1)
    dtype = {8: np.int16, 16: np.int32, 32: np.int64}[bits]
    return np.clip(sample, 0, n - 1).astype(np.int32), np.where(alone, 1, 2), weight.astype(dtype)
