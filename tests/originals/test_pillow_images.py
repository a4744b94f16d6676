"""What comes in goes out: images with their palette and info, in place, and arrays without Pillow."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import resample
from resample import pillow
from tests.originals.pillow_draws import MODES, Image, array_of, image_of, outcome, picture, samples, seen
from tests.require import require

ImageOps = require("PIL.ImageOps", "13.0.0")
INFERRED = ["?", "|u1", "|i1", "<u2", ">u2", "<i2", ">i2", "<u4", "<i4", ">i4", "<f4", ">f4", "<f8", ">f8"]


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("dtype", INFERRED)
def test_arrays_are_read_as_fromarray_reads_them(dtype: str, number: int) -> None:
    rng = np.random.default_rng(2)
    array = rng.integers(-100, 100, (6, 5)).astype(dtype)
    image = Image.fromarray(array)
    for theirs, ours in (
        (image.resize((4, 7), number), pillow.resize(array, (4, 7), number)),
        (image.resize((5, 6), number), pillow.resize(array, (5, 6), number)),
        (image.resize((2, 2), number, (1, 1, 3, 3)), pillow.resize(array, (2, 2), number, (1, 1, 3, 3))),
    ):
        assert ours.dtype == np.asarray(theirs).dtype
        assert np.array_equal(ours, np.asarray(theirs))


def test_a_column_is_read_as_fromarray_reads_it() -> None:
    column = np.arange(9, dtype=np.uint8)
    assert np.array_equal(pillow.resize(column, (1, 4)), np.asarray(Image.fromarray(column).resize((1, 4))))


@pytest.mark.parametrize("mode", MODES)
def test_the_original_is_left_alone(mode: str) -> None:
    rng = np.random.default_rng(3)
    image = picture(rng, mode, (9, 7))
    before = seen(image)
    results = [
        pillow.resize(image, (4, 3)),
        pillow.resize(image, (9, 7)),
        pillow.contain(image, (3, 3)),
        pillow.scale(image, 1),
    ]
    for result in results:
        result.putpixel((0, 0), result.getpixel((0, 1)))
        result.info["new"] = 1
        result.info.get("list", []).append(3)
        if result.palette is not None and mode == "P":
            result.putpalette([1, 2, 3])
    assert seen(image) == before


def test_a_thumbnail_is_the_same_object() -> None:
    image = Image.new("RGB", (300, 200), "red")
    same = image
    assert pillow.thumbnail(image, (30, 30)) is None
    assert same.size == (30, 20)
    same.putpixel((0, 0), (1, 2, 3))
    assert same.getpixel((0, 0)) == (1, 2, 3)


def opened(kind: str, size: tuple[int, int], mode: str = "RGB", **options: Any) -> Any:
    """Return an image in a file that was not loaded yet."""
    file = io.BytesIO()
    rng = np.random.default_rng(4)
    smooth = image_of(samples(rng, mode, (12, 9)), mode).resize(size, 3)
    smooth.save(file, kind, **options)
    return Image.open(file)


@pytest.mark.parametrize("arguments", [((40, 40),), ((40, 40), 1, None), ((90, 20), 2, 1.0), ((10, 10), 3, 3.0)])
def test_thumbnails_of_files_that_can_be_read_smaller(arguments: tuple[Any, ...]) -> None:
    theirs, ours = opened("JPEG", (301, 203)), opened("JPEG", (301, 203))
    theirs.thumbnail(*arguments)
    pillow.thumbnail(ours, *arguments)
    assert seen(ours) == seen(theirs)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P"), ("TIFF", "F"), ("PNG", "1"), ("JPEG", "CMYK")]
)
def test_files_are_loaded(kind: str, mode: str) -> None:
    for call, arguments in (("resize", ((5, 4),)), ("reduce", (1, (0, 0, 3, 3)))):
        theirs = outcome(getattr(Image.Image, call), opened(kind, (20, 10), mode), *arguments)
        assert outcome(getattr(pillow, call), opened(kind, (20, 10), mode), *arguments) == theirs


def test_a_file_that_tells_its_mode_when_it_is_read() -> None:
    # The head of an ICNS file says RGBA; the picture in it may be RGB.
    for call, arguments in (("resize", ((3, 2),)), ("reduce", (2,)), ("reduce", ([1, 1],)), ("thumbnail", ((9, 9),))):
        images = [opened("ICNS", (32, 32)), opened("ICNS", (32, 32))]
        assert images[0].mode == "RGBA"
        theirs = getattr(images[0], call)(*arguments)
        ours = getattr(pillow, call)(images[1], *arguments)
        assert seen(ours or images[1]) == seen(theirs or images[0])
        assert (ours or images[1]).mode == "RGB"


def test_of_a_subclass_of_arrays_only_the_samples_count() -> None:
    rows = [[1, 20, 30], [4, 50, 60]]
    for array in (
        np.matrix(rows, np.uint8),
        np.ma.masked_array(np.array(rows, np.uint8), mask=[[True, False, False]] * 2),
    ):
        theirs = np.asarray(Image.fromarray(array).resize((2, 1)))
        ours = pillow.resize(array, (2, 1))
        assert type(ours) is np.ndarray
        assert ours.tolist() == theirs.tolist()


def test_a_palette_with_transparency() -> None:
    image = image_of(samples(np.random.default_rng(5), "P", (20, 10)), "P")
    image.putpalette(list(range(256)) * 3)
    file = io.BytesIO()
    image.save(file, "PNG", transparency=b"\x00\x80\xff")
    for size in ((5, 4), (20, 10), (30, 20)):
        theirs, ours = Image.open(file).resize(size), pillow.resize(Image.open(file), size)
        assert seen(ours) == seen(theirs)
        assert ours.convert("RGBA").tobytes() == theirs.convert("RGBA").tobytes()


@pytest.mark.parametrize("color", ["red", "#01020380", (1, 2, 3), (1, 2, 3, 4), 5, None])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "CMYK"])
def test_colours_of_pad(mode: str, color: Any) -> None:
    image = picture(np.random.default_rng(6), mode, (9, 4))
    assert outcome(pillow.pad, image, (12, 12), 3, color) == outcome(ImageOps.pad, image, (12, 12), 3, color)


@pytest.mark.parametrize("mode", MODES)
def test_the_front_door_takes_images(mode: str) -> None:
    image = picture(np.random.default_rng(7), mode, (9, 7))
    ours = resample.resize(image, (3, 4), like="pillow:lanczos", box=(0.5, 1, 8, 6.5))
    assert seen(ours) == seen(image.resize((4, 3), 1, (0.5, 1, 8, 6.5)))


def test_the_front_door_takes_arrays() -> None:
    array = samples(np.random.default_rng(8), "CMYK", (9, 7))
    ours = resample.resize(np.stack([array, array[::-1]]), (3, 4), like="pillow:hamming,as=CMYK", reducing_gap=1.0)
    theirs = [array_of(image_of(a, "CMYK").resize((4, 3), 5, None, 1.0)) for a in (array, array[::-1])]
    assert ours.tobytes() == np.stack(theirs).tobytes()
    ours = resample.resize(array[..., :3], scale=(2, 3), like="pillow:reduce", box=(1, 0, 9, 7))
    assert ours.tobytes() == array_of(image_of(array[..., :3], "RGB").reduce((3, 2), (1, 0, 9, 7))).tobytes()


def test_other_kinds_of_samples_through_the_front_door() -> None:
    array = np.random.default_rng(9).normal(0, 99, (7, 9))
    ours = resample.resize(array, (3, 4), like="pillow:bicubic")
    assert np.array_equal(ours, np.asarray(Image.fromarray(array).resize((4, 3))))


def test_arrays_need_no_pillow() -> None:
    script = """
import sys
sys.modules["PIL"] = None
import numpy as np
from resample import pillow
image = np.arange(60, dtype=np.uint8).reshape(5, 4, 3)
for call in (pillow.resize, pillow.contain, pillow.cover, pillow.fit, pillow.pad, pillow.thumbnail):
    assert call(image, (3, 2)).ndim == 3
assert pillow.reduce(image, 2).shape == (3, 2, 3)
assert pillow.scale(image, 2).shape == (10, 8, 3)
print("done", "numba" in sys.modules)
"""
    environment = {"RESAMPLE_BACKEND": "numpy", "PATH": ""}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.split()[0] == "done"
