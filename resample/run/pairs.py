"""Two taps along rows and two along columns, bytes to bytes, in integers: both passes in one kernel."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import pairs as kernels
from resample.kernels import spread
from resample.plan.state import State
from resample.plan.words import Add, Cast, Mul, MulShr, PointOp, Shr, Step, Taps
from resample.run.found import Found
from resample.run.rows import Job, called, consecutive, lanes, passes, picture

__all__ = ["match"]

Array = npt.NDArray[Any]

#: Most rows that are kept.
SLOTS = 16
#: What is done with a sum of shifted products.
SHIFTED: tuple[PointOp, ...] = (Add(2), Shr(2), Cast("u8", "wrap"))


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take two passes whose rows in between fit 16 bits."""
    both, source = passes(steps, (1, 0)), picture(states[0])
    if both is None or source is None or states[0].dtype != "u8" or states[2].dtype != "u8":
        return None
    across, down = both
    if (across.term, across.load, across.finish, across.sum.acc) != (Mul(), (), (), "i32") or across.weight is None:
        return None
    form = _form(down, states[1])
    if form is None or int(down.count[0].max()) > 2:
        return None
    assert down.weight is not None
    n = down.count[0].size
    rows, weights = np.empty((n, 2), np.int32), np.empty((n, 2), np.int64)
    slots, low, high, largest = called(spread.places, down.index[0], down.count[0], down.weight[0], rows, weights)
    if slots > SLOTS or low < -(1 << 15) or high >= 1 << 15:
        return None
    if form == "shifted" and not _fits_words(states[1], largest):
        return None
    taps = consecutive(across, source[1], (2,))
    if taps is None:
        return None
    result = picture(states[2])
    assert result is not None
    job = _job(form, source, result, taps)
    job.table("ROWS", rows)
    if form == "products":
        assert isinstance(down.finish[0], Add) and isinstance(down.finish[1], Shr)
        table = _products(weights, int(down.finish[0].c), down.finish[1].n)
    else:
        table = weights.astype(np.int16)
    job.table("WEIGHTS", table)
    job.set(WEIGHTS_SIZE=table[0].nbytes)
    return Found(2, job) if job.ring(kernels.pairs_of, form, slots, 2, 0) else None


def _form(down: Taps, kept: State) -> str | None:
    """Return how rows are kept and added, or None."""
    if down.sum.acc != "i32" or down.weight is None or kept.low is None or kept.high is None:
        return None
    if (down.term, down.load, down.finish) == (MulShr(16, "floor"), (Shr(4),), SHIFTED):
        return "shifted" if kept.low >= -(1 << 19) and kept.high < 1 << 19 else None
    match down.finish:
        case (Add(), Shr(), Cast("u8", "sat")) if (down.term, down.load) == (Mul(), ()):
            return "products" if kept.low >= 0 and kept.high < 1 << 16 else None
    return None


def _fits_words(kept: State, largest: int) -> bool:
    """Return whether sums of shifted products, and 2 more, fit 16 bits."""
    assert kept.low is not None and kept.high is not None
    most = max(abs(kept.low >> 4), abs(kept.high >> 4))
    return (most * largest >> 16) + 4 < 1 << 15


def _job(form: str, source: tuple[int, int, int], result: tuple[int, int, int], taps: tuple[Array, Array]) -> Job:
    """Return the job with what it is told of the first pass."""
    (first, weight), (width, _), channels = taps, lanes(), source[2]
    group = width // 2 if channels > 2 else width // min(channels, 2)
    order = _order(channels, group)
    groups = -(-first.size // group)
    offset, packed = np.empty(groups * group, np.int32), np.empty((groups, order.size, 2), np.int16)
    called(spread.pairs, first, weight, channels, group, order, offset, packed)
    job = Job(source, result)
    job.loads(offset, group, 8 if channels > 2 else 2 * channels, channels <= 4)
    job.table("PLAIN", weight.astype(np.int32))
    job.table("PACKED", packed)
    job.set(
        STEP=channels if source[1] > 1 else 0,
        PACKED_SIZE=4 * order.size,
        VECTOR=4 * width,
        KEPT_SHIFT=4 if form == "shifted" else 0,
        KEPT_BIAS=0 if form == "shifted" else 1 << 15,
    )
    return job


@cache
def _order(channels: int, group: int) -> Array:
    """Return the outputs of a group in the order of weights: two vectors of the even and the odd, or one of all."""
    if channels > 2:
        return np.arange(group).reshape(-1, 2).T.repeat(4)
    return np.arange(group).repeat(min(channels, 2))


def _products(weights: Array, added: int, shift: int) -> Array:
    """Return weights, what is added together with the bias of the kept rows, and the shift, for every output."""
    wide = weights.astype(np.int64)
    table = np.empty((len(weights), 3), np.int64)
    table[:, 0] = (wide[:, 0] & 0xFFFF) | (wide[:, 1] << 16)
    table[:, 1] = added + (wide.sum(1) << 15)
    table[:, 2] = shift
    return table.astype(np.int32)  # the low 32 bits
