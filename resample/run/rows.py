"""What the programs of rows share: consecutive taps, tables with addresses, work in bands and over threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from resample.kernels import jobs, spread
from resample.kernels.levels import level
from resample.kernels.simd import Kind
from resample.plan.state import State
from resample.plan.words import Step, Taps
from resample.run.bytes import MOST, SMALL, scratch
from resample.run.calls import called
from resample.run.threads import each, parts

__all__ = ["Job", "Loads", "consecutive", "fits", "lanes", "passes", "picture", "piece", "rows_of", "used"]

Array = npt.NDArray[Any]

U8 = np.dtype(np.uint8)
#: Name of a number -> its place in a header, which has so many numbers.
_PLACES: dict[str, int] = vars(jobs)
_NUMBERS = -(-jobs.HEADER // 8) * 8
#: Bytes that the last group or vector of a kept row may fill beyond its band.
BEYOND = 512
#: Bytes at the beginning of the scratch for the ends of rows, a few vectors at a time.
PADS = 1024
#: Bytes for intermediate rows, so that they stay in the second-level cache; more only where a few pixels take more.
ROOM = 1 << 18


def lanes() -> tuple[int, bool]:
    """Return the 32-bit lanes of a vector, and whether the CPU has such vectors."""
    found = level()
    return (4, False) if found is None else (found.lanes, True)


_BYTES = numba.types.Array(numba.uint8, 1, "C")


@cache
def compiled(kernel: Any, form: str, channels: int, width: int, native: bool) -> Callable[..., None]:
    """Return a kernel ``(kind, job, src, out, scratch, x0, x1, y0, y1)`` compiled for a form and so many channels."""
    kind = Kind(width, form, channels, native)
    function: Callable[..., None] = kernel.compile((kind, *[_BYTES] * 4, *[numba.int64] * 4))
    return function


def picture(state: State) -> tuple[int, int, int] | None:
    """Return height, width and channels of a picture of two or three axes, the channels last, in rows below 2**31."""
    if len(state.shape) not in (2, 3):
        return None
    height, width, channels = (*state.shape, 1)[:3]
    return (height, width, channels) if width * channels < 1 << 31 else None


def passes(steps: tuple[Step, ...], axes: tuple[int, ...]) -> tuple[Taps, ...] | None:
    """Return the first steps if they are Taps of these axes, one each."""
    taken = tuple(s for s, a in zip(steps, axes, strict=False) if isinstance(s, Taps) and s.axes == (a,))
    return taken if len(taken) == len(axes) else None


def used(step: Taps) -> tuple[Array, Array]:
    """Return position and weight of each tap of a step along one axis; beyond an output's count the weight is 0."""
    index, count = step.index[0], step.count[0]
    k = max(int(count.max()), 1)
    weight = step.weight[0][:, :k] if step.weight is not None else np.ones((count.size, k), np.int32)
    if weight.shape[1] < k:
        weight = np.zeros((count.size, k), weight.dtype)
    places = index[:, None] + np.arange(k, dtype=np.int32) if index.ndim == 1 else index[:, :k]
    if places.shape[1] < k:
        places = np.zeros((count.size, k), np.int32)
    if int(count.min()) == k:
        return places, weight
    inside = np.arange(k) < count[:, None]
    first = np.where(inside[:, :1], places[:, :1], 0)
    return np.where(inside, places, first), np.where(inside, weight, weight.dtype.type(0))


def consecutive(step: Taps, size: int, sizes: Iterable[int]) -> tuple[Array, Array] | None:
    """Return first tap and weights of as many consecutive taps, in one of the sizes; None if no size holds them.

    Integer weights of one place are added together. Taps stay inside the axis unless it has fewer places than taps; all
    weights fit 16 bits.
    """
    assert step.weight is not None
    index, count, weight = step.index[0], step.count[0], step.weight[0]
    first = np.empty(count.size, np.int32)
    for taps in sizes:
        out = np.empty((count.size, taps), np.int64)
        held, low, high = called(spread.consecutive, index, count, weight, size, first, out)
        if held:
            return (first, out) if low >= -(1 << 15) and high < 1 << 15 else None
    return None


def fits(weights: Array, bits: int) -> bool:
    """Return whether signed integers of so many bits hold the weights."""
    return bool(
        weights.size == 0 or (int(weights.min()) >= -(1 << (bits - 1)) and int(weights.max()) < 1 << (bits - 1))
    )


def rows_of(places: Array, most: int) -> tuple[Array, int] | None:
    """Return rows for each output of a column, and how many neighbouring rows hold those of any output."""
    slots = int((places.max(axis=1) - places.min(axis=1)).max()) + 1
    return (np.ascontiguousarray(places, np.int32), slots) if slots <= most else None


def piece(values: Array) -> Array:
    """Return the bytes of a table, as many as a multiple of 64."""
    flat: Array = np.ascontiguousarray(values).reshape(-1).view(U8)
    if flat.size % 64 == 0:
        return flat
    whole = np.zeros(-(-flat.size // 64) * 64, np.uint8)
    whole[: flat.size] = flat
    return whole


@dataclass(frozen=True)
class Loads:
    """Where outputs along a row begin, and which of their groups vectors may load.

    Attributes
    ----------
    group, groups : int
        Outputs of a group, and groups.
    offset : ndarray of uint8
        Table of offsets in bytes, one int32 for each output of every group.
    all, safe : int
        Groups; those before the first that would read beyond the end of its row. Both 0 without vectors.
    over : int
        Bytes that the last load lies beyond the end of its row.
    """

    group: int
    groups: int
    offset: Array
    all: int
    safe: int
    over: int

    @staticmethod
    def of(stride: int, offset: Array, group: int, size: int, vectors: bool, further: Array | int = 0) -> Loads:
        """Return what is known of vectors that load `size` bytes at offsets and `further` on; rows have `stride` bytes.

        A group that would read beyond the picture is left to single numbers: that can only be in its last rows.
        """
        groups = -(-offset.size // group)
        padded = np.empty(-(-groups * group // 16) * 16, np.int32)
        reach = np.atleast_1d(np.asarray(further, np.int64))
        over, first = called(spread.loads, offset.astype(np.int32, copy=False), reach, size, stride, padded)
        safe = groups if first < 0 else first // group
        return Loads(group, groups, padded.view(U8), groups if vectors else 0, safe if vectors else 0, over)


class Job:
    """A kernel, and what it is told: numbers and tables in one piece of memory.

    Parameters
    ----------
    src, out : tuple of int
        Height, width and channels of the source and of the result.

    Attributes
    ----------
    group, groups : int
        Outputs of a group along a row, and groups; set by `loads`.
    """

    def __init__(self, src: tuple[int, int, int], out: tuple[int, int, int]) -> None:
        self.src, self.out = src, out
        self.group = self.groups = 0
        self._header = [0] * _NUMBERS
        self._tables: list[Array] = []
        self._size = 8 * _NUMBERS
        self.set(HEIGHT=src[0], CHANNELS=src[2], STRIDE=src[1] * src[2], OUT_STRIDE=out[1] * out[2])

    def set(self, **numbers: int) -> None:
        """Put numbers in their places."""
        for name, value in numbers.items():
            self._header[_PLACES[name]] = value

    def table(self, name: str, values: Array) -> None:
        """Put a table behind the others."""
        self.piece(name, piece(values))

    def piece(self, name: str, bytes_: Array) -> None:
        """Put a table that `piece` made behind the others."""
        self.pieces({name: 0}, bytes_)

    def pieces(self, starts: dict[str, int], bytes_: Array) -> None:
        """Put several such tables, one after the other, behind the others; each has a name and where it starts."""
        for name, start in starts.items():
            self._header[_PLACES[name]] = self._size + start
        self._tables.append(bytes_)
        self._size += bytes_.size

    def loads(self, offset: Array, group: int, size: int, vectors: bool, further: Array | int = 0) -> None:
        """Put what `Loads.of` makes of these."""
        self.load(Loads.of(self.src[1] * self.src[2], offset, group, size, vectors, further))

    def load(self, found: Loads) -> None:
        """Put offsets of outputs, and how far vectors may go that load there."""
        self.piece("OFFSET", found.offset)
        self.reach(found)

    def reach(self, found: Loads) -> None:
        """Put how far vectors may go that load at offsets."""
        self.group, self.groups = found.group, found.groups
        beyond = max(-(-found.over // (self.src[1] * self.src[2])), 0)
        self.set(
            GROUP=found.group, ALL_GROUPS=found.all, SAFE_GROUPS=found.safe, FREE=max(self.src[0] - beyond, 0)
        )  # fmt: skip

    def ring(self, kernel: Any, form: str, slots: int, item: int, extra: int) -> bool:
        """Take a kernel that keeps `slots` rows of numbers of `item` bytes, in bands of whole groups.

        Returns
        -------
        bool
            Whether that fits into `MOST`.
        """
        channels, width, group = self.out[2], self.out[1], self.group
        most = max(ROOM // (slots * item * channels) // group, 1) * group
        even = -(-width // -(-width // most))
        band = -(-even // group) * group
        size = (band * channels * item + BEYOND + 63) // 64 * 64
        self.set(SLOTS=slots, SLOT_SIZE=size)
        # Beside its numbers, of each row which one it is, and an address.
        return self.take(kernel, form, band, slots * (size + 16) + extra + PADS)

    def take(self, kernel: Any, form: str, band: int, scratch: int) -> bool:
        """Take a kernel that wants so many columns at a time and so much scratch memory."""
        width, native = lanes()
        self._kernel: tuple[Any, str, int, int, bool] = kernel, form, min(self.src[2], 4), width, native
        self.band, self.scratch = band, scratch
        self.packed = np.concatenate([np.array(self._header, np.int64).view(U8), *self._tables])
        self._tables.clear()
        return scratch <= MOST

    def entry(self) -> Callable[..., None]:
        """Return the kernel as `compiled` gives it."""
        return compiled(*self._kernel)

    def run(self, src: Array, out: Array, threads: int) -> None:
        """Run the kernel over all bands and rows."""
        kernel = self.entry()
        source, target = src.reshape(-1), out.reshape(-1)
        if source.dtype is not U8:
            source, target = source.view(U8), target.view(U8)
        height, width = self.out[:2]
        if threads == 1 or source.size + target.size < SMALL:
            memory = scratch(self.scratch)
            if width <= self.band:
                kernel(None, self.packed, source, target, memory, 0, width, 0, height)
                return
            for x in range(0, width, self.band):
                kernel(None, self.packed, source, target, memory, x, min(x + self.band, width), 0, height)
            return
        bands = [(x, min(x + self.band, width)) for x in range(0, width, self.band)]
        tiles = [(*band, *rows) for rows in parts(height, threads) for band in bands]

        def work(number: int, memory: Array) -> None:
            kernel(None, self.packed, source, target, memory, *tiles[number])

        each(len(tiles), threads, lambda: scratch(self.scratch), work)
