"""The words of a plan: all that an executor or an exporter ever has to know.

A plan is arrays of numbers and four kinds of step.  `Gather` copies samples, `Taps` adds weighted samples, `Split` gives
parts of the result to different `Taps`, `Map` changes samples one by one.  What an original does in its own way is said
with the words below; there is no callable in a plan and no custom step.

Conventions
-----------
* Samples inside a plan have a dtype name of `DTYPES`.  ``bf16`` is stored as its 16 bits in ``uint16``.
* Axes are numbers into the shape of the picture, without the batch.  The letters of `Source.axes` name them.
* Arithmetic is done in one dtype at a time, first the accumulator's; every operation is rounded to that dtype (16-bit
  floats: computed in float32, then rounded, which is the same for one addition, product or division).
  Integers wrap in two's complement; a plan proves that they do not, or states it (`Sum.wraps`).
* A constant is a Python number that the dtype it meets represents exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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


# --- operations on one value: loads, finishes, maps -------------------------------------------------------------------


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
    """Round a float to a whole number: rne (ties to even), away (trunc(v + 0.5), or trunc(v - 0.5) below 0), floor, trunc."""

    mode: Rounding


@dataclass(frozen=True)
class Clip:
    """Replace what is below lo by lo and what is above hi by hi; NaN stays."""

    lo: Number
    hi: Number


@dataclass(frozen=True)
class Cast:
    """Change the dtype: wrap (keep the low bits), sat (clip to the range), x86 (out of range and NaN: the lowest integer).

    To a float dtype the value is rounded to nearest even, to 16 bits by way of ``f32``, and the mode says nothing.  From a float to an integer it is
    truncated, by ``sat`` (NaN gives 0) or ``x86`` (by way of ``i32``, whose low bits a narrower dtype keeps).
    """

    dtype: str
    mode: CastMode = "wrap"


@dataclass(frozen=True)
class BytesApart:
    """Clip the two bytes of a 16-bit result apart: C remainder by 256, and value >> 8, each to 0..255."""


@dataclass(frozen=True, eq=False)
class Lut:
    """Replace a ``u8`` sample by an entry of the table of its channel (the last axis): ``table`` is (channels or 1, 256)."""

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


# --- terms: what one tap contributes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mul:
    """The term is sample * weight."""


@dataclass(frozen=True)
class MulShr:
    """The term is sample * weight >> n, the product exact, rounded down (floor) or to nearest, ties away from zero (away)."""

    n: int
    rounding: Literal["floor", "away"]


@dataclass(frozen=True, eq=False)
class MulDiv:
    """The term is (sample * weight) / divisor[output]: the product is rounded before the division."""

    divisor: AnyArray

    def __post_init__(self) -> None:
        freeze(self, "divisor")


@dataclass(frozen=True)
class Lerp:
    """Two taps, one weight t: a + (b - a) * t, the last product and sum fused or rounded apart."""

    fused: bool = False


Term = Mul | MulShr | MulDiv | Lerp


# --- the sum: accumulator, start, order, fusion -----------------------------------------------------------------------


@dataclass(frozen=True)
class AnyOrder:
    """The order cannot matter: the accumulator is an integer."""


@dataclass(frozen=True)
class Forward:
    """Taps are added in their order; over several axes the last axis runs fastest."""


@dataclass(frozen=True)
class Reverse:
    """Taps are added from the last to the first."""


@dataclass(frozen=True)
class Perm:
    """Taps are added in the order p[0], p[1], ... of their flat numbers; every output has len(p) taps."""

    p: tuple[int, ...]


@dataclass(frozen=True)
class Pairs:
    """Neighbours are added in pairs, the sums again in pairs, until one is left; an odd last one is carried along.

    A sum that starts with zero is added to zero at the end; so for `Pairwise8`.

    Fused: the first product of each first pair is not rounded.
    """


@dataclass(frozen=True)
class Groups4:
    """Four taps at a time are summed left to right in the inner dtype and then added; the rest is added one by one."""

    inner: str


@dataclass(frozen=True)
class Quads:
    """Blocks of 2x2 taps are summed in the inner dtype, row by row of blocks, and then added.

    A last odd column adds its pairs, a last odd row its pairs, the corner itself; in a block the upper row comes first.
    """

    inner: str


@dataclass(frozen=True)
class Cascade:
    """A four-level cascade sum over vectors of `lanes` taps, `ways` interleaved ones.

    One cascade adds 2**p vectors to level 0, then moves level 0 into level 1, and so on (p: see the reference function).
    With 4 ways, vector k goes to way k % 4; the vectors left over go to way 0, and the ways are added left to right.
    With several lanes the taps left over are added to 0 in order, and then the lanes left to right.
    """

    lanes: int
    ways: Literal[1, 4]


@dataclass(frozen=True)
class Pairwise8:
    """Below 8 taps forward; to 128 eight interleaved sums ((0+1)+(2+3))+((4+5)+(6+7)) and the rest forward; beyond, halves.

    The first half is rounded down to a multiple of 8.
    """


@dataclass(frozen=True)
class Unordered:
    """The original does not say; `bound` is the largest difference per unit of the largest sample that was proven or measured."""

    bound: float


Order = AnyOrder | Forward | Reverse | Perm | Pairs | Groups4 | Quads | Cascade | Pairwise8 | Unordered


@dataclass(frozen=True)
class NotFused:
    """Every product is rounded before it is added."""


@dataclass(frozen=True)
class AllFused:
    """Every product but the one that starts the sum is added with one rounding (FMA)."""


@dataclass(frozen=True)
class AfterBlocks:
    """After the first tap, whole blocks of `lanes` taps are not fused; the taps after the last whole block are."""

    lanes: int


Fused = NotFused | AllFused | AfterBlocks


@dataclass(frozen=True)
class Sum:
    """How the terms of one output are added.

    Attributes
    ----------
    acc : str
        Dtype of the accumulator, one of `ACCUMULATORS`; samples are cast to it after the loads.
    order : Order
        The order of the additions.
    init : {"zero", "first"}
        Whether the sum starts with zero or with the first term: decides the sign of a zero.  No taps give zero.
    fused : Fused
        Which products are added without being rounded.
    wraps : bool
        Whether integer arithmetic up to the first cast of the finish may wrap; otherwise the check proves that it cannot.
    """

    acc: str
    order: Order = field(default_factory=AnyOrder)
    init: Literal["zero", "first"] = "zero"
    fused: Fused = field(default_factory=NotFused)
    wraps: bool = False


# --- steps --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Gather:
    """Copy, bit for bit, one slice of an axis to each output: nearest, crop, pad, flip, BGR.

    Attributes
    ----------
    axis : int
    index : ndarray of int32, shape (n,)
        Source position of each output; -1 takes `fill`.
    fill : tuple of numbers
        One number, or one for each position of the last axis.
    """

    axis: int
    index: IntArray
    fill: tuple[Number, ...] = (0,)

    def __post_init__(self) -> None:
        freeze(self, "index", np.int32)


@dataclass(frozen=True, eq=False)
class Taps:
    """Give each output the sum of its taps.

    Attributes
    ----------
    axes : tuple of int
        The axes that are resampled, ascending; one makes a separable pass.
    index : tuple of ndarray of int32, one for each axis
        Shape (n,): taps are consecutive, and this is the first.  Shape (n, k): every tap is named; entries beyond the
        count are never read.
    count : tuple of ndarray of int32, shape (n,), one for each axis
        Number of taps of each output.
    weight : tuple of ndarray, shape (n, k), one for each axis, or None
        Weights in the accumulator's dtype (integers: any integer dtype, float32 for 16-bit accumulators).  None: all 1, a
        window sum.  Entries beyond the count are never used.
    sum : Sum
    finish : tuple of PointOp
        Applied to the sum, in order; the dtype after it is that of the result.
    load : tuple of LoadOp
        Applied to each sample before it is cast to the accumulator's dtype.
    term : Term
    product : {"outer", "inner"}
        How weights of several axes are multiplied: from the first axis on, or from the last.
    """

    axes: tuple[int, ...]
    index: tuple[IntArray, ...]
    count: tuple[IntArray, ...]
    weight: tuple[AnyArray, ...] | None
    sum: Sum
    finish: tuple[PointOp, ...] = ()
    load: tuple[LoadOp, ...] = ()
    term: Term = field(default_factory=Mul)
    product: Literal["outer", "inner"] = "outer"

    def __post_init__(self) -> None:
        freeze(self, "index", np.int32)
        freeze(self, "count", np.int32)
        if self.weight is not None:
            freeze(self, "weight")


@dataclass(frozen=True)
class Span:
    """A range of outputs along an axis, or along neighbouring axes counted as one (last axis fastest)."""

    axes: tuple[int, ...]
    start: int
    stop: int


@dataclass(frozen=True)
class Part:
    """The outputs inside all the spans, and the taps that make them.

    Where a span is one of the taps' axes, the taps list only the outputs of that span.  A span over several axes holds
    none of the taps' axes.
    """

    spans: tuple[Span, ...]
    taps: Taps


@dataclass(frozen=True)
class Split:
    """Parts that together make each output exactly once; all resample the same axes and have one result dtype."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Map:
    """Change every sample by the operations, in order."""

    ops: tuple[PointOp, ...]


Step = Gather | Taps | Split | Map
