"""Two taps along rows and two along columns, bytes to bytes, in integers: both passes in one kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import pairs as kernels
from resample.plan.state import State
from resample.plan.words import Add, Cast, Mul, MulShr, PointOp, Shr, Step, Taps
from resample.run.found import Found
from resample.run.rows import Job, consecutive, fits, lanes, passes, picture, rows_of, used

__all__ = ["match"]

Array = npt.NDArray[Any]

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
    places, weights = used(down)
    if form is None or places.shape[1] > 2 or not fits(weights, 16):
        return None
    if form == "shifted" and not _fits_words(states[1], weights):
        return None
    rows, taps = rows_of(_two(places, repeat=True), 16), consecutive(across, source[1], (2,))
    if rows is None or taps is None or not fits(taps[1], 16):
        return None
    result = picture(states[2])
    assert result is not None
    job = _job(form, source, result, taps)
    job.table("ROWS", rows[0])
    if form == "products":
        assert isinstance(down.finish[0], Add) and isinstance(down.finish[1], Shr)
        table = _products(_two(weights, repeat=False), int(down.finish[0].c), down.finish[1].n)
    else:
        table = _two(weights, repeat=False).astype(np.int16)
    job.table("WEIGHTS", table)
    job.set(WEIGHTS_SIZE=table[0].nbytes)
    return Found(2, job) if job.ring(kernels.pairs_of, form, rows[1], 2, 0) else None


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


def _fits_words(kept: State, weights: Array) -> bool:
    """Return whether sums of shifted products, and 2 more, fit 16 bits."""
    assert kept.low is not None and kept.high is not None
    most = max(abs(kept.low >> 4), abs(kept.high >> 4))
    return (most * int(np.abs(weights.astype(np.int64)).sum(1).max()) >> 16) + 4 < 1 << 15


def _two(values: Array, *, repeat: bool) -> Array:
    """Return two columns: a missing one repeats the first, or is 0."""
    if values.shape[1] == 2:
        return values
    return np.concatenate([values, values if repeat else np.zeros_like(values)], axis=1)


def _job(form: str, source: tuple[int, int, int], result: tuple[int, int, int], taps: tuple[Array, Array]) -> Job:
    """Return the job with what it is told of the first pass."""
    (first, weight), (width, _), channels = taps, lanes(), source[2]
    group = width // 2 if channels > 2 else width // min(channels, 2)
    job = Job(source, result)
    job.loads(first * channels, group, 8 if channels > 2 else 2 * channels, channels <= 4)
    job.table("PLAIN", weight.astype(np.int32))
    padded = np.zeros((job.groups * group, 2), np.int16)
    padded[: len(weight)] = weight
    # Of every group: two vectors that take its even and its odd pixels, or one that takes them in order.
    in_order = (
        np.arange(group).reshape(-1, 2).T.repeat(4) if channels > 2 else np.arange(group).repeat(min(channels, 2))
    )
    packed = padded.reshape(-1, group, 2)[:, in_order]
    job.table("PACKED", packed)
    job.set(
        STEP=channels if source[1] > 1 else 0,
        PACKED_SIZE=packed[0].nbytes,
        VECTOR=4 * width,
        KEPT_SHIFT=4 if form == "shifted" else 0,
        KEPT_BIAS=0 if form == "shifted" else 1 << 15,
    )
    return job


def _products(weights: Array, added: int, shift: int) -> Array:
    """Return weights, what is added together with the bias of the kept rows, and the shift, for every output."""
    wide = weights.astype(np.int64)
    table = np.empty((len(weights), 3), np.int64)
    table[:, 0] = (wide[:, 0] & 0xFFFF) | (wide[:, 1] << 16)
    table[:, 1] = added + (wide.sum(1) << 15)
    table[:, 2] = shift
    return table.astype(np.int32)  # the low 32 bits
