"""Asks the installed OpenCV."""

from __future__ import annotations

import os
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tests.corpora.case import Case

__all__ = ["ERRORS", "WITH_MESSAGE", "call", "setup"]

Array = npt.NDArray[Any]

#: What is refused is promised, not the text, which names lines of OpenCV's source.
WITH_MESSAGE = False
ERRORS = (cv2.error,)

#: IPP's own letters for what it dispatches to.
LEVELS = {"y8": "sse42", "l9": "avx2", "k0": "avx512", "k1": "avx512"}


def setup(part: str) -> dict[str, Any]:
    """Switch IPP as a part needs it, and return version and level."""
    cv2.setNumThreads(1)
    if part != "ipp":
        cv2.ipp.setUseIPP(False)
        return {"version": cv2.__version__, "setup": {"ipp": "off"}}
    text = cv2.ipp.getIppVersion()
    letters = text.partition("(")[2].partition(")")[0]
    level = LEVELS.get(letters, f"unknown {text!r}")
    if level == "avx512" and os.environ.get("OPENCV_IPP", "").lower() == "avx512":
        level = "avx512-explicit"
    return {"version": cv2.__version__, "setup": {"ipp": level if cv2.ipp.useIPP() else "off"}}


def call(case: Case, array: Array) -> Array:
    """Return what cv2 gives for a case."""
    return np.asarray(cv2.resize(array, **case.arguments))
