"""Whole numbers of any width as nodes of ONNX: in one float where it holds them, otherwise in digits.

All functions return what two's complement without an end would give; `low_bits` brings it back into a dtype.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from resample.errors import NotExact
from resample.export.onnx_graph import Graph, Value
from resample.plan.ranges import of_dtype
from resample.plan.words import DTYPES

__all__ = [
    *(
        "added",
        "alike",
        "carried",
        "clipped",
        "digits",
        "entered",
        "in_digits",
        "left",
        "low_bits",
        "mapped",
        "negative",
    ),
    *("number", "plus", "settled", "shifted", "size", "within"),
]


def size(x: Value) -> int:
    """Return the largest absolute value."""
    return int(max(-x.low, x.high))


def _one(g: Graph, *values: Value) -> bool:
    """Return whether each value is one tensor."""
    return all(len(x.names) == 1 and size(x) < g.profile.limit for x in values)


def number(g: Graph, low: float, high: float, bits: int) -> int:
    """Return how many digits a range needs, so that the highest is below half of what the float type holds.

    Without a number of bits there is one.
    """
    n = 1
    while bits and max(-(int(low) >> bits * (n - 1)), int(high) >> bits * (n - 1)) >= g.profile.limit // 2:
        n += 1
    return n


def digits(g: Graph, x: Value, bits: int, count: int, offset: int = 0) -> list[Value]:
    """Return floor(x / 2**offset) in so many digits of so many bits, lowest first; only the highest may be negative."""
    parts: list[list[Value]] = [[] for _ in range(count)]
    for n in range(len(x.names)):
        _cut(g, x, n, offset, bits, parts)
    result = []
    for to, pieces in enumerate(parts):
        total = pieces[0]
        for piece in pieces[1:]:
            total = g.sum(total, piece)
        above = int(x.low) >> offset + bits * to, int(x.high) >> offset + bits * to
        result.append(Value(total.names, *(above if to == count - 1 else (0, (1 << bits) - 1))))
    return result


def _cut(g: Graph, x: Value, n: int, offset: int, bits: int, parts: list[list[Value]]) -> None:
    """Cut a digit where the new ones end, and put each piece, moved to its place, to the new digit it is a part of."""
    piece, at, last = x.digit(n), n * x.bits - offset, n == len(x.names) - 1
    stop = at + x.bits
    if at < 0:
        if not last and stop <= 0:
            return
        piece, at = g.shifted(piece, -at), 0
    while True:
        to = min(at // bits, len(parts) - 1) if bits else 0
        end = (to + 1) * bits
        if to == len(parts) - 1 or (not last and stop <= end):
            parts[to].append(g.times(piece, 1 << at - to * bits))
            return
        upper = g.shifted(piece, end - at)
        parts[to].append(g.times(g.rest(piece, upper, end - at), 1 << at - to * bits))
        piece, at = upper, end


def settled(g: Graph, names: Sequence[str], low: float, high: float, bits: int) -> Value:
    """Return digits as a value with as few of them as its range needs."""
    parts, low, high = list(names), int(low), int(high)
    while len(parts) > 1 and low >= 0 and high >> bits * (len(parts) - 1) == 0:
        del parts[-1]
    while len(parts) > number(g, low, high, bits):
        upper = Value((parts.pop(),), low >> bits * len(parts), high >> bits * len(parts))
        lower = Value((parts[-1],), 0, (1 << bits) - 1)
        parts[-1] = g.sum(g.times(upper, 1 << bits), lower).name
    return Value(tuple(parts), low, high, bits if len(parts) > 1 else 0)


def carried(g: Graph, levels: Sequence[Value], bits: int, low: float, high: float) -> Value:
    """Return the sum of level j times 2**(bits * j), which lies in a range; levels may exceed their bits."""
    names, total = [], levels[0]
    for level in levels[1:]:
        upper = g.shifted(total, bits)
        names.append(g.rest(total, upper, bits).name)
        total = g.sum(level, upper)
    return settled(g, [*names, total.name], low, high, bits)


def plus(g: Graph, x: Value, c: int) -> Value:
    """Return x + c."""
    low, high = x.low + c, x.high + c
    if _one(g, x) and max(-low, high) < g.profile.limit:
        return g.plus(x, c)
    bits = x.bits or g.profile.digit
    count = number(g, min(x.low, low), max(x.high, high), bits)
    pairs = zip(digits(g, x, bits, count), in_digits(c, bits, count), strict=True)
    return carried(g, [g.plus(digit, part) for digit, part in pairs], bits, low, high)


def in_digits(c: int, bits: int, count: int) -> list[int]:
    """Return a whole number in so many digits, lowest first; only the highest may be negative.

    Examples
    --------
    >>> in_digits(-3, 4, 2)
    [13, -1]
    """
    return [(c >> bits * n) & ((1 << bits) - 1) for n in range(count - 1)] + [c >> bits * (count - 1)]


def added(g: Graph, a: Value, b: Value, low: float | None = None, high: float | None = None) -> Value:
    """Return a + b; its range where more is known of it than those of a and b say."""
    low, high = a.low + b.low if low is None else low, a.high + b.high if high is None else high
    if _one(g, a, b) and size(a) + size(b) < g.profile.limit:
        return Value(g.sum(a, b).names, low, high)
    bits = a.bits or b.bits or g.profile.digit
    count = number(g, min(a.low, b.low, low), max(a.high, b.high, high), bits)
    pairs = zip(digits(g, a, bits, count), digits(g, b, bits, count), strict=True)
    return carried(g, [g.sum(one, other) for one, other in pairs], bits, low, high)


def shifted(g: Graph, x: Value, n: int) -> Value:
    """Return floor(x / 2**n)."""
    if _one(g, x):
        return g.shifted(x, n)
    low, high = int(x.low) >> n, int(x.high) >> n
    bits = x.bits or g.profile.digit
    count = number(g, low, high, bits)
    return settled(g, [d.name for d in digits(g, x, bits, count, n)], low, high, bits)


def negative(g: Graph, x: Value) -> Value:
    """Return -1 for a sample below 0, and 0 for others."""
    below = g.add("Less", x.names[-1], g.real(0))
    return Value((g.add("Neg", g.cast(below, g.profile.real)),), -1, 0)


def clipped(g: Graph, x: Value, low: float, high: float) -> Value:
    """Return the value inside a range."""
    if not x.whole:
        return _clipped_floats(g, x, low, high)
    if low <= x.low and x.high <= high:
        return x
    least, most = (int(min(max(end, low), high)) for end in (x.low, x.high))
    if _one(g, x) and max(-least, most) < g.profile.limit:
        # An end that the value does not reach may as well be the last number that the type holds.
        ends = (g.real(min(max(int(end), -g.profile.limit), g.profile.limit)) for end in (low, high))
        return Value((g.add("Clip", x.name, *ends),), least, most)
    bits = x.bits or g.profile.digit
    count = number(g, min(x.low, least), max(x.high, most), bits)
    parts = [d.name for d in digits(g, x, bits, count)]
    for end, beyond, leaves in ((int(high), "Greater", x.high > high), (int(low), "Less", x.low < low)):
        if leaves:
            parts = _replaced(g, parts, [g.real(c) for c in in_digits(end, bits, count)], beyond)
    return settled(g, parts, least, most, bits)


def _replaced(g: Graph, parts: list[str], end: Sequence[np.ndarray], beyond: str) -> list[str]:
    """Return digits, replaced by those of an end where they lie beyond it: the highest that differs decides."""
    is_beyond = g.add(beyond, parts[0], end[0])
    for digit, c in zip(parts[1:], end[1:], strict=True):
        same = g.add("And", g.add("Equal", digit, c), is_beyond)
        is_beyond = g.add("Or", g.add(beyond, digit, c), same)
    return [g.add("Where", is_beyond, c, digit) for digit, c in zip(parts, end, strict=True)]


def _clipped_floats(g: Graph, x: Value, low: float, high: float) -> Value:
    """Return float32 inside a range: by comparisons, which say what becomes of a NaN and of a zero's sign."""
    name = x.name
    for end, beyond, leaves in ((high, "Greater", not x.high <= high), (low, "Less", not x.low >= low)):
        if leaves:
            c = np.asarray(np.float32(end))
            name = g.where(g.add(beyond, name, c), c, name)
    return Value((name,), min(max(x.low, low), high), min(max(x.high, low), high), whole=False)


def low_bits(g: Graph, x: Value, n: int, low: int) -> Value:
    """Return whole numbers brought into the range of n bits from `low` on, by whole multiples of it."""
    moved = plus(g, x, -low)
    bits = moved.bits or min(n, g.profile.digit)
    count, over = divmod(n, bits)
    parts = digits(g, moved, bits, max(count + 1, number(g, moved.low, moved.high, bits)))
    kept = parts[:count]
    if over:
        kept.append(g.rest(parts[count], g.shifted(parts[count], over), over))
    return plus(g, settled(g, [d.name for d in kept], 0, (1 << n) - 1, bits), low)


def within(g: Graph, x: Value, dtype: str) -> Value:
    """Return whole numbers in a dtype, in which they wrap."""
    low, high = of_dtype(dtype)
    assert low is not None and high is not None
    if low <= x.low and x.high <= high:
        return x
    return low_bits(g, x, 8 * DTYPES[dtype].itemsize, low)


def alike(g: Graph, values: Sequence[Value]) -> list[Value]:
    """Return whole numbers in the same digits."""
    low, high, bits = min(v.low for v in values), max(v.high for v in values), max(v.bits for v in values)
    if not bits:
        return list(values)
    count = number(g, low, high, bits)
    return [Value(tuple(d.name for d in digits(g, v, bits, count)), low, high, bits) for v in values]


def entered(g: Graph, name: str, dtype: str) -> Value:
    """Return samples of an integer dtype; float32 as they are, where the runtime is trusted with all of its numbers.

    Of those that the float type does not hold, digits are taken by the remainder and the division of integers, which
    leaves none: its result does not depend on how a runtime rounds it.
    """
    low, high = of_dtype(dtype)
    if low is None or high is None:
        if dtype == "f32" and g.profile.name == "ort":
            return Value((name,), -np.inf, np.inf, whole=False)
        raise NotExact(f"samples of {dtype} are no whole numbers")
    if max(-low, high) < g.profile.limit:
        return Value((g.cast(name, g.profile.real),), low, high)
    bits = g.profile.digit
    base = np.asarray(np.int64(1 << bits))
    wide = name if dtype == "i64" else g.cast(name, np.int64)
    names = []
    for _ in range(number(g, low, high, bits) - 1):
        lower = g.add("Mod", wide, base)
        names.append(g.cast(lower, g.profile.real))
        wide = g.add("Div", g.add("Sub", wide, lower), base)
    return Value((*names, g.cast(wide, g.profile.real)), low, high, bits)


def left(g: Graph, x: Value, dtype: str) -> str:
    """Return whole numbers as a tensor of an integer dtype that holds them."""
    storage = DTYPES[dtype]
    if _one(g, x):
        return g.cast(x.name, storage)
    total = g.cast(x.names[-1], np.int64)
    for digit in reversed(x.names[:-1]):
        moved = g.add("Mul", total, np.asarray(np.int64(1 << x.bits)))
        total = g.add("Add", moved, g.cast(digit, np.int64))
    return total if dtype == "i64" else g.cast(total, storage)
