"""Pictures, sizes and boxes as the rules see them, and the limits that Pillow sets to them.

Inside this room a size is (width, height) and a box is (left, top, right, bottom), as in Pillow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from resample.pillow.modes import MODES, Mode
from resample.pillow.versions import Version
from resample.plan.words import Gather, Step

__all__ = ["COLUMNS", "INT_MAX", "ROWS", "Box", "Picture", "Single", "Size", "crop", "single", "slice_of"]

Size = tuple[int, int]
Box = tuple[float, float, float, float]
Single = tuple[np.float32, np.float32, np.float32, np.float32]

#: Axes of a source, which is HWC.
ROWS, COLUMNS = 0, 1
INT_MAX = 2**31 - 1
# A row of four bytes a pixel must have fewer bytes than an int can count.
_WIDEST = INT_MAX // 4 - 1


@dataclass(frozen=True)
class Picture:
    """A picture at some point of the decisions.

    Attributes
    ----------
    width, height : int
        0 is possible: Pillow resizes empty pictures to zeros.
    mode : Mode
    version : Version
    """

    width: int
    height: int
    mode: Mode
    version: Version

    @property
    def size(self) -> Size:
        """Width and height."""
        return (self.width, self.height)

    @property
    def whole(self) -> Box:
        """The box that is the picture."""
        return (0, 0, self.width, self.height)

    def of_size(self, size: Size) -> Picture:
        """Return the picture in another size."""
        return replace(self, width=size[0], height=size[1])

    def premultiplied(self) -> Picture:
        """Return the picture in the mode in which it is resized."""
        return replace(self, mode=MODES[self.mode.premultiplied])


def single(picture: Picture, size: Size, box: Box) -> Single:
    """Return the box in single precision, in which all that follows is computed.

    Raises
    ------
    ValueError
        If size or box cannot be, by Pillow's rules in Pillow's order; a box of no area can.
    MemoryError
        If a row of the result has more bytes than an int can count.
    """
    with np.errstate(over="ignore"):
        x0, y0, x1, y1 = (np.float32(v) for v in box)
    if size[0] < 1 or size[1] < 1:
        raise ValueError("height and width must be > 0")
    if x0 < 0 or y0 < 0:
        raise ValueError("box offset can't be negative")
    if x1 > np.float32(picture.width) or y1 > np.float32(picture.height):
        raise ValueError("box can't exceed original image size")
    if x1 - x0 < 0 or y1 - y0 < 0:
        raise ValueError("box can't be empty")
    if size[0] > _WIDEST:
        raise MemoryError
    return (x0, y0, x1, y1)


def crop(picture: Picture, left: int, top: int, right: int, bottom: int) -> tuple[Step, ...]:
    """Return the steps that cut out a box of whole numbers; what lies outside the picture is empty."""
    return (
        *slice_of(ROWS, picture.height, top, bottom, picture.mode.empty),
        *slice_of(COLUMNS, picture.width, left, right, picture.mode.empty),
    )


def slice_of(axis: int, n: int, start: int, stop: int, fill: tuple[int, ...] = (0,)) -> tuple[Step, ...]:
    """Return the step that takes a range of an axis of n samples; none where the range is the axis."""
    if (start, stop) == (0, n):
        return ()
    index = np.arange(start, stop)
    return (Gather(axis, np.where((index < 0) | (index >= n), -1, index), fill),)
