"""Ranges of integers through a plan: the proof that nothing overflows where that is not stated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from resample.errors import PlanError
from resample.plan import measures
from resample.plan.words import (
    DTYPES,
    FLOATS,
    INTEGERS,
    Add,
    AnyArray,
    BytesApart,
    ByteSwap,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Groups4,
    IntArray,
    Lut,
    MulBy,
    MulShr,
    Number,
    PointOp,
    Premultiply,
    Quads,
    Round,
    Shr,
    Taps,
    Unpremultiply,
)

Range = tuple[str, int | None, int | None]


@cache
def of_dtype(dtype: str) -> tuple[int | None, int | None]:
    """Return the lowest and the highest integer of a dtype; None twice for floats."""
    if dtype in FLOATS:
        return None, None
    bits = 8 * DTYPES[dtype].itemsize
    return (0, 2**bits - 1) if dtype.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def holds(dtype: str, value: Number) -> bool:
    """Return whether the dtype represents the number exactly."""
    low, high = of_dtype(dtype)
    if low is not None and high is not None:
        return isinstance(value, int) and low <= value <= high
    if math.isnan(value):
        return True
    try:
        wide = float(value)
    except OverflowError:
        return False
    # As Python floats, because NumPy would take a Python float to the narrower dtype before it compares.
    with np.errstate(over="ignore"):
        narrow = np.array([wide], np.float32 if dtype == "bf16" else DTYPES[dtype])
    kept = dtype != "bf16" or int(narrow.view(np.uint32)[0]) & 0xFFFF == 0
    return kept and float(narrow[0]) == wide == value


def _fit(dtype: str, low: int, high: int, wraps: bool, what: str) -> Range:
    """Return the range if the dtype holds it, all of the dtype if it may wrap."""
    least, most = of_dtype(dtype)
    if least is None or most is None or (least <= low and high <= most):
        return dtype, low, high
    if not wraps:
        raise PlanError(f"{what}: {low}..{high} does not fit {dtype}, and the plan does not state that it wraps")
    return dtype, least, most


def after_taps(dtype: str, low: int | None, high: int | None, step: Taps) -> Range:
    """Return dtype and range of a step's result.

    Raises
    ------
    PlanError
        If an integer may overflow where `Sum.wraps` is not set, or an operation does not fit its dtype.
    """
    acc, wraps = step.sum.acc, step.sum.wraps
    dtype, low, high = after_ops(dtype, low, high, step.load, 0)
    if acc in INTEGERS:
        if low is None or high is None:
            raise PlanError(f"float samples for an accumulator of {acc}")
        low, high = _fit(acc, low, high, wraps, "sample")[1:]
        assert low is not None and high is not None
        low, high = _sum_range(low, high, step)
        _, low, high = _fit(acc, low, high, wraps, "sum")
    else:
        _inner_range(low, high, step, wraps)
        low = high = None
    for op in step.finish:
        if isinstance(op, DivCount) and not (0 < len(op.axes) == len({*op.axes} & {*step.axes})):
            raise PlanError(f"counts along axes {op.axes} of taps along {step.axes}")
    return after_ops(acc, low, high, step.finish, 0, wraps=wraps)


def _inner_range(low: int | None, high: int | None, step: Taps, wraps: bool) -> None:
    """Prove that groups summed in an integer dtype do not overflow, unless the plan states that they may."""
    order = step.sum.order
    if isinstance(order, Groups4 | Quads) and order.inner in INTEGERS:
        if low is None or high is None:
            raise PlanError(f"float samples for groups of {order.inner}")
        _fit(order.inner, min(low, 4 * low), max(high, 4 * high), wraps, "group")


def _sum_range(low: int, high: int, step: Taps) -> tuple[int, int]:
    """Return the range of the sum over the taps, exactly for one axis."""
    if step.weight is None:
        most, least = 1, 1
        for count in step.count:
            most, least = most * int(count.max()), least * int(count.min())
        return min(most * low, least * low), max(most * high, least * high)
    if isinstance(step.term, MulShr):
        return _shifted_range(low, high, step, step.term)
    if len(step.weight) == 1:
        return measures.extremes(step.weight[0], step.count[0], low, high)[2:]
    positive, negative = _signed_sums(step.weight[0], step.count[0])
    for weight, count in zip(step.weight[1:], step.count[1:], strict=True):
        p, n = _signed_sums(weight, count)
        # Products of two axes: the largest of each sign bounds every output.
        positive, negative = (
            np.array([int(positive.max()) * int(p.max()) + int(negative.min()) * int(n.min())], object),
            np.array([int(positive.max()) * int(n.min()) + int(negative.min()) * int(p.max())], object),
        )
    return int((positive * low + negative * high).min()), int((positive * high + negative * low).max())


def _signed_sums(weight: AnyArray, count: IntArray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sums of the positive and of the negative weights of each output, as Python integers."""
    used = np.where(np.arange(weight.shape[1]) < count[:, None], weight.astype(np.int64), 0)
    return np.maximum(used, 0).sum(1).astype(object), np.minimum(used, 0).sum(1).astype(object)


def _shifted_range(low: int, high: int, step: Taps, term: MulShr) -> tuple[int, int]:
    assert step.weight is not None
    if len(step.axes) != 1:
        raise PlanError("mul_shr goes with one axis")
    if not 0 <= term.n <= 63:
        raise PlanError(f"mul_shr by {term.n} bits")
    smallest, largest, least, most = measures.extremes(step.weight[0], step.count[0], low, high)
    extreme = max(abs(low), abs(high)) * max(largest, -smallest)
    if term.rounding == "floor" and extreme >= 2**63:
        raise PlanError("mul_shr: a product does not fit i64")
    if term.rounding == "away" and (smallest < 0 or largest > 2**32 or term.n != 32):
        raise PlanError("mul_shr away is defined for n = 32 and weights 0..2**32")
    slack = int(step.count[0].max())
    # A term rounded down is at most 1 below, one rounded to nearest at most 1/2 off: bounded by 1 a tap.
    return (least >> term.n) - slack, (most >> term.n) + (slack if term.rounding == "away" else 0)


def after_ops(
    dtype: str, low: int | None, high: int | None, ops: Sequence[PointOp], channels: int, *, wraps: bool = False
) -> Range:
    """Return dtype and range after the operations; `channels` is 0 where samples are not pixels (inside taps)."""
    for op in ops:
        if isinstance(op, Lut | Premultiply | Unpremultiply | ByteSwap):
            dtype, low, high = _after_pixel(dtype, op, channels)
        elif low is None or high is None:
            dtype, low, high = _after_float(dtype, op)
        else:
            dtype, low, high = _after_integer(dtype, low, high, op, wraps)
            wraps = wraps and not isinstance(op, Cast)
    return dtype, low, high


def _after_integer(dtype: str, low: int, high: int, op: PointOp, wraps: bool) -> Range:
    match op:
        case Add(c) if isinstance(c, int) and holds(dtype, c):
            return _fit(dtype, low + c, high + c, wraps, f"add {c}")
        case MulBy(c) if isinstance(c, int) and holds(dtype, c):
            return _fit(dtype, min(low * c, high * c), max(low * c, high * c), wraps, f"mul {c}")
        case Shr(n) if 0 <= n < 8 * DTYPES[dtype].itemsize:
            return dtype, low >> n, high >> n
        case Clip(lo, hi) if holds(dtype, lo) and holds(dtype, hi) and lo <= hi:
            return dtype, int(min(max(low, lo), hi)), int(min(max(high, lo), hi))
        case BytesApart() if dtype in ("i32", "i64"):
            return dtype, 0, 0xFFFF
        case Cast(to, _) if to in FLOATS:
            return to, None, None
        case Cast(to, "wrap") if to in INTEGERS:
            return _fit(to, low, high, True, "cast")
        case Cast(to, "sat") if to in INTEGERS:
            least, most = of_dtype(to)
            assert least is not None and most is not None
            return to, min(max(low, least), most), min(max(high, least), most)
    raise PlanError(f"{op} on {dtype}")


def _after_float(dtype: str, op: PointOp) -> Range:
    match op:
        case Add(c) | MulBy(c) | DivBy(c) if holds(dtype, c):
            return dtype, None, None
        case Clip(lo, hi) if holds(dtype, lo) and holds(dtype, hi) and lo <= hi:
            return dtype, None, None
        case DivCount() | Round():
            return dtype, None, None
        case Cast(to, _) if to in FLOATS:
            return to, None, None
        case Cast(to, "sat" | "x86") if to in INTEGERS:
            return (to, *of_dtype(to))
    raise PlanError(f"{op} on {dtype}")


def _after_pixel(dtype: str, op: PointOp, channels: int) -> Range:
    match op:
        case Lut(table, to) if (
            dtype == "u8" and table.ndim == 2 and table.shape[1] == 256 and table.shape[0] in (1, max(channels, 1))
        ):
            if to in FLOATS:
                return to, None, None
            return to, int(table.min()), int(table.max())
        case Premultiply() | Unpremultiply() if dtype == "u8" and channels >= 2:
            return dtype, 0, 255
        case ByteSwap() if dtype in ("u16", "i16"):
            return (dtype, *of_dtype(dtype))
    raise PlanError(f"{op} on {dtype} with {channels} channels")
