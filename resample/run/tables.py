"""What a Taps step gives to the kernels: its arrays in their one form, made once a step and kept with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from resample.caches import once
from resample.plan.words import DTYPES, FLOATS, AfterBlocks, AllFused, MulDiv, MulShr, Perm, Reverse, Taps
from resample.run.values import compute_dtype

Array = npt.NDArray[Any]
Range = tuple[int, int]

#: More taps than any output has: no product is fused.
NEVER = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Tables:
    """A step with a slot for each of three axes; an axis that is absent has one output with one tap of weight 1.

    Parameters
    ----------
    step : Taps
    """

    step: Taps

    @once
    def dtype(self) -> np.dtype[Any]:
        """The dtype that sums are computed in: unsigned sums have the bits of signed ones, `mul_shr` has not."""
        acc = self.step.sum.acc
        return np.dtype(np.int32) if acc == "u32" and not isinstance(self.step.term, MulShr) else compute_dtype(acc)

    @once
    def integer(self) -> bool:
        """Whether the order of additions cannot matter."""
        return self.step.sum.acc not in FLOATS

    @once
    def count(self) -> tuple[Array, ...]:
        """Number of taps of each output."""
        return *(c.copy() for c in self.step.count), *(np.ones(1, np.int32) for _ in range(self._absent))

    @once
    def index(self) -> tuple[Array, ...]:
        """Source position of each tap, (outputs, taps)."""
        return *map(_explicit, self.step.index, self.step.count), *(
            np.zeros((1, 1), np.int32) for _ in range(self._absent)
        )

    @once
    def weight(self) -> tuple[Array, ...]:
        """Weight of each tap, (outputs, taps); a window sum has ones, which change no sample."""
        step = self.step
        given = step.weight or [np.ones(i.shape, self.dtype) for i in self.index[: len(step.axes)]]
        acc = compute_dtype(step.sum.acc)
        return *(np.array(w.astype(acc).astype(self.dtype), order="C") for w in given), *(
            np.ones((1, 1), self.dtype) for _ in range(self._absent)
        )

    @property
    def several(self) -> bool:
        """Whether weights of several axes are multiplied, and rounded."""
        return len(self.step.axes) > 1

    @property
    def inner(self) -> bool:
        """Whether they are multiplied from the last axis on; of two axes the order cannot matter."""
        return len(self.step.axes) == 3 and self.step.product == "inner"

    @property
    def _absent(self) -> int:
        return 3 - len(self.step.axes)

    @once
    def slots(self) -> dict[int, int]:
        """Axis of the picture -> its slot."""
        return {axis: slot for slot, axis in enumerate(self.step.axes)}

    @once
    def keys(self) -> Array:
        """The taps in the order of their addition, (taps, 3); those beyond an output's count are not its own."""
        longest = [int(c.max()) for c in self.count]
        keys = np.ascontiguousarray(np.indices(longest, np.int32).reshape(3, -1).T)
        if isinstance(self.step.sum.order, Reverse):
            return keys[::-1].copy()
        if isinstance(self.step.sum.order, Perm):
            return keys[list(self.step.sum.order.p)]
        return keys

    @once
    def start(self) -> Any:
        """What a sum starts with: -0.0 + x is x whatever x is, so that it stands for the first term."""
        return self.dtype.type(-0.0 if self.step.sum.init == "first" and not self.integer else 0)

    @once
    def apart(self) -> Array:
        """For each output of the first axis the number of taps before products are added without being rounded."""
        count, fused = self.count[0], self.step.sum.fused
        if isinstance(fused, AllFused):
            return np.zeros_like(count)
        if isinstance(fused, AfterBlocks):
            return np.asarray(1 + fused.lanes * (np.maximum(count - 1, 0) // fused.lanes))
        return np.full_like(count, NEVER)

    @once
    def divisor(self) -> Array:
        """What each output of the first axis is divided by, or nothing."""
        term = self.step.term
        given = term.divisor if isinstance(term, MulDiv) else ()
        return np.array(given, self.dtype)

    @once
    def low(self) -> tuple[Array, ...]:
        """First source position that each output reads; beyond every position where it has no taps."""
        return tuple(self._reach(slot, np.iinfo(np.int32).max, np.minimum) for slot in range(3))

    @once
    def high(self) -> tuple[Array, ...]:
        """Last source position that each output reads; -1 where it has no taps."""
        return tuple(self._reach(slot, -1, np.maximum) for slot in range(3))

    def _reach(self, slot: int, none: int, best: Any) -> Array:
        index = self.index[slot]
        used = np.arange(index.shape[1]) < self.count[slot][:, None]
        return np.asarray(best.reduce(np.where(used, index, none), axis=1))

    def span(self, slot: int, outputs: int) -> int:
        """Return how many source positions a tile of so many outputs reads at most."""
        starts = np.arange(0, self.count[slot].size, outputs)
        low = np.minimum.reduceat(self.low[slot], starts)
        high = np.maximum.reduceat(self.high[slot], starts)
        return int(np.maximum(high - low + 1, 1).max())

    def reach(self, slot: int, outputs: Range) -> Range:
        """Return the source positions that a range of outputs reads: the first, and the one after the last."""
        low = int(self.low[slot][slice(*outputs)].min())
        high = int(self.high[slot][slice(*outputs)].max())
        return (low, high + 1) if high >= low else (0, 1)


def _explicit(index: Array, count: Array) -> Array:
    """Return an index of (outputs, taps); entries beyond the count are not read."""
    longest = max(int(count.max()), 1)
    if index.ndim == 1:
        return np.ascontiguousarray(index[:, None] + np.arange(longest, dtype=np.int32))
    return np.array(index[:, :longest] if index.shape[1] >= longest else np.zeros((count.size, 1)), np.int32, order="C")


def stored(dtype: str) -> np.dtype[Any]:
    """Return the NumPy dtype of samples between steps, as kernels see it: 16-bit floats are their bits."""
    return np.dtype(np.uint16) if dtype in ("f16", "bf16") else DTYPES[dtype]


_TABLES: WeakKeyDictionary[Taps, Tables] = WeakKeyDictionary()


def tables_of(step: Taps) -> Tables:
    """Return the tables of a step, the same ones as long as the step lives."""
    found = _TABLES.get(step)
    if found is None:
        # A copy, because tables that hold the step itself would keep it alive.
        found = _TABLES[step] = Tables(replace(step))
    return found
