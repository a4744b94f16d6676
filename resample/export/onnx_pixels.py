"""Operations that know pixels or bytes as nodes of ONNX: tables, alpha, exchanged bytes."""

from __future__ import annotations

import numpy as np

from resample.errors import NotExact
from resample.export.onnx_graph import Graph, Value
from resample.export.onnx_whole import added, clipped, in_digits, low_bits, number, settled, shifted, within
from resample.plan.words import FLOATS, BytesApart, ByteSwap, Lut, Premultiply, Unpremultiply

__all__ = ["byte_swap", "bytes_apart", "lut", "premultiply", "unpremultiply"]


def bytes_apart(g: Graph, x: Value, op: BytesApart, channel: tuple[int, int], dtype: str) -> Value:
    """Lower `BytesApart`: what is below 0 has neither byte."""
    kept = clipped(g, x, 0, max(x.high, 0))
    upper = clipped(g, shifted(g, kept, 8), 0, 255)
    return added(g, g.times(upper, 256), low_bits(g, kept, 8, 0))


def byte_swap(g: Graph, x: Value, op: ByteSwap, channel: tuple[int, int], dtype: str) -> Value:
    """Lower `ByteSwap`."""
    x = within(g, x, "u16")
    upper = g.shifted(x, 8)
    lower = g.rest(x, upper, 8)
    return within(g, g.sum(g.times(lower, 256), upper), dtype)


def lut(g: Graph, x: Value, op: Lut, channel: tuple[int, int], dtype: str) -> Value:
    """Lower `Lut`: all rows in one table, whose number is 256 times the channel and the byte."""
    if op.dtype in FLOATS and op.dtype != "f32":
        raise NotExact(f"a table of {op.dtype} has no lowering to ONNX here")
    axis, length = channel
    place = g.cast(x.name, np.int64)
    if len(op.table) > 1:
        rows = np.arange(length, dtype=np.int64) * 256
        place = g.add("Add", place, rows.reshape((-1, *[1] * (-1 - axis))))
    table = op.table.reshape(-1)
    if op.dtype == "f32":
        # The range of a table with infinities or NaN says nothing.
        ends = (float(table.min()), float(table.max())) if np.isfinite(table).all() else (-np.inf, np.inf)
        return Value((g.add("Gather", table, place, axis=0),), *ends, whole=False)
    low, high = int(table.min()), int(table.max())
    bits = 0 if max(-low, high) < g.profile.limit else g.profile.digit
    parts = np.array([in_digits(int(entry), bits, number(g, low, high, bits) if bits else 1) for entry in table])
    names = [g.add("Gather", part.astype(g.profile.real), place, axis=0) for part in parts.T]
    return settled(g, names, low, high, bits)


def _alpha(g: Graph, x: Value, channel: tuple[int, int]) -> tuple[str, str]:
    """Return the colours and the alpha of every pixel."""
    axis, length = channel
    colours = g.add("Gather", x.name, np.arange(length - 1, dtype=np.int64), axis=axis)
    return colours, g.add("Gather", x.name, np.array([length - 1], np.int64), axis=axis)


def premultiply(g: Graph, x: Value, op: Premultiply, channel: tuple[int, int], dtype: str) -> Value:
    """Lower `Premultiply`."""
    colours, alpha = _alpha(g, x, channel)
    t = Value((g.add("Add", g.add("Mul", colours, alpha), g.real(128)),), 128, 255 * 255 + 128)
    result = g.shifted(g.sum(g.shifted(t, 8), t), 8)
    return Value((g.add("Concat", result.name, alpha, axis=channel[0]),), 0, 255)


def unpremultiply(g: Graph, x: Value, op: Unpremultiply, channel: tuple[int, int], dtype: str) -> Value:
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
    return Value((g.add("Concat", result, alpha, axis=channel[0]),), 0, 255)
