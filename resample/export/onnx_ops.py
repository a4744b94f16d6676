"""Operations on samples as nodes of ONNX, on values whose range is known; see `resample.run.ops` for what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export.onnx_divide import DivRows, divided, powers_of_two, quotient, scaled, single, to_float
from resample.export.onnx_graph import Array, Graph, Value
from resample.export.onnx_pixels import byte_swap, bytes_apart, lut, premultiply, unpremultiply
from resample.export.onnx_products import times
from resample.export.onnx_whole import clipped, digits, number, plus, settled, shifted, within
from resample.plan.ranges import of_dtype
from resample.plan.words import (
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

__all__ = ["apply"]

Channel = tuple[int, int]


def apply(g: Graph, x: Value, ops: Sequence[PointOp | DivRows], channel: Channel, dtype: str) -> Value:
    """Return the value after operations in order.

    Parameters
    ----------
    g : Graph
    x : Value
    ops : sequence of PointOp or DivRows
    channel : (int, int)
        Where the last axis of the plan's picture is in the tensor, and its length.
    dtype : str
        Of the samples, in which integers wrap.

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
        if op == Cast("f32") and rest and (rows := _divisors(g, x, rest[0])) is not None:
            x, dtype = quotient(g, x, rows), "f32"
            del rest[0]
            continue
        x = OPS[type(op)](g, x, op, channel, dtype)
        dtype = op.dtype if isinstance(op, Cast | Lut) else dtype
        if x.whole:
            x = within(g, x, dtype)
    return x


def _divisors(g: Graph, x: Value, op: PointOp | DivRows) -> Array | None:
    """Return whole numbers that divide whole numbers, where the profile trusts no operator with it."""
    if isinstance(op, DivRows):
        rows = op.rows
    elif isinstance(op, DivBy) and op.c in range(1, 2**16):
        rows = np.array(int(op.c), np.int64)
    else:
        return None
    trusted = g.profile.divides or powers_of_two(rows)
    return None if trusted or not x.whole or len(x.names) > 1 else rows


def add(g: Graph, x: Value, op: Add, *_: Any) -> Value:
    """Lower `Add`."""
    if x.whole:
        return plus(g, x, int(op.c))
    c = np.float32(op.c)
    return single(g.add("Add", x.name, np.asarray(c)), x.low + float(c), x.high + float(c))


def shr(g: Graph, x: Value, op: Shr, *_: Any) -> Value:
    """Lower `Shr`."""
    return shifted(g, x, op.n)


def mul_by(g: Graph, x: Value, op: MulBy, *_: Any) -> Value:
    """Lower `MulBy`: on float32 one multiplication, which every runtime rounds in the same way."""
    if x.whole:
        return times(g, x, int(op.c))
    return scaled(g.add("Mul", x.name, np.asarray(np.float32(op.c))), x, np.asarray(float(op.c)))


def div_by(g: Graph, x: Value, op: DivBy, *_: Any) -> Value:
    """Lower `DivBy` of floats."""
    return divided(g, x, np.asarray(np.float32(op.c)))


def div_rows(g: Graph, x: Value, op: DivRows, *_: Any) -> Value:
    """Lower a division by counts that differ."""
    return divided(g, x, op.rows.astype(np.float32))


def round_(g: Graph, x: Value, op: Round, *_: Any) -> Value:
    """Lower `Round` of float32: each addition in it is one operation, which every runtime rounds in the same way."""
    name = x.name
    if op.mode == "away":
        half = np.asarray(np.float32(0.5))
        below = g.add("Less", name, np.asarray(np.float32(0)))
        name = g.where(below, g.add("Sub", name, half), g.add("Add", name, half))
    if op.mode in ("away", "trunc"):
        name = _truncated(g, name)
    else:
        name = g.add({"rne": "Round", "floor": "Floor"}[op.mode], name)
    return single(name, np.floor(x.low), np.ceil(x.high))


def _truncated(g: Graph, name: str) -> str:
    """Return samples without their fraction, for which there is no operator."""
    below = g.add("Less", name, np.asarray(np.float32(0)))
    return g.where(below, g.add("Ceil", name), g.add("Floor", name))


def clip(g: Graph, x: Value, op: Clip, *_: Any) -> Value:
    """Lower `Clip`."""
    return clipped(g, x, op.lo, op.hi)


def cast(g: Graph, x: Value, op: Cast, channel: Channel, dtype: str) -> Value:
    """Lower `Cast`: among whole numbers a change of range, between them and float32 a change of type."""
    to = op.dtype
    if to in FLOATS:
        if to != "f32":
            raise NotExact(f"arithmetic in {to} has no lowering to ONNX here")
        return to_float(g, x) if x.whole else x
    if not x.whole:
        x = _to_whole(g, x, op)
    low, high = of_dtype(to)
    assert low is not None and high is not None
    return clipped(g, x, low, high) if op.mode == "sat" else within(g, x, to)


def _to_whole(g: Graph, x: Value, op: Cast) -> Value:
    """Return float32 samples without their fraction; those that no integer holds as the cast says."""
    end = 2.0 ** (63 if op.mode == "sat" or op.dtype in ("u32", "i64") else 31)
    name, low, high = x.name, x.low, x.high
    if not -end <= low <= high < end:
        name = _brought_inside(g, name, end, op.mode)
        low, high = max(low, -end) if op.mode == "sat" else -end, min(high, end)
    whole = g.cast(_truncated(g, name), g.profile.real)
    least, most = int(np.trunc(low)), min(int(np.trunc(high)), int(end) - (op.mode != "sat"))
    bits = g.profile.digit
    if max(-least, most) < g.profile.limit:
        return Value((whole,), least, most)
    # A float has no more bits than its significand, so that the digits of what is above the limit are exact as well.
    parts = digits(g, Value((whole,), least, most), bits, number(g, least, most, bits))
    return settled(g, [part.name for part in parts], least, most, bits)


def _brought_inside(g: Graph, name: str, end: float, mode: str) -> str:
    """Return float32 in -end..end, NaN as 0 (sat); or below end, everything else and NaN as -end (x86)."""
    low, high = np.asarray(np.float32(-end)), np.asarray(np.float32(end))
    over = g.add("Not", g.add("Less", name, high))
    if mode != "sat":
        return g.add("Where", g.add("Or", over, g.add("Less", name, low)), low, name)
    inside = g.add("Where", g.add("IsNaN", name), np.asarray(np.float32(0)), g.add("Where", over, high, name))
    return g.add("Where", g.add("Less", inside, low), low, inside)


OPS: dict[type, Callable[..., Value]] = {
    Add: add,
    Shr: shr,
    MulBy: mul_by,
    DivBy: div_by,
    DivRows: div_rows,
    Round: round_,
    Clip: clip,
    Cast: cast,
    BytesApart: bytes_apart,
    ByteSwap: byte_swap,
    Lut: lut,
    Premultiply: premultiply,
    Unpremultiply: unpremultiply,
}
