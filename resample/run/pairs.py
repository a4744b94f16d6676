"""Two taps along rows and two along columns, bytes to bytes, in integers: both passes in one kernel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import pairs as kernels
from resample.kernels import spread
from resample.plan.state import State
from resample.plan.words import Add, Cast, Mul, MulShr, PointOp, Shr, Step, Taps
from resample.run.bytes import weighted
from resample.run.found import Found
from resample.run.rows import Job, called, consecutive, lanes, passes, picture

__all__ = ["match"]

Array = npt.NDArray[Any]

#: Most rows that are kept.
SLOTS = 16
#: What is done with a sum of shifted products.
SHIFTED: tuple[PointOp, ...] = (Add(2), Shr(2), Cast("u8", "wrap"))


@dataclass(frozen=True)
class Form:
    """What is kept between the passes, and how the second one ends.

    Attributes
    ----------
    name : str
        As in `resample.kernels.pairs`.
    added, shift, bias : int
        What a kept sum gets, the bits that it loses, and what is taken away then.
    down_added, down_shift : int
        What the sums along columns are finished with.
    """

    name: str
    added: int = 0
    shift: int = 0
    bias: int = 0
    down_added: int = 0
    down_shift: int = 0


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take two passes whose rows in between fit 16 bits."""
    both, source = passes(steps, (1, 0)), picture(states[0])
    if both is None or source is None or states[0].dtype != "u8" or states[2].dtype != "u8":
        return None
    across, down = both
    if int(down.count[0].max()) > 2 or across.weight is None or down.weight is None:
        return None
    form = _form(across, down, states)
    if form is None:
        return None
    n = down.count[0].size
    rows, weights = np.empty((n, 2), np.int32), np.empty((n, 2), np.int64)
    slots, low, high, largest = called(spread.places, down.index[0], down.count[0], down.weight[0], rows, weights)
    if slots > SLOTS or low < -(1 << 15) or high >= 1 << 15:
        return None
    if form.name == "shifted" and not _fits_words(states[1], largest):
        return None
    taps = consecutive(across, source[1], (2,))
    if taps is None or (form.name == "rounded" and not _are_bytes(taps[1], form)):
        return None
    result = picture(states[2])
    assert result is not None
    job = _job(form, source, result, taps)
    job.table("ROWS", rows)
    table = weights.astype(np.int16) if form.name == "shifted" else _products(weights, form)
    job.table("WEIGHTS", table)
    job.set(WEIGHTS_SIZE=table[0].nbytes)
    return Found(2, job) if job.ring(kernels.pairs_of, form.name, slots, 2, 0) else None


def _form(across: Taps, down: Taps, states: tuple[State, ...]) -> Form | None:
    """Return how rows are kept and added, or None."""
    kept = states[1]
    if kept.dtype == "u8":
        first, second = weighted(across, kept), weighted(down, states[2])
        if first is None or second is None or int(first.count.max()) > 2 or not 0 < first.shift <= 16:
            return None
        return Form("rounded", first.half, first.shift, 0, second.half, second.shift)
    if (across.term, across.load, across.finish, across.sum.acc) != (Mul(), (), (), "i32"):
        return None
    if down.sum.acc != "i32" or kept.low is None or kept.high is None:
        return None
    if (down.term, down.load, down.finish) == (MulShr(16, "floor"), (Shr(4),), SHIFTED):
        return Form("shifted", shift=4) if kept.low >= -(1 << 19) and kept.high < 1 << 19 else None
    match down.finish:
        case (Add(c), Shr(n), Cast("u8", "sat")) if (down.term, down.load) == (Mul(), ()):
            fit = kept.low >= 0 and kept.high < 1 << 16
            return Form("products", bias=1 << 15, down_added=int(c), down_shift=n) if fit else None
    return None


def _are_bytes(weights: Array, form: Form) -> bool:
    """Return whether rounded sums of bytes are bytes before anything clips them."""
    least, most = int(weights.min()), int(weights.sum(1).max())
    return least >= 0 and form.added >= 0 and (255 * most + form.added) >> form.shift <= 255


def _fits_words(kept: State, largest: int) -> bool:
    """Return whether sums of shifted products, and 2 more, fit 16 bits."""
    assert kept.low is not None and kept.high is not None
    most = max(abs(kept.low >> 4), abs(kept.high >> 4))
    return (most * largest >> 16) + 4 < 1 << 15


def _job(form: Form, source: tuple[int, int, int], result: tuple[int, int, int], taps: tuple[Array, Array]) -> Job:
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
        KEPT_ADDED=form.added,
        KEPT_SHIFT=form.shift,
        KEPT_BIAS=form.bias,
    )
    return job


@cache
def _order(channels: int, group: int) -> Array:
    """Return the outputs of a group in the order of weights: two vectors of the even and the odd, or one of all."""
    if channels > 2:
        return np.arange(group).reshape(-1, 2).T.repeat(4)
    return np.arange(group).repeat(min(channels, 2))


def _products(weights: Array, form: Form) -> Array:
    """Return weights, what is added together with the bias of the kept rows, and the shift, for every output."""
    table = np.empty((len(weights), 3), np.int64)
    table[:, 0] = (weights[:, 0] & 0xFFFF) | (weights[:, 1] << 16)
    table[:, 1] = form.down_added + weights.sum(1) * form.bias
    table[:, 2] = form.down_shift
    return table.astype(np.int32)  # the low 32 bits
