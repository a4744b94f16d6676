"""The words of a plan: all that an executor or an exporter ever has to know.

A plan is arrays of numbers and four kinds of step.  `Gather` copies samples, `Taps` adds weighted samples, `Split`
gives parts of the result to different `Taps`, `Map` changes samples one by one.  What an original does in its own way
is said with the words below; there is no callable in a plan and no custom step.

Notes
-----
* Samples inside a plan have a dtype name of `DTYPES`.  ``bf16`` is stored as its 16 bits in ``uint16``.
* Axes are numbers into the shape of the picture, without the batch.  The letters of `Source.axes` name them.
* Arithmetic is done in one dtype at a time, first the accumulator's; every operation is rounded to that dtype (16-bit
  floats: computed in float32, then rounded, which is the same for one addition, product or division).
  Integers wrap in two's complement; a plan proves that they do not, or states it (`Sum.wraps`).
* A constant is a Python number that the dtype it meets represents exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np

from resample.plan.arrays import freeze
from resample.plan.points import (
    ACCUMULATORS,
    DTYPES,
    FLOATS,
    INTEGERS,
    Add,
    AnyArray,
    BytesApart,
    ByteSwap,
    Cast,
    CastMode,
    Clip,
    DivBy,
    DivCount,
    IntArray,
    LoadOp,
    Lut,
    MulBy,
    Number,
    PointOp,
    Premultiply,
    Round,
    Rounding,
    Shr,
    Unpremultiply,
)
from resample.plan.sums import (
    AfterBlocks,
    AllFused,
    AnyOrder,
    Cascade,
    Forward,
    Fused,
    Groups4,
    Lerp,
    Mul,
    MulDiv,
    MulShr,
    NotFused,
    Order,
    Pairs,
    Pairwise8,
    Perm,
    Quads,
    Reverse,
    Sum,
    Term,
    Unordered,
)

__all__ = [
    "ACCUMULATORS",
    "DTYPES",
    "FLOATS",
    "INTEGERS",
    "Add",
    "AfterBlocks",
    "AllFused",
    "AnyArray",
    "AnyOrder",
    "ByteSwap",
    "BytesApart",
    "Cascade",
    "Cast",
    "CastMode",
    "Clip",
    "DivBy",
    "DivCount",
    "Forward",
    "Fused",
    "Gather",
    "Groups4",
    "IntArray",
    "Lerp",
    "LoadOp",
    "Lut",
    "Map",
    "Mul",
    "MulBy",
    "MulDiv",
    "MulShr",
    "NotFused",
    "Number",
    "Order",
    "Pairs",
    "Pairwise8",
    "Part",
    "Perm",
    "PointOp",
    "Premultiply",
    "Quads",
    "Reverse",
    "Round",
    "Rounding",
    "Shr",
    "Span",
    "Split",
    "Step",
    "Sum",
    "Taps",
    "Term",
    "Unordered",
    "Unpremultiply",
]


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
        Weights in the accumulator's dtype (integers: any integer dtype, float32 for 16-bit accumulators).  None: all 1,
        a window sum.  Entries beyond the count are never used.
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

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the check and executors keep with a step: arrays that are read again may be changed."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


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
