"""LINEAR of IPP for int16: its strips round the increment of the axis that still varies, a + rne((b - a) * w).

The increments are made as samples of their own, behind the picture: two rows for a strip of rows (the edge row taken at
the left of each pair, and the increments), one column for a strip of columns. A last pass adds the columns.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from resample.opencv import ipp_linear
from resample.opencv.geometry import Call
from resample.opencv.ipp_linear import Side, across, rectangle, sides
from resample.opencv.passes import COLUMNS, ROWS, along, joined, rounded_to
from resample.plan.words import Forward, Gather, Part, Span, Split, Step, Sum, Taps

_ADDED = Sum("f32", Forward(), "first")


def steps(call: Call, level: str) -> tuple[Step, ...]:
    """Return the passes: without strips those of the other dtypes."""
    y, x = sides(call, level)
    if not (y.strips or x.strips):
        return ipp_linear.steps(call, level)
    fused, wide = level != "sse42", _with_edges(x)
    doubled = [edge for _, edge in y.strips for _ in range(2)]
    gather = Gather(ROWS, np.array([*range(y.source), *doubled], np.int32))
    return (gather, _rows(y, wide, fused), _columns(y, x, wide, fused), _added(x))


def _with_edges(x: Side) -> Side:
    """Return the side with one more output for each strip: its edge sample."""
    edges = np.array([[edge, edge] for _, edge in x.strips], np.int64).reshape(-1, 2)
    return replace(
        x,
        pairs=np.concatenate([x.pairs, edges]),
        fraction=np.concatenate([x.fraction, np.zeros(len(edges))]),
        behind=(x.behind[0], x.behind[1] + len(edges)),
    )


def _rows(y: Side, x: Side, fused: bool) -> Step:
    """Return the pass along rows: those of the picture, and two for each strip."""
    plain, parts = across(x, "f32", fused), []
    for part in plain.parts if isinstance(plain, Split) else [Part((), plain)]:
        parts.append(Part((Span((ROWS,), 0, y.source), *part.spans), part.taps))
    for k in range(len(y.strips)):
        row = y.source + 2 * k
        parts.append(Part((Span((ROWS,), row, row + 1),), x.copy(COLUMNS, "f32")))
        parts.append(Part((Span((ROWS,), row + 1, row + 2),), x.increment(COLUMNS)))
    return joined(parts)


def _columns(y: Side, x: Side, wide: Side, fused: bool) -> Step:
    """Return the pass along columns: strips of rows are added up, strips of columns still lie apart."""
    parts = rectangle(y.inner, x.inner, y.lerp(ROWS, "f32", fused))
    for k, (rows, _) in enumerate(y.strips):
        row = y.source + 2 * k
        added = _sum_of(ROWS, np.tile([row, row + 1], (len(y.pairs), 1)))
        parts += rectangle(rows, x.inner, added)
    for columns, _ in x.strips:
        parts.append(Part((Span((COLUMNS,), *columns),), y.copy(ROWS, "f32")))
    if x.strips:
        parts.append(Part((Span((COLUMNS,), len(x.pairs), len(wide.pairs)),), y.increment(ROWS)))
    return joined(parts)


def _added(x: Side) -> Taps:
    """Return the pass that adds to each column of a strip its increments, and rounds what was not whole."""
    n = len(x.pairs)
    index, count = np.stack([np.arange(n), np.arange(n)], -1), np.ones(n, np.int32)
    for k, (columns, _) in enumerate(x.strips):
        index[slice(*columns), 1] = n + k
        count[slice(*columns)] = 2
    return replace(_sum_of(COLUMNS, index), count=(count,), finish=rounded_to("i16"))


def _sum_of(axis: int, index: np.ndarray) -> Taps:
    return along(axis, index, np.ones(index.shape, np.float32), _ADDED)
