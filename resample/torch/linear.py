"""linear, bilinear and trilinear of float samples: two taps an axis, axis by axis or all axes at once."""

from __future__ import annotations

import numpy as np

from resample.plan.words import Perm, Reverse, Step, Taps
from resample.torch.coordinates import positions, split
from resample.torch.geometry import Array, Axis, Resize, by_channels
from resample.torch.layout import flat_kernel
from resample.torch.versions import LANES


def linear(resize: Resize) -> tuple[Step, ...]:
    """Return the steps of the linear family."""
    return (flat(resize),) if flat_kernel(resize) else separable(resize)


def separable(resize: Resize) -> tuple[Step, ...]:
    """Return one pass an axis, innermost first; what lies between is not rounded to the samples' dtype.

    A pass is ``t0*l0 + t1*l1``; where the object fuses, t1*l1 is rounded and t0*l0 is not: the taps in reverse.
    """
    steps = []
    for axis in reversed(resize.axes):
        index, fraction = neighbours(resize, axis)
        weight = weights(resize, axis, resize.rounded(fraction))
        finish = resize.store if axis is resize.axes[0] else ()
        weight, total = resize.rounded(weight), resize.sum(Reverse())
        steps.append(Taps((axis.number,), (index,), (_twos(axis),), (weight,), total, finish))
    return tuple(steps)


def flat(resize: Resize) -> Step:
    """Return one sum over 4 or 8 taps, whose weights are products, outermost axis first.

    Channels inside whole vectors are summed from the last tap to the first, the others from the first to the last.
    """
    channels = resize.channels
    body = channels - channels % LANES[resize.dtype]
    taps = 1 << len(resize.axes)
    backward = _started(range(taps - 1, -1, -1), resize.contraction.body_starts[resize.dtype])
    forward = _started(range(taps), resize.contraction.tail_starts[resize.dtype])
    return by_channels(resize, body, _sum_over(resize, backward), _sum_over(resize, forward))


def _started(order: range, start: int) -> Perm:
    """Return the order with the first two taps exchanged if the second one starts the sum."""
    taps = tuple(order)
    return Perm((taps[start], taps[1 - start], *taps[2:]))


def _sum_over(resize: Resize, order: Perm) -> Taps:
    index, weight = [], []
    for axis in resize.axes:
        both, fraction = neighbours(resize, axis)
        index.append(both)
        weight.append(weights(resize, axis, fraction))
    numbers = tuple(axis.number for axis in resize.axes)
    count = tuple(_twos(axis) for axis in resize.axes)
    return Taps(numbers, tuple(index), count, tuple(weight), resize.sum(order), resize.store)


def neighbours(resize: Resize, axis: Axis) -> tuple[Array, Array]:
    """Return both taps of each output, and how far it lies from the first to the second.

    An axis that keeps its size has each sample twice, whatever the factor: its weights are 1 and 0, which still makes
    NaN of an infinity.
    """
    t = resize.arithmetic
    if axis.before == axis.after:
        first, fraction = np.arange(axis.after), t.of(np.zeros(axis.after))
        return np.stack([first, first], 1), fraction
    first, fraction = split(t, positions(t, axis, resize.aligned, clamped=True), axis.before)
    return np.stack([first, np.minimum(first + 1, axis.before - 1)], 1), fraction


def weights(resize: Resize, axis: Axis, fraction: Array) -> Array:
    """Return 1 - fraction and fraction."""
    t = resize.arithmetic
    return np.stack([t.of(t.number(1) - fraction), fraction], 1)


def _twos(axis: Axis) -> Array:
    return np.full(axis.after, 2)
