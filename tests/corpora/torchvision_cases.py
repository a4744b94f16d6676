"""Draws the calls of a corpus of torchvision's resize, v1 and v2, on tensors of every dtype."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.corpora.bits import Draw, seed_of
from tests.corpora.case import Case, spread
from tests.corpora.pictures import Picture, kinds_for
from tests.corpora.sizes import grows, size_class, span

__all__ = ["PARTS", "Cell", "cases", "cells", "label"]

#: CPU capability and threads of torch; each needs a process of its own.
PARTS = ("avx2-1", "default-1", "avx2-2", "default-2")

DTYPES = {
    "uint8": "|u1",
    "float32": "<f4",
    "float64": "<f8",
    "float16": "<f2",
    "bfloat16": "bf16",
    "int8": "|i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
    "uint16": "<u2",
    "bool": "|b1",
}
#: Call -> modes that it has for tensors; the names of calls are those of our drop-in and of tables.
MODES = {
    "v1": ("nearest", "nearest-exact", "bilinear", "bicubic"),
    "v2": ("nearest", "nearest-exact", "bilinear", "bicubic", "lanczos"),
}


class Cell(NamedTuple):
    """What cases are drawn for: at least 50 over two parts of 2,500 together."""

    api: str
    mode: str
    dtype: str


def cells(part: str, version: tuple[int, ...]) -> list[Cell]:
    """Return all cells; every part has all of them."""
    return [Cell(api, mode, dtype) for api, modes in MODES.items() for mode in modes for dtype in DTYPES]


def cases(n: int, seed: int, part: str, version: tuple[int, ...]) -> Iterator[Case]:
    """Yield n cases, spread over the cells of a part."""
    for number, cell, index in spread(cells(part, version), n):
        yield _case(number, cell, index, seed, part)


def _case(number: int, cell: Cell, index: int, seed: int, part: str) -> Case:
    draw = Draw(seed_of("torchvision", seed, part, *cell, index))
    name, across = size_class(index), draw.between(0, 1)
    spans = [span(draw, name if axis == across else "small") for axis in (0, 1)]
    up = grows(draw, "any", 2)
    before = tuple(low if grow else high for grow, (low, high) in zip(up, spans, strict=True))
    after = tuple(high if grow else low for grow, (low, high) in zip(up, spans, strict=True))
    channels = draw.pick((1, 3, 3, 3, 4, 6))
    lead = draw.pick(((), (), (1,), (2,), (2, 2) if cell.api == "v2" else (3,)))
    dtype = DTYPES[cell.dtype]
    layout = draw.pick(("plain", "plain", "pixels"))
    picture = Picture(draw.pick(kinds_for(dtype)), dtype, (*lead, channels, *before), draw.word(), layout)
    arguments: dict[str, Any] = {"interpolation": cell.mode, "antialias": draw.pick((True, True, False, None))}
    arguments.update(_size(draw, cell.api, before, after))
    if cell.mode == "lanczos" and index % 10:
        arguments["antialias"] = True
    if index % 25 == 12:
        arguments.update(_spoiled(draw))
    return Case(number, "/".join(cell), f"resize {cell.api}", picture, arguments)


def _size(d: Draw, api: str, before: tuple[int, ...], after: tuple[int, ...]) -> dict[str, Any]:
    """Return both sides, the shorter one with or without a bound on the longer one, or in v2 the bound alone."""
    kind = d.pick(("both", "both", "short", "bound", "long"))
    short = min(after)
    if kind == "short" or (kind == "long" and api == "v1"):
        return {"size": short, "max_size": None}
    if kind == "bound":
        return {"size": short, "max_size": short + d.between(1, 40)}
    if kind == "long":
        return {"size": None, "max_size": max(after)}
    return {"size": after, "max_size": None}


def _spoiled(d: Draw) -> dict[str, Any]:
    """Return sizes that torchvision, or torch behind it, refuses."""
    bad: list[dict[str, Any]] = [{"size": (0, 5)}, {"size": (4, -1)}, {"size": 5, "max_size": 5}, {"size": (4, 5, 6)}]
    return d.pick([{"max_size": None, **one} for one in bad])


def label(case: Case) -> tuple[str, str]:
    """Return mode and dtype of a case, as the tables of counts name them."""
    api, mode, dtype = case.cell.split("/")
    return f"{api} {mode}", dtype
