"""`ImageOps`: the sizes and boxes of contain, cover, fit, pad and scale, in double precision.

`round` is half to even, and the order of products counts: ``H / W * w``, not ``H * w / W``.
"""

from __future__ import annotations

from typing import Any

from resample.pillow.geometry import Box, Picture

__all__ = ["contained", "covered", "cropped", "offset", "scaled"]


def contained(picture: Picture, size: Any) -> Any:
    """Return the largest size of the picture's aspect inside a size; with a side of 0, or rounded to 0, since 13.0.

    Examples
    --------
    >>> from resample.pillow.modes import MODES
    >>> from resample.pillow.versions import VERSIONS
    >>> picture = Picture(4, 3, MODES["L"], VERSIONS["13.0"])
    >>> contained(picture, (8, 8)), covered(picture, (8, 8))
    ((8, 6), (11, 8))
    """
    return _of_aspect(picture, size, cover=False)


def covered(picture: Picture, size: Any) -> Any:
    """Return the smallest size of the picture's aspect around a size."""
    return _of_aspect(picture, size, cover=True)


def _of_aspect(picture: Picture, size: Any, cover: bool) -> Any:
    if picture.version.empty_sizes and picture.height == 0:
        return (size[0], 0)
    own = picture.width / picture.height
    if picture.version.empty_sizes and size[1] == 0:
        return (0, 0)
    wanted = size[0] / size[1]
    if own == wanted:
        return size
    if own < wanted if cover else own > wanted:
        height = round(picture.height / picture.width * size[0])
        return size if height == size[1] else (size[0], height)
    width = round(picture.width / picture.height * size[1])
    return size if width == size[0] else (width, size[1])


def scaled(picture: Picture, factor: Any) -> Any:
    """Return the size times a factor.

    Raises
    ------
    ValueError
        If the factor is 0 or below.
    """
    if factor <= 0:
        raise ValueError("the factor must be greater than 0")
    return (round(factor * picture.width), round(factor * picture.height))


def offset(size: Any, inner: Any, centering: Any) -> tuple[int, int]:
    """Return where a picture lies in a padded one: left and top."""
    if inner[0] != size[0]:
        return (round((size[0] - inner[0]) * max(0, min(centering[0], 1))), 0)
    return (0, round((size[1] - inner[1]) * max(0, min(centering[1], 1))))


def cropped(picture: Picture, size: Any, bleed: float, centering: Any) -> Box | None:
    """Return the box of a picture that `fit` resizes; None where there is nothing to resize.

    Parameters
    ----------
    picture : Picture
    size : (width, height)
    bleed : float
        Share of each side that is left out; outside [0, 0.5) it is 0.
    centering : (float, float)
        Where what is cut off is cut; outside [0, 1] it is 0.5.

    Examples
    --------
    >>> from resample.pillow.modes import MODES
    >>> from resample.pillow.versions import VERSIONS
    >>> cropped(Picture(8, 4, MODES["L"], VERSIONS["13.0"]), (2, 2), 0.0, (0.5, 0.5))
    (2.0, 0.0, 6.0, 4.0)
    """
    if picture.version.empty_sizes and min(size) == 0:
        return None
    x, y = centering
    x = x if 0.0 <= x <= 1.0 else 0.5
    y = y if 0.0 <= y <= 1.0 else 0.5
    bleed = bleed if 0.0 <= bleed < 0.5 else 0.0
    margin = (bleed * picture.width, bleed * picture.height)
    live = (picture.width - margin[0] * 2, picture.height - margin[1] * 2)
    if picture.version.empty_sizes and live[1] == 0:
        return None
    own, wanted = live[0] / live[1], size[0] / size[1]
    if own == wanted:
        width, height = live
    elif own >= wanted:
        width, height = wanted * live[1], live[1]
    else:
        width, height = live[0], live[0] / wanted
    left, top = margin[0] + (live[0] - width) * x, margin[1] + (live[1] - height) * y
    return (left, top, left + width, top + height)
