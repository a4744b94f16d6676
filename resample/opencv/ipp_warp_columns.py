"""The affine warp of IPP that goes along columns first: float64, and small pictures of the other dtypes.

Positions are running sums in double, whose number depends on dtype, level and channels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.opencv.coordinates import outputs
from resample.opencv.geometry import Axis, Call
from resample.opencv.ipp_axis import Band
from resample.opencv.passes import CHANNELS, COLUMNS, ROWS, along, joined, only, rounded_to
from resample.plan.words import FLOATS, Forward, Lerp, Part, PointOp, Span, Step, Sum, Taps
from resample.run.floats import fma64

F64 = npt.NDArray[np.float64]


def is_small(call: Call) -> bool:
    """Return whether no output of an axis lies from its first sample to before its last but one.

    So it is for 2 rows or columns, and where a side comes to one output near its end.

    Raises
    ------
    NotExact
        Where that hangs on a rounding.
    """
    if any(_within(a, -1e-9).any() and not _within(a, 1e-9).any() for a in (call.y, call.x) if a.source > 2):
        raise NotExact("LINEAR of IPP by factors is not known where the only output meets the last sample but one")
    return any(not _within(a, 1e-9).any() for a in (call.y, call.x))


def _within(axis: Axis, slack: float) -> npt.NDArray[np.bool_]:
    """Return which outputs lie from the first sample to before the last but one, less some slack."""
    position = (outputs(axis) - (0.5 * axis.factor - 0.5)) / axis.factor
    return (position >= -slack) & (position < axis.source - 2 - slack)


def steps(call: Call, level: str) -> tuple[Step, ...]:
    """Return columns, then rows.

    Raises
    ------
    NotExact
        In single precision at AVX-512, for int16 in one channel at SSE4.2, and where an output lies on the last sample
        but for rounding.
    """
    if call.dtype != "f64" and level.startswith("avx512"):
        raise NotExact("LINEAR of IPP by factors is not known for 2 rows or columns, or as few, at AVX-512; give dsize")
    if call.dtype == "i16" and call.channels == 1 and level == "sse42":
        raise NotExact("LINEAR of IPP by factors is not known for int16 in 2 rows or columns, or as few, at SSE4.2")
    y, x = _positions(call, level)
    for axis, position in ((call.y, y), (call.x, x)):
        if (np.abs(position - (axis.source - 1)) < 1e-9 * axis.source).any():
            raise NotExact("LINEAR of IPP by factors is known only nearly where an output meets the last sample")
    acc, fused = ("f64" if call.dtype == "f64" else "f32"), level != "sse42"
    return (_lerp(ROWS, call.y, y, acc, fused), joined(_along_rows(call, acc, fused, y, x)))


# --- positions --------------------------------------------------------------------------------------------------------


def _coefficients(axis: Axis, other: Axis) -> tuple[float, float]:
    """Return slope and offset of the way back from an output: the inverse of a 2x2 matrix by its determinant."""
    determinant = axis.factor * other.factor
    return other.factor / determinant, -((0.5 * axis.factor - 0.5) * other.factor) / determinant


def _positions(call: Call, level: str) -> tuple[F64, F64]:
    """Return the positions of rows and of columns, slope * d + offset, each in its own way."""
    y = _affine(outputs(call.y), *_coefficients(call.y, call.x), level)
    x = _affine(outputs(call.x), *_coefficients(call.x, call.y), level)
    inside = slice(*_stretches(x, call.x)[1])
    x[inside] = _running(inside, call, level)
    return (y if call.dtype == "f64" else _summed(call.y, call.x)), x


def _affine(d: F64, slope: float, offset: float, level: str) -> F64:
    """Return slope * d + offset, fused except at SSE4.2."""
    return d * slope + offset if level == "sse42" else fma64(d, slope, offset)


def _stretches(position: F64, axis: Axis) -> tuple[Band, Band, Band]:
    """Return the outputs before the first sample, from there to the last, and behind it."""
    low, high = int((position < 0).sum()), int((position <= axis.source - 1).sum())
    return (0, low), (low, high), (high, axis.result)


def _summed(axis: Axis, other: Axis) -> F64:
    """Return positions as one sum: the offset, and the slope for each."""
    slope, offset = _coefficients(axis, other)
    total: F64 = np.add.accumulate(np.concatenate([[offset], np.full(axis.result - 1, slope)]))
    return total


def _running(inside: slice, call: Call, level: str) -> F64:
    """Return the columns inside as interleaved sums, as many as a vector holds, and twice that for one channel."""
    n, grey = inside.stop - inside.start, call.channels == 1
    lanes = (2 if call.dtype == "f64" else 4) // (2 if level == "sse42" else 1)
    slope, offset = _coefficients(call.x, call.y)
    start = _affine(inside.start + np.arange(lanes, dtype=np.float64), slope, offset, level)
    if grey:
        start = np.concatenate([start, start + lanes * slope])
    summands = np.full((max(-(-n // len(start)), 1), len(start)), len(start) * slope)
    summands[0] = start
    run: F64 = np.add.accumulate(summands).ravel()[:n]
    if grey and lanes == 2 and n % 4 == 3:
        run[-1] = run[-3] + 2 * slope
    return run


# --- passes -----------------------------------------------------------------------------------------------------------


def _lerp(number: int, axis: Axis, position: F64, acc: str, fused: bool, finish: tuple[PointOp, ...] = ()) -> Taps:
    """Return the pass a + (b - a) * t; outside the source t is 0, which still meets an infinite difference."""
    inside = np.clip(position, 0, axis.source - 1)
    sample = np.floor(inside).astype(np.int64)
    pair = np.stack([sample, np.minimum(sample + 1, axis.source - 1)], -1)
    weight = (inside - sample).astype(np.float64 if acc == "f64" else np.float32)[:, None]
    total, two = Sum(acc, Forward(), "first"), np.full(axis.result, 2)
    return along(number, pair, weight, total, finish, count=two, term=Lerp(fused))


def _along_rows(call: Call, acc: str, fused: bool, y: F64, x: F64) -> list[Part]:
    """Return the parts of the pass along rows: inside, and outside, where positions are one sum."""
    finish, columns = rounded_to(call.dtype), (0, call.x.result)
    apart, parts = _summed(call.x, call.y), []

    def add(rows: Band, columns: Band, channels: Band, position: F64, fused: bool) -> None:
        bands = {ROWS: rows, COLUMNS: columns, CHANNELS: channels}
        if all(start < stop for start, stop in bands.values()):
            taps = only(_lerp(COLUMNS, call.x, position, acc, fused, finish), *columns)
            parts.append(Part(tuple(Span((axis,), *band) for axis, band in bands.items()), taps))

    above, inside, below = _stretches(y, call.y)
    odd = _odd_column(call, x) if fused else (0, 0)
    for band, is_fused in (((0, odd[0]), fused), (odd, False), ((odd[1], columns[1]), fused)):
        add(inside, band, (0, call.channels), x, is_fused)
    unfused = _unfused_outside(call) if fused else (0, 0)
    for rows in (above, below):
        for band, is_fused in (((0, unfused[0]), fused), (unfused, False), ((unfused[1], call.channels), fused)):
            add(rows, columns, band, apart, is_fused)
    return parts


def _odd_column(call: Call, x: F64) -> Band:
    """Return the column that is not fused in rows inside: in float32 and one channel the last of an odd number."""
    start, stop = _stretches(x, call.x)[1]
    if call.dtype != "f32" or call.channels > 1 or call.version.name == "4.12" or (stop - start) % 2 == 0:
        return (0, 0)
    return (stop - 1, stop)


def _unfused_outside(call: Call) -> Band:
    """Return the channels that are not fused in rows outside: of floats the only one, in float64 the last of three."""
    if call.version.name == "4.12" or call.dtype not in FLOATS:
        return (0, 0)
    if call.channels == 1:
        return (0, 1)
    return (2, 3) if call.dtype == "f64" and call.channels == 3 else (0, 0)
