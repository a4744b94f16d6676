"""cv2.resize of OpenCV 5.0.0, IPP off, on both executors: the hard cells, and the whole table of flag and dtype."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from resample import opencv
from tests.originals.counts import record_cases
from tests.originals.opencv_draws import DTYPES, FLAGS, Drawn, call, picture, same
from tests.originals.opencv_worker import OpenCV
from tests.require import require

require("cv2", "5.0.0")
BACKENDS = ("numpy", "numba")
RATIOS = ("up", "down", "any", "whole", "half", "factors", "halves")


@pytest.fixture(scope="module")
def cv2() -> Iterator[OpenCV]:
    worker = OpenCV(ipp=False)
    yield worker
    worker.close()


def differs(cv2: OpenCV, src: np.ndarray, drawn: Drawn, flag: str) -> bool:
    """Return whether ours and cv2's results differ in a bit, or only one of them is an error."""
    theirs = cv2.resize(src, *drawn.arguments, FLAGS.index(flag))
    try:
        ours = opencv.resize(src, drawn.dsize, None, drawn.fx, drawn.fy, FLAGS.index(flag))
    except opencv.error as error:
        return not (isinstance(theirs, str) and error.assertion in theirs)
    return isinstance(theirs, str) or not same(theirs, ours)


HARD = {
    "CUBIC u8": ("cubic", "uint8", (1, 3, 4), ("up", "down", "any", "factors")),
    "LANCZOS4 f32": ("lanczos4", "float32", (1, 2, 3), ("up", "down", "any", "factors")),
    "AREA 2x f32": ("area", "float32", (1, 3, 4), ("half", "halves")),
    "LINEAR u8": ("linear", "uint8", (1, 2, 3), ("up", "down", "any", "halves")),
    "LINEAR_EXACT u8": ("linear_exact", "uint8", (1, 2, 3), ("up", "down", "any", "factors")),
    "LINEAR_EXACT i32": ("linear_exact", "int32", (1, 2, 3), ("up", "down", "any", "factors")),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("cell", HARD)
def test_hard_cells(cv2: OpenCV, cell: str, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", backend)
    flag, dtype, channels, ratios = HARD[cell]
    rng = np.random.default_rng(4)
    drawn = [call(rng, ratios[k % len(ratios)], channels) for k in range(48)]
    differing = [d for d in drawn if differs(cv2, picture(rng, d.shape, dtype), d, flag)]
    record_cases(f"hard/opencv/{cell} {backend}", len(drawn), len(differing))
    assert differing == []


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("flag", FLAGS)
def test_table(cv2: OpenCV, flag: str, dtype: str, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", backend)
    rng = np.random.default_rng(FLAGS.index(flag))
    drawn = [call(rng, ratio, (1, 2, 3, 4, 5, 7)) for ratio in RATIOS for _ in range(3)]
    differing = [d for d in drawn if differs(cv2, picture(rng, d.shape, dtype), d, flag)]
    assert differing == []


@pytest.mark.parametrize("flag", ["nearest", "nearest_exact"])
@pytest.mark.parametrize("dtype", ["bool", "uint32", "float16"])
def test_dtypes_that_are_only_copied(cv2: OpenCV, flag: str, dtype: str) -> None:
    rng = np.random.default_rng(0)
    for _ in range(10):
        drawn = call(rng, "any", (1, 3))
        src = rng.integers(0, 2**16, drawn.shape).astype("u2")
        src = src > 2**15 if dtype == "bool" else src.view("f2") if dtype == "float16" else src.astype(dtype)
        assert not differs(cv2, src, drawn, flag)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("flag", ["linear", "cubic", "area", "lanczos4"])
def test_signs_of_zeros(cv2: OpenCV, flag: str, dtype: str) -> None:
    """Outputs that lie on a sample have weights of 0, and negative zeros in sums that start with the first product."""
    rng = np.random.default_rng(9)
    for fx, fy in ((1 / 3, 1 / 3), (3, 3), (0.2, 1.4), (0.5, 1 / 3)):
        for channels in (1, 4):
            src = rng.choice([-0.0, -0.0, -0.0, -1.0, 0.0], (23, 19, channels)).astype(dtype)
            assert not differs(cv2, src, Drawn(src.shape, None, fx, fy), flag)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("flag", FLAGS)
def test_sides_of_one(cv2: OpenCV, flag: str, dtype: str) -> None:
    rng = np.random.default_rng(11)
    sizes = ((1, 1), (1, 2), (2, 1), (1, 9), (9, 1), (5, 4))
    for shape, dsize in product(sizes, sizes):
        src = picture(rng, (*shape, 3), dtype)
        assert not differs(cv2, src, Drawn(src.shape, dsize), flag)


@pytest.mark.parametrize("flag", FLAGS)
def test_large_sides(cv2: OpenCV, flag: str) -> None:
    rng = np.random.default_rng(1)
    for shape, dsize in (
        ((2, 40000), (777, 3)),
        ((40001, 2), (3, 333)),
        ((3, 5), (33000, 2)),
        ((301, 403), (211, 333)),
    ):
        for dtype in ("uint8", "float32"):
            assert not differs(cv2, picture(rng, shape, dtype), Drawn(shape, dsize), flag)


def test_area_of_many_samples_wraps_as_int32_does(cv2: OpenCV) -> None:
    src = np.full((4100, 4100), 255, np.uint8)
    assert opencv.resize(src, (1, 1), interpolation=opencv.INTER_AREA).tolist() == [[0]]
    assert not differs(cv2, src, Drawn(src.shape, (1, 1)), "area")


@pytest.mark.parametrize("flag", FLAGS)
def test_many_channels(cv2: OpenCV, flag: str) -> None:
    rng = np.random.default_rng(2)
    for channels in (8, 17, 64, 128):
        for ratio in ("any", "half"):
            drawn = call(rng, ratio, (channels,), most=12)
            assert not differs(cv2, picture(rng, drawn.shape, "uint8"), drawn, flag)
