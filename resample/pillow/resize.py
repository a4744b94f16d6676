"""`Image.resize`: its decisions, in its order, from a size, a filter, a box and a gap to steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from resample.pillow import modes, nearest, passes, reduce
from resample.pillow.geometry import Box, Picture, Single, Size, crop, single
from resample.plan.words import Step

__all__ = ["Reduction", "check_gap", "in_mode", "reduction", "steps"]


@dataclass(frozen=True)
class Reduction:
    """What comes before a filter: whole factors, the part of the picture that is reduced, and the box in the result."""

    factor: Size
    part: Box
    box: Box


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
    ignored = name == "nearest" or (picture.mode.premultiplied and not picture.version.gap_with_alpha)
    before = None if gap is None or ignored else reduction(picture, size, name, box, gap)
    return in_mode(picture, size, name, box, before)


def in_mode(picture: Picture, size: Size, name: str, box: Box, before: Reduction | None) -> tuple[Step, ...]:
    """Return the steps with what comes before them, through premultiplied alpha where the mode is resized so."""
    if name == "nearest":
        return core(picture, size, name, box)
    if picture.mode.premultiplied:
        return modes.premultiplied(in_mode(picture.premultiplied(), size, name, box, before))
    if before is None:
        return modes.around(picture.mode, core(picture, size, name, box))
    small = picture.of_size(reduce.size(before.factor, before.part))
    filtered = modes.around(picture.mode, core(small, size, name, before.box))
    return (*reduce.steps(picture, before.factor, before.part), *filtered)


def check_gap(gap: float | None) -> None:
    """Refuse a gap below 1, whatever the filter."""
    if gap is not None and gap < 1.0:
        raise ValueError("reducing_gap must be 1.0 or greater")


def reduction(picture: Picture, size: Size, name: str, box: Box, gap: float) -> Reduction | None:
    """Return the reduction that leaves the filter to shrink by no less than the gap; None where there is none.

    The numbers may be of any type: Pillow computes with them as they are, and a float32 has another arithmetic.
    """
    fx = int((box[2] - box[0]) / size[0] / gap) or 1
    fy = int((box[3] - box[1]) / size[1] / gap) or 1
    if fx <= 1 and fy <= 1:
        return None
    part = _part(picture, size, name, box)
    left, top = part[:2]
    moved = ((box[0] - left) / fx, (box[1] - top) / fy, (box[2] - left) / fx, (box[3] - top) / fy)
    return Reduction((fx, fy), part, moved)


def _part(picture: Picture, size: Size, name: str, box: Box) -> Box:
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
    whole = float(x0).is_integer() and float(y0).is_integer()
    return bool(whole and x1 - x0 == np.float32(size[0]) and y1 - y0 == np.float32(size[1]))
