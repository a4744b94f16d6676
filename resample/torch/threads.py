"""Calls whose bits depend on how torch divides the work among its threads."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from resample.torch.antialias import rows_repeat
from resample.torch.geometry import Resize

#: Torch gives a thread no less than this many elements; smaller work stays on one.
GRAIN = 32768


@dataclass(frozen=True)
class Reason:
    """Why a plan is not exact, and the largest difference per unit of the largest sample."""

    text: str
    bound: float


def split_reason(resize: Resize, batch: int) -> Reason | None:
    """Return why a resize of a batch of this size is not exact; None if it is."""
    if resize.threads == 1:
        return None
    samples = batch * prod(resize.source.shape)
    if resize.mode == "area" and all(axis.after == 1 for axis in resize.axes) and samples >= GRAIN:
        each = prod(axis.before for axis in resize.axes)
        # Two sums of n rounded additions in any order differ by at most this much.
        return Reason(
            f"torch splits a mean over {samples} samples among {resize.threads} threads, and the order of that is not known",
            2 * each * 2.0 ** (-52 if resize.work == "f64" else -23),
        )
    results = batch * resize.channels * prod(axis.after for axis in resize.axes)
    vertical = resize.axes[0]
    passes = resize.antialias or resize.dtype == "u8"
    if passes and vertical.before != vertical.after and rows_repeat(resize, vertical) and results > GRAIN:
        return Reason(
            f"torch repeats the first row of each thread's share where the result is one column wide, and splits {results} "
            f"samples among {resize.threads} threads",
            4.0,
        )
    return None
