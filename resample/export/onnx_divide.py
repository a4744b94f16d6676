"""Rounded numbers as nodes of ONNX: whole numbers as float32, and quotients.

A runtime that divides by multiplying with a reciprocal gives other bits than IEEE 754, so that `portable` divides whole
numbers digit by digit: each digit is estimated, and its remainder, a whole number, puts it right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resample.errors import NotExact
from resample.export.onnx_graph import Array, Graph, Value
from resample.export.onnx_whole import digits, size

__all__ = ["DivRows", "divided", "powers_of_two", "quotient", "scaled", "single", "to_float"]

#: Bits of a significand of float32.
_BITS = 24
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class DivRows:
    """Divide by whole numbers, one for each output, shaped so that they broadcast against the tensor."""

    rows: Array


def single(name: str, low: float, high: float) -> Value:
    """Return float32 samples whose exact values lie in a range; beyond the largest float they are infinite."""
    # A rounding moves a value by less than 1, or by less than a part in 2**23.
    low, high = low - 1 - abs(low) * 2.0**-23, high + 1 + abs(high) * 2.0**-23
    return Value((name,), low if low >= -_LARGEST else -np.inf, high if high <= _LARGEST else np.inf, whole=False)


def scaled(name: str, x: Value, factors: Array) -> Value:
    """Return float32 samples that are those of a value times factors, rounded."""
    with np.errstate(all="ignore"):
        ends = [float(end * factor) for end in (x.low, x.high) for factor in (factors.min(), factors.max())]
    return single(name, min(ends), max(ends)) if np.isfinite(ends).all() else single(name, -np.inf, np.inf)


def powers_of_two(rows: Array) -> bool:
    """Return whether each number is a power of 2 whose reciprocal is one as well."""
    sizes = np.abs(rows.astype(np.float64))
    inside = bool(((sizes > 2.0**-120) & (sizes < 2.0**120)).all())
    return inside and bool((np.frexp(sizes)[0] == 0.5).all())


def to_float(g: Graph, x: Value) -> Value:
    """Return whole numbers rounded to float32: the one addition of two exact halves rounds as IEEE 754 says.

    Raises
    ------
    NotExact
        If they have more bits than two floats.
    """
    low, high = (float(np.float32(int(end))) for end in (x.low, x.high))
    if len(x.names) == 1:
        # A whole number that is 0 may be -0.0 here, such as 0 * -1, which an integer knows nothing of.
        name = g.cast(x.name, np.int64) if g.signed else x.name
        name = name if g.profile.real is np.float32 and not g.signed else g.cast(name, np.float32)
        return Value((name,), low, high, whole=False)
    if size(x) >= 2 ** (2 * _BITS):
        raise NotExact(f"{x.low:.0f}..{x.high:.0f} as float32 has no lowering to ONNX: more than {2 * _BITS} bits")
    lower, upper = (g.cast(d.name, np.float32) for d in digits(g, x, _BITS, 2))
    moved = g.add("Mul", upper, np.asarray(np.float32(2.0**_BITS)))
    return Value((g.add("Add", moved, lower),), low, high, whole=False)


def divided(g: Graph, x: Value, rows: Array) -> Value:
    """Return float32 samples divided by constants.

    Raises
    ------
    NotExact
        If the profile trusts no division, and the constants are not powers of 2, by which a product does the same.
    """
    if powers_of_two(rows):
        return scaled(g.add("Mul", x.name, (1 / rows).astype(np.float32)), x, 1 / rows)
    if not g.profile.divides:
        raise NotExact("a division of floats is rounded correctly by onnxruntime on a CPU, not everywhere: profile ort")
    with np.errstate(all="ignore"):
        return scaled(g.add("Div", x.name, rows.astype(np.float32)), x, 1 / rows.astype(np.float64))


def quotient(g: Graph, x: Value, rows: Array) -> Value:
    """Return whole numbers divided by positive whole numbers, rounded to float32.

    The quotient is found with two bits more than float32 has, and a last bit that says whether anything is left, so
    that it is rounded once.

    Raises
    ------
    NotExact
        If the digits do not fit.
    """
    least, most, span = int(rows.min()), int(rows.max()), size(x)
    width = most.bit_length()
    if width > _BITS // 2 or span + 2 * most >= g.profile.limit:
        raise NotExact(f"{x.low:.0f}..{x.high:.0f} divided by up to {most} has no lowering to ONNX")
    fraction = _BITS + 2 + width
    count = -(-fraction // (_BITS - 1 - width))
    bits = -(-fraction // count)
    positive = Value((g.add("Abs", x.name),), 0, span) if x.low < 0 else x
    digit, rest = _floor(g, positive, rows)
    names = [digit.name]
    for n in range(count):
        last = n == count - 1
        digit, rest = _floor(g, g.times(rest, 1 << bits - last), rows)
        if last:
            inexact = g.cast(g.add("Greater", rest.name, g.real(0)), g.profile.real)
            digit = g.sum(g.times(digit, 2), Value((inexact,), 0, 1))
        names.append(digit.name)
    scaled = to_float(g, Value(tuple(names[::-1]), 0, (span // least + 1) << bits * count, bits))
    name = g.add("Mul", scaled.name, np.asarray(np.float32(2.0 ** -(bits * count))))
    if x.low < 0:
        name = g.add("Where", g.add("Less", x.name, g.real(0)), g.add("Neg", name), name)
    return single(name, x.low / least if x.low < 0 else 0, x.high / least)


def _floor(g: Graph, x: Value, rows: Array) -> tuple[Value, Value]:
    """Return floor(x / rows) and what is left: an estimate that is off by one at most leaves too much or too little."""
    divisor, zero = rows.astype(g.profile.real), g.real(0)
    estimate = g.add("Floor", g.add("Mul", x.name, (1 / rows).astype(g.profile.real)))
    rest = g.add("Sub", x.name, g.add("Mul", estimate, divisor))
    up = g.cast(g.add("Not", g.add("Less", rest, divisor)), g.profile.real)
    down = g.cast(g.add("Less", rest, zero), g.profile.real)
    more = g.add("Sub", up, down)
    left = g.add("Sub", rest, g.add("Mul", more, divisor))
    largest = int(x.high) // int(rows.min())
    return Value((g.add("Add", estimate, more),), 0, largest), Value((left,), 0, int(rows.max()) - 1)
