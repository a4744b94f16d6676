"""LINEAR of IPP by factors that do not give the size exactly: an affine warp instead of a resize."""

from __future__ import annotations

import numpy as np

from resample.opencv import ipp_warp_columns
from resample.opencv.coordinates import outputs
from resample.opencv.geometry import Axis, Call
from resample.opencv.passes import COLUMNS, ROWS, along, rounded_to
from resample.plan.words import Forward, Lerp, PointOp, Step, Sum, Taps

UNEVEN = "an fx or fy that does not give the size exactly"


def is_taken(call: Call) -> bool:
    """Return whether fx or fy differs from result / source: by more than 1e-10 of it, or at all for float64."""
    slack = 0.0 if call.dtype == "f64" else 1e-10
    return call.by_factor and any(abs(a.result / a.source - a.factor) / a.factor > slack for a in (call.y, call.x))


def steps(call: Call, level: str) -> tuple[Step, ...]:
    """Return rows, then columns.

    Raises
    ------
    NotExact
        For float64 at SSE4.2, or where an output meets the last sample; for others where a source has 2 rows or
        columns, or a side times its factor is below 1.
    """
    if call.dtype == "f64" or ipp_warp_columns.is_small(call):
        return ipp_warp_columns.steps(call, level)
    fused = level != "sse42"
    return (_lerp(COLUMNS, call.x, fused), _lerp(ROWS, call.y, fused, rounded_to(call.dtype)))


def _lerp(number: int, axis: Axis, fused: bool, finish: tuple[PointOp, ...] = ()) -> Taps:
    """Return the pass along an axis; at the far edge the pair is the last one, with a weight of 1."""
    shift = 0.5 * axis.factor - 0.5
    position = np.clip((outputs(axis) - shift) * (1 / axis.factor), 0, axis.source - 1)
    sample = np.minimum(np.floor(position), axis.source - 2).astype(np.int64)
    weight = (position - sample).astype(np.float32)[:, None]
    two = np.full(axis.result, 2)
    return along(number, sample, weight, Sum("f32", Forward(), "first"), finish, count=two, term=Lerp(fused))
