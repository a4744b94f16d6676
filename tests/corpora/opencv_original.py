"""Asks the installed OpenCV."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from resample import opencv
from tests.corpora.case import Case

__all__ = ["ERRORS", "WITH_MESSAGE", "call", "setup"]

Array = npt.NDArray[Any]

#: What is refused is promised, not the text, which names lines of OpenCV's source.
WITH_MESSAGE = False
ERRORS = (cv2.error,)


def setup(part: str) -> dict[str, Any]:
    """Switch IPP as a part needs it, and return version and level.

    The other parts leave the wheel as it comes; its level is what ours takes the installed build for.

    Raises
    ------
    NotExact, SpecError
        If that build is not one that was verified: its level is said, not guessed.
    """
    cv2.setNumThreads(1)
    if part == "native":
        cv2.ipp.setUseIPP(False)
        return {"version": cv2.__version__, "setup": {"ipp": "off"}}
    return {"version": cv2.__version__, "setup": {"ipp": opencv.at("installed").ipp}}


def call(case: Case, array: Array) -> Array:
    """Return what cv2 gives for a case."""
    return np.asarray(cv2.resize(array, **case.arguments))
