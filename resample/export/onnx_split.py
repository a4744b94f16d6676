"""Parts of a result as nodes of ONNX: each is made out of the slices that it needs, and they are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from math import prod

import numpy as np

from resample.errors import NotExact
from resample.export import onnx_taps
from resample.export.onnx_graph import Array, Graph, Value
from resample.export.onnx_whole import alike
from resample.plan.state import State, with_lengths
from resample.plan.words import Part

__all__ = ["split"]

Ranges = dict[int, tuple[int, int]]
Place = Callable[[int], int]


def split(g: Graph, x: Value, parts: Sequence[Part], place: Place, before: State) -> Value:
    """Return the result of a `Split`.

    Parameters
    ----------
    g : Graph
    x : Value
    parts : sequence of Part
    place : callable
        Takes an axis of the plan, gives its place in the tensor, counted from the end.
    before : State
        Of the source.

    Raises
    ------
    NotExact
        If a part is not lowered.
    """
    shape = before.shape
    found = [{span.axes[0]: (span.start, span.stop) for span in part.spans if len(span.axes) == 1} for part in parts]
    flat = any(len(span.axes) > 1 for part in parts for span in part.spans)
    borders = sorted({axis for ranges in found for axis in ranges})
    apart = not flat and _is_grid(found, borders)
    made = []
    for part, ranges in zip(parts, found, strict=True):
        axes = [onnx_taps.Axis(place(a), shape[a], len(shape) + 1) for a in part.taps.axes]
        taken = _slices(g, x, part, ranges, place) if apart else x
        made.append(onnx_taps.taps(g, taken, part.taps, axes, (0, 0), before.dtype))
    if len({value.whole for value in made}) != 1:
        raise NotExact("parts of whole numbers and of floats have no lowering to ONNX")
    values = alike(g, made)
    if apart:
        return _joined(g, list(zip(found, values, strict=True)), borders, place)
    return _laid_over(g, values, parts, found, place, shape)


def _slices(g: Graph, x: Value, part: Part, ranges: Ranges, place: Place) -> Value:
    """Return what a part is made of: of an axis that is not resampled only its own range."""
    for axis, (start, stop) in ranges.items():
        if axis not in part.taps.axes:
            index = np.arange(start, stop, dtype=np.int64)
            x = g.gathered(x, index, place(axis))
    return x


def _groups(found: Sequence[Ranges], axis: int) -> list[list[int]]:
    """Return the numbers of the parts with the same range of an axis, in the order of the ranges."""
    bands = sorted({ranges[axis] for ranges in found})
    return [[n for n, ranges in enumerate(found) if ranges[axis] == band] for band in bands]


def _is_grid(found: Sequence[Ranges], axes: Sequence[int]) -> bool:
    """Return whether parts can be put together along one axis after the other."""
    if not axes:
        return len(found) == 1
    if any(axes[0] not in ranges for ranges in found):
        return False
    bands = sorted({ranges[axes[0]] for ranges in found})
    rows = ([found[n] for n in group] for group in _groups(found, axes[0]))
    return all(a[1] == b[0] for a, b in pairwise(bands)) and all(_is_grid(row, axes[1:]) for row in rows)


def _united(names: Sequence[str], values: Sequence[Value]) -> Value:
    """Return a value of which each sample is one of some others."""
    return Value(tuple(names), min(v.low for v in values), max(v.high for v in values), values[0].bits, values[0].whole)


def _joined(g: Graph, made: list[tuple[Ranges, Value]], axes: list[int], place: Place) -> Value:
    """Return the parts of a grid put together along one axis after the other."""
    if not axes:
        return made[0][1]
    axis, *rest = axes
    groups = _groups([ranges for ranges, _ in made], axis)
    values = [_joined(g, [made[n] for n in group], rest, place) for group in groups]
    if len(values) == 1:
        return values[0]
    digits = zip(*(v.names for v in values), strict=True)
    return _united([g.add("Concat", *names, axis=place(axis)) for names in digits], values)


def _laid_over(
    g: Graph, values: list[Value], parts: Sequence[Part], found: Sequence[Ranges], place: Place, shape: tuple[int, ...]
) -> Value:
    """Return the parts laid over each other, each where it is the one that counts."""
    taken = parts[0].taps.axes
    lengths = {
        a: max(r[a][1] if a in r else p.taps.count[n].size for p, r in zip(parts, found, strict=True))
        for n, a in enumerate(taken)
    }
    after = with_lengths(shape, lengths)
    names = _spread(g, values[0], taken, found[0], after, place).names
    for value, part, ranges in zip(values[1:], parts[1:], found[1:], strict=True):
        mask = _mask(part, after, place)
        here = _spread(g, value, taken, ranges, after, place).names
        counts = g.constant(mask)
        lay = g.where if not value.whole else partial(g.add, "Where")
        names = tuple(lay(counts, one, other) for one, other in zip(here, names, strict=True))
    return _united(names, values)


def _spread(g: Graph, x: Value, axes: tuple[int, ...], ranges: Ranges, after: tuple[int, ...], place: Place) -> Value:
    """Return a part with the shape of the whole; what it has outside its range does not count."""
    for axis in axes:
        start, stop = ranges.get(axis, (0, after[axis]))
        index = np.clip(np.arange(after[axis], dtype=np.int64) - start, 0, stop - start - 1)
        if stop - start < after[axis]:
            x = g.gathered(x, index, place(axis))
    return x


def _mask(part: Part, after: tuple[int, ...], place: Place) -> Array:
    """Return where a part counts, with the axes of the tensor."""
    mask = np.ones((1,) * len(after), bool)
    for span in part.spans:
        inside = np.zeros(prod(after[a] for a in span.axes), bool)
        inside[span.start : span.stop] = True
        mask = mask & inside.reshape([n if a in span.axes else 1 for a, n in enumerate(after)])
    return mask.transpose([a for _, a in sorted((place(a), a) for a in range(len(after)))])
