"""Bytes by integer weights and a rounded shift, along one axis or two, with or without alpha multiplied in: one walk.

The pattern, all of it optional but one of the sums:

    map premultiply; taps axis c: sum i32, finish add, shr, clip 0..255; taps axis r likewise; map unpremultiply
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from math import prod
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from resample.kernels import bytes as kernels
from resample.kernels import packing
from resample.kernels.dots import FORMS, MIXED_SUM
from resample.kernels.levels import level
from resample.kernels.simd import Kind
from resample.kernels.strips import GROUP, strip_rows
from resample.plan.state import State
from resample.plan.words import Map, Premultiply, Step, Unpremultiply
from resample.run.found import Found, made
from resample.run.packed import packed_across, packed_down
from resample.run.room import Room
from resample.run.threads import each, parts
from resample.run.weighted import Sums, weighted

__all__ = ["Walk", "clear", "match", "pack"]

Array = npt.NDArray[Any]
Entry = Callable[..., None]

#: What a call may hold beyond input and output, in bytes; larger needs are left to the plain loops.
MOST = 4 << 20
#: Bytes read and written below which a second thread costs more than it gives.
SMALL = 1 << 18

#: Most taps along columns that are added row by row, in pairs: of more, fewer of the samples of quads are in vain.
FEW = 12
#: Most samples of a pixel that a walk along rows takes.
_CHANNELS = max(GROUP)
ENTRIES = {
    "across": kernels.across_of,
    "down": kernels.down_of,
    "across_down": kernels.across_down_of,
    "across_rows": kernels.across_rows_of,
    "down_across": kernels.down_across_of,
}
#: Those that go along rows last, a strip of the result at a time.
STRIPS = (kernels.across_of, kernels.down_across_of)


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Return the walk for the steps that fit the pattern."""
    found = level()
    if found is None or states[0].dtype != "u8":
        return None
    colours = states[0].shape[-1] == 4
    before = colours and _is(steps[0], Premultiply)
    taken = int(before)
    sums: list[Sums] = []
    for step, state in zip(steps[taken : taken + 2], states[taken + 1 :], strict=False):
        one = weighted(step, state)
        if one is None:
            break
        sums.append(one)
    if not sums:
        return None
    if len(sums) == 2 and not _neighbours(sums, states[taken].shape):
        sums = sums[:1]
    taken += len(sums)
    after = colours and taken < len(steps) and _is(steps[taken], Unpremultiply)
    walk = pack(states[0].shape, sums, (before, after), found.lanes, found.dot8, native=True)
    return None if walk is None else Found(taken + after, walk)


def _is(step: Step, op: type) -> bool:
    return isinstance(step, Map) and len(step.ops) == 1 and isinstance(step.ops[0], op)


def _neighbours(sums: list[Sums], shape: tuple[int, ...]) -> bool:
    """Return whether two sums go along rows and columns of pictures with few samples a pixel."""
    first, second = sums[0].axis, sums[1].axis
    return abs(first - second) == 1 and prod(shape[max(first, second) + 1 :]) <= _CHANNELS


def _form(sums: list[Sums], dot8: bool) -> str:
    """Return the smallest form that holds all weights."""
    one, other = sums[0], sums[-1]
    if one.equal and other.equal:
        return "equal"
    low, high = min(one.weights[0], other.weights[0]), max(one.weights[1], other.weights[1])
    # The highest signed byte takes what is left after the lower ones were rounded to the nearest.
    if dot8 and -(1 << 15) <= low and high < (127 << 8) + 128:
        return "bytes2"
    if dot8 and -(1 << 23) <= low and high < (127 << 16) + (127 << 8) + 128:
        return "bytes3"
    if -(1 << 15) <= low and high < 1 << 15:
        return "narrow"
    # The highest signed byte is 127.
    mixed = max(one.highest, other.highest) <= MIXED_SUM and high < (127 << 16) + (1 << 15)
    return "mixed" if mixed else "wide"


_kind = cache(Kind)  # Numba's types take long to make


def pack(
    shape: tuple[int, ...], sums: list[Sums], alpha: tuple[bool, bool], lanes: int, dot8: bool, *, native: bool
) -> Walk | None:
    """Return the walk of one or two sums over pictures of a shape, for vectors of so many lanes; None if it is too big.

    Parameters
    ----------
    shape : tuple of int
        Of the picture; axes in front of the resampled ones count pictures.
    sums : list of Sums
        In the order of the passes.
    alpha : tuple of bool
        Whether alpha is multiplied in before, and divided out after.
    lanes : int
    dot8 : bool
    native : bool
        See `resample.kernels.simd.Kind`.
    """
    last = max(sums[0].axis, sums[-1].axis)
    channels = prod(shape[last + 1 :])
    across: Sums | None = sums[0]
    down: Sums | None = None
    if len(sums) == 2:
        across, down = sums if sums[0].axis == last else reversed(sums)
        outer, height, width = prod(shape[: last - 1]), shape[last - 1], shape[last]
    elif channels <= _CHANNELS:
        outer, height, width = 1, prod(shape[:last]), shape[last]
    else:
        outer, height = prod(shape[:last]), shape[last]
        across, down, width = None, sums[0], channels
        channels = shape[-1] if shape[-1] in GROUP else 1
        width //= channels
    kind = _kind(lanes, _form(sums, dot8), channels, native)
    return _packed(kind, (outer, height, width), across, down, sums[0] is down, alpha)


def _packed(
    kind: Kind,
    shape: tuple[int, int, int],
    across: Sums | None,
    down: Sums | None,
    down_first: bool,
    alpha: tuple[bool, bool],
) -> Walk | None:
    """Return the walk of so many pictures of a height and width."""
    outer, height, width = shape
    channels = kind.channels
    out_height, out_width = down.first.size if down else height, across.first.size if across else width
    head = [0] * packing.HEADER
    tables: list[Array] = []
    head[packing.HEIGHT], head[packing.SAMPLES] = height, width * channels
    head[packing.WIDTH], head[packing.OUT_HEIGHT] = out_width, out_height
    head[packing.ALPHA_BEFORE], head[packing.ALPHA_AFTER] = alpha
    order = _order(kind, across, down, down_first)
    room, end = Room(kind, height, width), 4 * packing.HEADER
    if across:
        row = made(across, ("across", kind.dot, channels), lambda: packed_across(kind, across))
        head[packing.PLACES] = row.most
        head[packing.HALF_ACROSS], head[packing.SHIFT_ACROSS] = across.half, across.shift
        room.across(row.most, row.spread, alpha[0])
        head[packing.FIRST_PLACES], head[packing.WEIGHTS_ACROSS] = end, end + row.places.nbytes
        end += row.places.nbytes + row.weights.nbytes
        tables += [row.places, row.weights]
    if down:
        rows = made(down, ("down", kind.dot, order), lambda: packed_down(kind, down, order))
        head[packing.QUADS], head[packing.HALF_DOWN], head[packing.SHIFT_DOWN] = rows.most, down.half, down.shift
        room.down(rows.most, alpha[0], order)
        head[packing.FIRST_ROWS], head[packing.WEIGHTS_DOWN] = end, end + rows.places.nbytes
        tables += [rows.places, rows.weights]
    if across:
        room.bands(out_width, row.places[::2], row.most, order)
    room.write(head)
    if head[packing.SCRATCH] > MOST:
        return None
    plan = np.concatenate([np.array(head, np.int32), *tables])
    size = height * width * channels + out_height * out_width * channels
    return Walk(ENTRIES[order], kind, plan, head[packing.SCRATCH], outer, out_height, size)


def _order(kind: Kind, across: Sums | None, down: Sums | None, down_first: bool) -> str:
    """Return which of `ENTRIES` a walk is."""
    if across is None or down is None:
        return "across" if down is None else "down"
    if down_first:
        return "down_across"
    few = FORMS[kind.dot].widened and down.most <= FEW
    return "across_rows" if few else "across_down"


class Walk:
    """A kernel with its packed plan; see `resample.run.programs.Program`.

    Parameters
    ----------
    function : dispatcher
        One of `resample.kernels.bytes`.
    kind : Kind
    plan : ndarray of int32
        Packed as `resample.kernels.packing` says.
    scratch : int
        Bytes of memory that the kernel needs.
    outer : int
        Number of pictures.
    rows : int
        Rows of a result.
    size : int
        Bytes of a picture and its result.
    """

    def __init__(self, function: Any, kind: Kind, plan: Array, scratch: int, outer: int, rows: int, size: int) -> None:
        self.function, self.kind, self.plan, self.scratch = function, kind, plan, scratch
        self.outer, self.rows, self.size = outer, rows, size

    def run(self, src: Array, out: Array, threads: int) -> None:
        """Run on C-contiguous arrays of the shapes of the states around the steps."""
        entry = compiled(self.function, self.kind)
        src, out = src.reshape(-1), out.reshape(-1)
        whole = strip_rows(self.kind) if self.function in STRIPS else 1
        shares = parts(self.rows, threads if self.size >= SMALL else 1, whole)
        tasks = [(q, *share) for q in range(self.outer) for share in shares]

        def work(number: int, memory: Array) -> None:
            entry(None, src, out, self.plan, memory, *tasks[number])

        if threads == 1 or len(tasks) == 1:
            memory = scratch(self.scratch)
            for number in range(len(tasks)):
                work(number, memory)
        else:
            each(len(tasks), threads, lambda: scratch(self.scratch), work)


_BYTES, _WORDS = numba.types.Array(numba.uint8, 1, "C"), numba.types.Array(numba.int32, 1, "C")


@cache
def compiled(function: Any, kind: Kind) -> Entry:
    """Return the compiled function for a kind of vectors, as Python calls it: arguments have to be of its types."""
    arguments = kind, _BYTES, _BYTES, _WORDS, _BYTES, numba.int64, numba.int64, numba.int64
    entry: Entry = function.compile(arguments)
    return entry


_local = threading.local()


def scratch(size: int) -> Array:
    """Return this thread's memory for kernels, at least so many bytes; it is given to the next call, too."""
    memory: Array | None = getattr(_local, "memory", None)
    if memory is None or memory.size < size:
        memory = _local.memory = np.empty(size, np.uint8)
    return memory


def clear() -> None:
    """Give back the calling thread's memory for kernels."""
    _local.memory = None
