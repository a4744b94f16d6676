"""What `cv2.resize` does with `dst`: fills it where shape, dtype and layout fit, and returns a new array otherwise."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.opencv.errors import error
from resample.opencv.sources import NAMES, WIDE, not_supported
from resample.opencv.versions import Version

Array = npt.NDArray[Any]

#: Bytes that are not asked for beforehand.
SURE = 2**32


def writable(dst: Any, version: Version) -> Array | None:
    """Return what cv2's binding makes of dst: an array (h, w, c), or None.

    Raises
    ------
    error
        If dst is no array, is read-only, or has strides that cv2 cannot write through.
    """
    if dst is None or isinstance(dst, int | float | tuple):
        return None
    if not isinstance(dst, np.ndarray):
        rule = f"dst must be a numpy array, got {type(dst).__name__}"
        raise error(rule, "dst is not a numpy array, neither a scalar")
    if dst.dtype.name not in WIDE and NAMES.get(dst.dtype.name) not in version.dtypes:
        raise error(f"dst has dtype {dst.dtype}", not_supported("dst", dst.dtype, version))
    if not dst.flags.writeable:
        rule = "dst is read-only; pass one that can be written, or None"
        raise error(rule, "dst marked as output argument, but provided NumPy array marked as readonly")
    array = np.asarray(dst)
    if array.dtype.name in WIDE or not _is_row_by_row(array):
        rule = f"dst of dtype {dst.dtype} and strides {dst.strides} cannot be written in place: only rows may lie apart"
        raise error(rule, "Layout of the output array dst is incompatible with cv::Mat")
    if array.ndim == 1:
        array = array.reshape(1, -1) if version.line == "row" else array.reshape(-1, 1)
    if array.ndim == 2:
        array = array[:, :, None]
    return array


def _is_row_by_row(array: Array) -> bool:
    """Return whether samples of a row follow each other in memory, rows in ascending order."""
    size, strides, last = array.shape, array.strides, array.ndim - 1
    if array.size == 0:
        return False
    if last >= 0 and size[last] > 1 and strides[last] != array.itemsize:
        return False
    if any(size[i] > 1 and strides[i] < strides[i + 1] for i in range(last)):
        return False
    return array.ndim != 3 or strides[1] == array.itemsize * size[2]


def require_memory(shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
    """Raise `error` if a large result cannot be allocated, before the tables for it are made."""
    size = prod(shape) * dtype.itemsize
    if size < SURE:
        return
    try:
        np.empty(shape, dtype)
    except (MemoryError, ValueError):
        raise error(f"a result of shape {shape} and dtype {dtype} takes {size} bytes", "Insufficient memory") from None


def refuse_overlap(source: Array, target: Array) -> None:
    """Raise `NotExact` where cv2 would read samples that it has already overwritten.

    It does not where its binding copies the source first, nor where the two only lie between each other, as the halves
    of a wide picture do.
    """
    if _is_row_by_row(source) and np.shares_memory(source, target):
        raise NotExact("dst overlaps src: cv2 reads samples that it has overwritten; pass another dst, or None")
