"""`Image.reduce`, `Image.thumbnail` and the resizes of `ImageOps` of Pillow 13.0.0 against both executors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resample import pillow
from tests.originals.counts import record_cases
from tests.originals.pillow_draws import (
    FILTERS,
    KINDS,
    MODES,
    Image,
    agrees,
    array_of,
    call,
    outcome,
    picture,
    plain,
)
from tests.require import require

ImageOps = require("PIL.ImageOps", "13.0.0")
pytestmark = pytest.mark.parametrize("backend", ["numpy", "numba"], indirect=True)


def reduction(rng: np.random.Generator) -> tuple[tuple[int, int], Any, Any]:
    """Return a source size, a factor and a box; full and partial cells, whole pictures in a cell, and errors."""
    w, h = rng.integers(1, 40, 2).tolist()
    fx, fy = rng.choice([1, 2, 3, 4, 5, 6, 8, int(rng.integers(1, 45))], 2).tolist()
    factor = [(fx, fy), (fx, fy), fx, [fx, fy], (1, 1), [1, 1], 0][rng.integers(7)]
    x0, x1 = np.sort(rng.integers(0, w + 1, 2)).tolist()
    y0, y1 = np.sort(rng.integers(0, h + 1, 2)).tolist()
    boxes = [None, None, (0, 0, w, h), (x0, y0, x1, y1), [0, 0, w, h], (x0, y0, x1 + 1, y1 + 1), (-1, 0, w, h)]
    return (w, h), factor, boxes[rng.integers(len(boxes))]


@pytest.mark.parametrize("mode", MODES)
def test_reduce(mode: str, backend: str) -> None:
    rng = np.random.default_rng([8, MODES.index(mode)])
    differing = []
    for _ in range(40):
        size, factor, box = reduction(rng)
        image = picture(rng, mode, size)
        if outcome(image.reduce, factor, box) != outcome(pillow.reduce, image.copy(), factor, box):
            differing.append((size, factor, box))
    record_cases(f"hard/pillow/{mode} reduce {backend}", 40, len(differing))
    assert differing == []


@pytest.mark.parametrize("mode", ["L", "RGB", "I", "F"])
@pytest.mark.parametrize(
    "factor", [(1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (3, 3), (4, 4), (5, 5), (1, 7), (7, 1), (6, 4)]
)
def test_factors_that_pillow_writes_out(mode: str, factor: tuple[int, int], backend: str) -> None:
    rng = np.random.default_rng(9)
    for _ in range(3):
        image = picture(rng, mode, (int(rng.integers(1, 30)), int(rng.integers(1, 30))))
        assert outcome(pillow.reduce, image, factor) == outcome(image.reduce, factor)


def thumbnails(image: Any, *arguments: Any) -> tuple[Any, Any, Any]:
    """Return what Pillow makes of an image in place, what we do, and what we give for its array."""

    def in_place(function: Any, one: Any) -> Any:
        assert function(one, *arguments) is None
        return one

    theirs = outcome(in_place, Image.Image.thumbnail, image.copy())
    ours = outcome(in_place, pillow.thumbnail, image.copy())
    return theirs, ours, outcome(pillow.thumbnail, plain(array_of(image)), *arguments, mode=image.mode)


@pytest.mark.parametrize("mode", MODES)
def test_thumbnail(mode: str, backend: str) -> None:
    rng = np.random.default_rng([10, MODES.index(mode)])
    differing = []
    for n in range(24):
        drawn = call(rng, KINDS[n % 3] if n % 4 else "thin", most=90)
        size = tuple(v + float(rng.choice([0, 0.7])) for v in drawn.size)
        gap = [2.0, None, 1.0, 3.3][rng.integers(4)]
        theirs, ours, of_array = thumbnails(picture(rng, mode, drawn.source), size, int(rng.integers(8)), gap)
        if theirs != ours or not agrees(theirs, of_array):
            differing.append((drawn.source, size, gap))
    record_cases(f"hard/pillow/{mode} thumbnail {backend}", 24, len(differing))
    assert differing == []


def operation(rng: np.random.Generator, name: str) -> tuple[Any, ...]:
    """Return the arguments of a call of `ImageOps`, now and then bad ones."""
    size = tuple(rng.integers(0 if rng.random() < 0.1 else 1, 40, 2).tolist())
    method = int(rng.integers(len(FILTERS)))
    centering = tuple((rng.random(2) * 1.4 - 0.2).tolist())
    if name == "fit":
        return (size, method, float(rng.choice([0.0, 0.1, 0.3, 0.6])), centering)
    if name == "pad":
        colors = [None, None, 7, 300, (9,), (9, 8), (9, 8, 300), (9, 8, 7, 6), "red", 7.5]
        return (size, method, colors[rng.integers(len(colors))], centering)
    if name == "scale":
        return ([0.5, 0.25, 1, 2, 1.7, 0, -1, 0.01][rng.integers(8)], method)
    return (size, method)


@pytest.mark.parametrize("name", ["contain", "cover", "fit", "pad", "scale"])
@pytest.mark.parametrize("mode", MODES)
def test_imageops(mode: str, name: str, backend: str) -> None:
    rng = np.random.default_rng([11, MODES.index(mode)])
    differing = []
    for _ in range(16):
        arguments = operation(rng, name)
        image = picture(rng, mode, tuple(rng.integers(1, 40, 2).tolist()))
        theirs = outcome(getattr(ImageOps, name), image, *arguments)
        same = outcome(getattr(pillow, name), image.copy(), *arguments) == theirs
        if "red" not in arguments and not (name == "pad" and image.palette):  # an array knows no names and no palette
            same &= agrees(theirs, outcome(getattr(pillow, name), plain(array_of(image)), *arguments, mode=mode))
        if not same:
            differing.append((image.size, arguments))
    record_cases(f"hard/pillow/{mode} {name} {backend}", 16, len(differing))
    assert differing == []
