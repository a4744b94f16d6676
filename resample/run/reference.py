"""The NumPy reference: what a plan means, step by step.  Slow where it has to be, and meant to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any, Literal, overload

import numpy as np

from resample.plan.plan import Plan
from resample.plan.words import DTYPES, DivCount, Gather, Lerp, Map, Part, Split, Taps
from resample.run.ops import Array, apply, from_storage, to_storage
from resample.run.sums import SUMS
from resample.run.terms import Terms, lerp


@overload
def run(plan: Plan, image: Array, trace: Literal[False] = ...) -> Array: ...
@overload
def run(plan: Plan, image: Array, trace: Literal[True]) -> list[Array]: ...
def run(plan: Plan, image: Array, trace: bool = False) -> Array | list[Array]:
    """Run a plan on one picture of its source's shape and dtype.

    Returns
    -------
    ndarray, or list of ndarray
        The result; with `trace` the picture and what each step gave.
    """
    images, dtype = [image], plan.source.dtype
    for step in plan.steps:
        result, dtype = STEPS[type(step)](images[-1], dtype, step)
        images.append(np.ascontiguousarray(result))
    if trace:
        return images
    return images[-1] if plan.steps else image.copy()


def gather(image: Array, dtype: str, step: Gather) -> tuple[Array, str]:
    """Define `Gather`."""
    result = image.take(np.maximum(step.index, 0), step.axis)
    outside = step.index < 0
    if outside.any():
        fill = to_storage(np.array(step.fill, np.float32 if dtype == "bf16" else DTYPES[dtype]), dtype)
        np.moveaxis(result, step.axis, 0)[outside] = _fill_slice(fill, result.shape, step.axis)
    return result, dtype


def _fill_slice(fill: Array, shape: tuple[int, ...], axis: int) -> Any:
    """Return the fill so that it broadcasts against one slice across the axis."""
    if fill.size == 1 or axis != len(shape) - 1:
        return fill
    return fill[:, None]


def taps(image: Array, dtype: str, step: Taps) -> tuple[Array, str]:
    """Define `Taps`."""
    terms = Terms(from_storage(image, dtype), dtype, step)
    with np.errstate(all="ignore"):
        total = (
            lerp(terms, step.term) if isinstance(step.term, Lerp) else SUMS[type(step.sum.order)](terms, step.sum.order)
        )
    value, dtype = apply(total, step.sum.acc, step.finish, terms.counts)
    return to_storage(value, dtype), dtype


def split(image: Array, dtype: str, step: Split) -> tuple[Array, str]:
    """Define `Split`."""
    shape = list(image.shape)
    for part in step.parts:
        for axis, count in zip(part.taps.axes, part.taps.count, strict=True):
            own = [s.stop for s in part.spans if s.axes == (axis,)]
            shape[axis] = max(shape[axis] if part is not step.parts[0] else 0, *own, count.size)
    results = [_part(image, dtype, part) for part in step.parts]
    result = np.empty(shape, results[0][0].dtype)
    for part, (piece, _) in zip(step.parts, results, strict=True):
        view = _merged(result, part)
        view[_slices(view, part, of_result=True)] = piece
    return result, results[0][1]


def _part(image: Array, dtype: str, part: Part) -> tuple[Array, str]:
    """Return the outputs of one part, from the part of the source that they depend on."""
    view = _merged(np.ascontiguousarray(image), part)
    region = view[_slices(view, part, of_result=False)]
    groups = _groups(image.ndim, part)
    axes = tuple(groups.index((a,)) for a in part.taps.axes)
    return taps(region, dtype, _moved(part.taps, axes))


def _moved(step: Taps, axes: tuple[int, ...]) -> Taps:
    """Return the taps with their axes renumbered."""
    number = dict(zip(step.axes, axes, strict=True))
    finish = tuple(
        DivCount(tuple(number[a] for a in op.axes)) if isinstance(op, DivCount) else op for op in step.finish
    )
    return replace(step, axes=axes, finish=finish)


def _groups(ndim: int, part: Part) -> list[tuple[int, ...]]:
    """Return the axes, those of a flat span together."""
    flat = {s.axes[0]: s.axes for s in part.spans}
    groups: list[tuple[int, ...]] = []
    axis = 0
    while axis < ndim:
        groups.append(flat.get(axis, (axis,)))
        axis += len(groups[-1])
    return groups


def _merged(array: Array, part: Part) -> Array:
    """Return a view with the axes of each flat span made one."""
    return array.reshape([prod(array.shape[a] for a in group) for group in _groups(array.ndim, part)])


def _slices(view: Array, part: Part, *, of_result: bool) -> tuple[slice, ...]:
    """Return the slices of a merged view that a part makes, or that it is made from."""
    ndim = sum(len(s.axes) - 1 for s in part.spans) + view.ndim
    spans = {s.axes: s for s in part.spans}
    slices = []
    for group in _groups(ndim, part):
        span = spans.get(group)
        resampled = bool(set(group) & set(part.taps.axes))
        whole = span is None or (resampled and not of_result)
        slices.append(slice(None) if whole or span is None else slice(span.start, span.stop))
    return tuple(slices)


def map_(image: Array, dtype: str, step: Map) -> tuple[Array, str]:
    """Define `Map`."""
    value, dtype = apply(from_storage(image, dtype), dtype, step.ops)
    return to_storage(value, dtype), dtype


STEPS: dict[type, Callable[..., tuple[Array, str]]] = {Gather: gather, Taps: taps, Split: split, Map: map_}
