"""uint8 bilinear, bicubic and lanczos: int16 weights, whose precision follows from the largest weight of the axis."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from resample.caches import Cache
from resample.plan.measures import nbytes
from resample.plan.words import Add, AnyOrder, Cast, Clip, PointOp, Shr, Step, Sum, Taps
from resample.rules.compiled import twins
from resample.torch.antialias import rows_repeat
from resample.torch.geometry import Arithmetic, Array, Axis, Resize
from resample.torch.vector8 import is_vectorised, refuse_one_pixel
from resample.torch.windows import Windows, folded, widened

_SUM = Sum("i32", AnyOrder())
Rule = Callable[[Arithmetic, Axis, bool, str], Windows]

#: Passes along an axis: pictures of many sizes have few widths and few heights.
_KEPT: Cache[tuple[Any, ...], Taps] = Cache(2048, 32 * 2**20)
#: More bits are not taken, however small the weights are.
MOST_BITS = 22


def integers(resize: Resize) -> tuple[Step, ...]:
    """Return the passes, width first, equal sizes skipped; what lies between is uint8, clipped.

    Weights are found in float64 and their sum need not be 1 once they are quantised.
    """
    if is_vectorised(resize):
        refuse_one_pixel(resize)
    t = Arithmetic(np.dtype(np.float64), resize.contraction.fused)
    rule = widened if resize.antialias else folded
    return tuple(
        _kept(rule, t, axis, resize.aligned, resize.mode, rows_repeat(resize, axis))
        for axis in reversed(resize.axes)
        if axis.before != axis.after
    )


def _kept(rule: Rule, t: Arithmetic, axis: Axis, aligned: bool, mode: str, repeats: bool) -> Taps:
    """Return the pass along an axis, from the cache where it was made before."""
    key = (rule, t, axis, aligned, mode, repeats)
    made = _KEPT.kept.get(key)
    if made is None:
        made = _pass(rule, t, axis, aligned, mode, repeats)
        _KEPT.put(key, made, 3 * nbytes(made))  # with what is made of it
    return made


def _pass(rule: Rule, t: Arithmetic, axis: Axis, aligned: bool, mode: str, repeats: bool) -> Taps:
    found = rule(t, axis, aligned, mode)
    bits = precision(found.largest)
    found = found.of_row(0) if repeats else found
    weight = quantised(found.weight, bits)
    for array in (found.first, found.count, weight):
        array.setflags(write=False)  # so that the step need not copy it
    return Taps((axis.number,), (found.first,), (found.count,), (weight,), _SUM, _finish(bits))


@cache
def _finish(bits: int) -> tuple[PointOp, ...]:
    return (Add(1 << (bits - 1)), Shr(bits), Clip(0, 255), Cast("u8"))


def precision(largest: float) -> int:
    """Return the number of fraction bits: as many as keep the largest weight below 2**15, at most `MOST_BITS`.

    Examples
    --------
    >>> precision(1.0), precision(3 / 7), precision(0.003)
    (14, 16, 22)
    """
    bits = 0
    while bits < MOST_BITS and int(0.5 + largest * (1 << (bits + 1))) < 1 << 15:
        bits += 1
    return bits


def quantised(weight: Array, bits: int) -> Array:
    """Return the weights as int16, rounded half away from zero, because C truncates after adding or subtracting 1/2.

    Examples
    --------
    >>> import numpy as np
    >>> quantised(np.array([3 / 7, 3 / 7, 1 / 7]), 16)
    array([28087, 28087,  9362], dtype=int16)
    """
    compiled = twins()
    if compiled is not None and weight.ndim == 2 and weight.dtype == np.float64 and weight.flags.c_contiguous:
        filled = np.empty(weight.shape, np.int16)
        compiled.fixed_16(weight, float(1 << bits), filled)
        return filled
    scaled = weight * float(1 << bits)
    return np.where(scaled < 0, np.trunc(scaled - 0.5), np.trunc(scaled + 0.5)).astype(np.int16)
