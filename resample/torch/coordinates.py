"""Where an output lies in the source, in the dtype of the arithmetic, one rounding an operation."""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.torch.geometry import Arithmetic, Array, Axis


def scale(t: Arithmetic, axis: Axis, aligned: bool) -> Any:
    """Return the distance of two outputs in source samples.

    The reciprocal of a caller's factor is taken in float64 and then rounded; sizes are rounded before they are divided.

    Examples
    --------
    >>> import numpy as np
    >>> t = Arithmetic(np.dtype("f4"), True)
    >>> scale(t, Axis(0, 4, 9, 2.3), False), scale(t, Axis(0, 4, 9, None), False), scale(t, Axis(0, 4, 9, None), True)
    (np.float32(0.4347826), np.float32(0.44444445), np.float32(0.375))
    """
    if aligned:
        return t.number(axis.before - 1) / t.number(axis.after - 1) if axis.after > 1 else t.number(0)
    if axis.factor is not None and axis.factor > 0:
        return t.number(1.0 / axis.factor)
    return t.number(axis.before) / t.number(axis.after)


def positions(t: Arithmetic, axis: Axis, aligned: bool, *, clamped: bool) -> Array:
    """Return the position of each output: pixel centres at halves, or corners on corners.

    Positions before the first sample become 0 where `clamped`, as in the linear family.
    """
    s, i = scale(t, axis, aligned), t.of(np.arange(axis.after))
    if aligned:
        return t.of(s * i)
    position = t.mad(s, t.of(i + t.number(0.5)), t.number(-0.5))
    return np.where(position < 0, t.number(0), position) if clamped else position


def split(t: Arithmetic, position: Array, before: int) -> tuple[Array, Array]:
    """Return whole part and fraction of positions.

    The floor is float32's even for float64 positions, so that a fraction can come out below 0 or above 1; it is
    clipped.
    """
    whole = floor(position, before)
    fraction = t.of(position - t.of(whole))
    return whole, np.clip(fraction, t.number(0), t.number(1))


def floor(position: Array, before: int) -> Array:
    """Return the whole part, by float32's floor, and at most the last sample."""
    return np.minimum(np.floor(position.astype(np.float32)).astype(np.int64), before - 1)
