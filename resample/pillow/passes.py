"""The filters: coefficients, one pass an axis, and which pass comes first.

Between the passes a picture has the samples of its mode, rounded and clipped, so that the order matters.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.pillow.geometry import COLUMNS, INT_MAX, ROWS, Picture, Single, Size, slice_of
from resample.plan.measures import extremes
from resample.plan.words import (
    Add,
    BytesApart,
    Cast,
    Clip,
    Forward,
    PointOp,
    Round,
    Shr,
    Step,
    Sum,
    Taps,
)
from resample.rules.coordinates import box_scale
from resample.rules.filters import FILTERS, Filter
from resample.rules.quantise import fixed_point
from resample.rules.windows import Windows, kept, widened

__all__ = ["KERNELS", "PRECISION_BITS", "finish", "steps"]

#: Mode of a spec -> filter.
KERNELS: dict[str, Filter] = {
    "box": FILTERS["box"],
    "bilinear": FILTERS["triangle"],
    "hamming": FILTERS["hamming"],
    "bicubic": FILTERS["cubic"],
    "lanczos": FILTERS["lanczos3"],
    "mks2013": FILTERS["magic_sharp_2013"],
    "mks2021": FILTERS["magic_sharp_2021"],
}
#: Fraction bits of the weights of 8-bit samples: 32 less the 8 of a sample and 2 for negative lobes.
PRECISION_BITS = 22
_DOUBLE = 8  # bytes


def steps(picture: Picture, size: Size, name: str, box: Single) -> tuple[Step, ...]:
    """Return the passes, those left out that would change nothing: an axis of full, unmoved box and the same size.

    Raises
    ------
    ValueError
        If the mode cannot be filtered.
    MemoryError
        If Pillow could not count the bytes of its weights.
    """
    if picture.mode.arithmetic == "u16" and picture.version.sixteen_bit == "refused":
        raise ValueError("image has wrong mode")
    kernel, (x0, y0, x1, y1) = KERNELS[name], box
    down_first = vertical_first(picture, size)
    need_x = size[0] != picture.width or x0 != 0 or x1 != np.float32(size[0])
    need_y = size[1] != picture.height or y0 != 0 or y1 != np.float32(size[1])
    if need_y or (need_x and not down_first):
        _check_memory(kernel, y0, y1, size[1])
    if need_x and not down_first and np.isnan(y1 - y0):
        raise ValueError("bad image size")  # the rows that the first pass would make end before they begin
    if need_x:
        _check_memory(kernel, x0, x1, size[0])
    rows = kept(widened, kernel, picture.height, y0, y1, size[1]) if need_y else None
    columns = kept(widened, kernel, picture.width, x0, x1, size[0]) if need_x else None
    if rows is None or columns is None:
        return tuple(_pass(picture, axis, w) for axis, w in ((ROWS, rows), (COLUMNS, columns)) if w is not None)
    if down_first:
        return _both(picture, (ROWS, rows), (COLUMNS, columns), picture.width)
    return _both(picture, (COLUMNS, columns), (ROWS, rows), picture.height)


def vertical_first(picture: Picture, size: Size) -> bool:
    """Return whether columns are resampled first: where the height shrinks by more than twice what the width does."""
    less = picture.height - size[1]
    return picture.version.vertical_first and less > 0 and less > 2 * (picture.width - size[0])


def _both(picture: Picture, first: tuple[int, Windows], second: tuple[int, Windows], n: int) -> tuple[Step, ...]:
    """Return two passes; the first one makes only what the second one takes out of its n lines."""
    axis, windows = second
    start, stop, _ = windows.reach()
    start, stop = (start, stop) if stop > start else (0, n)
    return (*slice_of(axis, n, start, stop), _pass(picture, *first), _pass(picture, axis, windows, start))


def _pass(picture: Picture, axis: int, windows: Windows, start: int = 0) -> Taps:
    """Return the pass along an axis whose first `start` lines were left out."""
    key = (axis, start, picture.mode.arithmetic, picture.version.sixteen_bit)
    if key not in windows.made:
        windows.made[key] = _made(picture, axis, windows, start)
    made: Taps = windows.made[key]
    return made


def _made(picture: Picture, axis: int, windows: Windows, start: int) -> Taps:
    if picture.mode.arithmetic == "u8":
        weight: npt.NDArray[Any] = fixed_point(windows.weight, PRECISION_BITS)
        weight.setflags(write=False)  # so that the step need not copy it
        total = _integers(_wraps(weight, windows.count))
    else:
        weight, total = windows.weight, Sum("f64", Forward())
    index = windows.first
    if start > 0 or windows.reach()[2] == 0:
        index = np.where(windows.count > 0, index - start, 0)
    return Taps((axis,), (index,), (windows.count,), (weight,), total, finish(picture))


def finish(picture: Picture) -> tuple[PointOp, ...]:
    """Return how a sum becomes a sample."""
    return _finish(picture.mode.arithmetic, picture.version.sixteen_bit, PRECISION_BITS)


@cache
def _finish(arithmetic: str, sixteen_bit: str, bits: int) -> tuple[PointOp, ...]:
    away = (Round("away"), Cast("i32", "x86"))
    match arithmetic:
        case "u8":
            return (Add(1 << (bits - 1)), Shr(bits), Clip(0, 255), Cast("u8"))
        case "f32":
            return (Cast("f32"),)
        case "i32":
            return away
    if sixteen_bit == "bytes_apart":
        return (*away, BytesApart(), Cast("u16"))
    return (*away, Clip(0, 0xFFFF), Cast("u16"))


@cache
def _integers(wraps: bool) -> Sum:
    return Sum("i32", wraps=wraps)


def _wraps(weight: npt.NDArray[Any], count: npt.NDArray[np.int32]) -> bool:
    """Return whether a sum of 255 times the weights may leave 32 bits; only absurdly long windows drift that far."""
    *_, least, most = extremes(weight, count, 0, 255)
    return most + (1 << (PRECISION_BITS - 1)) > INT_MAX or least < -INT_MAX - 1


def _check_memory(kernel: Filter, start: np.float32, stop: np.float32, n: int) -> None:
    """Refuse what has more bytes of weights than an int can count."""
    scale = box_scale(start, stop, n)
    support = kernel.support * max(scale, 1.0)
    longest = 2 * math.ceil(support) + 1 if math.isfinite(support) else 1
    if n > INT_MAX // (longest * _DOUBLE):
        raise MemoryError
