"""Where the samples of a Taps step, or of a part of a Split, lie: strides, bases, runs; and their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from resample.plan.words import Span
from resample.run.tables import Range, Tables

Offsets = npt.NDArray[np.int64]

#: Numbers of a block, so that what a kernel writes is still in the second-level cache when the next one reads it, and
#: that choosing kernels costs little beside running them.
BLOCK = 1 << 18
#: A run beyond it is divided first: its accumulators and the taps' rows should stay in the first-level cache.
RUN = 2048


@dataclass(frozen=True)
class Region:
    """Outputs of a step on C-contiguous arrays, in the form (bases, three resampled axes, run).

    Attributes
    ----------
    src_base, out_base : ndarray of int64
        Where each position across the axes that are neither resampled nor in the run begins.
    src_steps, out_steps : three ints
        Strides of the resampled axes, in samples.
    run : int
        Number of neighbouring samples, the same for source and result.
    """

    src_base: Offsets
    out_base: Offsets
    src_steps: tuple[int, int, int]
    out_steps: tuple[int, int, int]
    run: int


@dataclass(frozen=True)
class Block:
    """A tile of a region: ranges of bases, of the outputs of three axes, and of the run."""

    bases: Range
    outputs: tuple[Range, Range, Range]
    run: Range

    @property
    def shape(self) -> tuple[int, int, int, int, int]:
        """Lengths of the five ranges."""
        q, (a, b, c), r = self.bases, self.outputs, self.run
        return q[1] - q[0], a[1] - a[0], b[1] - b[0], c[1] - c[0], r[1] - r[0]

    @property
    def size(self) -> int:
        """Number of outputs."""
        return prod(self.shape)


def region(src: tuple[int, ...], out: tuple[int, ...], axes: tuple[int, ...], spans: tuple[Span, ...] = ()) -> Region:
    """Return where a step along the axes, confined to the spans, finds its samples and puts its outputs."""
    steps = [[prod(shape[axis + 1 :]) for axis in range(len(shape))] for shape in (src, out)]
    ranges = dict.fromkeys(((a,) for a in range(len(src))), None) | {s.axes: (s.start, s.stop) for s in spans}
    flat = {a for group in ranges for a in group if len(group) > 1}
    groups = sorted(g for g in ranges if len(g) > 1 or g[0] not in flat)
    run, begin, whole = 1, 0, True
    bases = np.zeros((2, 1), np.int64)
    for group in reversed(groups):
        if group[0] in axes:
            start, _ = ranges[group] or (0, 0)
            bases[1] += start * steps[1][group[0]]
            whole = False
            continue
        length = prod(src[a] for a in group)
        start, stop = ranges[group] or (0, length)
        unit = np.array([[s[group[-1]]] for s in steps])
        if whole:
            begin, run = begin + start * run, (stop - start) * run
            whole = (start, stop) == (0, length)
        else:
            outer = np.arange(start, stop, dtype=np.int64) * unit
            bases = (outer[:, :, None] + bases[:, None, :]).reshape(2, -1)
    src_steps, out_steps = ([s[a] for a in axes] + [0] * (3 - len(axes)) for s in steps)
    return Region(bases[0] + begin, bases[1] + begin, _three(src_steps), _three(out_steps), run)


def _three(values: list[int]) -> tuple[int, int, int]:
    a, b, c = values
    return a, b, c


def blocks(of: Region, tables: Tables, most: int, *, loads: bool, rows: int) -> Iterator[Block]:
    """Divide a region in blocks, if need be down to one output.

    Parameters
    ----------
    of : Region
    tables : Tables
    most : int
        Numbers of a block, such as `BLOCK`.
    loads : bool
        Whether the source samples of a block are copied.
    rows : int
        How many numbers are kept for each output.
    """
    size = _tile(of, tables, most, loads, rows)
    lengths = of.src_base.size, *(c.size for c in tables.count), of.run
    ranges = [[(a, min(a + s, n)) for a in range(0, n, s)] for s, n in zip(size, lengths, strict=True)]
    for q, a, b, c, r in product(*ranges):
        yield Block(q, (a, b, c), r)


def _tile(of: Region, tables: Tables, most: int, loads: bool, rows: int) -> list[int]:
    size = [of.src_base.size, *(c.size for c in tables.count), of.run]

    def numbers() -> int:
        read = size[0] * size[4] * prod(tables.span(slot, size[1 + slot]) for slot in range(3)) if loads else 0
        return max(read, prod(size) * rows)

    while numbers() > most:
        wide = [4] if size[4] > RUN else []
        halved = next((d for d in [*wide, 0, 1, 2, 3, 4] if size[d] > 1), None)
        if halved is None:
            break
        size[halved] = (size[halved] + 1) // 2
    return size


Steps = tuple[int, int, int]


def merged(shape: tuple[int, int, int, int], *steps: Steps) -> tuple[int, int, int, int]:
    """Return the shape of a copy of runs with the runs that follow each other, by all these strides, made one."""
    lengths, run = list(shape[:3]), shape[3]
    for slot in (2, 1, 0):
        if lengths[slot] != 1 and any(s[slot] != run for s in steps):
            break
        run, lengths[slot] = run * lengths[slot], 1
    return lengths[0], lengths[1], lengths[2], run
