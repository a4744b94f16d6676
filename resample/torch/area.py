"""area: adaptive average pooling; where one pixel comes out, it is another algorithm, in `resample.torch.mean`."""

from __future__ import annotations

import numpy as np

from resample.plan.words import DivCount, Forward, PointOp, Step, Sum, Taps
from resample.torch.geometry import Array, Axis, Resize, by_channels
from resample.torch.mean import mean
from resample.torch.versions import LANES


def area(resize: Resize) -> tuple[Step, ...]:
    """Return the steps of mode ``area``."""
    if all(axis.after == 1 for axis in resize.axes):
        return mean(resize)
    if len(resize.axes) == 3:
        # Here accumulator and divisions have the samples' own dtype, so that float16 loses much.
        return (_windows(resize, Sum(resize.dtype, Forward()), _divided_in_turn(resize)),)
    body = resize.channels - resize.channels % LANES[resize.dtype]
    if len(resize.axes) == 1 or not resize.fact("result_cl") or body == 0:
        return (_windows(resize, Sum(resize.work, Forward()), _divided_in_turn(resize) + resize.store),)
    return (_channels_last(resize, body),)


def _channels_last(resize: Resize, body: int) -> Step:
    """Return the channels-last kernel: channels inside whole vectors are divided once, the others axis by axis."""
    total = Sum(resize.work, Forward())
    once = (DivCount(tuple(axis.number for axis in resize.axes)),)
    whole = _windows(resize, total, once + resize.store)
    rest = _windows(resize, total, _divided_in_turn(resize) + resize.store)
    return by_channels(resize, body, whole, rest)


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
