"""Flat arrays of samples between kernels: loads, casts, finishes and maps, by the kernels of points and casts.

A value is a flat array together with its dtype name, as in `resample.run.ops`; 16-bit floats are computed in float32.
The functions here own the array they are given: they change it in place, or return another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import casts, points
from resample.kernels.grids import GRIDS, PLAIN
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
    DivCount,
    Lut,
    MulBy,
    PointOp,
    Premultiply,
    Round,
    Shr,
    Unpremultiply,
)

__all__ = [
    "DIRECT",
    "UNSIGNED",
    "Array",
    "Scratch",
    "Where",
    "apply",
    "compute_dtype",
    "from_storage",
    "grid_of",
    "to_storage",
    "writable",
]

Array = npt.NDArray[Any]

#: The unsigned integers of each size: copies that do not look at the samples are compiled for these alone.
UNSIGNED = {size: np.dtype(f"u{size}") for size in (1, 2, 4, 8)}
#: Integers whose arithmetic has kernels; the others go by way of int64, which gives the same low bits.
WIDE = ("i32", "i64")
#: Casts that are worth a kernel of their own; other integers go by way of int64.
DIRECT = {("u8", "i32"), ("u8", "f32"), ("u16", "i32"), ("u16", "f32")}


class Scratch:
    """Buffers of one thread, used again by its next block."""

    def __init__(self) -> None:
        self._buffers: dict[tuple[str, np.dtype[Any]], Array] = {}

    def take(self, role: str, size: int, dtype: np.dtype[Any]) -> Array:
        """Return a flat array with undefined contents; the last one of the same role and dtype is given up."""
        buffer = self._buffers.get((role, dtype))
        if buffer is None or buffer.size < size:
            buffer = self._buffers[role, dtype] = np.empty(size, dtype)
        return buffer[:size]


@dataclass
class Where:
    """What an operation may need besides the value.

    Attributes
    ----------
    scratch : Scratch
    role : str
        Which buffers the operations use.
    channels : int
        Length of the last axis.
    counts : tuple of three arrays
        Numbers of taps along the resampled axes of the block.
    run : int
        Number of neighbouring samples that share their counts.
    slots : dict
        Axis of the plan -> which of the three counts is its own.
    """

    scratch: Scratch
    role: str = "value"
    channels: int = 1
    counts: tuple[Array, ...] = ()
    run: int = 1
    slots: dict[int, int] = field(default_factory=dict)


def compute_dtype(dtype: str) -> np.dtype[Any]:
    """Return the NumPy dtype in which a dtype is computed."""
    return np.dtype(np.float32) if dtype in GRIDS else DTYPES[dtype]


def grid_of(dtype: str) -> Any:
    """Return the number that tells a kernel how to round."""
    return GRIDS.get(dtype, PLAIN)


def from_storage(x: Array, dtype: str, where: Where) -> Array:
    """Return stored samples as an array to compute with."""
    if dtype not in GRIDS:
        return x
    y = where.scratch.take(where.role, x.size, np.dtype(np.float32))
    (casts.from_f16 if dtype == "f16" else casts.from_bf16)(x.view(np.uint16), y)
    return y


def to_storage(x: Array, dtype: str, where: Where) -> Array:
    """Return the value as it is stored between steps."""
    if dtype not in GRIDS:
        return x
    y = where.scratch.take(where.role, x.size, np.dtype(np.uint16))
    (casts.to_f16 if dtype == "f16" else casts.to_bf16)(x, y)
    return y


def apply(x: Array, dtype: str, ops: Sequence[PointOp], where: Where) -> tuple[Array, str]:
    """Apply operations in order."""
    for op in ops:
        x, dtype = OPS[type(op)](x, dtype, op, where)
    return x, dtype


def _plain(x: Array, to: np.dtype[Any], where: Where) -> Array:
    """Return `x.astype(to)`; x itself if it has that dtype."""
    if x.dtype == to:
        return x
    y = where.scratch.take(where.role, x.size, to)
    casts.cast(x, y)
    return y


def _by_i64(x: Array, dtype: str, op: PointOp, where: Where) -> tuple[Array, str]:
    """Apply an operation on integers that have no kernels of their own."""
    wide, _ = OPS[type(op)](_plain(x, np.dtype(np.int64), where), "i64", op, where)
    return _plain(wide, DTYPES[dtype], where), dtype


def _narrow(dtype: str) -> bool:
    return dtype not in FLOATS and dtype not in WIDE


def add(x: Array, dtype: str, op: Add, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.add`."""
    if _narrow(dtype):
        return _by_i64(x, dtype, op, where)
    points.add(x, x.dtype.type(op.c), grid_of(dtype))
    return x, dtype


def shr(x: Array, dtype: str, op: Shr, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.shr`."""
    if _narrow(dtype):
        return _by_i64(x, dtype, op, where)
    points.shr(x, op.n)
    return x, dtype


def mul_by(x: Array, dtype: str, op: MulBy, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.mul_by`."""
    if _narrow(dtype):
        return _by_i64(x, dtype, op, where)
    points.mul_by(x, x.dtype.type(op.c), grid_of(dtype))
    return x, dtype


def div_by(x: Array, dtype: str, op: DivBy, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.div_by`."""
    points.div_by(x, x.dtype.type(op.c), grid_of(dtype))
    return x, dtype


def div_count(x: Array, dtype: str, op: DivCount, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.div_count`."""
    slots = [where.slots[axis] for axis in op.axes]
    counts = tuple(c if slot in slots else np.ones_like(c) for slot, c in enumerate(where.counts))
    points.div_count(x, counts, where.run, grid_of(dtype))
    return x, dtype


def round_(x: Array, dtype: str, op: Round, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.round_`."""
    if op.mode == "away":
        points.round_away(x, grid_of(dtype))
    else:
        {"rne": points.round_rne, "floor": points.round_floor, "trunc": points.round_trunc}[op.mode](x)
    return x, dtype


def clip(x: Array, dtype: str, op: Clip, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.clip`."""
    if _narrow(dtype):
        return _by_i64(x, dtype, op, where)
    points.clip(x, x.dtype.type(op.lo), x.dtype.type(op.hi))
    return x, dtype


def cast(x: Array, dtype: str, op: Cast, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.cast`."""
    to = op.dtype
    if _narrow(dtype) and (dtype, to) not in DIRECT:
        x, dtype = _plain(x, np.dtype(np.int64), where), "i64"
    if to in FLOATS:
        y = _plain(x, compute_dtype(to), where)
        if to in GRIDS and to != dtype:
            casts.on_grid(y, grid_of(to))
        return y, to
    (lo, hi), (least, most) = _ends(to), _ends(dtype)
    if dtype in FLOATS:
        x = _float_to_int(x, op, lo, hi, where)
    elif op.mode == "sat" and dtype in WIDE:
        points.clip(x, x.dtype.type(max(lo, least)), x.dtype.type(min(hi, most)))
    return _plain(x, DTYPES[to], where), to


def _ends(dtype: str) -> tuple[int, int]:
    low, high = of_dtype(dtype)
    return low or 0, high or 0


def _float_to_int(x: Array, op: Cast, lo: int, hi: int, where: Where) -> Array:
    """Return a float as integers wide enough that a plain cast keeps what the mode wants."""
    wide = op.mode == "sat" or op.dtype in ("u32", "i64")
    y = where.scratch.take(where.role, x.size, np.dtype(np.int64 if wide else np.int32))
    if op.mode == "sat":
        casts.cast_sat(x, lo, hi, y)
    elif wide:
        casts.cast_x86_i64(x, y)
    else:
        casts.cast_x86_i32(x, y)
    return y


def bytes_apart(x: Array, dtype: str, op: BytesApart, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.bytes_apart`."""
    points.bytes_apart(x)
    return x, dtype


def lut(x: Array, dtype: str, op: Lut, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.lut`."""
    stored = UNSIGNED[op.table.itemsize]
    y = where.scratch.take("looked up", x.size, stored)
    points.lut(x, writable(op.table).view(stored), y)
    return from_storage(y.view(DTYPES[op.dtype]), op.dtype, where), op.dtype


def premultiply(x: Array, dtype: str, op: Premultiply, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.premultiply`."""
    points.premultiply(x, where.channels)
    return x, dtype


def unpremultiply(x: Array, dtype: str, op: Unpremultiply, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.unpremultiply`."""
    points.unpremultiply(x, where.channels)
    return x, dtype


def byte_swap(x: Array, dtype: str, op: ByteSwap, where: Where) -> tuple[Array, str]:
    """Run `resample.run.ops.byte_swap`."""
    points.byte_swap(x.view(np.uint16))
    return x, dtype


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


class _Address:
    """The memory of an array, said to be writable."""

    def __init__(self, array: Array) -> None:
        interface = dict(array.__array_interface__)
        interface["data"] = (interface["data"][0], False)
        self.__array_interface__ = interface
        self.owner = array


def writable(array: Array) -> Array:
    """Return the array, or a view that is not marked read-only: Numba compiles apart what only differs in the mark.

    Kernels never write to what they read.
    """
    return array if array.flags.writeable else np.asarray(_Address(array))
