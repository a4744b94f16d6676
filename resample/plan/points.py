"""Dtypes, and the operations on one value: loads, finishes and maps are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from resample.plan.arrays import freeze

Number = int | float
IntArray = npt.NDArray[np.int32]
AnyArray = npt.NDArray[np.generic]
Rounding = Literal["rne", "away", "floor", "trunc"]
CastMode = Literal["wrap", "sat", "x86"]

#: dtype name -> the NumPy dtype that stores it.
DTYPES: dict[str, np.dtype[np.generic]] = {
    "u8": np.dtype("u1"),
    "i8": np.dtype("i1"),
    "u16": np.dtype("u2"),
    "i16": np.dtype("i2"),
    "u32": np.dtype("u4"),
    "i32": np.dtype("i4"),
    "i64": np.dtype("i8"),
    "f16": np.dtype("f2"),
    "bf16": np.dtype("u2"),
    "f32": np.dtype("f4"),
    "f64": np.dtype("f8"),
}
FLOATS = ("f16", "bf16", "f32", "f64")
INTEGERS = tuple(name for name in DTYPES if name not in FLOATS)
ACCUMULATORS = ("i32", "u32", "i64", "f16", "bf16", "f32", "f64")


@dataclass(frozen=True)
class Add:
    """Add a constant."""

    c: Number


@dataclass(frozen=True)
class Shr:
    """Shift an integer right by n bits; the sign bit follows (floor division by 2**n)."""

    n: int


@dataclass(frozen=True)
class MulBy:
    """Multiply by a constant."""

    c: Number


@dataclass(frozen=True)
class DivBy:
    """Divide a float by a constant."""

    c: Number


@dataclass(frozen=True)
class DivCount:
    """Divide a float by the number of taps that the output has along the axes, multiplied together."""

    axes: tuple[int, ...]


@dataclass(frozen=True)
class Round:
    """Round a float to a whole number: rne (ties to even), away (trunc(v + 0.5), below 0 v - 0.5), floor, trunc."""

    mode: Rounding


@dataclass(frozen=True)
class Clip:
    """Replace what is below lo by lo and what is above hi by hi; NaN stays."""

    lo: Number
    hi: Number


@dataclass(frozen=True)
class Cast:
    """Change the dtype: wrap (keep the low bits), sat (clip to the range), x86 (out of range: the lowest integer).

    To a float dtype the value is rounded to nearest even, to 16 bits by way of ``f32``, and the mode says nothing.
    From a float to an integer it is truncated, by ``sat`` (NaN gives 0) or ``x86`` (by way of ``i32``, whose low bits a
    narrower dtype keeps; ``u32`` and ``i64`` by way of ``i64``).
    """

    dtype: str
    mode: CastMode = "wrap"


@dataclass(frozen=True)
class BytesApart:
    """Clip the two bytes of a 16-bit result apart: C remainder by 256, and value >> 8, each to 0..255."""


@dataclass(frozen=True, eq=False)
class Lut:
    """Replace a ``u8`` sample by its entry in the table of its channel, the last axis: (channels or 1, 256) entries."""

    table: AnyArray
    dtype: str

    def __post_init__(self) -> None:
        freeze(self, "table", DTYPES[self.dtype])


@dataclass(frozen=True)
class Premultiply:
    """Multiply ``u8`` colours by the alpha in the last channel: t = c*a + 128, c = ((t >> 8) + t) >> 8."""


@dataclass(frozen=True)
class Unpremultiply:
    """Divide ``u8`` colours by the alpha in the last channel, truncating, at most 255; alpha 0 and 255 leave them."""


@dataclass(frozen=True)
class ByteSwap:
    """Exchange the two bytes of a 16-bit sample."""


PointOp = (
    Add
    | Shr
    | MulBy
    | DivBy
    | DivCount
    | Round
    | Clip
    | Cast
    | BytesApart
    | Lut
    | Premultiply
    | Unpremultiply
    | ByteSwap
)
LoadOp = Cast | Shr
