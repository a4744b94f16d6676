"""The default is OpenCV's own code, and says so for exactly those calls that a stock wheel computes by IPP."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import resample
from resample import opencv
from resample.errors import NotExact
from tests.originals.opencv_draws import DTYPES, FLAGS, Drawn, picture, same
from tests.originals.opencv_worker import OpenCV
from tests.require import require
from tests.tools.command import call

require("cv2", "5.0.0")
README = Path(__file__).parents[2] / "README.md"
SAID = ("Intel IPP", "cv2.ipp.setUseIPP(False)", 'resample.opencv.at("installed")')


@pytest.fixture(scope="module")
def wheels() -> Iterator[tuple[OpenCV, OpenCV]]:
    """Return cv2 as the wheel comes, and with IPP off."""
    workers = OpenCV(ipp=True), OpenCV(ipp=False)
    yield workers
    for worker in workers:
        worker.close()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("flag", FLAGS)
def test_a_note_stands_where_a_stock_wheel_differs(wheels: tuple[OpenCV, OpenCV], flag: str, dtype: str) -> None:
    """Many samples and odd ratios, so that IPP shows itself where it computes."""
    stock, native = wheels
    rng = np.random.default_rng(13)
    for channels, (shape, dsize) in product((1, 2, 3, 4, 5), (((40, 44), (97, 89)), ((1, 44), (97, 89)))):
        src = rng.random((*shape, channels)) if dtype[0] == "f" else picture(rng, (*shape, channels), dtype)
        drawn = Drawn(src.shape, dsize)
        theirs = native.resize(src.astype(dtype), *drawn.arguments, FLAGS.index(flag))
        if isinstance(theirs, str):
            continue
        taken = not same(stock.resize(src.astype(dtype), *drawn.arguments, FLAGS.index(flag)), theirs)
        plan = resample.plan(f"opencv:{flag}", shape=src.shape, dtype=dtype, size=dsize[::-1], layout="HWC")
        assert bool(plan.notes) == taken, (channels, shape)
        assert all((words in str(plan)) == taken for words in SAID)
        assert plan.exact


def test_compare_says_so() -> None:
    result = call("compare", "--size", "31x33", "--like", "opencv:cubic", "--like", "opencv:linear")
    assert result.exit_code == 0
    (note,) = [line for line in result.stdout.splitlines() if "Intel IPP" in line]
    assert note.startswith("opencv@5.0(ipp=off):cubic: ") and all(words in note for words in SAID)
    assert result.stdout.count("equal to OpenCV 5.0.0 with IPP off, bit for bit") == 2


def test_the_readme_and_the_docstring_say_so() -> None:
    for text in (README.read_text(encoding="utf-8"), str(opencv.__doc__)):
        assert "cv2.ipp.setUseIPP(False)" in text and 'at("installed")' in text


def test_the_installed_build_equals_the_installed_wheel() -> None:
    cv2 = require("cv2", "5.0.0")
    before = cv2.ipp.useIPP()
    src = np.random.default_rng(14).random((40, 44, 3), "f4")
    try:
        for used in (True, False):
            cv2.ipp.setUseIPP(used)
            build = opencv.at("installed")
            assert (build.ipp == "off") != cv2.ipp.useIPP()
            for flag in range(7):
                assert same(
                    cv2.resize(src, (97, 89), interpolation=flag), build.resize(src, (97, 89), None, 0, 0, flag)
                )
    finally:
        cv2.ipp.setUseIPP(before)


def test_a_level_that_is_not_known_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    cv2 = require("cv2", "5.0.0")
    monkeypatch.setattr(cv2.ipp, "useIPP", lambda: True)
    monkeypatch.setattr(cv2.ipp, "getIppVersion", lambda: "ippIP AVX-512 (k1) 2026.0.0")
    with pytest.raises(NotExact, match=r"AVX-512 \(k1\)"):
        opencv.at("installed")
