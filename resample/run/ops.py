"""Operations on samples, one function a word: the definition that kernels and exporters are held to.

A value is an array together with its dtype name.  16-bit floats are computed in float32 and rounded after every
operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.words import (
    DTYPES,
    FLOATS,
    Add,
    BytesApart,
    ByteSwap,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Lut,
    MulBy,
    Number,
    PointOp,
    Premultiply,
    Round,
    Shr,
    Unpremultiply,
)
from resample.run import floats

Array = npt.NDArray[Any]
#: Number of taps along an axis, shaped so that it broadcasts against the result.
Counts = Mapping[int, Array]


def from_storage(stored: Array, dtype: str) -> Array:
    """Return the samples as an array to compute with."""
    if dtype == "bf16":
        return floats.bf16_to_f32(stored)
    return floats.f16_to_f32(stored) if dtype == "f16" else stored


def to_storage(value: Array, dtype: str) -> Array:
    """Return the value as it is stored between steps."""
    if dtype == "bf16":
        return floats.f32_to_bf16(value)
    return floats.f32_to_f16(value) if dtype == "f16" else value.astype(DTYPES[dtype], copy=False)


def compute_dtype(dtype: str) -> np.dtype[Any]:
    """Return the NumPy dtype in which a dtype is computed."""
    return np.dtype(np.float32) if dtype in ("f16", "bf16") else DTYPES[dtype]


def rounded(value: Array, dtype: str) -> Array:
    """Return the result of one operation, rounded to the dtype."""
    return floats.round_to(value, dtype) if dtype in ("f16", "bf16") else value


def constant(c: Number, dtype: str) -> Any:
    """Return a constant as a scalar of the dtype, so that NumPy does not promote."""
    return compute_dtype(dtype).type(c)


def add(x: Array, dtype: str, op: Add, counts: Counts) -> tuple[Array, str]:
    """Define `Add`."""
    return rounded(x + constant(op.c, dtype), dtype), dtype


def shr(x: Array, dtype: str, op: Shr, counts: Counts) -> tuple[Array, str]:
    """Define `Shr`."""
    return x >> x.dtype.type(op.n), dtype


def mul_by(x: Array, dtype: str, op: MulBy, counts: Counts) -> tuple[Array, str]:
    """Define `MulBy`."""
    return rounded(x * constant(op.c, dtype), dtype), dtype


def div_by(x: Array, dtype: str, op: DivBy, counts: Counts) -> tuple[Array, str]:
    """Define `DivBy`."""
    return rounded(x / constant(op.c, dtype), dtype), dtype


def div_count(x: Array, dtype: str, op: DivCount, counts: Counts) -> tuple[Array, str]:
    """Define `DivCount`."""
    number = counts[op.axes[0]].astype(np.int64)
    for axis in op.axes[1:]:
        number = number * counts[axis]
    return rounded(x / rounded(number.astype(x.dtype), dtype), dtype), dtype


def round_(x: Array, dtype: str, op: Round, counts: Counts) -> tuple[Array, str]:
    """Define `Round`."""
    if op.mode == "away":
        half = x.dtype.type(0.5)
        return np.trunc(rounded(np.where(x >= 0, x + half, x - half), dtype)), dtype
    return {"rne": floats.round_half_even, "floor": floats.round_floor, "trunc": floats.round_trunc}[op.mode](x), dtype


def clip(x: Array, dtype: str, op: Clip, counts: Counts) -> tuple[Array, str]:
    """Define `Clip`."""
    low, high = constant(op.lo, dtype), constant(op.hi, dtype)
    return np.where(x < low, low, np.where(x > high, high, x)), dtype


def cast(x: Array, dtype: str, op: Cast, counts: Counts) -> tuple[Array, str]:
    """Define `Cast`."""
    to = op.dtype
    if to in FLOATS:
        return rounded(x.astype(compute_dtype(to)), to), to
    return floats.float_to_int(x, to, op.mode), to


def bytes_apart(x: Array, dtype: str, op: BytesApart, counts: Counts) -> tuple[Array, str]:
    """Define `BytesApart`."""
    low, high = np.clip(np.fmod(x, 256), 0, 255), np.clip(x >> 8, 0, 255)
    return (high << 8) | low, dtype


def lut(x: Array, dtype: str, op: Lut, counts: Counts) -> tuple[Array, str]:
    """Define `Lut`."""
    rows = np.arange(x.shape[-1]) if len(op.table) > 1 else 0
    return from_storage(op.table[rows, x], op.dtype), op.dtype


def premultiply(x: Array, dtype: str, op: Premultiply, counts: Counts) -> tuple[Array, str]:
    """Define `Premultiply`."""
    t = x[..., :-1].astype(np.int32) * x[..., -1:] + 128
    colours = ((t >> 8) + t) >> 8
    return np.concatenate([colours.astype(np.uint8), x[..., -1:]], -1), dtype


def unpremultiply(x: Array, dtype: str, op: Unpremultiply, counts: Counts) -> tuple[Array, str]:
    """Define `Unpremultiply`."""
    colours, alpha = x[..., :-1].astype(np.int32), x[..., -1:].astype(np.int32)
    divided = np.minimum(255 * colours // np.maximum(alpha, 1), 255)
    colours = np.where((alpha == 0) | (alpha == 255), colours, divided)
    return np.concatenate([colours.astype(np.uint8), x[..., -1:]], -1), dtype


def byte_swap(x: Array, dtype: str, op: ByteSwap, counts: Counts) -> tuple[Array, str]:
    """Define `ByteSwap`."""
    return x.byteswap(), dtype


OPS: dict[type, Callable[..., tuple[Array, str]]] = {
    Add: add,
    Shr: shr,
    MulBy: mul_by,
    DivBy: div_by,
    DivCount: div_count,
    Round: round_,
    Clip: clip,
    Cast: cast,
    BytesApart: bytes_apart,
    Lut: lut,
    Premultiply: premultiply,
    Unpremultiply: unpremultiply,
    ByteSwap: byte_swap,
}


def apply(x: Array, dtype: str, ops: tuple[PointOp, ...], counts: Counts | None = None) -> tuple[Array, str]:
    """Apply operations in order; `counts` is needed by `DivCount` only."""
    with np.errstate(all="ignore"):
        for op in ops:
            x, dtype = OPS[type(op)](x, dtype, op, counts or {})
    return x, dtype
