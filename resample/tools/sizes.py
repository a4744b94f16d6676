"""Sizes as they are typed, WIDTHxHEIGHT, and how large a picture may be."""

from __future__ import annotations

import re

from resample.tools.refusals import Refused

#: Pillow's own limit: a quarter of a gibibyte of 3-byte pixels.  A small file that claims more is taken for a bomb.
MAX_PIXELS = 1024 * 1024 * 1024 // 4 // 3


def parse(text: str, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Return (height, width) out of ``WIDTHxHEIGHT``.

    Raises
    ------
    Refused
        If the text is no size, a side is 0, or there are more pixels than `max_pixels`.

    Examples
    --------
    >>> parse("640x480")
    (480, 640)
    >>> parse("0x480")
    Traceback (most recent call last):
    ...
    resample.tools.refusals.Refused: size 0x480: width and height must be > 0
    """
    match = re.fullmatch(r"\s*(-?[0-9]{1,18})\s*[xX]\s*(-?[0-9]{1,18})\s*", text)
    if match is None:
        raise Refused(f"size {text!r} is not WIDTHxHEIGHT, such as 224x224")
    width, height = (int(n) for n in match.groups())
    if width < 1 or height < 1:
        raise Refused(f"size {text.strip()}: width and height must be > 0")
    limit(f"size {text.strip()}", width, height, max_pixels)
    return height, width


def limit(what: str, width: int, height: int, max_pixels: int) -> None:
    """Refuse a picture of more pixels than are allowed.

    Raises
    ------
    Refused
    """
    if width * height > max_pixels:
        raise Refused(f"{what} has {width * height:,} pixels, more than {max_pixels:,}; --max-pixels allows more")


def show(height: int, width: int) -> str:
    """Return a size as it is typed.

    Examples
    --------
    >>> show(480, 640)
    '640x480'
    """
    return f"{width}x{height}"
