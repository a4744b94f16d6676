"""Terms and sums: what one tap contributes, and how contributions are added."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from resample.plan.arrays import freeze
from resample.plan.points import AnyArray

# --- terms: what one tap contributes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mul:
    """The term is sample * weight."""


@dataclass(frozen=True)
class MulShr:
    """The term is sample * weight >> n, the product exact, rounded down (floor) or to nearest, ties away from zero."""

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

    One cascade adds 2**p vectors to level 0, then moves level 0 into level 1, and so on (p: see the reference).
    With 4 ways, vector k goes to way k % 4; the vectors left over go to way 0, and the ways are added left to right.
    With several lanes the taps left over are added to 0 in order, and then the lanes left to right.
    """

    lanes: int
    ways: Literal[1, 4]


@dataclass(frozen=True)
class Pairwise8:
    """Below 8 taps forward; to 128 eight interleaved sums, paired, and the rest forward; beyond that, halves.

    The eight are added as ((0+1)+(2+3))+((4+5)+(6+7)); the first half is rounded down to a multiple of 8.
    """


@dataclass(frozen=True)
class Unordered:
    """The original does not say; `bound` is the largest difference seen or proven, per unit of the largest sample."""

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
        Whether integers may wrap up to the first cast of the finish; otherwise the check proves that they cannot.
    """

    acc: str
    order: Order = field(default_factory=AnyOrder)
    init: Literal["zero", "first"] = "zero"
    fused: Fused = field(default_factory=NotFused)
    wraps: bool = False
