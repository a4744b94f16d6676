"""Bytes by integer weights and a rounded shift, along one axis or two, with or without alpha multiplied in: one walk.

The pattern, all of it optional but one of the sums:

    map premultiply; taps axis c: sum i32, finish add, shr, clip 0..255; taps axis r likewise; map unpremultiply
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import prod
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from resample.kernels import bytes as kernels
from resample.kernels import packing
from resample.kernels.dots import FORMS
from resample.kernels.levels import level
from resample.kernels.simd import Kind
from resample.kernels.strips import GROUP
from resample.plan.state import State
from resample.plan.words import Map, Premultiply, Step, Unpremultiply
from resample.run.calls import called
from resample.run.found import Found, made
from resample.run.room import Room
from resample.run.threads import each
from resample.run.weighted import Sums, weighted

__all__ = ["Walk", "clear", "match", "pack"]

Array = npt.NDArray[Any]
Entry = Callable[..., None]

#: What a call may hold beyond input and output, in bytes; larger needs are left to the plain loops.
MOST = 4 << 20
#: Bytes read and written below which a second thread costs more than it gives.
SMALL = 1 << 18

#: Parts of a picture for each of several threads: one that is held up leaves its last ones to the others.
PARTS = 3
#: Most taps along columns that are added row by row, in pairs: of more, fewer of the samples of quads are in vain.
FEW = 12
ENTRIES = {
    "across": kernels.across_of,
    "down": kernels.down_of,
    "across_down": kernels.across_down_of,
    "across_rows": kernels.across_rows_of,
    "down_across": kernels.down_across_of,
}


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
    across = max(s.axis for s in sums)
    return min(s.axis for s in sums) == across - 1 and prod(shape[across + 1 :]) <= max(GROUP)


def _form(sums: list[Sums], dot8: bool) -> str:
    """Return the smallest form that holds all weights."""
    if all(s.equal for s in sums):
        return "equal"
    low, high = min(s.weights[0] for s in sums), max(s.weights[1] for s in sums)
    # The highest signed byte takes what is left after the lower ones were rounded to the nearest.
    if dot8 and -(1 << 15) <= low and high < (127 << 8) + 128:
        return "bytes2"
    if dot8 and -(1 << 23) <= low and high < (127 << 16) + (127 << 8) + 128:
        return "bytes3"
    return "narrow" if -(1 << 15) <= low and high < 1 << 15 else "wide"


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
    last = max(s.axis for s in sums)
    channels = prod(shape[last + 1 :])
    across: Sums | None = sums[0]
    down: Sums | None = None
    if len(sums) == 2:
        across, down = sorted(sums, key=lambda s: -s.axis)
        outer, height, width = prod(shape[: last - 1]), shape[last - 1], shape[last]
    elif channels <= max(GROUP):
        outer, height, width = 1, prod(shape[:last]), shape[last]
    else:
        outer, height = prod(shape[:last]), shape[last]
        across, down, width = None, sums[0], channels
        channels = shape[-1] if shape[-1] in GROUP else 1
        width //= channels
    kind = Kind(lanes, _form(sums, dot8), channels, native)
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
    head = np.zeros(packing.HEADER, np.int32)
    tables: list[Array] = [head]
    head[packing.HEIGHT], head[packing.SAMPLES] = height, width * channels
    head[packing.WIDTH], head[packing.OUT_HEIGHT] = out_width, out_height
    head[packing.ALPHA_BEFORE], head[packing.ALPHA_AFTER] = alpha
    order = _order(kind, across, down, down_first)
    room = Room(kind, height, width)
    if across:
        row = made(across, ("across", kind.dot, channels), lambda: _across(kind, across))
        n = row.weights.shape[1]
        head[packing.PLACES], head[packing.HALF_ACROSS], head[packing.SHIFT_ACROSS] = n, across.half, across.shift
        room.across(n, row.spread, alpha[0])
        _add(tables, packing.FIRST_PLACES, row.places)
        _add(tables, packing.WEIGHTS_ACROSS, row.weights)
    if down:
        rows = made(down, ("down", kind.dot, order), lambda: _down(kind, down, order))
        most = rows.weights.shape[1]
        head[packing.QUADS], head[packing.HALF_DOWN], head[packing.SHIFT_DOWN] = most, down.half, down.shift
        room.down(most, alpha[0], order)
        _add(tables, packing.FIRST_ROWS, rows.places)
        _add(tables, packing.WEIGHTS_DOWN, rows.weights)
    if across:
        room.bands(out_width, row.places[:, 0], n, order)
    room.write(head)
    if head[packing.SCRATCH] > MOST:
        return None
    plan = np.concatenate([t.reshape(-1) for t in tables])
    size = height * width * channels + out_height * out_width * channels
    return Walk(ENTRIES[order], kind, plan, outer, out_height, size)


def _order(kind: Kind, across: Sums | None, down: Sums | None, down_first: bool) -> str:
    """Return which of `ENTRIES` a walk is."""
    if across is None or down is None:
        return "across" if down is None else "down"
    if down_first:
        return "down_across"
    few = FORMS[kind.dot].widened and down.most <= FEW
    return "across_rows" if few else "across_down"


@dataclass(frozen=True)
class Packed:
    """Tables of an axis as kernels take them; see `resample.kernels.packing`.

    Attributes
    ----------
    places : ndarray of int32, shape (outputs, 2)
        Of each output its first group, and how many it has.
    weights : ndarray of int32, shape (outputs, groups, words)
    spread : int
        How far apart first places of one store are.
    """

    places: Array
    weights: Array
    spread: int = 0


def _across(kind: Kind, across: Sums) -> Packed:
    """Return the tables along rows."""
    form, group = FORMS[kind.dot], GROUP[kind.channels]
    places = np.empty((-(-across.first.size // group) * group, 2), np.int32)
    n = int(called(packing.places, across.first, across.count, 4, 4, places))
    weights = np.empty((len(places), n, form.words), np.int32)
    _pack_weights(kind, across, 4, weights)
    return Packed(places, weights, int(packing.spread(places, group)))


def _down(kind: Kind, down: Sums, order: str) -> Packed:
    """Return the tables along columns."""
    form, outputs = FORMS[kind.dot], down.first.size
    rows = np.empty((outputs, 2), np.int32)
    few = order == "across_rows"
    step = 4 if order == "across_down" else 1
    most = int(called(packing.places, down.first, down.count, step, 2 if few else 4, rows))
    weights = np.empty((outputs, most, form.sums if few else form.words), np.int32)
    if few:
        called(packing.pairs, down.count, down.weight, weights)
    else:
        _pack_weights(kind, down, step, weights)
    return Packed(rows, weights)


def _pack_weights(kind: Kind, sums: Sums, step: int, out: Array) -> None:
    """Pack the weights of an axis in the form of a kind."""
    if kind.dot == "equal":
        called(packing.ones, sums.first, sums.count, sums.weight, step, out)
        return
    form = FORMS[kind.dot]
    called(packing.weights, sums.first, sums.count, sums.weight, step, form.words, int(not form.widened), out)


def _add(tables: list[Array], where: int, table: Array) -> None:
    """Append a table, and write into the header where it begins."""
    tables[0][where] = 4 * sum(t.size for t in tables)
    tables.append(table)


class Walk:
    """A kernel with its packed plan; see `resample.run.programs.Program`.

    Parameters
    ----------
    function : dispatcher
        One of `resample.kernels.bytes`.
    kind : Kind
    plan : ndarray of int32
        Packed as `resample.kernels.packing` says.
    outer : int
        Number of pictures.
    rows : int
        Rows of a result.
    size : int
        Bytes of a picture and its result.
    """

    def __init__(self, function: Any, kind: Kind, plan: Array, outer: int, rows: int, size: int) -> None:
        self.function, self.kind, self.plan = function, kind, plan
        self.outer, self.rows, self.size = outer, rows, size
        self.scratch = int(plan[packing.SCRATCH])

    def run(self, src: Array, out: Array, threads: int) -> None:
        """Run on C-contiguous arrays of the shapes of the states around the steps."""
        entry = compiled(self.function, self.kind)
        src, out = src.reshape(-1), out.reshape(-1)
        parts = PARTS * threads if self.size >= SMALL and threads > 1 else 1
        edges = [self.rows * k // parts for k in range(parts + 1)]
        tasks = [(q, a, b) for q in range(self.outer) for a, b in pairwise(edges) if b > a]

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
