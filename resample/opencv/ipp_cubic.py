"""CUBIC of IPP: four products added in forms that depend on level, dtype, channels, and the place in the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from resample.opencv.geometry import Axis, Call
from resample.opencv.ipp_axis import Band, Ints, bands, positions, taken
from resample.opencv.passes import CHANNELS, COLUMNS, ROWS, along, joined, only, rounded_to
from resample.plan.words import AllFused, Forward, Gather, Pairs, Part, Span, Step, Sum, Taps

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


# --- forms ------------------------------------------------------------------------------------------------------------

#: How four products are added: two pairs, each rounded; two pairs, each with a fused second addition; one fused chain.
UNFUSED = Sum("f32", Pairs(), "first")
FUSED = Sum("f32", Pairs(), "first", AllFused())
CHAIN = Sum("f32", Forward(), "first", AllFused())

#: A sum and the order in which it takes the four taps.
Form = tuple[Sum, tuple[int, int, int, int]]


@dataclass(frozen=True)
class Forms:
    """The forms of a cell.

    Attributes
    ----------
    across, across_tail : Form
        Rows at inner columns, and at the last (number of inner columns) % 4 of them.
    down, down_tail : Form
        Columns at inner outputs, and at the last samples of a row of inner outputs, modulo 4.
    outer, middle : Form
        Rows at outputs that are not inner: for the first and last tap of the columns, and for the two between.
    framed : bool
        Whether outputs with a tap outside, in either axis, have rules of their own; if not, only columns do (`outer`).
    """

    across: Form
    across_tail: Form
    down: Form
    down_tail: Form
    outer: Form
    middle: Form
    framed: bool = True


#: Columns of outputs that are not inner: (p0 + p2) + (p1 + p3).
FRAME = (UNFUSED, (0, 2, 1, 3))


def forms(call: Call, level: str) -> Forms:
    """Return the forms of a cell at a level."""
    grey, is_five = call.channels == 1, call.version.name == "5.0"
    straight: Form = (UNFUSED, (0, 1, 2, 3))
    tail: Form = (UNFUSED, (0, 2, 1, 3))
    if level == "sse42":
        across: Form = straight if grey else (UNFUSED, (0, 3, 1, 2))
        return Forms(across, tail if grey else across, straight, straight, straight, straight)
    across = straight if grey else (FUSED, (0, 3, 1, 2))
    down: Form = (FUSED, (0, 1, 2, 3))
    chain: Form = (CHAIN, (0, 1, 2, 3))
    base = Forms(across, tail if grey else across, down, down, chain, (CHAIN, (1, 0, 2, 3)))
    if level == "avx2":
        return base
    if call.dtype == "u8":
        return _bytes_at_avx512(base, call, level, chain if is_five else tail)
    if call.dtype == "f32" and is_five:
        return replace(base, down_tail=(FUSED, (1, 0, 2, 3)))
    return base


def _bytes_at_avx512(base: Forms, call: Call, level: str, side: Form) -> Forms:
    """Return the forms of uint8 at AVX-512, whose rows differ, and whose frame is only its columns."""
    last: Form = (FUSED, (0, 3, 1, 2))
    if call.channels == 3 and level == "avx512-explicit":
        across, tail = (FUSED, (0, 1, 2, 3)), last
    elif call.channels == 3:
        across = tail = (CHAIN, (0, 1, 2, 3))
    elif call.channels == 4:
        across, tail = (FUSED, (2, 0, 3, 1)), last
    else:
        across, tail = base.across, base.across_tail
    return replace(base, across=across, across_tail=tail, outer=side, framed=False)


# --- weights and axes -------------------------------------------------------------------------------------------------


def weights(fraction: F64) -> F32:
    """Return Keys' cubic with a = -0.75, written out in powers of the distance to each tap, in double.

    Only the distance to the first tap is rounded to single; the others are found from it. The outer weights are small
    differences of terms of up to 9, whose roundings show; each weight is rounded to single, and together they may miss
    1.

    Examples
    --------
    >>> weights(np.array([0.0, 1 / 3000])).tolist()
    [[0.0, 1.0, 0.0, 0.0], [-0.0002498152607586235, 0.9999997615814209, 0.0002501484705135226, -8.329348588631547e-08]]
    """
    first = (np.float32(1) + fraction.astype(np.float32)).astype(np.float64)
    second, third = first - 1, 2 - first
    exact = np.stack([_far(first), _near(second), _near(third), _far(1 + third)], -1)
    return exact.astype(np.float32)


def _far(x: F64) -> F64:
    """Return a x^3 - 5a x^2 + 8a x - 4a, for distances from 1 to 2."""
    return -0.75 * x * x * x + 3.75 * x * x - 6 * x + 3


def _near(x: F64) -> F64:
    """Return (a + 2) x^3 - (a + 3) x^2 + 1, for distances from 0 to 1."""
    return (1.25 * x - 2.25) * x * x + 1


@dataclass(frozen=True, eq=False)
class Side:
    """One axis: taps (outputs, 4), weights, and the outputs before, in and behind those with all taps inside."""

    taps: Ints
    weight: F32
    before: Band
    inner: Band
    behind: Band

    @staticmethod
    def of(axis: Axis) -> Side:
        """Return the side of an axis."""
        sample, fraction = positions(axis)
        return Side(taken(axis, sample, -1, 4), weights(fraction), *bands(sample, 1, axis.source - 2))

    @property
    def outside(self) -> tuple[Band, ...]:
        """Return the bands of outputs with a tap outside."""
        return tuple(b for b in (self.before, self.behind) if b[0] < b[1])

    def summed(self, axis: int, form: Form, taps: Ints | None = None) -> Taps:
        """Return the pass in a form, over other taps where they are given."""
        total, order = form
        index = (self.taps if taps is None else taps)[:, list(order)]
        return along(axis, index, self.weight[:, list(order)], total)


# --- the passes -------------------------------------------------------------------------------------------------------


def steps(call: Call, level: str) -> tuple[Step, ...]:
    """Return rows, then columns. A frame needs rows in several forms: they are doubled first."""
    y, x, cell = Side.of(call.y), Side.of(call.x), forms(call, level)
    rows = call.y.source
    if not cell.framed or not (y.outside or x.outside):
        parts = _rows(x, cell, ())
        down = replace(y.summed(ROWS, cell.down), finish=rounded_to(call.dtype))
        if cell.down_tail == cell.down:
            return (joined(parts), down)
        return (joined(parts), joined(_inner(call, y, x, cell)))
    copies = Copies.of(y, rows)
    parts = _rows(x, cell, (Span((ROWS,), 0, rows),))
    parts.append(Part((Span((ROWS,), rows, 2 * rows),), x.summed(COLUMNS, cell.middle)))
    if len(copies.edge):
        parts.append(Part((Span((ROWS,), 2 * rows, len(copies.index)),), x.summed(COLUMNS, cell.outer)))
    return (Gather(ROWS, copies.index.astype(np.int32)), joined(parts), joined(_framed(call, y, x, cell, copies)))


def _rows(x: Side, cell: Forms, rows: tuple[Span, ...]) -> list[Part]:
    """Return the rows, or the first copy of them."""
    start, stop = x.inner
    cut = stop - (stop - start) % 4
    pieces = [(b, cell.outer) for b in x.outside] + [((start, cut), cell.across), ((cut, stop), cell.across_tail)]
    return [Part((*rows, Span((COLUMNS,), *b)), only(x.summed(COLUMNS, form), *b)) for b, form in pieces if b[0] < b[1]]


@dataclass(frozen=True, eq=False)
class Copies:
    """Rows of the picture three times: for inner outputs, for the middle taps of the frame, and for its outer taps.

    The third time there are only those that outputs above and below reach; those at the sides use the first.

    Attributes
    ----------
    index : ndarray of int64
        Source row of each copy.
    edge : ndarray of int64
        Source rows of the third time.
    """

    index: Ints
    edge: Ints

    @staticmethod
    def of(y: Side, rows: int) -> Copies:
        """Return the copies for an axis of this many rows."""
        reached = [y.taps[slice(*b)][:, [0, 3]].ravel() for b in y.outside]
        edge = np.unique(np.concatenate(reached)) if reached else np.zeros(0, np.int64)
        return Copies(np.concatenate([np.arange(rows), np.arange(rows), edge]), edge)


def _inner(call: Call, y: Side, x: Side, cell: Forms) -> list[Part]:
    """Return the columns at inner outputs, in flat spans of columns and channels."""
    start, stop = (v * call.channels for v in x.inner)
    cut = stop - ((stop - start) % 4 if cell.down_tail != cell.down else 0)
    pieces = [((start, cut), cell.down), ((cut, stop), cell.down_tail)]
    parts = []
    for band, form in pieces:
        parts += _flat(y.inner, band, replace(y.summed(ROWS, form), finish=rounded_to(call.dtype)))
    return parts


def _flat(rows: Band, flat: Band, taps: Taps) -> list[Part]:
    """Return the part of some rows and a stretch of their samples; none if it is empty."""
    if rows[0] == rows[1] or flat[0] == flat[1]:
        return []
    return [Part((Span((ROWS,), *rows), Span((COLUMNS, CHANNELS), *flat)), only(taps, *rows))]


def _framed(call: Call, y: Side, x: Side, cell: Forms, copies: Copies) -> list[Part]:
    """Return the columns of a picture with a frame."""
    rows = call.y.source
    parts = _inner(call, y, x, cell)
    middle = y.taps + rows
    beside = np.stack([y.taps[:, 0], middle[:, 1], middle[:, 2], y.taps[:, 3]], -1)
    finish = rounded_to(call.dtype)
    side = replace(y.summed(ROWS, FRAME, beside), finish=finish)
    for columns in x.outside:
        flat = columns[0] * call.channels, columns[1] * call.channels
        parts += _flat((0, len(y.taps)), flat, side)
    # Rows without an outer copy are those of inner outputs, which this pass does not make.
    outer = 2 * rows + np.clip(np.searchsorted(copies.edge, y.taps), 0, max(len(copies.edge) - 1, 0))
    above = np.stack([outer[:, 0], middle[:, 1], middle[:, 2], outer[:, 3]], -1)
    for band in y.outside:
        flat = x.inner[0] * call.channels, x.inner[1] * call.channels
        parts += _flat(band, flat, replace(y.summed(ROWS, FRAME, above), finish=finish))
    return parts
