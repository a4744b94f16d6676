"""`Image.resize`: its decisions, in its order, from a size, a filter, a box and a gap to steps."""

from __future__ import annotations

import math

import numpy as np

from resample.pillow import modes, nearest, passes, reduce
from resample.pillow.geometry import Box, Picture, Single, Size, crop, single
from resample.plan.words import Step

__all__ = ["check_gap", "cut", "factors", "steps"]


def steps(
    picture: Picture, size: Size, name: str, box: Box | None = None, gap: float | None = None
) -> tuple[Step, ...]:
    """Return the steps of a resize.

    Parameters
    ----------
    picture : Picture
    size : tuple of int
        (width, height) of the result.
    name : str
        One of `resample.pillow.versions.FILTERS`.
    box : tuple of float, optional
        (left, top, right, bottom); default: all of it.
    gap : float, optional
        Reduce by whole factors first, so that the filter shrinks by no less than this.

    Raises
    ------
    ValueError, ZeroDivisionError, MemoryError
        As Pillow does, before anything is computed.
    """
    check_gap(gap)
    box = picture.whole if box is None else box
    if size == picture.size and box == picture.whole:
        return ()
    if picture.mode.arithmetic == "copy":
        name = "nearest"
    if name == "nearest":
        return core(picture, size, name, box)
    if picture.mode.premultiplied:
        kept = gap if picture.version.gap_with_alpha else None
        return modes.premultiplied(steps(picture.premultiplied(), size, name, box, kept))
    if gap is None:
        return modes.around(picture.mode, core(picture, size, name, box))
    before, picture, box = reduced(picture, size, name, box, gap)
    return (*before, *modes.around(picture.mode, core(picture, size, name, box)))


def check_gap(gap: float | None) -> None:
    """Refuse a gap below 1, whatever the filter."""
    if gap is not None and gap < 1.0:
        raise ValueError("reducing_gap must be 1.0 or greater")


def factors(size: Size, box: Box, gap: float) -> Size:
    """Return by how much to reduce first: whole factors, in double precision."""
    return (int((box[2] - box[0]) / size[0] / gap) or 1, int((box[3] - box[1]) / size[1] / gap) or 1)


def reduced(picture: Picture, size: Size, name: str, box: Box, gap: float) -> tuple[tuple[Step, ...], Picture, Box]:
    """Return the reduction that comes first, the picture that it leaves, and the box in it."""
    fx, fy = factors(size, box, gap)
    if fx <= 1 and fy <= 1:
        return (), picture, box
    part = cut(picture, size, name, box)
    before = reduce.steps(picture, (fx, fy), part)
    picture = picture.of_size(reduce.size((fx, fy), part))
    return before, picture, _moved(box, part, (fx, fy))


def cut(picture: Picture, size: Size, name: str, box: Box) -> Box:
    """Return the whole pixels that the box needs, with the reach of the filter."""
    reach = passes.KERNELS[name].support - 0.5
    x = reach * ((box[2] - box[0]) / size[0])
    y = reach * ((box[3] - box[1]) / size[1])
    return (
        max(0, int(box[0] - x)),
        max(0, int(box[1] - y)),
        min(picture.width, math.ceil(box[2] + x)),
        min(picture.height, math.ceil(box[3] + y)),
    )


def _moved(box: Box, part: Box, factor: Size) -> Box:
    """Return the box in the reduced part."""
    (left, top, right, bottom), (x, y) = box, part[:2]
    return ((left - x) / factor[0], (top - y) / factor[1], (right - x) / factor[0], (bottom - y) / factor[1])


def core(picture: Picture, size: Size, name: str, box: Box) -> tuple[Step, ...]:
    """Return the steps of the resize proper, or of two for pictures that 12.2 and 12.3 call tall."""
    if not (picture.version.tall and picture.height > 100 * picture.width and size[1] < picture.height):
        return _one(picture, size, name, box)
    rows = (picture.width, size[1])
    first = _one(picture, rows, name, (0, box[1], picture.width, box[3]))
    return first + _one(picture.of_size(rows), size, name, (box[0], 0, box[2], size[1]))


def _one(picture: Picture, size: Size, name: str, box: Box) -> tuple[Step, ...]:
    """Return a crop where the box has whole borders and the size of the result, else the filter."""
    exact = single(picture, size, box)
    if _is_crop(size, exact):
        left, top = int(exact[0]), int(exact[1])
        return crop(picture, left, top, left + size[0], top + size[1])
    if name == "nearest":
        return nearest.steps(picture, size, exact)
    return passes.steps(picture, size, name, exact)


def _is_crop(size: Size, box: Single) -> bool:
    x0, y0, x1, y1 = box
    whole = x0 == np.trunc(x0) and y0 == np.trunc(y0)
    return bool(whole and x1 - x0 == np.float32(size[0]) and y1 - y0 == np.float32(size[1]))
