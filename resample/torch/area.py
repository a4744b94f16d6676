"""area: adaptive average pooling, and the mean where one pixel comes out."""

from __future__ import annotations

from math import prod

import numpy as np

from resample.plan.words import Cascade, DivCount, Forward, Order, Part, PointOp, Span, Split, Step, Sum, Taps
from resample.torch.geometry import Array, Axis, Resize
from resample.torch.versions import LANES


def area(resize: Resize) -> tuple[Step, ...]:
    """Return the one step of mode ``area``."""
    if all(axis.after == 1 for axis in resize.axes):
        return (mean(resize),)
    if len(resize.axes) == 3:
        # Here accumulator and divisions have the samples' own dtype, so that float16 loses much.
        return (_windows(resize, Sum(resize.dtype, Forward()), _divided_in_turn(resize)),)
    body = resize.channels - resize.channels % LANES[resize.dtype]
    if len(resize.axes) == 1 or not resize.fact("result_cl") or body == 0:
        return (_windows(resize, Sum(resize.work, Forward()), _divided_in_turn(resize) + resize.store),)
    return (_by_channels(resize, body),)


def _by_channels(resize: Resize, body: int) -> Step:
    """Return the channels-last kernel: channels inside whole vectors are divided once, the others axis by axis."""
    total = Sum(resize.work, Forward())
    once = (DivCount(tuple(axis.number for axis in resize.axes)),)
    whole = _windows(resize, total, once + resize.store)
    if body == resize.channels:
        return whole
    rest = _windows(resize, total, _divided_in_turn(resize) + resize.store)
    return _split(resize, [(0, body, whole), (body, resize.channels, rest)])


def _divided_in_turn(resize: Resize) -> tuple[PointOp, ...]:
    return tuple(DivCount((axis.number,)) for axis in resize.axes)


def _windows(resize: Resize, total: Sum, finish: tuple[PointOp, ...]) -> Taps:
    bounds = [window(axis) for axis in resize.axes]
    numbers = tuple(axis.number for axis in resize.axes)
    return Taps(numbers, tuple(s for s, _ in bounds), tuple(e - s for s, e in bounds), None, total, finish)


def window(axis: Axis) -> tuple[Array, Array]:
    """Return start and end of each output's window: the source between its borders, rounded outward.

    Examples
    --------
    >>> window(Axis(0, 5, 3, None))
    (array([0, 1, 3]), array([2, 4, 5]))
    """
    i = np.arange(axis.after)
    return i * axis.before // axis.after, 1 + ((i + 1) * axis.before - 1) // axis.after


def mean(resize: Resize) -> Step:
    """Return the mean of each channel, by the cascade sums of torch's reductions, in float32 for 16-bit samples.

    Samples that lie next to each other are summed in vectors; channels that do are summed side by side, in blocks of four
    vectors or, where there are fewer channels than a vector holds, of four channels.
    """
    lanes = 4 if resize.work == "f64" else 8
    samples = prod(axis.before for axis in resize.axes)
    if not (resize.fact("kernel_cl") and resize.channels > 1 and samples > 1):
        return _mean(resize, Cascade(lanes if samples >= lanes else 1, 4))
    block = 4 * lanes if resize.channels >= lanes else 4
    body = resize.channels - resize.channels % block
    parts = [(0, body, _mean(resize, Cascade(1, 1))), (body, resize.channels, _mean(resize, Cascade(1, 4)))]
    return _split(resize, [part for part in parts if part[0] < part[1]])


def _mean(resize: Resize, order: Order) -> Taps:
    numbers = tuple(axis.number for axis in resize.axes)
    finish = (DivCount(numbers), *resize.store)
    return _windows(resize, Sum(resize.work, order), finish)


def _split(resize: Resize, parts: list[tuple[int, int, Taps]]) -> Step:
    if len(parts) == 1:
        return parts[0][2]
    return Split(tuple(Part((Span((resize.channel_axis,), start, stop),), taps) for start, stop, taps in parts))
