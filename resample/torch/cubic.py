"""bicubic of float samples: four taps an axis, a = -3/4, width first."""

from __future__ import annotations

import numpy as np

from resample.plan.words import Step, Taps
from resample.torch.coordinates import positions, split
from resample.torch.geometry import Arithmetic, Array, Axis, Resize

#: ``v0*c0 + v1*c1 + v2*c2 + v3*c3``: where the object fuses, v1*c1 is rounded and all others are fused, first v0*c0.
SUMMED = (1, 0, 2, 3)


def bicubic(resize: Resize) -> tuple[Step, ...]:
    """Return both passes; an axis that keeps its size has one like any other."""
    steps = []
    for axis in reversed(resize.axes):
        index, weight = taps(resize.arithmetic, axis, resize.aligned)
        finish = resize.store if axis is resize.axes[0] else ()
        weight = resize.rounded(weight)
        count = np.full(axis.after, 4)
        steps.append(Taps((axis.number,), (index[:, SUMMED],), (count,), (weight[:, SUMMED],), resize.sum(), finish))
    return tuple(steps)


def taps(t: Arithmetic, axis: Axis, aligned: bool) -> tuple[Array, Array]:
    """Return four taps an output, those outside moved to the border, and their coefficients."""
    first, fraction = split(t, positions(t, axis, aligned, clamped=False), axis.before)
    index = np.clip(first[:, None] + np.arange(-1, 3), 0, axis.before - 1)
    return index, coefficients(t, fraction)


def coefficients(t: Arithmetic, fraction: Array) -> Array:
    """Return the weights of the samples at distances 1 + x, x, 1 - x, 2 - x.

    The last addition of all four is one vector addition in the AVX2 object, and so it is never fused.

    Examples
    --------
    >>> import numpy as np
    >>> coefficients(Arithmetic(np.dtype("f8"), False), np.array([0.0, 0.5]))
    array([[ 0.     ,  1.     ,  0.     ,  0.     ],
           [-0.09375,  0.59375,  0.59375, -0.09375]])
    """
    one = t.number(1)
    rest = t.of(one - fraction)
    columns = [_outer(t, t.of(fraction + one)), _inner(t, fraction), _inner(t, rest), _outer(t, t.of(rest + one))]
    return np.stack(columns, 1)


def _inner(t: Arithmetic, x: Array) -> Array:
    """Return (5/4 x - 9/4) x^2 + 1, for distances up to 1."""
    return t.of(t.of(t.of(t.mad(1.25, x, -2.25) * x) * x) + t.number(1))


def _outer(t: Arithmetic, x: Array) -> Array:
    """Return ((-3/4 x + 15/4) x - 6) x + 3, for distances from 1 to 2."""
    return t.of(t.of(t.mad(t.mad(-0.75, x, 3.75), x, -6) * x) + t.number(3))
