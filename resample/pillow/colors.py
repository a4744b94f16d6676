"""Colours as `Image.new` reads them: the samples that a number or a tuple stands for in a mode."""

from __future__ import annotations

import math
import operator
from typing import Any

from resample.pillow.modes import Mode

__all__ = ["samples"]

_ONE = "color must be int or single-element tuple"


def samples(mode: Mode, color: Any) -> tuple[float, ...]:
    """Return the sample of every band.

    Parameters
    ----------
    mode : Mode
    color : None, number, or tuple of numbers
        None: empty. A number is a whole pixel: its low byte is the first band, and so on. A tuple has a number for each
        band, clipped to 0..255; the fourth band may be left out and is 255 then.

    Raises
    ------
    TypeError
        For a name, which needs an image, and for what `Image.new` refuses.

    Examples
    --------
    >>> from resample.pillow.modes import MODES
    >>> samples(MODES["RGB"], 0x030201), samples(MODES["RGBA"], (300, 0, 0)), samples(MODES["L"], -5)
    ((1, 2, 3), (255, 0, 0, 255), (0,))
    """
    if color is None:
        return mode.empty
    if isinstance(color, str):
        raise TypeError("the name of a colour needs an image: give an array its numbers")
    if mode.bands == 1:
        return (_single(mode, color),)
    return tuple(v ^ 0x80 if band in mode.signed else v for band, v in enumerate(_several(mode, color)))


def _single(mode: Mode, color: Any) -> float:
    """Return the one sample of a mode of one band."""
    if isinstance(color, tuple | list) and len(color) == 1:
        color = color[0]
    if mode.arithmetic == "f32":
        return math.ldexp(color, 0)  # unlike float(), without strings
    if not isinstance(color, int):
        raise TypeError(_ONE)
    if mode.arithmetic == "i32":
        return (color + 2**31) % 2**32 - 2**31
    return color % 2**16 if mode.arithmetic == "u16" else _clipped(color)


def _several(mode: Mode, color: Any) -> tuple[int, ...]:
    """Return the samples of a mode of two to four bands; two bands are the first and the last byte of a pixel."""
    bands = mode.bands
    if isinstance(color, tuple | list) and len(color) == 1:
        color = color[0]
    if isinstance(color, int):
        pixel = tuple((color >> shift) & 0xFF for shift in (0, 8, 16, 24))
        return (pixel[0], pixel[3]) if bands == 2 else pixel[:bands]
    if not isinstance(color, tuple | list):
        raise TypeError("color must be int or tuple")
    if bands == 2 and len(color) != 2:
        raise TypeError("color must be int, or tuple of one or two elements")
    if bands > 2 and len(color) not in (3, 4):
        raise TypeError("color must be int, or tuple of one, three or four elements")
    return (*(_clipped(v) for v in color), 255)[:bands]


def _clipped(value: Any) -> int:
    return min(max(operator.index(value), 0), 255)
