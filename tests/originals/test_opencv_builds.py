"""Builds of OpenCV: what their versions take, which builds there are, and which one the installed cv2 is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resample import opencv
from resample.errors import NotExact, SpecError
from tests.require import require

cv2 = require("cv2", "5.0.0")


def zeros(*shape: int, dtype: Any = np.uint8) -> np.ndarray:
    return np.zeros(shape, dtype)


def test_versions_differ_in_what_they_take() -> None:
    line = np.arange(4.0)
    assert opencv.at("5.0").resize(line, (4, 2)).shape == opencv.at("4.13").resize(line, (4, 2)).shape
    assert opencv.resize(line, (4, 2))[0].tolist() == line.tolist()
    assert opencv.at("4.13").resize(line, (2, 4))[:, 0].tolist() == line.tolist()
    for dtype, flag in (("?", 0), ("u4", 0)):
        with pytest.raises(opencv.error, match="not supported"):
            opencv.at("4.13").resize(zeros(2, 2, dtype=dtype), (3, 3), interpolation=flag)
    with pytest.raises(opencv.error, match="type = 23 is not supported"):
        opencv.at("4.5.5").resize(zeros(2, 2, dtype="f2"), (3, 3), interpolation=0)
    assert opencv.at("4.13").resize(zeros(2, 2, 512), (3, 3)).shape == (3, 3, 512)
    with pytest.raises(opencv.error, match=r"dsize\.empty"):
        opencv.at("4.13").resize(zeros(2, 2, 513), (3, 3))
    with pytest.raises(opencv.error, match="inv_scale_x"):
        opencv.at("4.13").resize(zeros(2, 2, 513), None)
    with pytest.raises(opencv.error, match="ssize"):
        opencv.at("4.13").resize(zeros(0, 2, 513), (3, 3))
    for shape in ((2, 2, 0), (3, 3, 513), (3, 3, 2, 2)):
        with pytest.raises(NotExact, match="memory"):
            opencv.at("4.13").resize(zeros(*shape), (3, 3))


def test_nearest_exact_of_version_4_is_refused_where_it_reads_outside() -> None:
    four = opencv.at("4.13")
    with pytest.raises(NotExact, match="overflows"):
        four.resize(zeros(1, 40000, dtype="u2"), (8, 1), interpolation=6)
    with pytest.raises(NotExact, match="overflows"):
        four.resize(zeros(1, 1), (43691, 1), interpolation=6)
    assert four.resize(zeros(1, 32767), (8, 1), interpolation=6).shape == (1, 8)


@pytest.mark.parametrize(
    ("version", "ipp"),
    [("4.11", False), ("5.0.0", False), ("4.12", "avx512"), ("4.13", "sse42"), ("5.0", "avx"), ("5.0", True)],
)
def test_builds_that_were_not_verified(version: str, ipp: str | bool) -> None:
    with pytest.raises(SpecError):
        opencv.at(version, ipp=ipp)


def test_the_installed_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2.ipp, "useIPP", lambda: True)
    monkeypatch.delenv("OPENCV_IPP", raising=False)
    for text, level in (("SSE4.2 (y8)", "sse42"), ("AVX2 (l9)", "avx2"), ("AVX-512 (k0)", "avx512")):
        monkeypatch.setattr(cv2.ipp, "getIppVersion", lambda text=text: f"ippIP {text} 2026.0.0")
        assert opencv.at("installed") == opencv.Build("5.0", level)
    monkeypatch.setenv("OPENCV_IPP", "avx512")
    assert opencv.at("installed") == opencv.Build("5.0", "avx512-explicit")
    monkeypatch.setattr(cv2.ipp, "getIppVersion", lambda: "ippIP AVX10 (z1) 2027")
    with pytest.raises(NotExact, match="AVX10"):
        opencv.at("installed")
    monkeypatch.setattr(cv2.ipp, "useIPP", lambda: False)
    assert opencv.at("installed") == opencv.Build("5.0", "off")
    monkeypatch.setattr(cv2, "__version__", "5.1.0")
    with pytest.raises(SpecError, match=r"5\.1\.0 is installed"):
        opencv.at("installed")
