"""Calls whose bits depend on how torch divides the work among its threads."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from resample.torch.antialias import rows_repeat
from resample.torch.arguments import ANTIALIASED
from resample.torch.geometry import Resize
from resample.torch.mean import LANES, channels_beside

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
    return _of_mean(resize, batch) or _of_narrow_result(resize, batch)


def _of_mean(resize: Resize, batch: int) -> Reason | None:
    """Return whether a sum is divided among threads, or the blocks in which channels are summed are.

    Large reductions are divided along an axis that is not reduced, where there is one of several; then the sums stay
    whole.  Channels next to each other are divided at multiples of four vectors, which with two threads leaves all
    blocks; those that are side by side with gaps are divided anywhere.
    """
    samples = batch * prod(resize.source.shape)
    if resize.mode != "area" or any(axis.after > 1 for axis in resize.axes) or samples < GRAIN:
        return None
    blocks = resize.threads > 2 and channels_beside(resize) and resize.channels > 4 * LANES[resize.work]
    blocks |= resize.fact("channels_apart") and resize.channels > 4
    if batch * resize.channels > 1 and not blocks:
        return None
    # Two sums of n rounded additions in any order differ by at most this much.
    bound = 2 * prod(axis.before for axis in resize.axes) * 2.0 ** (-52 if resize.work == "f64" else -23)
    return Reason(f"torch divides a mean over {samples} samples among {resize.threads} threads; not verified", bound)


def _of_narrow_result(resize: Resize, batch: int) -> Reason | None:
    """Return whether rows of a one-column result repeat that of another thread's share, not the first."""
    results = batch * resize.channels * prod(axis.after for axis in resize.axes)
    vertical = resize.axes[0]
    windowed = resize.antialias or (resize.dtype == "u8" and resize.mode in ANTIALIASED)
    if windowed and vertical.before != vertical.after and rows_repeat(resize, vertical) and results > GRAIN:
        return Reason(
            f"a result of one column repeats the first row of each thread's share, and {results} samples are divided "
            f"among {resize.threads} threads",
            4.0,
        )
    return None
