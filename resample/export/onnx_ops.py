"""Operations on samples as nodes of ONNX, on values whose range is known; see `resample.run.ops` for what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export.onnx_graph import Graph, Value
from resample.plan.ranges import of_dtype
from resample.plan.words import (
    DTYPES,
    FLOATS,
    Add,
    BytesApart,
    ByteSwap,
    Cast,
    Clip,
    DivBy,
    Lut,
    MulBy,
    PointOp,
    Premultiply,
    Round,
    Shr,
    Unpremultiply,
)


def apply(g: Graph, x: Value, ops: tuple[PointOp, ...], channel: tuple[int, int], dtype: str) -> Value:
    """Return the value after operations in order.

    Parameters
    ----------
    g : Graph
    x : Value
    ops : tuple of PointOp
    channel : (int, int)
        Where the last axis of the plan's picture is in the tensor, and its length.
    dtype : str
        Of the samples, in which the plan's integers may wrap; here nothing wraps.

    Raises
    ------
    NotExact
        For a word that is not lowered, or a value that the profile cannot hold.
    """
    rest = list(ops)
    while rest:
        op = rest.pop(0)
        if type(op) not in OPS:
            raise NotExact(f"the word {type(op).__name__} has no lowering to ONNX")
        if isinstance(op, MulBy) and x.whole and rest and isinstance(shift := rest[0], Shr):
            inside(dtype, x.low * op.c, x.high * op.c)
            del rest[0]
            x = _scaled(g, x, int(op.c), shift.n)
            continue
        x = OPS[type(op)](g, x, op, channel)
        dtype = op.dtype if isinstance(op, Cast | Lut) else dtype
        if x.whole:
            inside(dtype, x.low, x.high)
    return x


def inside(dtype: str, low: float, high: float) -> None:
    """Refuse whole numbers that the plan's dtype does not hold.

    Raises
    ------
    NotExact
    """
    least, most = of_dtype(dtype)
    if least is not None and most is not None and (low < least or high > most):
        raise NotExact(f"{low:.0f}..{high:.0f} may wrap in {dtype}, and nothing wraps in ONNX")


def _scaled(g: Graph, x: Value, c: int, n: int) -> Value:
    """Return x * c >> n; a product that is too large is made of two, of the upper and the lower bits of c."""
    size = max(-x.low, x.high)
    if size * abs(c) < g.profile.limit:
        return g.shifted(g.times(x, c), n)
    for bits in range(1, n):
        upper, lower = c >> bits, c & ((1 << bits) - 1)
        if size * (abs(upper) + 1) * 2 < g.profile.limit and size * lower < g.profile.limit:
            carried = g.shifted(g.times(x, lower), bits)
            return g.shifted(g.sum(g.times(x, upper), carried), n - bits)
    raise NotExact(f"{x.low:.0f}..{x.high:.0f} times {c} is not below {g.profile.limit} in two parts")


def add(g: Graph, x: Value, op: Add, *_: Any) -> Value:
    """Lower `Add`."""
    if x.whole:
        return g.plus(x, int(op.c))
    c = np.float32(op.c)
    return Value(g.add("Add", x.name, np.asarray(c)), x.low + float(c) - 1, x.high + float(c) + 1, False)


def shr(g: Graph, x: Value, op: Shr, *_: Any) -> Value:
    """Lower `Shr`."""
    return g.shifted(x, op.n)


def mul_by(g: Graph, x: Value, op: MulBy, *_: Any) -> Value:
    """Lower `MulBy`: on float32 one multiplication, which every runtime rounds in the same way."""
    if x.whole:
        return g.times(x, int(op.c))
    ends = x.low * float(op.c), x.high * float(op.c)
    # The bounds allow for the rounding of the product.
    return Value(g.add("Mul", x.name, np.asarray(np.float32(op.c))), min(ends) - 1, max(ends) + 1, False)


def div_by(g: Graph, x: Value, op: DivBy, *_: Any) -> Value:
    """Lower `DivBy`, where the runtime's division is rounded correctly."""
    if x.whole or not g.profile.divides:
        raise NotExact("a division is rounded correctly by onnxruntime on a CPU, not by every runtime: profile ort")
    ends = x.low / float(op.c), x.high / float(op.c)
    return Value(g.add("Div", x.name, np.asarray(np.float32(op.c))), min(ends) - 1, max(ends) + 1, False)


def round_(g: Graph, x: Value, op: Round, *_: Any) -> Value:
    """Lower `Round` of float32: each addition in it is one operation, which every runtime rounds in the same way."""
    if x.whole:
        raise NotExact(f"round({op.mode}) of whole numbers has no lowering to ONNX")
    low, high = np.floor(x.low) - 1, np.ceil(x.high) + 1
    if op.mode == "away":
        half = np.asarray(np.float32(0.5))
        below = g.add("Less", x.name, np.asarray(np.float32(0)))
        moved = g.add("Where", below, g.add("Sub", x.name, half), g.add("Add", x.name, half))
        return Value(_truncated(g, moved), low, high, False)
    if op.mode == "trunc":
        return Value(_truncated(g, x.name), low, high, False)
    return Value(g.add({"rne": "Round", "floor": "Floor"}[op.mode], x.name), low, high, False)


def _truncated(g: Graph, name: str) -> str:
    """Return samples without their fraction: there is no operator for it, but the floor of the size has the sign."""
    return g.add("Mul", g.add("Floor", g.add("Abs", name)), g.add("Sign", name))


def clip(g: Graph, x: Value, op: Clip, *_: Any) -> Value:
    """Lower `Clip`."""
    return g.clipped(x, op.lo, op.hi)


def cast(g: Graph, x: Value, op: Cast, *_: Any) -> Value:
    """Lower `Cast`: among whole numbers a change of range, between them and float32 a change of type."""
    to = op.dtype
    if to in FLOATS:
        if to != "f32" or (x.whole and max(-x.low, x.high) >= 2**24):
            raise NotExact(f"arithmetic in {to} has no lowering to ONNX here")
        name = g.cast(x.name, np.float32) if x.whole and g.profile.real is not np.float32 else x.name
        return Value(name, x.low, x.high, False)
    bits = 8 * DTYPES[to].itemsize
    low, high = (0, 2**bits - 1) if to[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if not x.whole:
        x = _to_whole(g, x)
    if op.mode == "sat":
        return g.clipped(x, low, high)
    if x.low < low or x.high > high:
        return _low_bits(g, x, bits, int(low))
    return x


def _low_bits(g: Graph, x: Value, bits: int, low: int) -> Value:
    """Return whole numbers brought into the range of so many bits from `low` on, by whole multiples of it."""
    if 2**bits >= g.profile.limit:
        raise NotExact(f"the low {bits} bits of {x.low:.0f}..{x.high:.0f} are no whole numbers below {g.profile.limit}")
    moved = g.plus(x, -low)
    multiple = g.times(g.shifted(moved, bits), 1 << bits)
    rest = g.add("Sub", moved.name, multiple.name)
    return g.plus(Value(rest, 0, (1 << bits) - 1), low)


def bytes_apart(g: Graph, x: Value, op: BytesApart, *_: Any) -> Value:
    """Lower `BytesApart`: what is below 0 has neither byte."""
    kept = g.clipped(x, 0, max(x.high, 0))
    upper = g.shifted(kept, 8)
    lower = g.add("Sub", kept.name, g.times(upper, 256).name)
    return g.sum(g.times(g.clipped(upper, 0, 255), 256), Value(lower, 0, 255))


def byte_swap(g: Graph, x: Value, op: ByteSwap, *_: Any) -> Value:
    """Lower `ByteSwap` of 16 bits without a sign."""
    if x.low < 0 or x.high > 0xFFFF or not x.whole:
        raise NotExact(f"exchanging the bytes of {x.low:.0f}..{x.high:.0f} has no lowering to ONNX")
    upper = g.shifted(x, 8)
    lower = Value(g.add("Sub", x.name, g.times(upper, 256).name), 0, 255)
    return g.sum(g.times(lower, 256), upper)


def _to_whole(g: Graph, x: Value) -> Value:
    """Return float32 samples without their fraction."""
    if max(-x.low, x.high) >= 2**24:
        raise NotExact(f"floats of {x.low:g}..{x.high:g} are not proven to be below 2**24")
    whole = _truncated(g, x.name)
    name = whole if g.profile.real is np.float32 else g.cast(whole, g.profile.real)
    return Value(name, np.trunc(x.low), np.trunc(x.high))


def lut(g: Graph, x: Value, op: Lut, channel: tuple[int, int]) -> Value:
    """Lower `Lut`: all rows in one table, whose number is 256 times the channel and the byte."""
    if op.dtype not in ("f32", "u8", "i8", "u16", "i16"):
        raise NotExact(f"a table of {op.dtype} has no lowering to ONNX here")
    axis, length = channel
    place = g.cast(x.name, np.int64)
    if len(op.table) > 1:
        rows = np.arange(length, dtype=np.int64) * 256
        place = g.add("Add", place, rows.reshape((-1, *[1] * (-1 - axis))))
    if op.dtype != "f32":
        name = g.add("Gather", op.table.reshape(-1).astype(g.profile.real), place, axis=0)
        return Value(name, int(op.table.min()), int(op.table.max()))
    finite = op.table[np.isfinite(op.table)]
    name = g.add("Gather", op.table.reshape(-1), place, axis=0)
    return Value(name, float(finite.min(initial=0)), float(finite.max(initial=0)), False)


def _alpha(g: Graph, x: Value, channel: tuple[int, int]) -> tuple[str, str]:
    """Return the colours and the alpha of every pixel."""
    axis, length = channel
    colours = g.add("Gather", x.name, np.arange(length - 1, dtype=np.int64), axis=axis)
    return colours, g.add("Gather", x.name, np.array([length - 1], np.int64), axis=axis)


def premultiply(g: Graph, x: Value, op: Premultiply, channel: tuple[int, int]) -> Value:
    """Lower `Premultiply`."""
    colours, alpha = _alpha(g, x, channel)
    t = Value(g.add("Add", g.add("Mul", colours, alpha), g.real(128)), 128, 255 * 255 + 128)
    result = g.shifted(g.sum(g.shifted(t, 8), t), 8)
    return Value(g.add("Concat", result.name, alpha, axis=channel[0]), 0, 255)


def unpremultiply(g: Graph, x: Value, op: Unpremultiply, channel: tuple[int, int]) -> Value:
    """Lower `Unpremultiply`; a quotient that a runtime leaves off by one is put right by its remainder."""
    colours, alpha = _alpha(g, x, channel)
    zero, one = g.real(0), g.real(1)
    divisor = g.add("Max", alpha, one)
    product = g.add("Mul", colours, g.real(255))
    quotient = g.add("Floor", g.add("Div", product, divisor))
    rest = g.add("Sub", product, g.add("Mul", quotient, divisor))
    up = g.cast(g.add("Not", g.add("Less", rest, divisor)), g.profile.real)
    down = g.cast(g.add("Less", rest, zero), g.profile.real)
    divided = g.add("Min", g.add("Sub", g.add("Add", quotient, up), down), g.real(255))
    keeps = g.add("Or", g.add("Equal", alpha, zero), g.add("Equal", alpha, g.real(255)))
    result = g.add("Where", keeps, colours, divided)
    return Value(g.add("Concat", result, alpha, axis=channel[0]), 0, 255)


OPS: dict[type, Callable[..., Value]] = {
    Add: add,
    Shr: shr,
    MulBy: mul_by,
    DivBy: div_by,
    Round: round_,
    Clip: clip,
    Cast: cast,
    BytesApart: bytes_apart,
    ByteSwap: byte_swap,
    Lut: lut,
    Premultiply: premultiply,
    Unpremultiply: unpremultiply,
}
