"""Pictures of bytes in awkward sizes, where programs of rows run: every mode of OpenCV, Pillow's NEAREST and reduce."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import resample.opencv as ours
import resample.pillow as own
from tests.require import require

Array = np.ndarray[Any, np.dtype[Any]]
Size = tuple[int, int]

FLAGS = ("NEAREST", "LINEAR", "CUBIC", "AREA", "LANCZOS4", "LINEAR_EXACT")
#: Heights and widths: one pixel, primes, exact halves and other whole factors, and ratios of 16000.
SHAPES: tuple[tuple[Size, Size], ...] = (
    ((1, 1), (1, 7)),
    ((1, 1), (13, 1)),
    ((2, 3), (61, 53)),
    ((59, 67), (31, 29)),
    ((67, 59), (1, 1)),
    ((62, 58), (31, 29)),
    ((62, 58), (31, 58)),
    ((60, 63), (20, 21)),
    ((97, 101), (96, 100)),
    ((101, 3), (7, 89)),
    ((3, 16000), (3, 1)),
    ((16000, 2), (1, 3)),
    ((1, 2), (3, 16000)),
    ((2, 1), (16000, 2)),
    ((211, 307), (64, 64)),
)


def picture(rng: np.random.Generator, size: Size, channels: int, strided: bool) -> Array:
    """Return random bytes, also as every other column of every other row, backwards."""
    if not strided:
        return rng.integers(0, 256, (*size, channels)).astype(np.uint8)
    whole = rng.integers(0, 256, (2 * size[0], 2 * size[1], channels)).astype(np.uint8)
    return whole[::-2, ::2]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("name", FLAGS)
def test_opencv(name: str, channels: int) -> None:
    cv2 = require("cv2")
    cv2.ipp.setUseIPP(False)
    rng, flag = np.random.default_rng(channels), getattr(cv2, f"INTER_{name}")
    for source, result in SHAPES:
        for strided in (False, True):
            image = picture(rng, source, channels, strided)
            wanted = cv2.resize(np.ascontiguousarray(image), result[::-1], interpolation=flag)
            assert np.array_equal(ours.resize(image, result[::-1], interpolation=flag), wanted), (source, result)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "CMYK"])
def test_pillow(mode: str) -> None:
    image_module = require("PIL.Image")
    rng, channels = np.random.default_rng(len(mode)), len(mode)
    for source, result in SHAPES:
        array = picture(rng, source, channels, strided=False)
        image = image_module.frombytes(mode, source[::-1], array.tobytes())
        given = array[..., 0] if channels == 1 else array
        factor = max(source[1] // result[1], 1), max(source[0] // result[0], 1)
        for mine, theirs in (
            (own.resize(given, result[::-1], own.NEAREST, mode=mode), image.resize(result[::-1], 0)),
            (own.reduce(given, factor, mode=mode), image.reduce(factor)),
            (own.reduce(given, (2, 3), mode=mode), image.reduce((2, 3))),
        ):
            assert np.asarray(mine).tobytes() == theirs.tobytes(), (source, result, factor)
