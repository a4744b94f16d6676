"""Calls that hypothesis draws, against the installed Pillow: 2,000 of them, the same ones in every run.

To hunt for more: ``pytest --hypothesis-profile=hunt tests/originals/test_pillow_live.py``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resample import pillow
from tests.originals.counts import record_cases
from tests.originals.pillow_draws import MODES, Image, agrees, array_of, outcome, picture, plain
from tests.require import require

ImageOps = require("PIL.ImageOps", "13.0.0")
SIDES = st.one_of(st.integers(1, 12), st.integers(1, 60), st.sampled_from([1, 2, 3, 255, 256, 257, 400]))
SIZES = st.tuples(SIDES, SIDES).filter(lambda size: size[0] * size[1] <= 20_000)
RESULTS = st.tuples(SIDES, SIDES).filter(lambda size: size[0] * size[1] <= 20_000)
SHARES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
FILTERS = st.one_of(st.none(), st.integers(0, 7))


@st.composite
def boxes(draw: st.DrawFn, size: tuple[int, int], whole: bool) -> tuple[float, ...] | None:
    """Draw a box inside a size, now and then one that is too large, or none."""
    if draw(st.booleans()):
        return None
    (x0, x1), (y0, y1) = (sorted((draw(SHARES) * n, draw(SHARES) * n)) for n in size)
    if draw(st.integers(0, 9)) == 0:
        x1 += 1
    box = (x0, y0, x1, y1)
    return tuple(int(v) for v in box) if whole else box


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, tuple[Any, ...], tuple[int, int]]:
    """Draw the name of a function, its arguments and the size of a picture."""
    size, name = draw(SIZES), draw(st.sampled_from(["resize"] * 6 + ["reduce", "thumbnail", "fit", "contain", "cover"]))
    if name == "reduce":
        factor = draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
        return name, (factor, draw(boxes(size, whole=True))), size
    result, number = draw(RESULTS), draw(FILTERS)
    gap = draw(st.one_of(st.none(), st.floats(1, 4)))
    if name == "resize":
        return name, (result, number, draw(boxes(size, whole=False)), gap), size
    number = 3 if number is None else number
    if name == "thumbnail":
        return name, (result, number, gap), size
    if name == "fit":
        return name, (result, number, draw(st.floats(0, 0.6)), (draw(SHARES), draw(SHARES))), size
    return name, (result, number), size


@settings(max_examples=2_000)
@given(calls(), st.sampled_from(MODES), st.integers(0, 2**32 - 1), st.sampled_from(["numpy", "numba"]))
@example(("resize", ((7, 1), 0, None, None), (2, 1)), "I;16", 0, "numba")
def test_every_call(call: tuple[str, tuple[Any, ...], tuple[int, int]], mode: str, seed: int, backend: str) -> None:
    name, arguments, size = call
    image = picture(np.random.default_rng(seed), mode, size)
    method = getattr(Image.Image if hasattr(Image.Image, name) else ImageOps, name)
    expected = outcome(applied, method, image.copy(), arguments)
    with mock.patch.dict(os.environ, RESAMPLE_BACKEND=backend):
        ours = outcome(applied, getattr(pillow, name), image.copy(), arguments)
        of_array = outcome(getattr(pillow, name), plain(array_of(image)), *arguments, mode=mode)
    same = ours == expected and agrees(expected, of_array)
    record_cases("live/pillow/13.0.0", 1, int(not same))
    assert same


def applied(function: Callable[..., Any], image: Any, arguments: tuple[Any, ...]) -> Any:
    """Return the result of a call, which of a thumbnail is the image itself."""
    result = function(image, *arguments)
    return image if result is None else result
