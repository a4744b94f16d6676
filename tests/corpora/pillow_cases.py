"""Draws the calls of a Pillow corpus: every mode, filter and direction, in every release that has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.corpora import pillow_arguments as arguments
from tests.corpora.bits import Draw, seed_of
from tests.corpora.case import Case, spread
from tests.corpora.pictures import Picture, kinds_for
from tests.corpora.sizes import DIRECTIONS, size_class

__all__ = ["CORE", "DTYPES", "FILTERS", "PARTS", "Cell", "cases", "cells", "label"]

#: Mode -> dtype and channels of the array that stands for it; I;16 in any byte order is two raw bytes.
DTYPES: dict[str, tuple[str, int]] = {
    "1": ("|b1", 1),
    "L": ("|u1", 1),
    "P": ("|u1", 1),
    "RGB": ("|u1", 3),
    "RGBA": ("|u1", 4),
    "I": ("<i4", 1),
    "F": ("<f4", 1),
    "LA": ("|u1", 2),
    "La": ("|u1", 2),
    "PA": ("|u1", 2),
    "RGBa": ("|u1", 4),
    "RGBX": ("|u1", 4),
    "CMYK": ("|u1", 4),
    "YCbCr": ("|u1", 3),
    "HSV": ("|u1", 3),
    "LAB": ("|u1", 3),
    "I;16": ("<u2", 1),
    "I;16L": ("<u2", 1),
    "I;16B": ("<u2", 1),
    "I;16N": ("<u2", 1),
}
CORE = ("1", "L", "P", "RGB", "RGBA", "I", "F")
PARTS = ("core", "rest")

FILTERS = {"nearest": 0, "box": 4, "bilinear": 2, "hamming": 5, "bicubic": 3, "lanczos": 1, "mks2013": 6, "mks2021": 7}
OPERATIONS = ("contain", "cover", "fit", "pad", "scale")


class Cell(NamedTuple):
    """What at least 50 cases are drawn for; a filter or direction of ``any`` is drawn with the case."""

    call: str
    filter: str
    mode: str
    direction: str


def cells(part: str, version: tuple[int, ...]) -> list[Cell]:
    """Return the cells of a part that a release of Pillow has.

    Parameters
    ----------
    part : {"core", "rest"}
        The seven modes that most pictures have, or the thirteen others.
    version : tuple of int
    """
    filters = [name for name in FILTERS if not name.startswith("mks") or version >= (13, 0)]
    operations = [name for name in OPERATIONS if name != "cover" or version >= (10, 1)]
    core = part == "core"
    found: list[Cell] = []
    for mode in DTYPES:
        # Pillow 9.3 has the mode, and no way to fill an image of it.
        if (mode in CORE) != core or (mode == "I;16N" and version < (9, 5)):
            continue
        found += [Cell("resize", f, mode, d) for f in filters for d in DIRECTIONS]
        found += [Cell("resize", f, mode, d) for f in (filters if core else ["any"]) for d in ("box", "gap")]
        found += [Cell("thumbnail", f, mode, "shrink") for f in (filters if core else ["any"])]
        found += [Cell("resize", "default", mode, "any"), Cell("reduce", "any", mode, "shrink")]
        found += [Cell(operation, "any", mode, "any") for operation in operations]
    return found


def cases(n: int, seed: int, part: str, version: tuple[int, ...]) -> Iterator[Case]:
    """Yield n cases, spread over the cells of a part."""
    found = cells(part, version)
    filters = sorted({cell.filter for cell in found} & set(FILTERS))
    for number, cell, index in spread(found, n):
        yield _case(number, cell, index, seed, filters)


def _case(number: int, cell: Cell, index: int, seed: int, filters: list[str]) -> Case:
    """Return case number `index` of a cell; in twenty-five, one breaks a rule."""
    draw = Draw(seed_of("pillow", seed, *cell, index))
    name = draw.pick(filters) if cell.filter == "any" else cell.filter
    source, given = arguments.draw(draw, cell.call, cell.direction, size_class(index), FILTERS.get(name))
    if index % 25 == 12:
        given = arguments.spoil(draw, cell.call, source, given)
    dtype, channels = DTYPES[cell.mode]
    kinds = kinds_for(dtype) + (("alpha",) * 3 if channels in (2, 4) else ())
    shape = (source[1], source[0]) + ((channels,) if channels > 1 else ())
    picture = Picture(draw.pick(kinds), dtype, shape, draw.word())
    return Case(number, "/".join(cell), cell.call, picture, {"mode": cell.mode, **given})


def label(case: Case) -> tuple[str, str]:
    """Return filter and mode of a case, as the tables of counts name them."""
    number: Any = case.arguments.get("resample", case.arguments.get("method"))
    names = {value: name for name, value in FILTERS.items()}
    return "reduce" if case.call == "reduce" else names.get(number, "default"), case.arguments["mode"]
