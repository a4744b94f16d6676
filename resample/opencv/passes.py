"""Short ways to write the steps that OpenCV's arithmetic is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.words import AnyArray, Cast, Forward, LoadOp, Mul, Part, PointOp, Round, Span, Split, Sum, Taps, Term

IntIndex = npt.NDArray[np.integer]

#: Axes of a picture HWC.
ROWS, COLUMNS, CHANNELS = 0, 1, 2


def along(
    axis: int,
    index: IntIndex,
    weight: AnyArray,
    total: Sum,
    finish: tuple[PointOp, ...] = (),
    *,
    count: IntIndex | None = None,
    load: tuple[LoadOp, ...] = (),
    term: Term | None = None,
) -> Taps:
    """Return one separable pass; without counts every output has all the taps of its row."""
    if count is None:
        count = np.full(len(index), index.shape[1] if index.ndim == 2 else weight.shape[1])
    runs = (index.astype(np.int32, copy=False),), (count.astype(np.int32, copy=False),)
    return Taps((axis,), *runs, (weight,), total, finish, load, term or Mul())


def only(taps: Taps, start: int, stop: int) -> Taps:
    """Return a pass along one axis for some of its outputs."""

    def cut(arrays: tuple[npt.NDArray[Any], ...]) -> tuple[npt.NDArray[Any], ...]:
        return tuple(a[start:stop] for a in arrays)

    weight = None if taps.weight is None else cut(taps.weight)
    return replace(taps, index=cut(taps.index), count=cut(taps.count), weight=weight)


def copied(axis: int, index: IntIndex, acc: str, finish: tuple[PointOp, ...] = ()) -> Taps:
    """Return a pass that takes one sample for each output, in the accumulator's dtype."""
    one = np.ones((len(index), 1), np.float64 if acc == "f64" else np.float32)
    return along(axis, index[:, None], one, Sum(acc, Forward(), "first"), finish)


def joined(parts: list[Part]) -> Taps | Split:
    """Return the parts as one step, without a split where there is a single one."""
    return parts[0].taps if len(parts) == 1 else Split(tuple(parts))


def rounded_to(dtype: str) -> tuple[PointOp, ...]:
    """Return the finish of a float sum: cv2's saturate_cast.

    A float goes to the nearest int, ties to even, as ``cvtps2dq`` does it, so that NaN and all that no int holds become
    the lowest int; then to the nearest value of the dtype. A float dtype takes the sum as it is.
    """
    if dtype in ("f32", "f64"):
        return ()
    return (Round("rne"), Cast("i32", "x86"), Cast(dtype, "sat"))


def body_and_tail(columns: int, channels: int, lanes: int, body: Taps, tail: Taps) -> Taps | Split:
    """Return a vertical pass in whole vectors of `lanes` samples of a row, and in another arithmetic behind them."""
    width = columns * channels
    cut = width - width % lanes
    if cut == 0:
        return tail
    if cut == width:
        return body
    row = (COLUMNS, CHANNELS)
    return Split((Part((Span(row, 0, cut),), body), Part((Span(row, cut, width),), tail)))
