"""Draws the calls of a corpus of torch's interpolate: mode, axes, dtype, direction, layout, factors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.corpora.bits import Draw, seed_of
from tests.corpora.case import Case, spread
from tests.corpora.pictures import Picture, kinds_for
from tests.corpora.sizes import DIRECTIONS, grows, size_class, span

__all__ = ["PARTS", "Cell", "cases", "cells", "label"]

#: CPU capability and threads; each needs a process of its own.
PARTS = ("avx2-1", "avx2-2", "default-1", "default-2")

DTYPES = {"float32": "<f4", "float64": "<f8", "float16": "<f2", "bfloat16": "bf16", "uint8": "|u1"}
FLOATS = ("float32", "float64", "float16", "bfloat16")
SMOOTH = ("float32", "float64", "uint8")
#: Mode -> spatial axes -> dtypes; a mode that ends in ``,antialias`` is that mode with antialias=True.
MODES: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "nearest": ((1, 2, 3), tuple(DTYPES)),
    "nearest-exact": ((1, 2, 3), tuple(DTYPES)),
    "area": ((1, 2, 3), FLOATS),
    "linear": ((1,), FLOATS),
    "bilinear": ((2,), tuple(DTYPES)),
    "bicubic": ((2,), tuple(DTYPES)),
    "trilinear": ((3,), FLOATS),
    "bilinear,antialias": ((2,), SMOOTH),
    "bicubic,antialias": ((2,), SMOOTH),
    "lanczos,antialias": ((2,), SMOOTH),
}
WITHOUT_CORNERS = ("nearest", "nearest-exact", "area", "lanczos,antialias")


class Cell(NamedTuple):
    """What cases are drawn for: at least 50 over the four parts together."""

    mode: str
    axes: int
    dtype: str
    direction: str


def cells(part: str, version: tuple[int, ...]) -> list[Cell]:
    """Return all cells; every part has all of them."""
    return [Cell(m, n, t, d) for m, (axes, dtypes) in MODES.items() for n in axes for t in dtypes for d in DIRECTIONS]


def cases(n: int, seed: int, part: str, version: tuple[int, ...]) -> Iterator[Case]:
    """Yield n cases, spread over the cells of a part."""
    for number, cell, index in spread(cells(part, version), n):
        yield _case(number, cell, index, seed, part)


def _case(number: int, cell: Cell, index: int, seed: int, part: str) -> Case:
    draw = Draw(seed_of("torch", seed, part, *cell, index))
    name = size_class(index)
    before, after = _sizes(draw, cell, name)
    channels = draw.pick((1, 3, 4, 9) if name == "large" else (1, 2, 3, 3, 4, 5, 8, 17, 33))
    batch = draw.between(1, 2)
    dtype = DTYPES[cell.dtype]
    layout = _layout(draw, cell.axes, batch)
    picture = Picture(draw.pick(kinds_for(dtype)), dtype, (batch, channels, *before), draw.word(), layout)
    mode, _, antialias = cell.mode.partition(",")
    arguments: dict[str, Any] = {"mode": mode, "antialias": bool(antialias), **_scaling(draw, cell, before, after)}
    if cell.mode not in WITHOUT_CORNERS:
        arguments["align_corners"] = draw.pick((None, False, True))
    if index % 25 == 12:
        arguments.update(_spoiled(draw, cell))
    return Case(
        number, f"interpolate/{cell.mode}/{cell.dtype}/{cell.axes}/{cell.direction}", "interpolate", picture, arguments
    )


def _sizes(d: Draw, cell: Cell, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the spatial sizes of input and result."""
    across = d.between(0, cell.axes - 1)
    spans = [_span(d, cell.axes, name if axis == across else "small") for axis in range(cell.axes)]
    if cell.direction == "mixed":
        spans = [(high, high) if d.chance(1, 6) else (low, high) for low, high in spans]
    up = grows(d, cell.direction, cell.axes)
    before = tuple(low if grow else high for grow, (low, high) in zip(up, spans, strict=True))
    after = tuple(high if grow else low for grow, (low, high) in zip(up, spans, strict=True))
    if cell.axes == 2 and name == "small" and d.chance(1, 10):
        after = _at_the_border(d, before)
    if cell.mode == "area" and set(after) == {1} and name == "large":
        # Two threads share such a mean in an order that is not known: left to a test of the refusal.
        after = (*after[:-1], 2)
    return before, after


def _at_the_border(d: Draw, before: tuple[int, ...]) -> tuple[int, ...]:
    """Return a size where a rule changes: 128 or 129 rows and columns together, one column, or twice the size."""
    rows = d.between(20, 108)
    return d.pick(((rows, 128 - rows), (rows, 129 - rows), (d.between(1, 40), 1), tuple(2 * n for n in before)))


def _span(d: Draw, axes: int, name: str) -> tuple[int, int]:
    """Return a smaller and a larger side; sides of volumes are short, of lines long."""
    if axes == 3:
        if name == "large":
            return d.between(1, 5), d.between(257, 300)
        low = d.between(1, 2) if name == "tiny" else d.between(1, 7)
        return low, low + d.between(1, 5)
    if axes == 1 and name == "small":
        low = d.between(1, 150)
        return low, low + d.between(1, 100)
    if axes == 2 and name == "small" and d.chance(1, 4):
        # Beyond 128 rows and columns together another kernel runs.
        low = d.between(30, 80)
        return low, low + d.between(10, 60)
    return span(d, name)


def _layout(d: Draw, axes: int, batch: int) -> str:
    if axes == 1:
        return d.pick(("plain", "plain", "strided"))
    layouts = ("plain", "plain", "channels_last", "channels_last", "strided")
    return d.pick((*layouts, "pixels_first") if axes == 2 and batch == 1 else layouts)


def _scaling(d: Draw, cell: Cell, before: tuple[int, ...], after: tuple[int, ...]) -> dict[str, Any]:
    """Return size=, or scale_factor= with and without recompute_scale_factor."""
    if d.chance(1, 2):
        return {"size": after}
    # A factor that gives the size that was drawn, whole or not at all.
    factors = tuple((b + d.pick((0.0, 0.0, d.unit()))) / a for a, b in zip(before, after, strict=True))
    given: dict[str, Any] = {"scale_factor": factors}
    if d.chance(1, 2):
        given["recompute_scale_factor"] = True
    return given


def _spoiled(d: Draw, cell: Cell) -> dict[str, Any]:
    """Return arguments that torch refuses."""
    bad: list[dict[str, Any]] = [
        {"size": None, "scale_factor": None},
        {"size": (4,) * cell.axes, "scale_factor": 2.0},
        {"size": (4,) * (cell.axes + 1), "scale_factor": None},
        {"size": (-1,) * cell.axes, "scale_factor": None},
        {"size": None, "scale_factor": 1e-9, "mode": "nearest", "antialias": False, "align_corners": None},
        {"mode": "cubic"},
        {"mode": "linear" if cell.axes != 1 else "bilinear", "antialias": False},
        {"mode": "nearest", "antialias": False, "align_corners": True},
        {"mode": "nearest", "antialias": True},
    ]
    return {"recompute_scale_factor": None, **d.pick(bad)}


def label(case: Case) -> tuple[str, str]:
    """Return mode and dtype of a case, as the tables of counts name them."""
    _, mode, dtype, _, _ = case.cell.split("/")
    return mode, dtype
