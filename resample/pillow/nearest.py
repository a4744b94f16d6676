"""NEAREST: the sample in which the middle of an output lies, empty where that is outside the picture.

Pictures of one or four bytes a pixel add the scale from pixel to pixel; those of two bytes take another road in the
source, with one product a pixel.  So L and I;16 differ: at 2 to 7 pixels in the fourth one.
"""

from __future__ import annotations

import numpy as np

from resample.pillow.geometry import COLUMNS, ROWS, Picture, Single, Size
from resample.plan.words import Gather, IntArray, Step
from resample.rules.coordinates import box_scale, kept_inside, positions_by_product, positions_by_sum

__all__ = ["steps"]


def steps(picture: Picture, size: Size, box: Single) -> tuple[Step, ...]:
    """Return a Gather for each axis that changes, first the one that leaves less to do."""
    columns = Gather(COLUMNS, index(picture, picture.width, box[0], box[2], size[0]), picture.mode.empty)
    rows = Gather(ROWS, index(picture, picture.height, box[1], box[3], size[1]), picture.mode.empty)
    both = (rows, columns) if size[1] <= picture.height else (columns, rows)
    lengths = {ROWS: picture.height, COLUMNS: picture.width}
    return tuple(step for step in both if not _is_identity(step.index, lengths[step.axis]))


def index(picture: Picture, size: int, start: np.float32, stop: np.float32, n: int) -> IntArray:
    """Return the source position of every output along an axis, -1 outside the picture: the box does not cut."""
    positions = positions_by_product if picture.mode.arithmetic == "u16" else positions_by_sum
    return kept_inside(positions(start, box_scale(start, stop, n), n), size)


def _is_identity(index: IntArray, n: int) -> bool:
    return index.size == n and bool((index == np.arange(n)).all())
