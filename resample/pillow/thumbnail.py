"""`Image.thumbnail`: the size that keeps the aspect inside a size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from resample.pillow.geometry import Picture, Size

__all__ = ["inside"]


def inside(picture: Picture, size: Any) -> Size | None:
    """Return (width, height) of the thumbnail; None where the picture fits as it is.

    Parameters
    ----------
    picture : Picture
    size : sequence of two numbers
        (width, height) that it must not exceed; fractions are cut off.

    Raises
    ------
    ZeroDivisionError, ValueError, TypeError
        As Pillow does, for a side of 0 and for what is not two numbers.

    Examples
    --------
    >>> from resample.pillow.modes import MODES
    >>> from resample.pillow.versions import VERSIONS
    >>> inside(Picture(145, 100, MODES["L"], VERSIONS["13.0"]), (50, 50))
    (50, 34)
    """
    x, y = map(math.floor, size)
    if x >= picture.width and y >= picture.height:
        return None
    aspect = picture.width / picture.height
    if x / y >= aspect:
        return (_closest(y * aspect, lambda n: abs(aspect - n / y)), y)
    return (x, _closest(x / aspect, lambda n: 0 if n == 0 else abs(aspect - x / n)))


def _closest(number: float, error: Callable[[int], float]) -> int:
    """Return the whole number next to this one with the smaller error, the lower one if they are equal; at least 1."""
    return max(min(math.floor(number), math.ceil(number), key=error), 1)
