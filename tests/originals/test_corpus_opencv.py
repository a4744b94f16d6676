"""OpenCV 5.0.0 as judge: its corpora replayed, every bit equal, signs of zeros included."""

from __future__ import annotations

import pytest

from resample import opencv
from tests.corpora.file import Corpus
from tests.originals.replays import chunks, every_fourth, made, present, same

RELEASE = "5.0.0"
#: At least 80 in each of 240 cells, and 125 in each of the 40 that IPP computes, at each level.
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
    """As this machine's wheel computes it by default, which `at("installed")` names, and at the lower levels."""
    present("cv2", RELEASE)
    corpus = by_ipp(tmp_path_factory, "ipp", CASES["ipp"], level)
    if level and corpus.header == by_ipp(tmp_path_factory, "ipp", CASES["ipp"], "").header:
        return  # this machine's own level: the same bytes, by the hash in the header, and replayed as such
    same(corpus, "numba", share)


@pytest.mark.parametrize("level", ["", "sse42"])
def test_ipp_by_factors(level, tmp_path_factory):
    """What is not known to the bit is refused: CUBIC, and few calls of LINEAR."""
    present("cv2", RELEASE)
    report = same(by_ipp(tmp_path_factory, "ipp_factors", 1_600, level), "numba", (1, 1))
    for what, (cases, refused) in report.refused.items():
        assert what.startswith("cubic") or refused < cases / 5


def by_ipp(factory: pytest.TempPathFactory, part: str, n: int, level: str) -> Corpus:
    """Return a corpus of what IPP computes; a level that is not known ends the making of it with its name."""
    corpus = made(factory, "opencv", n, part, **({"OPENCV_IPP": level} if level else {}))
    assert corpus.header["setup"]["ipp"] in opencv.versions.LEVELS
    assert level in ("", corpus.header["setup"]["ipp"])
    return corpus
