"""LINEAR of IPP: a + (b - a) * w in both axes, and rules of its own outside the outermost source centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resample.opencv.geometry import Axis, Call
from resample.opencv.ipp_axis import Band, Ints, bands, positions, taken
from resample.opencv.passes import CHANNELS, COLUMNS, ROWS, along, copied, joined, only, rounded_to
from resample.plan.words import Cast, Forward, Lerp, Part, PointOp, Round, Span, Split, Step, Sum, Taps

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Side:
    """One axis.

    Attributes
    ----------
    source : int
        Number of source samples.
    pairs : ndarray of int64, shape (outputs, 2)
        The two samples around each output, clamped to the edge.
    fraction : ndarray of float64, shape (outputs,)
    before, inner, behind : (start, stop)
        The outputs left of the first source centre, between the outermost centres, and from the last centre on.
    """

    source: int
    pairs: Ints
    fraction: F64
    before: Band
    inner: Band
    behind: Band

    @staticmethod
    def of(axis: Axis, *, fused: bool) -> Side:
        """Return the side of an axis; `fused` positions are one FMA."""
        sample, fraction = positions(axis, fused)
        return Side(axis.source, taken(axis, sample, 0, 2), fraction, *bands(sample, 0, axis.source - 1))

    @property
    def strips(self) -> tuple[tuple[Band, int], ...]:
        """Return the strips that have outputs, each with its edge sample."""
        return tuple((b, edge) for b, edge in ((self.before, 0), (self.behind, self.source - 1)) if b[0] < b[1])

    def lerp(self, axis: int, acc: str, fused: bool, finish: tuple[PointOp, ...] = ()) -> Taps:
        """Return the pass a + (b - a) * w."""
        weight = self.fraction.astype(np.float64 if acc == "f64" else np.float32)[:, None]
        return along(axis, self.pairs, weight, Sum(acc, Forward(), "first"), finish, count=self.two, term=Lerp(fused))

    def copy(self, axis: int, acc: str, finish: tuple[PointOp, ...] = ()) -> Taps:
        """Return the pass that takes the first sample of each pair."""
        return copied(axis, self.pairs[:, 0], acc, finish)

    def increment(self, axis: int) -> Taps:
        """Return the pass rne((b - a) * w): exact in double, rounded to single, then to a whole number."""
        weight = self.fraction.astype(np.float32).astype(np.float64)
        pair = np.stack([-weight, weight], -1)
        return along(axis, self.pairs, pair, Sum("f64", Forward(), "first"), (Cast("f32"), Round("rne")))

    @property
    def two(self) -> Ints:
        """Return the number of taps of each pair."""
        return np.full(len(self.pairs), 2)


def sides(call: Call, level: str) -> tuple[Side, Side]:
    """Return both axes; only in float64 are the positions fused."""
    fused = level != "sse42" and call.dtype == "f64"
    return Side.of(call.y, fused=fused), Side.of(call.x, fused=fused)


def steps(call: Call, level: str) -> tuple[Step, ...]:
    """Return rows, then columns; for int16 only where there are no strips."""
    acc, fused = ("f64" if call.dtype == "f64" else "f32"), level != "sse42"
    y, x = sides(call, level)
    finish = rounded_to(call.dtype)
    lerp, copy = y.lerp(ROWS, acc, fused, finish), y.copy(ROWS, acc, finish)
    parts = rectangle(y.inner, x.inner, lerp)
    for rows, _ in y.strips:
        parts += rectangle(rows, x.inner, copy)
    unfused = y.lerp(ROWS, acc, False, finish)
    for columns, _ in x.strips:
        parts += _strip(call, level, columns, lerp, unfused)
    return (across(x, acc, fused), joined(parts))


def across(x: Side, acc: str, fused: bool) -> Taps | Split:
    """Return the rows: in the strips a copy of the edge sample."""
    lerp, copy = x.lerp(COLUMNS, acc, fused), x.copy(COLUMNS, acc)
    chosen = ((x.before, copy), (x.inner, lerp), (x.behind, copy))
    return joined([Part((Span((COLUMNS,), *b),), only(t, *b)) for b, t in chosen if b[0] < b[1]])


def rectangle(rows: Band, columns: Band, taps: Taps) -> list[Part]:
    """Return the part that makes these rows and columns by a vertical pass; none if it is empty."""
    if rows[0] == rows[1] or columns[0] == columns[1]:
        return []
    return [Part((Span((ROWS,), *rows), Span((COLUMNS,), *columns)), only(taps, *rows))]


# --- strips of float32 in 3 and 4 channels ----------------------------------------------------------------------------


def _strip(call: Call, level: str, columns: Band, lerp: Taps, unfused: Taps) -> list[Part]:
    """Return the vertical pass of a left or right strip, corners included."""
    parts = []
    for band, is_unfused in unfused_columns(call, level, columns):
        span = Span((COLUMNS,), *band)
        if not is_unfused:
            parts.append(Part((span,), lerp))
        elif call.channels == 4:
            parts.append(Part((span,), unfused))
        else:
            parts += [Part((span, Span((CHANNELS,), 0, 2)), unfused), Part((span, Span((CHANNELS,), 2, 3)), lerp)]
    return parts


def unfused_columns(call: Call, level: str, columns: Band) -> list[tuple[Band, bool]]:
    """Return a strip cut into columns that are fused and columns that are not (of 3 channels the last one always is).

    Only 5.0 does so. AVX-512: blocks of 16 columns, unfused for 4 channels, and a rest, unfused from 5 columns on.
    AVX2: pairs, unfused, and an odd last column.
    """
    start, stop = columns
    if call.dtype != "f32" or call.channels == 1 or call.version.name != "5.0" or level == "sse42":
        return [(columns, False)]
    if level == "avx2":
        cut = stop - (stop - start) % 2
        cuts = [((start, cut), True), ((cut, stop), False)]
    else:
        cut = stop - (stop - start) % 16
        cuts = [((start, cut), call.channels == 4), ((cut, stop), stop - cut >= 5)]
    return [(band, unfused) for band, unfused in cuts if band[0] < band[1]]
