"""One Taps step, or one part of a Split, block by block: load, sum, finish, store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import copies, rows, sums
from resample.kernels.grids import GRIDS
from resample.plan.words import (
    FLOATS,
    AnyOrder,
    Cascade,
    Cast,
    Forward,
    Groups4,
    Lerp,
    MulDiv,
    MulShr,
    NotFused,
    Pairs,
    Pairwise8,
    Quads,
    Taps,
    Unordered,
)
from resample.run import orders, values
from resample.run.regions import Block, Region, Steps, blocks, merged
from resample.run.tables import Tables, stored
from resample.run.values import Array, Scratch, Where

#: Up to this run a sum along one axis is kept in a register, tap after tap; beyond it the run is added tap by tap.
SHORT = 16


@dataclass(frozen=True)
class Samples:
    """Samples of a block in the accumulator's dtype, and where the kernels find them."""

    array: Array
    base: npt.NDArray[np.int64]
    steps: Steps


class Pass:
    """A region of a step, on two flat arrays.

    Parameters
    ----------
    step : Taps
    tables : Tables
        Those of the step.
    region : Region
    src : ndarray
        Flat, as it is stored.
    dtype : str
        Dtype name of the source.
    out : ndarray
        Flat, as it is stored.
    most : int
        Numbers of a block.
    """

    def __init__(
        self, step: Taps, tables: Tables, region: Region, src: Array, dtype: str, out: Array, most: int
    ) -> None:
        self.step, self.tables, self.region = step, tables, region
        self.src, self.dtype, self.out = src, dtype, out
        order = step.sum.order
        self.grouped = isinstance(order, Groups4 | Quads) and not (tables.integer and order.inner == step.sum.acc)
        # A lerp has its own order, and integers any.
        tree = isinstance(order, Pairs | Cascade | Pairwise8) and not isinstance(step.term, Lerp)
        self.by_rows = self.grouped or (tree and not tables.integer)
        sixteen = self.dtype in GRIDS or step.sum.acc in GRIDS
        self.direct = stored(dtype) == tables.dtype and not (step.load or self.grouped or sixteen)
        self.blocks = list(blocks(region, tables, most, loads=not self.direct, rows=self._rows()))

    def _rows(self) -> int:
        """Return how many numbers a block keeps for each output."""
        if not self.by_rows:
            return 1
        order, taps = self.step.sum.order, self.tables.keys.shape[0]
        return orders.cascade(taps, order.lanes, order.ways)[1] if isinstance(order, Cascade) else taps + 1

    def run(self, block: Block, scratch: Scratch) -> None:
        """Compute the outputs of a block."""
        total, acc = self._sum(block, scratch), self.step.sum.acc
        if acc == "u32":
            total = total.view(np.uint32)
        counts = tuple(c[slice(*o)] for c, o in zip(self.tables.count, block.outputs, strict=True))
        where = Where(scratch, counts=counts, run=block.shape[4], slots=self.tables.slots)
        value, dtype = values.apply(total, acc, self.step.finish, where)
        self._store(values.to_storage(value, dtype, where), block)

    def _store(self, value: Array, block: Block) -> None:
        q, a, b, c, run = block.shape
        steps = b * c * run, c * run, run
        begin = sum(o[0] * s for o, s in zip(block.outputs, self.region.out_steps, strict=True)) + block.run[0]
        to = self.region.out_base[slice(*block.bases)] + begin
        base = np.arange(q, dtype=np.int64) * (a * steps[0])
        unsigned = values.UNSIGNED[value.itemsize]
        shape = merged((a, b, c, run), steps, self.region.out_steps)
        copies.box(value.view(unsigned), base, steps, self.out.view(unsigned), to, self.region.out_steps, shape)

    # --- samples ------------------------------------------------------------------------------------------------------

    def _samples(self, block: Block, scratch: Scratch, dtype: str) -> Samples:
        """Return the samples that a block reads, loaded and cast to a dtype."""
        if self.direct:
            base = self.region.src_base[slice(*block.bases)] + block.run[0]
            return Samples(self.src, base, self.region.src_steps)
        at_once = not self.step.load and (self.dtype, dtype) in values.DIRECT
        band, base, steps = self._band(block, scratch, values.compute_dtype(dtype) if at_once else stored(self.dtype))
        if at_once:
            return Samples(band, base, steps)
        where = Where(scratch, role="samples")
        value, found = values.from_storage(band, self.dtype, where), self.dtype
        value, found = values.apply(value, found, self.step.load, where)
        value, _ = values.apply(value, found, (_change(found, dtype),), where)
        # Unsigned sums have the bits of signed ones; only `mul_shr` looks at the sign.
        signed = dtype == "u32" and not isinstance(self.step.term, MulShr)
        return Samples(value.view(np.int32) if signed else value, base, steps)

    def _band(self, block: Block, scratch: Scratch, dtype: np.dtype[Any]) -> tuple[Array, npt.NDArray[np.int64], Steps]:
        """Return a copy of the samples that a block reads, as they are or in another dtype; its base and strides."""
        reach = [self.tables.reach(slot, outputs) for slot, outputs in enumerate(block.outputs)]
        (q, _, _, _, run), (a, b, c) = block.shape, (hi - lo for lo, hi in reach)
        steps = b * c * run, c * run, run
        begin = sum(lo * s for (lo, _), s in zip(reach, self.region.src_steps, strict=True)) + block.run[0]
        base = np.arange(q, dtype=np.int64) * (a * steps[0])
        src, band = self.src, scratch.take("band", q * a * steps[0], dtype)
        if dtype == src.dtype:
            unsigned = values.UNSIGNED[dtype.itemsize]
            src, band = src.view(unsigned), band.view(unsigned)
        shape = merged((a, b, c, run), self.region.src_steps, steps)
        src_base = self.region.src_base[slice(*block.bases)] + begin
        copies.box(src, src_base, self.region.src_steps, band, base, steps, shape)
        return band.view(dtype), base - sum(lo * s for (lo, _), s in zip(reach, steps, strict=True)), steps

    # --- sums ---------------------------------------------------------------------------------------------------------

    def _sum(self, block: Block, scratch: Scratch) -> Array:
        """Return the sums of a block in the accumulator's dtype, as the kernels hold them."""
        if self.grouped:
            return self._groups(block, scratch)
        samples = self._samples(block, scratch, self.step.sum.acc)
        if self.by_rows:
            return self._tree(block, samples, scratch)
        out = scratch.take("value", block.size, self.tables.dtype)
        if isinstance(self.step.term, Lerp | MulShr):
            self._one_axis(block, samples, out)
        else:
            self._running(block, samples, out)
        return out

    def _one_axis(self, block: Block, samples: Samples, out: Array) -> None:
        """Run the terms that only taps along one axis have."""
        term, run, outputs = self.step.term, block.shape[4], slice(*block.outputs[0])
        t = self.tables
        where = samples.array, samples.base, samples.steps[0], t.index[0][outputs]
        if isinstance(term, Lerp):
            grid = values.grid_of(self.step.sum.acc)
            sums.lerp(*where, t.weight[0][outputs], term.fused, run, out, grid)
        elif isinstance(term, MulShr) and term.rounding == "floor":
            sums.mul_shr_floor(*where, t.count[0][outputs], t.weight[0][outputs], term.n, run, out)
        else:
            sums.mul_shr_away(*where, t.count[0][outputs], t.weight[0][outputs], run, out)

    def _running(self, block: Block, samples: Samples, out: Array) -> None:
        """Add one tap after the other."""
        step, t, run, outputs = self.step, self.tables, block.shape[4], slice(*block.outputs[0])
        index, count, weight = (self._of(arrays, block) for arrays in (t.index, t.count, t.weight))
        forward = t.integer or isinstance(step.sum.order, AnyOrder | Forward | Unordered)
        grid, divides = values.grid_of(step.sum.acc), isinstance(step.term, MulDiv)
        if len(step.axes) == 1 and forward and run <= SHORT and step.sum.acc not in GRIDS and not divides:
            sums.running_short(
                samples.array,
                samples.base,
                samples.steps[0],
                index[0],
                count[0],
                weight[0],
                t.start,
                t.apart[outputs],
                run,
                out,
            )
            return
        where = samples.array, samples.base, samples.steps
        divisor = t.divisor[outputs]
        how = t.keys, t.start, t.apart[outputs], divisor, run, out, grid
        sums.running(*where, index, count, weight, t.several, t.inner, *how)

    @staticmethod
    def _of(arrays: tuple[Array, ...], block: Block) -> tuple[Array, ...]:
        """Return what belongs to the outputs of a block."""
        return tuple(array[slice(*outputs)] for array, outputs in zip(arrays, block.outputs, strict=True))

    # --- sums whose terms are kept in rows ----------------------------------------------------------------------------

    def _terms(self, block: Block, samples: Samples, keys: Array, into: Array, grid: Any, kernel: Any = None) -> None:
        """Write the terms of the keys into the first rows."""
        t = self.tables
        index, weight = self._of(t.index, block), self._of(t.weight, block)
        if weight[0].dtype != into.dtype:
            weight = tuple(np.ones(w.shape, into.dtype) for w in weight)
        where = samples.array, samples.base, samples.steps
        divisor = t.divisor[slice(*block.outputs[0])].astype(into.dtype)
        (kernel or rows.terms)(*where, index, weight, t.several, t.inner, keys, divisor, block.shape[4], into, grid)

    def _tree(self, block: Block, samples: Samples, scratch: Scratch) -> Array:
        """Add the terms as pairs, pairwise8 or cascade do."""
        order, keys, acc = self.step.sum.order, self.tables.keys, self.step.sum.acc
        taps, grid, at = len(keys), values.grid_of(acc), 0
        into = scratch.take("rows", self._rows() * block.size, self.tables.dtype).reshape(-1, block.size)
        if isinstance(order, Pairs) and not isinstance(self.step.sum.fused, NotFused):
            self._terms(block, samples, keys, into, grid, rows.pair_terms)
            taps = (taps + 1) // 2
        else:
            self._terms(block, samples, keys, into, grid)
        if isinstance(order, Cascade):
            program, at = orders.cascade(taps, order.lanes, order.ways)[0], taps
        else:
            program = orders.pairs(taps) if isinstance(order, Pairs) else orders.pairwise8(taps)
        rows.add_rows(into, program, grid)
        if self.step.sum.init == "zero" and not isinstance(order, Cascade):
            program, at = orders.total(1, zero=len(into) - 1)
            rows.add_rows(into, program, grid)
        return np.asarray(into[at])

    def _groups(self, block: Block, scratch: Scratch) -> Array:
        """Add groups that are summed in an inner dtype, and what is left over tap by tap."""
        order, acc, keys = self.step.sum.order, self.step.sum.acc, self.tables.keys
        assert isinstance(order, Groups4 | Quads)
        quads = isinstance(order, Quads)
        groups = orders.quads(*(int(c[0]) for c in self.tables.count[:2])) if quads else orders.groups4(len(keys))
        whole, single = [g for g in groups if len(g) > 1], [g[0] for g in groups if len(g) == 1]
        into = scratch.take("rows", (len(groups) + 1) * block.size, self.tables.dtype).reshape(-1, block.size)
        if whole:
            inner = self._inner_sums(block, scratch, keys, whole, order.inner)
            where = Where(scratch, role="groups")
            part, _ = values.apply(inner.reshape(-1), order.inner, (_change(order.inner, acc),), where)
            into[: len(whole)] = part.view(into.dtype).reshape(len(whole), -1)
        if single:
            samples = self._samples(block, scratch, acc)
            self._terms(block, samples, keys[single], into[len(whole) :], values.grid_of(acc))
        program, at = orders.total(len(groups), zero=len(groups) if self.step.sum.init == "zero" else None)
        rows.add_rows(into, program, values.grid_of(acc))
        return np.asarray(into[at])

    def _inner_sums(self, block: Block, scratch: Scratch, keys: Array, groups: list[list[int]], inner: str) -> Array:
        """Return a row for each group: its samples added left to right in the inner dtype."""
        samples = self._samples(block, scratch, inner)
        flat = [k for group in groups for k in group]
        into = scratch.take("inner rows", len(flat) * block.size, samples.array.dtype).reshape(-1, block.size)
        grid = values.grid_of(inner)
        self._terms(block, samples, keys[flat], into, grid)
        rows.add_rows(into, orders.group_sums([len(g) for g in groups]), grid)
        return into[: len(groups)].view(np.uint32) if inner == "u32" else into[: len(groups)]


def _change(dtype: str, to: str) -> Cast:
    """Return the cast that a sum makes where its dtypes differ."""
    return Cast(to, "x86" if dtype in FLOATS else "wrap")
