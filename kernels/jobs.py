"""What a kernel of rows is told: a header of int64, tables behind it; a name is the place of a number in the header.

A job belongs to a plan and holds no address, so that it may be moved. A table's number says how many bytes from the
beginning of the job it lies.
"""

from __future__ import annotations

from typing import Any

from resample.kernels._jit import jit
from resample.kernels.memory import i64_at

__all__ = ["HEADER", "number", "table"]

(
    STRIDE,  # bytes of a row of the source
    OUT_STRIDE,  # bytes of a row of the result
    CHANNELS,  # samples of a pixel
    STEP,  # bytes from one tap of a row to the next
    TAPS,  # taps of an output along a row
    PACKED_SIZE,  # bytes of them for a group of outputs
    GROUP,  # outputs that a vector makes
    ALL_GROUPS,  # groups of a row
    SAFE_GROUPS,  # groups before the first that reads beyond the end of its row
    FREE,  # rows of the source behind which there are enough bytes for all groups
    KEPT_ADDED,  # what is added to a kept sum first
    KEPT_SHIFT,  # bits that it loses then
    KEPT_BIAS,  # what is taken away from a kept sum
    SLOTS,  # rows that are kept
    SLOT_SIZE,  # bytes of a kept row
    WEIGHTS_SIZE,  # bytes of them for an output
    DOWN_TAPS,  # taps of an output along columns
    VECTOR,  # bytes of a vector
    ADDED,  # what is added to a sum along columns
    SHIFT,  # bits that it loses then
    CUT,  # bytes of a row of the result before its tail
    HEIGHT,  # rows of the source
    STRIP,  # rows that are made together
    FIRST_ROW,  # first row of the first window
    ROW_STEP,  # rows from one window to the next
    ROW_COUNT,  # rows of a window
    FIRST_BYTE,  # bytes of a row before the first window
    PIXEL_STEP,  # pixels from one window to the next
    PIXEL_COUNT,  # pixels of a window
    OUT_OFFSET,  # bytes of the result before the first output
    FACTOR,  # what a sum is multiplied by, integer or the bits of a float32
    USED,  # taps of an output along a row that lie inside it
    HEADER,  # numbers of a header
) = range(33)

(
    OFFSET,  # int32 for each output of a row: bytes to its first tap
    PLAIN,  # weights along rows, one output after the other
    PACKED,  # the same weights as vectors take them
    ROWS,  # int32 for each tap along columns: row of the source
    WEIGHTS,  # weights along columns
    TAIL_WEIGHTS,  # weights along columns in the tail
    COUNTS,  # int32 for each output of a row: number of its taps
    ROW_COUNTS,  # int32 for each output of a column: number of its taps
) = range(HEADER, HEADER + 8)
HEADER += 8


@jit
def number(job: Any, place: Any) -> Any:
    """Return a number of a job: equals `ndarray.item` of its header."""
    return i64_at(job + 8 * place)


@jit
def table(job: Any, place: Any) -> Any:
    """Return the address of a table of a job: that of the job and `ndarray.item` of its header."""
    return job + i64_at(job + 8 * place)
