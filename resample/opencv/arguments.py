"""The numbers of a call as cv2's bindings read them: dsize, fx, fy and the flag."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np

from resample.opencv.errors import error
from resample.spec import Geometry

INT_MIN, INT_MAX = -(2**31), 2**31 - 1

# As tuples, because a union is made anew at every call.
_SEQUENCES = (tuple, Sequence, np.ndarray)
_BOOLS = (bool, np.bool_)
_NUMBERS = (int, float, np.integer, np.floating)


def geometry(dsize: Any, fx: Any, fy: Any) -> Geometry:
    """Return the geometry of a call: the size if both sides are above 0, else the factors.

    Examples
    --------
    >>> geometry((640, 480), 2, 2)
    Geometry(size=(480, 640), scale=None, box=None, reducing_gap=None)
    >>> geometry((640, 0), 0.5, 2).scale
    (2.0, 0.5)
    """
    width, height = _size(dsize)
    factors = _factor("fx", fx), _factor("fy", fy)
    if width > 0 and height > 0:
        return Geometry((height, width))
    return Geometry(scale=factors[::-1])


def _size(dsize: Any) -> tuple[int, int]:
    if dsize is None:
        return 0, 0
    if not isinstance(dsize, _SEQUENCES):
        rule = f"dsize is (width, height) or None, got {dsize!r}"
        raise error(rule, "Can't parse 'dsize'. Input argument doesn't provide sequence protocol")
    if len(dsize) != 2:
        rule = f"dsize is (width, height), got {len(dsize)} items"
        raise error(rule, f"Can't parse 'dsize'. Expected sequence length 2, got {len(dsize)}")
    return _side(0, dsize[0]), _side(1, dsize[1])


def _side(number: int, value: Any) -> int:
    if value is None:
        return 0
    whole = _whole(value)
    if whole is None:
        rule = f"dsize is two whole numbers of 32 bits, got {value!r}"
        raise error(rule, f"Can't parse 'dsize'. Sequence item with index {number} has a wrong type")
    return whole


def _whole(value: Any) -> int | None:
    """Return a whole number that an int of C holds; a bool is none."""
    if isinstance(value, _BOOLS):
        return None
    try:
        whole = index(value)
    except TypeError:
        return None
    return whole if INT_MIN <= whole <= INT_MAX else None


def _factor(name: str, value: Any) -> float:
    if value is None:
        return 0.0
    if isinstance(value, _BOOLS):
        raise error(f"{name} is a number, got {value!r}", f"Argument '{name}' must be double, not bool")
    if isinstance(value, _NUMBERS):
        return float(value)
    raise error(f"{name} is a number, got {value!r}", f"Argument '{name}' can not be treated as a double")


def flag(interpolation: Any, default: int) -> int:
    """Return the flag as an int; whether it names a method is asked later, because a copy needs none."""
    if interpolation is None:
        return default
    if isinstance(interpolation, _BOOLS):
        rule = f"interpolation is one of the INTER_ constants, got {interpolation!r}"
        raise error(rule, "Argument 'interpolation' must be integer, not bool")
    whole = _whole(interpolation)
    if whole is None:
        rule = f"interpolation is one of the INTER_ constants, got {interpolation!r}"
        raise error(rule, "Argument 'interpolation' is required to be an integer")
    return whole
