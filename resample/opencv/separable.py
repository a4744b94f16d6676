"""LINEAR, CUBIC, LANCZOS4, and AREA where an axis grows: rows first, then columns.

The vertical pass runs in vectors of 16 bytes over the flat row (columns times channels) and in plain code behind the
last whole vector; the two add in different orders. The wheels are built for SSE3, so that no later CPU changes that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.caches import Cache
from resample.opencv.coordinates import area, clamped, half_pixel, kept_inside
from resample.opencv.filters import FILTERS, fixed_point
from resample.opencv.geometry import Axis, Call
from resample.opencv.passes import COLUMNS, ROWS, along, body_and_tail, joined, only, rounded_to
from resample.plan.words import (
    FLOATS,
    Add,
    AnyOrder,
    Cast,
    Forward,
    MulShr,
    Order,
    Part,
    Reverse,
    Shr,
    Span,
    Split,
    Step,
    Sum,
    Taps,
)
from resample.rules.compiled import Twins, twins
from resample.rules.windows import sines_agree

Array = npt.NDArray[Any]

FORWARD = Forward()
REVERSE = Reverse()

_INTEGERS = Sum("i32")
#: Finish, load and term of a vertical pair of bytes.
_PAIR = ((Add(2), Shr(2), Cast("u8", "wrap")), (Shr(4),), MulShr(16, "floor"))

_KEPT: Cache[tuple[Any, ...], Table] = Cache(2048, 32 * 2**20)


def steps(call: Call, mode: str) -> tuple[Step, ...]:
    """Return both passes."""
    return (horizontal(call, mode), vertical(call, mode))


@dataclass(frozen=True)
class Table:
    """Taps and weights along one axis: index and count as in `Taps`, weights in single precision; read-only.

    `made` holds what has been made of them.
    """

    index: Array
    count: Array
    weight: Array
    made: dict[str, Taps] = field(default_factory=dict)


def table(axis: Axis, mode: str, *, across: bool) -> Table:
    """Return the table of an axis; `across` for columns, where pairs are kept inside the row."""
    weights, taps = FILTERS[mode]
    compiled = twins()
    if compiled is not None and (mode != "lanczos4" or sines_agree(compiled)):
        return _compiled(compiled, axis, mode, taps, across=across)
    sample, fraction = (area if mode == "area" else half_pixel)(axis)
    if across and taps == 2:
        sample, fraction, count = kept_inside(axis, sample, fraction)
        return Table(sample.astype(np.int32), count, weights(fraction))
    return Table(clamped(axis, sample, taps), np.full(axis.result, taps), weights(fraction))


def _compiled(compiled: Twins, axis: Axis, mode: str, taps: int, *, across: bool) -> Table:
    """Return what `table` returns, by compiled twins of the rules."""
    n = axis.result
    sample, fraction = np.empty(n, np.int64), np.empty(n, np.float32)
    weight = np.empty((n, taps), np.float32)
    compiled.positions(mode == "area", axis.scale, axis.factor, sample, fraction)
    if across and taps == 2:
        index, count = np.empty(n, np.int32), np.empty(n, np.int32)
        compiled.kept_inside(axis.source, sample, fraction, index, count)
    else:
        index, count = np.empty((n, taps), np.int32), np.full(n, taps, np.int32)
        compiled.clamped(axis.source, sample, index)
    compiled.fractions(fraction, weight)
    return Table(index, count, weight)


def kept(rule: Callable[..., Table], axis: Axis, mode: str, *, across: bool) -> Table:
    """Return a table, from the cache where it was made before: pictures of many sizes have few widths and heights."""
    key = (rule, axis.source, axis.result, axis.factor, mode, across)
    found = _KEPT.kept.get(key)
    if found is None:
        found = rule(axis, mode, across=across)
        arrays = (found.index, found.count, found.weight)
        for array in arrays:
            array.setflags(write=False)
        _KEPT.put(key, found, 3 * sum(a.nbytes for a in arrays))  # with what is made of them
    return found


def accumulator(dtype: str) -> str:
    """Return the dtype of sums and of the rows between the passes."""
    return {"u8": "i32", "f64": "f64"}.get(dtype, "f32")


def horizontal(call: Call, mode: str) -> Taps | Split:
    """Return the pass along rows: exact integers in 2048ths for u8, else left to right in floats.

    Four or eight taps of which one lies outside are added up from a zero, the others from the first product; that is
    the sign of a zero, and lost where the result is an integer.
    """
    t = kept(table, call.x, mode, across=True)
    if call.dtype == "u8":
        if "across" not in t.made:
            t.made["across"] = along(COLUMNS, t.index, fixed_point(t.weight), _INTEGERS, count=t.count)
        return t.made["across"]
    acc = accumulator(call.dtype)
    plain = along(COLUMNS, t.index, _weights(t, acc), Sum(acc, FORWARD, "first"), count=t.count)
    if t.index.ndim == 1 or call.dtype not in FLOATS:
        return plain
    at_edge = replace(plain, sum=Sum(acc, FORWARD, "zero"))
    inside = np.flatnonzero(t.index[:, -1] - t.index[:, 0] == t.index.shape[1] - 1)
    start, stop = (int(inside[0]), int(inside[-1]) + 1) if inside.size else (call.x.result, call.x.result)
    pieces = (((0, start), at_edge), ((start, stop), plain), ((stop, call.x.result), at_edge))
    return joined([Part((Span((COLUMNS,), *b),), only(taps, *b)) for b, taps in pieces if b[0] < b[1]])


def vertical(call: Call, mode: str) -> Taps | Split:
    """Return the pass along columns."""
    t = kept(table, call.y, mode, across=False)
    if call.dtype == "u8":
        return _vertical_bytes(call, mode, t)
    acc = accumulator(call.dtype)

    def ordered(order: Order) -> Taps:
        return along(ROWS, t.index, _weights(t, acc), Sum(acc, order, "first"), rounded_to(call.dtype))

    lanes = vector_lanes(mode, call.dtype)
    if lanes == 0:
        return ordered(FORWARD)
    return body_and_tail(call.x.result, call.channels, lanes, ordered(REVERSE), ordered(FORWARD))


def vector_lanes(mode: str, dtype: str) -> int:
    """Return how many samples a vector has whose sum runs from the last tap to the first; 0 where none does."""
    if mode not in ("cubic", "lanczos4") or dtype == "f64" or (mode, dtype) == ("lanczos4", "u16"):
        return 0
    return 4 if dtype == "f32" else 8


def _weights(t: Table, acc: str) -> Array:
    return t.weight.astype(np.float64 if acc == "f64" else np.float32)


def _vertical_bytes(call: Call, mode: str, t: Table) -> Taps | Split:
    """Return the pass along columns for u8, whose rows are integers in 2048ths."""
    if t.weight.shape[1] == 2 and "down" in t.made:
        return t.made["down"]
    weight = fixed_point(t.weight)
    if t.weight.shape[1] == 2:
        # 4 bits are dropped before the product and 16 after it, so that products fit vectors of 16 bits.
        finish, load, term = _PAIR
        t.made["down"] = along(ROWS, t.index, weight, _INTEGERS, finish, load=load, term=term)
        return t.made["down"]
    total = Sum("i32", AnyOrder(), wraps=True)
    whole = along(ROWS, t.index, weight, total, (Add(1 << 21), Shr(22), Cast("u8", "sat")))
    if mode == "lanczos4":
        return whole
    in_float = weight.astype(np.float32) * np.float32(2.0**-22)
    body = along(ROWS, t.index, in_float, Sum("f32", REVERSE, "first"), rounded_to("u8"))
    return body_and_tail(call.x.result, call.channels, 8, body, whole)
