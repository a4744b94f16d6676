"""Arguments of `Image.resize` and `Image.reduce` as Python hands them over: what is taken, what is said of the rest.

Pillow first computes with whatever it was given and only then turns it into C numbers: the checks stand in that order.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from resample.pillow import bombs
from resample.pillow.geometry import INT_MAX, Box, Picture, Size
from resample.pillow.reduce import check
from resample.pillow.resize import Reduction, check_gap, reduction
from resample.pillow.versions import FILTERS, Version

__all__ = ["Reduce", "Resize", "reduce", "resize"]

_LONG_MAX = 2**63 - 1
_NAMES = dict(enumerate(FILTERS))


@dataclass(frozen=True)
class Resize:
    """A resize that was asked for.

    Attributes
    ----------
    name : str
        One of `resample.pillow.versions.FILTERS`.
    size : tuple of int
        (width, height).
    box : tuple of float or None
    gap : float or None
    before : Reduction or None
        The reduction that comes first where numbers of other types than int and float ask for it: `gap` is None then.
    copies : bool
        Whether Pillow takes it for a copy; a size and box that are its own, but not as tuples, it does not.
    """

    name: str
    size: Size
    box: Box | None
    gap: float | None
    before: Reduction | None
    copies: bool


@dataclass(frozen=True)
class Reduce:
    """A reduction that was asked for; `by_tuple`: whether a factor of 1 is noticed, which it is not in a list."""

    factor: Size
    box: Box | None
    by_tuple: bool


def resize(picture: Picture, size: Any, resample: Any, box: Any, gap: Any) -> Resize:
    """Return what a call of `Image.resize` asks for.

    Raises
    ------
    ValueError, TypeError, OverflowError, ZeroDivisionError
        As Pillow does, with its messages.
    """
    if resample is None:
        resample = _default(picture)
    elif resample not in range(picture.version.filters):
        raise ValueError(_unknown(resample, picture.version))
    check_gap(gap)
    whole = picture.whole
    if box is None:
        box = whole
    elif "box" in picture.version.as_tuples:
        box = tuple(box)
    if "size" in picture.version.as_tuples:
        size = tuple(size)
    if picture.size == size and box == whole:
        return Resize("nearest", picture.size, None, None, None, True)
    if picture.mode.arithmetic == "copy":
        resample = 0
    before = None
    if gap is not None and resample != 0 and not (picture.mode.premultiplied and not picture.version.gap_with_alpha):
        before = _reduction(picture, size, resample, box, gap)
    if before is None:
        gap = None
    else:
        box = [box[k] for k in range(4)]
        if all(type(number) in (int, float) for number in (size[0], size[1], *box, gap)):
            before = None
        else:
            box, gap = before.box, None
    width, height = (_whole(v) for v in _items(size, 1, 2))
    name = FILTERS[_whole(resample)]
    left, top, right, bottom = map(float, box) if box is whole else (_real(v) for v in _items(box, 3, 4))
    gap = None if gap is None else float(gap)
    return Resize(name, (width, height), (left, top, right, bottom), gap, before, False)


def _reduction(picture: Picture, size: Any, resample: Any, box: Any, gap: Any) -> Reduction | None:
    """Return the reduction that comes first, with what was given; it may be refused."""
    before = reduction(picture, size, _NAMES[resample], box, gap)
    if before is not None:
        check(picture, (_whole(before.factor[0]), _whole(before.factor[1])), before.part)
    return before


def reduce(picture: Picture, factor: Any, box: Any) -> Reduce:
    """Return what a call of `Image.reduce` asks for; a box that a crop takes may have fractions.

    Raises
    ------
    ValueError, TypeError, OverflowError, IndexError
        As Pillow does, with its messages.
    """
    if not isinstance(factor, list | tuple):
        factor = (factor, factor)
    if box is not None and "box" in picture.version.as_tuples:
        box = tuple(box)
    by_tuple = factor == (1, 1)
    if by_tuple and picture.version.reduce_by_one_crops:
        return Reduce((1, 1), None if box is None or box == picture.whole else _of_crop(box), True)
    if by_tuple and (box is None or box == picture.whole):
        return Reduce((1, 1), None, True)
    fx, fy = (_whole(v) for v in _items(factor, 1, 2))
    if box is None:
        return Reduce((fx, fy), None, False)
    left, top, right, bottom = (_whole(v) for v in _items(box, 2, 4))
    return Reduce((fx, fy), (left, top, right, bottom), False)


def _of_crop(box: Any) -> Box:
    """Return the box of a crop, which is compared before it is counted."""
    if box[2] < box[0]:
        raise ValueError("Coordinate 'right' is less than 'left'")
    if box[3] < box[1]:
        raise ValueError("Coordinate 'lower' is less than 'upper'")
    left, top, right, bottom = map(int, map(round, box))
    bombs.check((abs(right - left), abs(bottom - top)))
    left, top, right, bottom = map(_whole, (left, top, right, bottom))
    return (left, top, right, bottom)


def _default(picture: Picture) -> int:
    """Return the filter of None: BICUBIC, but NEAREST where I;16 cannot be filtered."""
    refused = ";" in picture.mode.name and picture.version.sixteen_bit == "refused"
    return FILTERS.index("nearest" if refused else "bicubic")


def _unknown(resample: Any, version: Version) -> str:
    known = [f"Image.Resampling.{name.upper()} ({number})" for number, name in enumerate(FILTERS[: version.filters])]
    return f"Unknown resampling filter ({resample}). Use {', '.join(known[:-1])} or {known[-1]}"


def _items(values: Any, position: int, length: int) -> Sequence[Any]:
    """Return the items of an argument that C takes apart."""
    if not hasattr(values, "__getitem__") or not hasattr(values, "__len__") or isinstance(values, bytes | dict):
        raise TypeError(f"argument {position} must be {length}-item sequence, not {type(values).__name__}")
    if len(values) != length:
        raise TypeError(f"argument {position} must be sequence of length {length}, not {len(values)}")
    return [values[k] for k in range(length)]


def _whole(value: Any) -> int:
    """Return a C int: what has an `__index__` and fits."""
    number = operator.index(value)
    if not -_LONG_MAX - 1 <= number <= _LONG_MAX:
        raise OverflowError("Python int too large to convert to C long")
    if number > INT_MAX:
        raise OverflowError("signed integer is greater than maximum")
    if number < -INT_MAX - 1:
        raise OverflowError("signed integer is less than minimum")
    return number


def _real(value: Any) -> float:
    """Return a C double: unlike `float`, without strings."""
    return math.ldexp(value, 0)
