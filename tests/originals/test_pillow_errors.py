"""Bad input: Pillow 13.0.0's own exceptions, types and messages, for images and for arrays."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from resample import pillow
from resample.pillow import bombs
from tests.originals.pillow_draws import MODES, Image, agrees, array_of, image_of, outcome, plain, samples
from tests.require import require

ImageOps = require("PIL.ImageOps", "13.0.0")


def image(mode: str = "L", size: tuple[int, int] = (10, 8)) -> Any:
    return image_of(samples(np.random.default_rng(1), mode, size), mode)


def check(theirs: Callable[..., Any], name: str, one: Any, *arguments: Any) -> Any:
    """Return the outcome, after comparing Pillow's with ours for the image and for its array."""
    expected = outcome(theirs, one, *arguments)
    assert outcome(getattr(pillow, name), one, *arguments) == expected
    if 0 not in one.size and expected is not None:
        assert agrees(expected, outcome(getattr(pillow, name), plain(array_of(one)), *arguments, mode=one.mode))
    return expected


UNKNOWN = (
    "Unknown resampling filter (99). Use Image.Resampling.NEAREST (0), Image.Resampling.LANCZOS (1), "
    "Image.Resampling.BILINEAR (2), Image.Resampling.BICUBIC (3), Image.Resampling.BOX (4), "
    "Image.Resampling.HAMMING (5), Image.Resampling.MKS2013 (6) or Image.Resampling.MKS2021 (7)"
)


def test_the_message_of_an_unknown_filter() -> None:
    for one in (image(), image("P")):
        assert check(Image.Image.resize, "resize", one, (5, 5), 99) == ("ValueError", UNKNOWN)
        assert check(Image.Image.resize, "resize", one, (10, 8), 99) == ("ValueError", UNKNOWN)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "arguments",
    [
        ((5, 5), 99),
        ((5, 5), -1),
        ((5, 5), "bicubic"),
        ((5, 5), 3.0),
        ((5, 5), True),
        ((5, 5), 8),
        ((0, 5),),
        ((5, -1),),
        ((0, 5), 3, None, 2.0),
        ((5.0, 5.0),),
        ((10.0, 8.0),),
        (5,),
        ((5,),),
        ((5, 5, 5),),
        ("ab",),
        ((2**31, 1),),
        ((2**63, 1),),
        ((-(2**31) - 1, 1),),
        ([10, 8],),
        (np.array([5, 4]),),
    ],
    ids=str,
)
def test_sizes_and_filters(arguments: tuple[Any, ...], mode: str) -> None:
    check(Image.Image.resize, "resize", image(mode), *arguments)


BOXES = [
    (-1, 0, 5, 5),
    (0, -0.001, 5, 5),
    (0, 0, 11, 8),
    (0, 0, 10, 8.001),
    (0, 0, 10.0000001, 8),
    (0, 0, math.inf, 8),
    (5, 0, 4, 8),
    (0, 5, 10, 4),
    (5, 0, 5, 8),
    (10, 0, 10, 8),
    (0, 8, 10, 8),
    (math.nan, 0, 10, 8),
    (0, math.nan, 10, 8),
    (0, 0, math.nan, 8),
    (0, 0, 10, math.nan),
    (0, 0, 5),
    (0, 0, 5, 5, 5),
    5,
    "abcd",
    (None,) * 4,
    [0, 0, 10, 8],
    np.array([0.5, 0.5, 9.5, 7.5]),
    (0, 0, 10, 1e300),
]


@pytest.mark.parametrize("gap", [None, 1.0, 2.0])
@pytest.mark.parametrize("box", BOXES, ids=str)
def test_boxes(box: Any, gap: float | None) -> None:
    for mode in ("L", "RGBA", "F", "P"):
        for number in (0, 3, 4):
            for size in ((2, 2), (10, 8), (12, 3)):
                check(Image.Image.resize, "resize", image(mode), size, number, box, gap)


@pytest.mark.parametrize("mode", ["L", "RGBA", "F", "I"])
@pytest.mark.parametrize(
    ("size", "box", "gap"),
    [
        ((2, 2), np.array([0.1, 0.1, 9.9, 7.7], np.float32), 1.5),
        ((2, 2), np.array([0.1, 0.1, 9.9, 7.7], np.float16), np.float16(1.5)),
        ((2, 2), np.array([0.1, 0.1, 9.9, 7.7], np.float16), Fraction(3, 2)),
        ((2, 1), [np.float32(0.1), 0, 9.9, 8], 2),
        ((np.int8(2), np.int8(2)), (0, 0, 10, 8), 1.0),
        ((2, 2), (Fraction(1, 3), 0, 9, 7), 1.0),
        ((2, 2), (Decimal("0.5"), 0, 9, 7), 1.0),
        ((2, 2), (0, 0, 9, 7, 5), 1.0),
        ((2, 2), {0: 0, 1: 0, 2: 9, 3: 8}, 1.0),
    ],
    ids=str,
)
def test_numbers_with_an_arithmetic_of_their_own(size: Any, box: Any, gap: Any, mode: str) -> None:
    # Before a reduction Pillow computes with whatever it was given: single precision moves the box elsewhere.
    check(Image.Image.resize, "resize", image(mode), size, 3, box, gap)


@pytest.mark.parametrize("gap", [0.99, 0, -1, math.nan, math.inf, "2", True], ids=str)
def test_gaps(gap: Any) -> None:
    for mode in ("L", "RGBA", "I;16", "1"):
        for number in (0, 3):
            check(Image.Image.resize, "resize", image(mode), (2, 2), number, None, gap)


def test_what_cannot_be_counted() -> None:
    # Sizes whose bytes do not fit an int; none of them is allocated.
    for arguments in (
        ((2**29, 1),),
        ((2**29 - 1, 1), 0),
        ((1, 2**31 - 1), 3),
        ((53_687_092, 1), 3),
        ((1, 38_347_923), 1),
    ):
        assert check(Image.Image.resize, "resize", image(), *arguments) == ("MemoryError", "")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "factor", [0, -1, (2, 0), 2.0, "2", None, (2,), (2, 2, 2), 2**31, 2**63, 100, 2**31 - 1, 1], ids=str
)
def test_factors(factor: Any, mode: str) -> None:
    check(Image.Image.reduce, "reduce", image(mode), factor)


@pytest.mark.parametrize("factor", [1, 2, (1, 1), [1, 1], (1, 2)], ids=str)
@pytest.mark.parametrize(
    "box",
    [
        (-1, 0, 5, 5),
        (0, 0, 11, 8),
        (5, 0, 4, 8),
        (5, 0, 5, 8),
        (0, 6, 10, 5),
        (0, 0, 5),
        (0, 0, 5, 5, 5),
        (0, 0, 5.0, 5),
        (0.5, 1.5, 2.5, 3.4),
        [0, 0, 10, 8],
        (0, 0, 10, 8),
        "abcd",
        (0, 0, 2**31, 8),
    ],
    ids=str,
)
def test_boxes_of_reduce(box: Any, factor: Any) -> None:
    for mode in ("L", "LA", "P", "I;16", "F"):
        check(Image.Image.reduce, "reduce", image(mode), factor, box)


@pytest.mark.parametrize("backend", ["numpy", "numba"], indirect=True)
@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "F", "I;16"])
@pytest.mark.parametrize(
    "box", [(0, 0, 5, 6), (0, 0, 5, 7), (-20, 0, 5, 7), (0, 0, 2**31, 8), (0, 0, 0, 800), (0, 0, 10, 8)], ids=str
)
def test_a_crop_beyond_the_limit_of_pixels(box: Any, mode: str, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Pillow warns of more pixels than its limit and refuses twice as many; nothing else here is a crop to it.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 30)

    def warned(call: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        with warnings.catch_warnings(record=True) as met:
            warnings.simplefilter("always", Image.DecompressionBombWarning)
            result = outcome(call, *arguments, **keywords)
        return result, [(w.category, str(w.message)) for w in met]

    one = image(mode)
    for factor, resize in ((1, None), ([1, 1], None), (2, None), (None, (40, 40))):
        name, given = ("reduce", (factor, box)) if resize is None else ("resize", (resize, 3, None))
        theirs, notes = warned(getattr(one, name), *given)
        assert warned(getattr(pillow, name), one, *given) == (theirs, notes)
        of_array = warned(getattr(pillow, name), plain(array_of(one)), *given, mode=mode)
        assert agrees(theirs, of_array[0])
        assert of_array[1] == notes


def test_a_crop_beyond_the_limit_where_pillow_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    zeros = np.zeros((2, 2), np.uint8)
    with pytest.raises(bombs.DecompressionBombError, match=r"200000000 pixels\) exceeds limit of 178956970 pixels"):
        pillow.reduce(zeros, 1, (0, 0, 20_000, 10_000))
    with pytest.warns(bombs.DecompressionBombWarning, match=r"exceeds limit of 89478485 pixels"):
        assert pillow.reduce(zeros, 1, (0, 0, 89_478_486, 1)).shape == (1, 89_478_486)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (0.5, 0.5), (-3, 5), (5,), (5, 5, 5), "ab", (5, None)], ids=str)
def test_thumbnails(size: Any) -> None:
    for mode in ("L", "RGBA"):
        check(Image.Image.thumbnail, "thumbnail", image(mode), size)


def test_a_thumbnail_that_is_not_needed_looks_at_nothing() -> None:
    one = image()
    assert pillow.thumbnail(one, (20, 20), resample=99) is None
    assert one.size == (10, 8)
    assert outcome(pillow.thumbnail, one, (5, 5), 99)[0] == "ValueError"
    array = plain(array_of(image()))
    for call, picture in ((Image.Image.thumbnail, image()), (pillow.thumbnail, image()), (pillow.thumbnail, array)):
        kept = call(picture, (10, -1), 99)  # a negative height is taken for none, and the size comes out as it was
        assert (kept is None and picture.size == (10, 8)) or kept.shape == (8, 10)


def test_i16_has_no_thumbnail_at_a_quarter() -> None:
    one = image("I;16", (100, 100))
    assert outcome(pillow.resize, one, (26, 26), 3, None, 2.0) == outcome(one.resize, (26, 26), 3, None, 2.0)
    for call in (pillow.thumbnail, Image.Image.thumbnail):
        assert outcome(call, one.copy(), (25, 25)) == ("ValueError", "image has wrong mode")


@pytest.mark.parametrize("name", ["contain", "cover", "fit", "pad"])
@pytest.mark.parametrize(
    "size",
    [(0, 5), (5, 0), (0, 0), (-1, 5), (5, -5), (5,), "ab", None, (5, 5, 5), (True, 3), (5.0, 5), [5, 5], (0, 5, 5)],
    ids=str,
)
def test_sizes_of_imageops(name: str, size: Any) -> None:
    for mode in ("L", "LAB"):
        check(getattr(ImageOps, name), name, image(mode), size)


@pytest.mark.parametrize("factor", [0, -1, 0.01, 1, "2"], ids=str)
def test_scale(factor: Any) -> None:
    check(ImageOps.scale, "scale", image(), factor)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (0, 0)])
def test_empty_pictures(size: tuple[int, int]) -> None:
    for mode in ("L", "RGBA", "F", "LAB"):
        one = Image.new(mode, size)
        for number in (0, 3):
            check(Image.Image.resize, "resize", one, (4, 3), number)
        check(Image.Image.reduce, "reduce", one, 2)
        check(Image.Image.reduce, "reduce", one, 1, (0, 0, 2, 2))
        check(ImageOps.contain, "contain", one, (3, 3))
        check(ImageOps.cover, "cover", one, (3, 3))
        check(ImageOps.fit, "fit", one, (3, 3))
        values = np.zeros((*size[::-1], *((len(one.getbands()),) if len(one.getbands()) > 1 else ())), np.uint8)
        if mode in ("L", "RGBA"):
            assert pillow.resize(values, (4, 3)).shape == (3, 4, *values.shape[2:])


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((3, 4), np.int64),
        np.zeros((3, 4), np.float16),
        np.zeros((3, 4), np.complex64),
        np.zeros((3, 4, 5), np.uint8),
        np.zeros((3, 4, 1), np.uint8),
        np.zeros((3, 4, 3), np.float32),
        np.zeros((3, 4, 3), np.uint16),
        np.zeros((3, 4, 3), bool),
        np.zeros((2, 3, 4, 3), np.uint8),
    ],
    ids=lambda a: f"{a.dtype}{a.shape}",
)
def test_arrays_that_no_mode_has(array: np.ndarray) -> None:
    with pytest.raises(TypeError, match="Cannot handle this data type") as theirs:
        Image.fromarray(array)
    with pytest.raises(TypeError) as ours:
        pillow.resize(array, (2, 2))
    assert str(ours.value) == str(theirs.value)


def test_modes_that_do_not_fit() -> None:
    array = np.zeros((3, 4, 3), np.uint8)
    with pytest.raises(ValueError, match="Invalid mode for data type"):
        pillow.resize(array, (2, 2), mode="CMYK")
    with pytest.raises(ValueError, match="mode 'RGBB' is not one of 1, L, P"):
        pillow.resize(array, (2, 2), mode="RGBB")
    with pytest.raises(ValueError, match="mode is for arrays"):
        pillow.resize(image(), (2, 2), mode="P")


def test_what_is_no_picture() -> None:
    torch = require("torch")
    with pytest.raises(TypeError, match=r"resample\.torch or resample\.torchvision"):
        pillow.resize(torch.zeros(3, 4), (2, 2))
    with pytest.raises(TypeError, match="not list"):
        pillow.resize([[1, 2]], (2, 2))
