"""Draws the calls of an OpenCV corpus: flag, dtype, ratio, channels and layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.corpora.bits import Draw, seed_of
from tests.corpora.case import Case, spread
from tests.corpora.pictures import Picture, kinds_for
from tests.corpora.sizes import grows, size_class, span

__all__ = ["FLAGS", "PARTS", "Cell", "cases", "cells", "label"]

#: In the order of cv2's constants.
FLAGS = ("nearest", "linear", "cubic", "area", "lanczos4", "linear_exact", "nearest_exact")
DTYPES = {
    "uint8": "|u1",
    "int8": "|i1",
    "uint16": "<u2",
    "int16": "<i2",
    "int32": "<i4",
    "float32": "<f4",
    "float64": "<f8",
    "float16": "<f2",
    "uint32": "<u4",
    "bool": "|b1",
}
FILTERED = ("uint8", "uint16", "int16", "float32", "float64")
ACCEPTED = {
    "nearest": tuple(DTYPES),
    "linear": FILTERED,
    "cubic": FILTERED,
    "area": FILTERED,
    "lanczos4": FILTERED,
    "linear_exact": ("uint8", "int8", "uint16", "int16", "int32", "float32", "float64"),
    "nearest_exact": tuple(DTYPES),
}
#: What Intel's IPP computes where it is switched on.
IPP = {
    "linear": ("uint16", "int16", "float32", "float64"),
    "linear_exact": ("float32", "float64"),
    "cubic": ("uint8", "uint16", "int16", "float32"),
}
#: Around the most channels of 5.0 and of 4.x, and an axis too many.
MANY = ((128,), (129,), (512,), (513,), (2, 3))
LAYOUTS = ("plain", "fortran", "strided", "reversed", "readonly")
RATIOS = ("enlarge", "shrink", "mixed", "whole", "factors")
#: ``native``: OpenCV's own code. ``ipp``: calls with a size that IPP computes, in the wheel's default state.
#: ``ipp_factors``: the same by fx and fy, where IPP warps; half of them of ``few`` rows or columns.
PARTS = ("native", "ipp", "ipp_factors")


class Cell(NamedTuple):
    """What at least 50 cases are drawn for."""

    flag: str
    dtype: str
    ratio: str


def cells(part: str, version: tuple[int, ...]) -> list[Cell]:
    """Return the cells of a part that a release of OpenCV has; a dtype of ``refused`` is one it does not take."""
    if part == "ipp":
        return [Cell(f, t, r) for f, dtypes in IPP.items() for t in dtypes for r in RATIOS if r != "factors"]
    if part == "ipp_factors":
        return [Cell(f, t, r) for f in ("linear", "cubic") for t in IPP[f] for r in ("factors", "few")]
    found = [Cell(f, t, r) for f in FLAGS for t in DTYPES if t not in refused(f, version) for r in RATIOS]
    return found + [Cell(f, "refused", "mixed") for f in FLAGS if refused(f, version)]


def refused(flag: str, version: tuple[int, ...]) -> list[str]:
    """Return the dtypes that a method of a release does not take."""
    missing = ["float16"] if version < (4, 8) else []
    missing += ["uint32", "bool"] if version < (5,) else []
    return [t for t in DTYPES if t in missing or t not in ACCEPTED[flag]]


def cases(n: int, seed: int, part: str, version: tuple[int, ...]) -> Iterator[Case]:
    """Yield n cases, spread over the cells of a part."""
    for number, cell, index in spread(cells(part, version), n):
        yield _case(number, cell, index, seed, part, version)


def _case(number: int, cell: Cell, index: int, seed: int, part: str, version: tuple[int, ...]) -> Case:
    draw = Draw(seed_of("opencv", seed, part, *cell, index))
    name = cell.dtype
    if name == "refused":
        name = draw.pick(refused(cell.flag, version))
    dtype = DTYPES[name]
    (width, height), given = _sizes(draw, cell.ratio, size_class(index))
    if part != "native":
        channels: tuple[int, ...] = draw.pick(((), (3,), (4,)))
    else:
        given = _spoiled(draw, given) if index % 25 == 12 else given
        channels = _channels(draw)
    if part == "native" and index % 25 == 7:
        (height, width), given, channels = (2, 3), {"dsize": (3, 5)}, draw.pick(MANY)
    layout = "plain" if draw.chance(1, 2) else draw.pick(LAYOUTS)
    picture = Picture(draw.pick(kinds_for(dtype)), dtype, (height, width, *channels), draw.word(), layout)
    arguments = {"dsize": None, "fx": 0.0, "fy": 0.0, "interpolation": FLAGS.index(cell.flag), **given}
    return Case(number, f"resize/{'/'.join(cell)}", "resize", picture, arguments)


def _channels(d: Draw) -> tuple[int, ...]:
    """Return the axes of a picture after height and width: mostly one to four channels, now and then many."""
    if d.chance(1, 30):
        return (d.between(9, 128),)
    return d.pick(((), (), (1,), (2,), (3,), (3,), (3,), (4,), (4,), (5,), (d.between(6, 8),)))


def _sizes(d: Draw, ratio: str, name: str) -> tuple[tuple[int, int], dict[str, Any]]:
    """Return (width, height) of the source, and dsize or fx and fy."""
    across = d.between(0, 1)
    spans = [span(d, name if axis == across else "small") for axis in (0, 1)]
    if ratio == "whole":
        return _whole(d, name)
    if ratio == "factors":
        source = (spans[0][1], spans[1][1])
    elif ratio == "few":
        source = (d.between(2, 7), d.between(2, 30))[:: 1 - 2 * across]
    if ratio in ("factors", "few"):
        fx, fy = (_factor(d, side) for side in source)
        return source, {"fx": fx, "fy": fx if d.chance(1, 2) else fy}
    if ratio == "mixed" and d.chance(1, 4):
        keep = d.between(0, 1)
        spans[keep] = (spans[keep][1],) * 2
    up = grows(d, ratio, 2)
    ends = [(low, high) if grow else (high, low) for grow, (low, high) in zip(up, spans, strict=True)]
    return (ends[0][0], ends[1][0]), {"dsize": (ends[0][1], ends[1][1])}


def _whole(d: Draw, name: str) -> tuple[tuple[int, int], dict[str, Any]]:
    """Return sizes whose ratio is a whole number on each axis, mostly a half, seldom the other way round."""
    kx, ky = (2, 2) if d.chance(1, 2) else (d.between(1, 9), d.between(1, 9))
    small = (d.between(1, 30), d.between(1, 30))
    if name == "large":
        small = (d.between(-(-257 // kx), 300 // kx + 60), small[1])
    elif name == "tiny":
        small = (small[0], d.between(1, 2))
    large = (small[0] * kx, small[1] * ky)
    return (small, {"dsize": large}) if d.chance(1, 8) else (large, {"dsize": small})


def _factor(d: Draw, side: int) -> float:
    """Return a factor that leaves at least one sample of a side, round ones more often."""
    factor = d.pick((0.5, 0.5, 1.4, 0.72, 2.0, 1 / 3, 0.25, 1.01, d.real(0.2, 3.0), d.real(0.2, 3.0)))
    return factor if side * factor > 0.5 else 1.5


def _spoiled(d: Draw, given: dict[str, Any]) -> dict[str, Any]:
    """Return arguments that cv2 refuses, or reads in its own way."""
    bad: list[dict[str, Any]] = [{"dsize": s, "fx": 0.0} for s in (None, (0, 0), (0, 5), (-3, 5))]
    bad += [{"dsize": (0, 5), "fx": 2.0, "fy": 2.0}, {"dsize": None, "fx": -1.0, "fy": 1.0}]
    bad += [{"dsize": None, "fx": 1e-9, "fy": 1.0}, {"interpolation": 7}, {"interpolation": 99}, {"interpolation": -1}]
    return {**given, **d.pick(bad)}


def label(case: Case) -> tuple[str, str]:
    """Return method and dtype of a case, as the tables of counts name them."""
    flag = case.arguments["interpolation"]
    names = {code: name for name, code in DTYPES.items()}
    return FLAGS[flag] if 0 <= flag < len(FLAGS) else "unknown", names[case.picture.dtype]
