"""Layouts, and the kernels that torch chooses by them.

Two questions are asked about the strides of an input, and the answers differ: `is_channels_last` decides which kernel
runs, `suggests_channels_last` the layout of the result and the kernel of area.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from resample.rules.small import SMALL_SIDES
from resample.torch.geometry import Resize


def is_contiguous(shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Return ``x.is_contiguous()``; axes of size 1 are ignored."""
    return _in_order(shape, strides, range(len(shape) - 1, -1, -1))


def is_channels_last(shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Return ``x.is_contiguous(memory_format=torch.channels_last)`` (or ``channels_last_3d``) of an N, C, ... tensor.

    Axes of size 1 are ignored, so that a contiguous tensor with one channel, or with one pixel, answers yes.

    Parameters
    ----------
    shape, strides : sequence of int
        Strides in samples.

    Examples
    --------
    >>> is_channels_last((1, 3, 4, 5), (60, 1, 15, 3)), is_channels_last((1, 3, 4, 5), (60, 20, 5, 1))
    (True, False)
    >>> is_channels_last((1, 1, 4, 5), (20, 20, 5, 1))
    True
    """
    if len(shape) not in (4, 5):
        return False
    return _in_order(shape, strides, _channels_last_order(len(shape)))


def _in_order(shape: Sequence[int], strides: Sequence[int], axes: Iterable[int]) -> bool:
    expected = 1
    for axis in axes:
        if shape[axis] != 1:
            if strides[axis] != expected:
                return False
            expected *= shape[axis]
    return True


def suggests_channels_last(shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Return whether torch would make a new tensor like this one channels-last.

    Axes of size 1 count here, strides may not decrease from C over W and H to N, and what is ambiguous means no.

    Examples
    --------
    >>> suggests_channels_last((1, 3, 4, 5), (60, 1, 15, 3))
    True

    A C, H, W view of an H, W, C picture with a new axis in front has a batch stride of C:

    >>> suggests_channels_last((1, 3, 4, 5), (3, 1, 15, 3)), is_channels_last((1, 3, 4, 5), (3, 1, 15, 3))
    (False, True)
    """
    if len(shape) not in (4, 5) or strides[1] == 0:
        return False
    least = 0
    for axis in _channels_last_order(len(shape)):
        if shape[axis] == 0 or strides[axis] < least:
            return False
        # Pixels of one channel, or pictures of one pixel: channels-first.
        if axis == 0 and least == strides[1]:
            return False
        least = strides[axis] * shape[axis]
    return True


def layout_facts(shape: Sequence[int], strides: Sequence[int]) -> tuple[tuple[str, bool], ...]:
    """Return what torch reads from the strides (in samples) of an N, C, ... tensor.

    Examples
    --------
    >>> layout_facts((1, 3, 4, 5), (3, 1, 15, 3))
    (('kernel_cl', True), ('result_cl', False))
    """
    return (
        ("kernel_cl", is_channels_last(shape, strides)),
        ("result_cl", suggests_channels_last(shape, strides)),
    )


def result_channels_last(mode: str, shape: Sequence[int], strides: Sequence[int], after: Sequence[int]) -> bool:
    """Return whether the samples of a pixel of the result lie next to each other.

    Area has its own ways: of a 3-D tensor it makes a picture of one row first, and its three-dimensional pooling
    gives a contiguous result whatever the input is.
    """
    if mode == "area" and len(after) == 1:
        return suggests_channels_last((*shape[:2], 1, shape[2]), (*strides[:2], shape[2] * strides[2], strides[2]))
    pooled = mode == "area" and len(after) == 3 and set(after) != {1}
    return suggests_channels_last(shape, strides) and not pooled


@cache
def _channels_last_order(ndim: int) -> tuple[int, ...]:
    """Return the axes from the innermost to the outermost: C, W, H, (D,) N."""
    return (1, *range(ndim - 1, 1, -1), 0)


def small_kernel(resize: Resize) -> bool:
    """Return whether nearest takes its index from the kernel for small results and many channels."""
    if len(resize.axes) == 1:
        return False
    return _many_channels_last(resize) or (len(resize.axes) == 2 and _small_result(resize))


def flat_kernel(resize: Resize) -> bool:
    """Return whether bilinear and trilinear multiply the weights of all axes first and sum over all taps at once."""
    if len(resize.axes) == 1:
        return False
    if len(resize.axes) == 3:
        return _many_channels_last(resize)
    return _many_channels_last(resize) or _small_result(resize) or (resize.threads == 1 and resize.channels == 3)


def _many_channels_last(resize: Resize) -> bool:
    return resize.fact("kernel_cl") and resize.channels > 3


def _small_result(resize: Resize) -> bool:
    return sum(axis.after for axis in resize.axes) <= SMALL_SIDES


def converted_strides(shape: Sequence[int], strides: Sequence[int]) -> tuple[int, ...]:
    """Return the strides after ``x.to(dtype)``: the same where the samples have no gaps, else without them.

    Axes keep the order that they have in memory; of two with one stride, the shorter one is taken for the inner.

    Examples
    --------
    >>> converted_strides((1, 3, 4, 5), (3, 1, 15, 3)), converted_strides((1, 3, 4, 4), (60, 1, 15, 3))
    ((3, 1, 15, 3), (48, 1, 12, 3))
    """
    if _in_order(shape, strides, sorted(range(len(shape)), key=lambda k: strides[k])):
        return tuple(strides)
    order = list(range(len(shape) - 1, -1, -1))
    for last in range(1, len(order)):
        place = last
        for k in range(last - 1, -1, -1):
            before, after = order[k], order[place]
            # A stride of 0 says nothing, and neither do equal strides of a shorter and a longer axis.
            if 0 in (strides[before], strides[after]):
                continue
            if strides[before] < strides[after]:
                break
            if strides[before] > strides[after] or shape[before] > shape[after]:
                order[k], order[place], place = after, before, k
    dense, size = [0] * len(shape), 1
    for axis in order:
        dense[axis], size = size, size * max(shape[axis], 1)
    return tuple(dense)
