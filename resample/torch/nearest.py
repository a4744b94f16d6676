"""nearest and nearest-exact: one index an output, from one of two kernels that round differently."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from resample.plan.words import Gather, Step
from resample.torch.coordinates import floor, positions, scale
from resample.torch.geometry import Arithmetic, Array, Axis, Resize
from resample.torch.layout import small_kernel

FLOAT32 = np.dtype(np.float32)


def nearest(resize: Resize) -> tuple[Step, ...]:
    """Return the steps of mode ``nearest``: floor(i * scale), not centred."""
    return _gathers(resize, nearest_small, nearest_generic)


def nearest_exact(resize: Resize) -> tuple[Step, ...]:
    """Return the steps of mode ``nearest-exact``: floor((i + 1/2) * scale)."""
    return _gathers(resize, exact_small, exact_generic)


Rule = Callable[[Arithmetic, Axis], Array]


def _gathers(resize: Resize, small: Rule, generic: Rule) -> tuple[Step, ...]:
    rule = small if small_kernel(resize) else generic
    index = [(axis, rule(resize.arithmetic, axis)) for axis in reversed(resize.axes)]
    return tuple(Gather(a.number, i) for a, i in index if not np.array_equal(i, np.arange(a.before)))


def nearest_small(t: Arithmetic, axis: Axis) -> Array:
    """Return indices in float32, whatever the samples are; equal and doubled sizes ignore the factor.

    Examples
    --------
    >>> nearest_small(Arithmetic(FLOAT32, True), Axis(0, 5, 10, 2.1))
    array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    """
    i = np.arange(axis.after)
    if axis.after == axis.before:
        return i
    if axis.after == 2 * axis.before:
        return i >> 1
    return nearest_generic(Arithmetic(FLOAT32, t.fused), axis)


def nearest_generic(t: Arithmetic, axis: Axis) -> Array:
    """Return indices in the kernel's own dtype.

    Examples
    --------
    >>> nearest_generic(Arithmetic(FLOAT32, True), Axis(0, 5, 10, 2.1))
    array([0, 0, 0, 1, 1, 2, 2, 3, 3, 4])
    """
    return floor(t.of(scale(t, axis, False) * t.of(np.arange(axis.after))), axis.before)


def exact_small(t: Arithmetic, axis: Axis) -> Array:
    """Return indices whose scale is float32 and whose product is float64.

    Examples
    --------
    >>> int(exact_small(Arithmetic(FLOAT32, True), Axis(0, 2, 41, None))[20])
    0
    """
    s = scale(Arithmetic(FLOAT32, t.fused), axis, False)
    return floor((np.arange(axis.after) + 0.5) * float(s), axis.before)


def exact_generic(t: Arithmetic, axis: Axis) -> Array:
    """Return indices by way of the linear family's position, which is clamped and may be fused.

    Examples
    --------
    >>> int(exact_generic(Arithmetic(FLOAT32, True), Axis(0, 2, 41, None))[20])
    1
    """
    return floor(positions(t, axis, False, clamped=True).astype(np.float64) + 0.5, axis.before)
