"""Four or eight taps along rows in integers, and as many along columns in integers or in float32, bytes to bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import filters as kernels
from resample.plan.state import State
from resample.plan.words import Add, Cast, Forward, Mul, NotFused, Part, Reverse, Shr, Span, Split, Step, Taps
from resample.run.found import Found
from resample.run.rows import Job, consecutive, fits, lanes, passes, picture, rows_of, used
from resample.run.shares import TO_BYTES, within

__all__ = ["match"]

Array = npt.NDArray[Any]

#: Most rows that are kept.
SLOTS = 16


@dataclass(frozen=True)
class Down:
    """The second pass.

    Attributes
    ----------
    rows : ndarray, shape (outputs, taps)
        In the order of their addition.
    weights : ndarray
        Of int32, or float32 for `floats`.
    floats : bool
        Whether sums are floats, rounded at the end, up to `cut` numbers of a row.
    cut : int
    tail : ndarray or None
        Integer weights of what is behind the cut.
    added, shift : int
        What integer sums are finished with.
    """

    rows: Array
    weights: Array
    floats: bool
    cut: int
    tail: Array | None
    added: int
    shift: int


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take a pass in integers and one in integers or in float32, or in both in parts of a row."""
    if len(steps) < 2 or (states[0].dtype, states[2].dtype) != ("u8", "u8"):
        return None
    alone, source, result = passes(steps[:1], (1,)), picture(states[0]), picture(states[2])
    if alone is None or source is None or result is None:
        return None
    across = alone[0]
    if (across.term, across.load, across.finish, across.sum.acc) != (Mul(), (), (), "i32") or across.weight is None:
        return None
    width = result[1] * result[2]
    down = _split(steps[1], states, width) if isinstance(steps[1], Split) else _taps(steps[1], states, width)
    if down is None:
        return None
    taps, rows = consecutive(across, source[1], (4, 8)), rows_of(down.rows, SLOTS)
    if taps is None or rows is None or down.rows.shape[1] > SLOTS:
        return None
    job = _job(source, result, taps, down)
    form = f"{'f32' if down.floats else 'i32'}x{taps[1].shape[1]}"
    return Found(2, job) if job.ring(kernels.filters_of, form, rows[1], 4, 8 * SLOTS) else None


def _taps(step: Step, states: tuple[State, ...], width: int) -> Down | None:
    """Return the second pass if it is the same for all of a row."""
    if not isinstance(step, Taps) or step.axes != (0,) or step.weight is None or step.load or step.term != Mul():
        return None
    places, weights = used(step)
    kept = states[1]
    if step.sum.acc == "i32":
        match step.finish:
            case (Add(c), Shr(n), Cast("u8", "sat")) if fits(weights, 32):
                return Down(places, weights.astype(np.int32), False, width, None, int(c), n)
        return None
    order, exact = step.sum.order, kept.low is not None and kept.high is not None
    if step.sum.acc != "f32" or not isinstance(order, Forward | Reverse) or step.sum.fused != NotFused() or not exact:
        return None
    assert kept.low is not None and kept.high is not None
    most = max(abs(kept.low), abs(kept.high))
    uniform = bool((step.count[0] == step.count[0][0]).all())
    if step.finish != TO_BYTES or most > 1 << 24 or not uniform or not within(float(most), step):
        return None
    turn = -1 if isinstance(order, Reverse) else 1
    return Down(places[:, ::turn], weights[:, ::turn], True, width, None, 0, 0)


def _split(step: Split, states: tuple[State, ...], width: int) -> Down | None:
    """Return the second pass if floats make the front of each row and integers the rest."""
    match step.parts:
        case (
            Part((Span((1, 2), 0, cut),), first),
            Part((Span((1, 2), begin, end),), second),
        ) if cut == begin and end == width:
            body, tail = _taps(first, states, width), _taps(second, states, width)
        case _:
            return None
    if body is None or tail is None or not body.floats or tail.floats:
        return None
    turn = -1 if isinstance(first.sum.order, Reverse) else 1
    if not np.array_equal(body.rows, tail.rows[:, ::turn]):
        return None
    return Down(body.rows, body.weights, True, cut, tail.weights[:, ::turn], tail.added, tail.shift)


def _job(source: tuple[int, int, int], result: tuple[int, int, int], taps: tuple[Array, Array], down: Down) -> Job:
    """Return the job of both passes."""
    (first, weight), (width, _), channels = taps, lanes(), source[2]
    each, k = {1: 1, 2: 2}.get(channels, 4), weight.shape[1]
    group = width // each
    job = Job(source, result)
    # The last load of a pixel begins at its last group of four taps.
    job.loads(first * channels, group, 16 if channels > 2 else 4 * channels, channels <= 4, 4 * channels * (k // 4 - 1))
    padded = np.zeros((job.groups * group, k), np.int16)
    padded[: len(weight)] = weight
    # Vectors of a group of outputs: for every four taps the even and the odd ones, repeated for the lanes of a pixel.
    four = padded.reshape(job.groups, group, k // 4, 2, 2).transpose(0, 2, 4, 1, 3)
    packed = np.repeat(four, each, axis=3)
    job.table("PACKED", packed)
    job.table("PLAIN", weight.astype(np.int32))
    job.table("ROWS", np.ascontiguousarray(down.rows, np.int32))
    job.table("WEIGHTS", down.weights)
    if down.tail is not None:
        job.table("TAIL_WEIGHTS", down.tail)
    job.set(
        PACKED_SIZE=packed[0].nbytes, TAPS=k, USED=min(k, source[1]), KEPT_BIAS=int(down.floats),
        DOWN_TAPS=down.rows.shape[1], VECTOR=4 * width, ADDED=down.added, SHIFT=down.shift, CUT=down.cut,
    )  # fmt: skip
    return job
