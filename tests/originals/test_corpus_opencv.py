"""OpenCV 5.0.0 as judge: its corpora replayed, every bit equal, signs of zeros included."""

from __future__ import annotations

import pytest

from resample import opencv
from tests.originals.replays import chunks, every_fourth, made, present, same

RELEASE = "5.0.0"
#: At least 80 in each of 240 cells, and 125 in each of the 40 that IPP computes.
CASES = {"native": 20_000, "ipp": 5_000}


pytestmark = pytest.mark.slow


@pytest.mark.parametrize("share", chunks(20))
def test_kernels(share, tmp_path_factory):
    present("cv2", RELEASE)
    same(made(tmp_path_factory, "opencv", CASES["native"], "native"), "numba", share)


@pytest.mark.parametrize("share", every_fourth(20))
def test_reference(share, tmp_path_factory):
    present("cv2", RELEASE)
    same(made(tmp_path_factory, "opencv", CASES["native"], "native"), "numpy", share)


@pytest.mark.parametrize("level", ["", "avx2", "sse42"])
@pytest.mark.parametrize("share", chunks(5))
def test_ipp(share, level, tmp_path_factory):
    """As this machine's wheel computes it by default, and at the lower levels, of which a fifth is drawn each."""
    present("cv2", RELEASE)
    number = CASES["ipp"] if not level else CASES["ipp"] // 5
    corpus = made(tmp_path_factory, "opencv", number, "ipp", **({"OPENCV_IPP": level} if level else {}))
    assert corpus.header["setup"]["ipp"] in opencv.versions.LEVELS, "a level of IPP that is not known: name it first"
    assert not level or corpus.header["setup"]["ipp"] == level
    same(corpus, "numba", share)
