"""Interpolation modes, as an enumeration of the original's names, and the values that stand for them."""

from __future__ import annotations

from enum import Enum
from typing import Any


class InterpolationMode(Enum):
    """What ``interpolation=`` takes; torchvision's own members are taken as well.

    Examples
    --------
    >>> InterpolationMode("bicubic")
    <InterpolationMode.BICUBIC: 'bicubic'>
    """

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


#: Pillow's numbers of filters -> modes.
_BY_NUMBER = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}

#: Modes -> names of filters in Pillow, which has one nearest.
PILLOW = {mode.value: mode.value for mode in InterpolationMode} | {"nearest-exact": "nearest"}


def mode_of(interpolation: Any, api: str) -> str:
    """Return the name of a mode out of a member, a number of Pillow's or, in v2, a name.

    Raises
    ------
    TypeError, ValueError
        v1 and v2, for what is none of these.
    KeyError
        For a number that Pillow has no filter for.

    Examples
    --------
    >>> mode_of(InterpolationMode.BOX, ""), mode_of(3, ""), mode_of("nearest-exact", "v2")
    ('box', 'bicubic', 'nearest-exact')
    """
    if isinstance(interpolation, int):
        return _BY_NUMBER[interpolation]
    if isinstance(interpolation, Enum) and type(interpolation).__name__ == "InterpolationMode":
        return str(interpolation.value)
    names = [mode.value for mode in InterpolationMode]
    if api == "v2" and isinstance(interpolation, str):
        if interpolation not in names:
            raise ValueError(f"interpolation {interpolation!r} is not one of {', '.join(names)}")
        return interpolation
    rule = f"interpolation is an InterpolationMode or a number of Pillow's filters, not {interpolation!r}"
    raise ValueError(rule) if api == "v2" else TypeError(rule)
