"""area to one pixel: torch's mean, whose order of additions follows from the strides and not from a memory format.

The reduced axes come first, innermost first, and are taken as one where each row begins where the last one ended.
The sum over the first of what is left is a cascade, in vectors where its samples lie next to each other; further
reduced axes add the sums of their rows one after the other.  Channels that lie next to each other are summed side by
side.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from resample.errors import NotExact
from resample.plan.words import Cascade, DivBy, DivCount, Forward, Order, PointOp, Step, Sum, Taps
from resample.torch.geometry import Axis, Resize, by_channels
from resample.torch.layout import converted_strides

#: Samples of a vector: 16-bit samples are widened to float32 before they are added.
LANES = {"f32": 8, "f64": 4}

Facts = tuple[tuple[str, bool], ...]


def mean(resize: Resize) -> tuple[Step, ...]:
    """Return the steps of mode ``area`` to one pixel."""
    rows = 1 if resize.fact("rows_apart") else 2
    apart = resize.fact("rows_apart") or resize.fact("planes_apart")
    outer, inner = (resize.axes[:-rows], resize.axes[-rows:]) if apart else ((), resize.axes)
    samples = prod(axis.before for axis in inner)
    if not apart and channels_beside(resize):
        return (_side_by_side(resize),)
    lanes = LANES[resize.work]
    beside = channels_beside(resize) or resize.fact("samples_apart")
    order = Cascade(1 if beside or samples < lanes else lanes, 4)
    if not apart:
        return (_sum(resize, inner, order, _divided(inner, resize)),)
    count = prod(axis.before for axis in resize.axes)
    divisor = float(np.float32(count) if resize.work == "f32" else count)
    return (_sum(resize, inner, order, ()), _sum(resize, outer, Forward(), (DivBy(divisor), *resize.store)))


def channels_beside(resize: Resize) -> bool:
    """Return whether the samples of one pixel are closer to each other than those of one channel."""
    return resize.source.axes.endswith("C") and resize.channels > 1 and any(axis.before > 1 for axis in resize.axes)


def _side_by_side(resize: Resize) -> Step:
    """Return the sums of channels in blocks of four vectors, or of four where they fill no vector."""
    lanes = LANES[resize.work]
    block = 4 * lanes if resize.channels >= lanes and not resize.fact("channels_apart") else 4
    blocks, rest = (_sum(resize, resize.axes, Cascade(1, ways), _divided(resize.axes, resize)) for ways in (1, 4))
    return by_channels(resize, resize.channels - resize.channels % block, blocks, rest)


def _divided(axes: tuple[Axis, ...], resize: Resize) -> tuple[PointOp, ...]:
    return (DivCount(tuple(axis.number for axis in axes)), *resize.store)


def _sum(resize: Resize, axes: tuple[Axis, ...], order: Order, finish: tuple[PointOp, ...]) -> Taps:
    first = tuple(np.zeros(1, np.int32) for _ in axes)
    count = tuple(np.array([axis.before]) for axis in axes)
    return Taps(tuple(axis.number for axis in axes), first, count, None, Sum(resize.work, order), finish)


def mean_layout(shape: Sequence[int], strides: Sequence[int], dtype: str) -> tuple[bool, Facts]:
    """Return what the mean reads from the strides (in samples) of an N, C, ... tensor.

    The strides of the axes to resize must not increase.

    Returns
    -------
    beside : bool
        Channels are summed side by side, because the samples of a pixel are closer to each other than those of a row.
    facts : tuple of (str, True)
        ``rows_apart``, ``planes_apart``: a row, or a plane, does not begin where the one before ended.
        ``samples_apart``: the samples of a row are not next to each other, nor are results summed side by side.
        ``channels_apart``: channels are summed side by side, but do not lie next to each other.

    Raises
    ------
    NotExact
        For layouts that were not verified.

    Examples
    --------
    >>> mean_layout((1, 3, 4, 5), (60, 20, 5, 1), "f32"), mean_layout((1, 3, 4, 5), (60, 1, 15, 3), "f32")
    ((False, ()), (True, ()))
    >>> mean_layout((1, 3, 4, 4), (60, 20, 5, 1), "f32")
    (False, (('rows_apart', True),))
    """
    if dtype in ("f16", "bf16"):
        strides = converted_strides(shape, strides)
    reduced = list(zip(shape[2:], strides[2:], strict=True))
    longer = [(n, step) for n, step in reduced if n > 1]
    others = [(n, step) for n, step in zip(shape[:2], strides[:2], strict=True) if n > 1]
    steps = [step for _, step in longer + others]
    if longer and (min(steps) <= 0 or len(set(steps)) < len(steps)):
        raise NotExact("the order in which torch adds samples that share their memory was not verified")
    if not longer:
        return False, ()
    facts = [name for k, name in enumerate(("planes_apart", "rows_apart")[3 - len(reduced) :]) if _breaks(reduced, k)]
    side_by_side = not facts and bool(others) and others[-1][1] < longer[-1][1]
    if side_by_side and _across_pictures(shape, strides):
        raise NotExact(f"the order in which torch adds samples with strides {tuple(strides)} depends on the batch")
    beside = side_by_side and shape[1] > 1
    facts += ["channels_apart"] if beside and strides[1] > 1 else []
    facts += ["samples_apart"] if not beside and longer[-1][1] > 1 else []
    return beside, tuple((name, True) for name in facts)


def _across_pictures(shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Return whether results side by side are those of several pictures; fewer than four are summed one by one."""
    batch, channels = shape[:2]
    joined = channels == 1 or strides[0] == channels * strides[1]
    return batch > 1 and joined and batch * channels >= 4


def _breaks(reduced: list[tuple[int, int]], k: int) -> bool:
    """Return whether axis k of the reduced ones does not continue what lies inside it."""
    n, step = reduced[k]
    inside = [(size, s) for size, s in reduced[k + 1 :] if size > 1]
    return n > 1 and bool(inside) and step != inside[0][0] * inside[0][1]
