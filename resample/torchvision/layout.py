"""The tensor that reaches torch's interpolate: a batch, with the strides that views and casts give it."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from resample.torch.layout import converted_strides, is_channels_last

Shape = tuple[int, ...]


def batched(shape: Sequence[int], strides: Sequence[int], api: str) -> tuple[Shape, Shape]:
    """Return shape and strides (in samples) of the batch that a tensor of shape (..., height, width) becomes.

    v1 gives a picture a batch axis and takes a batch as it is; v2 makes all leading axes but the channels one, and
    gives a single channels-last picture the batch stride that makes its result channels-last, too.

    Examples
    --------
    >>> batched((3, 4, 5), (1, 15, 3), ""), batched((3, 4, 5), (1, 15, 3), "v2")
    (((1, 3, 4, 5), (3, 1, 15, 3)), ((1, 3, 4, 5), (60, 1, 15, 3)))
    """
    if api != "v2":
        if len(shape) < 4:
            return (1, *shape), (shape[0] * strides[0], *strides)
        return tuple(shape), tuple(strides)
    size = prod(shape)
    new = (size // prod(shape[-3:]), *shape[-3:])
    seen = viewed(shape, strides, new)
    if new[0] == 1 and is_channels_last(new, seen) and seen[0] != size:
        seen = (size, *seen[1:])
    return new, seen


def cast(shape: Shape, strides: Shape, native: bool) -> Shape:
    """Return the strides after the cast to float32, if there is one."""
    return strides if native else converted_strides(shape, strides)


def viewed(shape: Sequence[int], strides: Sequence[int], new: Shape) -> Shape:
    """Return the strides of ``x.reshape(new)``: those of a view, or of a contiguous copy where no view exists.

    Axes are taken from the last on, in runs whose samples follow one another; each run must be filled exactly by axes
    of the new shape, and an axis of size 1 takes the stride that the run has come to.

    Examples
    --------
    >>> viewed((2, 2, 3, 4), (24, 12, 4, 1), (4, 3, 4)), viewed((2, 3, 4), (1, 2, 6), (6, 4))
    ((12, 4, 1), (4, 1))
    """
    result = [0] * len(new)
    k, step, old_run, new_run = len(new) - 1, strides[-1], 1, 1
    for axis in range(len(shape) - 1, -1, -1):
        old_run *= shape[axis]
        ends = axis == 0 or (shape[axis - 1] != 1 and strides[axis - 1] != old_run * step)
        if not ends:
            continue
        while k >= 0 and (new_run < old_run or new[k] == 1):
            result[k] = new_run * step
            new_run *= new[k]
            k -= 1
        if new_run != old_run:
            return tuple(prod(new[i + 1 :]) for i in range(len(new)))
        if axis > 0:
            step, old_run, new_run = strides[axis - 1], 1, 1
    return tuple(result)
