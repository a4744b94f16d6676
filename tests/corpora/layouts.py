"""Layouts: a plain array to one of the same values that lies otherwise in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["LAYOUTS"]

Array = npt.NDArray[Any]


def fortran(array: Array) -> Array:
    """Return the array with its first axis running fastest in memory."""
    return np.asfortranarray(array)


def strided(array: Array) -> Array:
    """Return the array as every second row and column of a larger one whose other samples are not its own."""
    wide = np.zeros((array.shape[0], 2, array.shape[1], 2, *array.shape[2:]), array.dtype)
    wide.view(np.uint8)[...] = 0x55 if array.dtype.kind != "b" else 1
    wide[:, 1, :, 0] = array
    return wide.reshape(2 * array.shape[0], 2 * array.shape[1], *array.shape[2:])[1::2, ::2]


def reversed_(array: Array) -> Array:
    """Return the array with both strides of its first two axes negative."""
    return np.ascontiguousarray(array[::-1, ::-1])[::-1, ::-1]


def readonly(array: Array) -> Array:
    """Return the array, not writeable."""
    array.setflags(write=False)
    return array


def channels_last(array: Array) -> Array:
    """Return an (N, C, ...) array with the channels innermost in memory."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 1, -1)), -1, 1)


def pixels_first(array: Array) -> Array:
    """Return one (1, C, H, W) picture as a view of an (H, W, C) one; the stride of its first axis is one pixel."""
    pixels = np.ascontiguousarray(np.moveaxis(array[0], 0, -1))
    return np.lib.stride_tricks.as_strided(
        pixels, array.shape, (array.shape[1] * array.itemsize, array.itemsize, *pixels.strides[:-1])
    )


def pixels(array: Array) -> Array:
    """Return a (..., C, H, W) array as a view of a (..., H, W, C) one."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, -3, -1)), -1, -3)


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "plain": np.asarray,
    "fortran": fortran,
    "strided": strided,
    "reversed": reversed_,
    "readonly": readonly,
    "channels_last": channels_last,
    "pixels": pixels,
    "pixels_first": pixels_first,
}
