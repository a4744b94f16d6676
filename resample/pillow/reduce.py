"""`Image.reduce`: the mean of every cell of fx x fy pixels, smaller cells at the right and bottom edges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from resample.pillow import modes
from resample.pillow.geometry import COLUMNS, INT_MAX, ROWS, Box, Picture, Size, crop
from resample.plan.words import (
    Add,
    Cast,
    Forward,
    MulBy,
    Part,
    PointOp,
    Quads,
    Round,
    Shr,
    Span,
    Split,
    Step,
    Sum,
    Taps,
)

__all__ = ["check", "in_mode", "multiplier", "size", "steps"]

Edge = Literal["full", "partial"]


@dataclass(frozen=True)
class _Run:
    """Cells of one length along an axis: outputs start..stop, from the samples at `first` on."""

    axis: int
    start: int
    stop: int
    first: int
    length: int
    edge: Edge

    @property
    def index(self) -> np.ndarray:
        return self.first + np.arange(self.stop - self.start) * self.length

    @property
    def count(self) -> np.ndarray:
        return np.full(self.stop - self.start, self.length)


def steps(picture: Picture, factor: Size, box: Box | None) -> tuple[Step, ...]:
    """Return the steps of a reduction by a tuple of factors.

    Raises
    ------
    ValueError
        If factor or box cannot be, or the mode cannot be reduced.
    """
    if picture.version.reduce_by_one_crops and factor == (1, 1):
        return _crop(picture, box)
    whole = picture.whole
    box = whole if box is None else box
    if not picture.version.reduce_by_one_crops and factor == (1, 1) and box == whole:
        return ()
    return in_mode(picture, factor, box)


def in_mode(picture: Picture, factor: Size, box: Box) -> tuple[Step, ...]:
    """Return the steps with the round trip through premultiplied alpha, where the mode has one."""
    if picture.mode.premultiplied:
        return modes.premultiplied(in_mode(picture.premultiplied(), factor, box))
    check(picture, factor, box)
    left, top, right, bottom = map(int, box)
    if factor == (1, 1):
        return crop(picture, left, top, right, bottom)
    return modes.around(picture.mode, (_cells(picture, factor, (left, top, right, bottom)),))


def size(factor: Size, box: Box) -> Size:
    """Return the size of a reduced box: what is left over makes a cell of its own."""
    return (-int(-(box[2] - box[0]) // factor[0]), -int(-(box[3] - box[1]) // factor[1]))


def _crop(picture: Picture, box: Box | None) -> tuple[Step, ...]:
    """Return `Image.crop`: coordinates are rounded half to even, and what lies outside is empty."""
    if box is None or box == picture.whole:
        return ()
    if box[2] < box[0]:
        raise ValueError("Coordinate 'right' is less than 'left'")
    if box[3] < box[1]:
        raise ValueError("Coordinate 'lower' is less than 'upper'")
    left, top, right, bottom = map(round, box)
    return crop(picture, left, top, right, bottom)


def check(picture: Picture, factor: Size, box: Box) -> None:
    """Refuse what cannot be reduced, by Pillow's rules in Pillow's order.

    Raises
    ------
    ValueError
        For a factor below 1, a box that is not inside the picture or empty, and a mode without a sum.
    """
    left, top, right, bottom = map(int, box)
    if factor[0] < 1 or factor[1] < 1:
        raise ValueError("scale must be > 0")
    if left < 0 or top < 0:
        raise ValueError("box offset can't be negative")
    if right > picture.width or bottom > picture.height:
        raise ValueError("box can't exceed original image size")
    if right <= left or bottom <= top:
        raise ValueError("box can't be empty")
    if factor != (1, 1) and picture.mode.arithmetic in ("copy", "u16"):
        raise ValueError("image has wrong mode")


def _cells(picture: Picture, factor: Size, box: tuple[int, int, int, int]) -> Step:
    """Return the sums over the cells: one step, of up to four parts."""
    rows = _runs(ROWS, box[1], box[3], factor[1])
    columns = _runs(COLUMNS, box[0], box[2], factor[0])
    pairs = list(product(rows, columns))
    if len(pairs) == 1:
        return _taps(picture, *pairs[0])
    parts = [
        Part((Span((ROWS,), r.start, r.stop), Span((COLUMNS,), c.start, c.stop)), _taps(picture, r, c))
        for r, c in pairs
    ]
    return Split(tuple(parts))


def _runs(axis: int, start: int, stop: int, factor: int) -> list[_Run]:
    """Return the full cells along an axis and the cell that is left over, where there are any."""
    full, rest = divmod(stop - start, factor)
    runs = [_Run(axis, 0, full, start, factor, "full")] if full else []
    if rest:
        runs.append(_Run(axis, full, full + 1, start + full * factor, rest, "partial"))
    return runs


def _taps(picture: Picture, rows: _Run, columns: _Run) -> Taps:
    pixels = rows.length * columns.length
    arithmetic = picture.mode.arithmetic
    finish: tuple[PointOp, ...]
    if arithmetic == "u8":
        factor = multiplier(pixels)
        # Adding half the pixels first does not make it a rounding, because the factor is cut off.
        finish = (Add(pixels // 2), MulBy(factor), Shr(24), Cast("u8"))
        total = Sum("u32", wraps=(255 * pixels + pixels // 2) * factor >= 2**32)
    else:
        # Full cells sum blocks of 2x2 in the type of the sample before they widen; the others pixel by pixel.
        grouped = rows.edge == columns.edge == "full"
        total = Sum("f64", Quads(arithmetic), wraps=arithmetic == "i32") if grouped else Sum("f64", Forward())
        whole: tuple[PointOp, ...] = (Round("away"), Cast("i32", "x86"))
        finish = (MulBy(1.0 / pixels), *(whole if arithmetic == "i32" else (Cast("f32"),)))
    return Taps((ROWS, COLUMNS), (rows.index, columns.index), (rows.count, columns.count), None, total, finish)


def multiplier(pixels: int) -> int:
    """Return 2**24 / pixels without its fraction, as 32 bits have it: 0 from 2**24 pixels on, or worse.

    Examples
    --------
    >>> multiplier(3), multiplier(2**24), multiplier(2**24 + 1)
    (5592405, 0, 16777216)
    """
    divisor = (pixels << 8) & (2 * INT_MAX + 1)
    return 0 if divisor == 0 else int(np.float32(2.0**32) / np.float32(divisor)) & (2 * INT_MAX + 1)
