"""Parts of a result as nodes of ONNX: each is made out of the slices that it needs, and they are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from resample.errors import NotExact
from resample.export import onnx_taps
from resample.export.onnx_graph import Graph, Value
from resample.plan.words import Part

__all__ = ["split"]

Ranges = dict[int, tuple[int, int]]


def split(
    g: Graph, x: Value, parts: Sequence[Part], place: Callable[[int], int], shape: tuple[int, ...], dtype: str
) -> Value:
    """Return the result of a `Split`.

    Parameters
    ----------
    g : Graph
    x : Value
    parts : sequence of Part
    place : callable
        Takes an axis of the plan, gives its place in the tensor, counted from the end.
    shape : tuple of int
        Of the source.
    dtype : str
        Of its samples.

    Raises
    ------
    NotExact
        If a range lies across several axes, the parts are no grid, or a part is not lowered.
    """
    made: list[tuple[Ranges, Value]] = []
    for part in parts:
        if any(len(span.axes) > 1 for span in part.spans):
            raise NotExact("a range across several axes has no lowering to ONNX")
        ranges = {span.axes[0]: (span.start, span.stop) for span in part.spans}
        axes = [(place(a), shape[a]) for a in part.taps.axes]
        made.append((ranges, onnx_taps.taps(g, _slices(g, x, part, ranges, place), part.taps, axes, (0, 0), dtype)))
    return _joined(g, made, sorted({axis for ranges, _ in made for axis in ranges}), place)


def _slices(g: Graph, x: Value, part: Part, ranges: Ranges, place: Callable[[int], int]) -> Value:
    """Return what a part is made of: of an axis that is not resampled only its own range."""
    name = x.name
    for axis, (start, stop) in ranges.items():
        if axis not in part.taps.axes:
            name = g.add("Gather", name, np.arange(start, stop, dtype=np.int64), axis=place(axis))
    return Value(name, x.low, x.high, x.whole)


def _joined(g: Graph, made: list[tuple[Ranges, Value]], axes: list[int], place: Callable[[int], int]) -> Value:
    """Return the parts put together along one axis after the other."""
    if not axes:
        if len(made) != 1:
            raise NotExact("parts that are no grid have no lowering to ONNX")
        return made[0][1]
    axis, *rest = axes
    groups: dict[tuple[int, int], list[tuple[Ranges, Value]]] = {}
    for ranges, value in made:
        if axis not in ranges:
            raise NotExact("parts that are no grid have no lowering to ONNX")
        groups.setdefault(ranges[axis], []).append((ranges, value))
    bands = sorted(groups)
    if any(a[1] != b[0] for a, b in pairwise(bands)):
        raise NotExact("parts that are no grid have no lowering to ONNX")
    values = [_joined(g, groups[band], rest, place) for band in bands]
    if len({value.whole for value in values}) != 1:
        raise NotExact("parts of whole numbers and of floats have no lowering to ONNX")
    name = values[0].name if len(values) == 1 else g.add("Concat", *(v.name for v in values), axis=place(axis))
    return Value(name, min(v.low for v in values), max(v.high for v in values), values[0].whole)
