"""Random operations on single values, for `tests.words.plans`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.state import State
from resample.plan.words import (
    DTYPES,
    FLOATS,
    INTEGERS,
    Add,
    BytesApart,
    ByteSwap,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Lut,
    MulBy,
    PointOp,
    Premultiply,
    Round,
    Shr,
    Unpremultiply,
)

Draw = st.DrawFn
#: Represented by every float dtype.
CONSTANTS = (0.0, -0.0, 0.5, 1.0, -1.0, 3.0, -2.5, 255.0, 2.0**-14, 2.0**15, float("inf"))


def constant(draw: Draw, dtype: str) -> Any:
    """Draw a number that the dtype represents."""
    if dtype in FLOATS:
        return draw(st.sampled_from(CONSTANTS))
    low, high = ranges.of_dtype(dtype)
    assert low is not None and high is not None
    return draw(st.sampled_from([low, high, 0, 1, 2, 3, 7]) | st.integers(low, high))


def draw_ops(
    draw: Draw, state: State, rng: np.random.Generator, number: int, *, inside: bool = False, **more: Any
) -> tuple[PointOp, ...]:
    """Draw operations that fit what is known of the values.

    Parameters
    ----------
    inside : bool
        Whether they stand inside taps, where samples are no pixels.
    more
        ``axes``: those of the taps; ``wraps``: whether integers may wrap before the first cast.
    """
    ops: list[PointOp] = []
    channels = 0 if inside else state.shape[-1]
    wraps = bool(more.get("wraps"))
    for _ in range(number):
        makers = _makers(state.dtype, channels, more.get("axes", ()))
        op = draw(st.sampled_from(makers))(draw, state.dtype, rng, channels, more.get("axes", ()))
        try:
            known = ranges.after_ops(state.dtype, state.low, state.high, [op], channels, wraps=wraps)
        except PlanError:
            continue  # an overflow that the plan does not state
        ops.append(op)
        wraps = wraps and not isinstance(op, Cast)
        state = State(state.shape, *known)
    return tuple(ops)


Maker = Callable[[Draw, str, np.random.Generator, int, tuple[int, ...]], PointOp]


def _makers(dtype: str, channels: int, axes: tuple[int, ...]) -> list[Maker]:
    makers: list[Maker] = [_add, _mul_by, _clip, _cast]
    if dtype in FLOATS:
        return makers + [_div_by, _round, _round] + ([_div_count, _div_count] if axes else [])
    makers += [_shr]
    makers += [_bytes_apart] * 2 if dtype in ("i32", "i64") else []
    makers += [_byte_swap] * 3 if dtype in ("u16", "i16") else []
    makers += [_lut] * 4 if dtype == "u8" else []
    makers += [_premultiply, _unpremultiply] * 4 if dtype == "u8" and channels >= 2 else []
    return makers


def _add(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return Add(constant(draw, dtype))


def _mul_by(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return MulBy(constant(draw, dtype))


def _div_by(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return DivBy(constant(draw, dtype))


def _div_count(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return DivCount(tuple(sorted(draw(st.sets(st.sampled_from(axes), min_size=1)))))


def _shr(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return Shr(draw(st.integers(0, 8 * DTYPES[dtype].itemsize - 1)))


def _clip(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    lo, hi = sorted([constant(draw, dtype), constant(draw, dtype)])
    return Clip(lo, hi)


def _round(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return Round(draw(st.sampled_from(["rne", "away", "floor", "trunc"])))


def _cast(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return cast_to(draw, dtype, draw(st.sampled_from(list(DTYPES))))


def cast_to(draw: Draw, dtype: str, to: str) -> Cast:
    """Draw a cast between two dtypes."""
    if to in FLOATS:
        return Cast(to)
    return Cast(to, draw(st.sampled_from(["sat", "x86"] if dtype in FLOATS else ["wrap", "sat"])))


def _bytes_apart(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return BytesApart()


def _byte_swap(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return ByteSwap()


def _lut(draw: Draw, dtype: str, rng: np.random.Generator, channels: int, axes: Any) -> PointOp:
    to = draw(st.sampled_from(list(DTYPES)))
    rows = draw(st.sampled_from([1, max(channels, 1)]))
    if to in INTEGERS or to == "bf16":
        info = np.iinfo(DTYPES[to])
        return Lut(rng.integers(info.min, info.max, (rows, 256), DTYPES[to], endpoint=True), to)
    return Lut(rng.standard_normal((rows, 256)).astype(DTYPES[to]), to)


def _premultiply(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return Premultiply()


def _unpremultiply(draw: Draw, dtype: str, rng: Any, channels: int, axes: Any) -> PointOp:
    return Unpremultiply()
