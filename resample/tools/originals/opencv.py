"""OpenCV: `cv2.resize`, its IPP switched as the spec says."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec
from resample.tools.originals import worker

TITLE = "OpenCV"
MODULE = "cv2"

#: Level of a spec -> what OPENCV_IPP must be; the best level of a machine is what runs without it.
_VARIABLE = {"avx2": "avx2", "sse42": "sse42", "avx512-explicit": "avx512"}
#: Level of a spec -> the letters by which IPP names its code.
_CODE = {"avx512": "k0", "avx512-explicit": "k0", "avx2": "l9", "sse42": "y8"}


def environment(spec: Spec) -> dict[str, str]:
    """Return the variable that chooses the level of IPP."""
    level = _VARIABLE.get(spec.setting("ipp"))
    return {"OPENCV_IPP": level} if level else {"OPENCV_IPP": ""}


def build(spec: Spec) -> str:
    """Return how IPP is switched for a spec."""
    level = spec.setting("ipp")
    return " with IPP off" if level == "off" else f" with IPP at {level}"


def version() -> str:
    """Return what cv2 says."""
    import cv2

    return str(cv2.__version__)


def call(spec: Spec, image: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Return an HWC array resized by cv2."""
    import cv2

    level = spec.setting("ipp")
    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(level != "off")
    if level != "off":
        _check_level(level, cv2.ipp.getIppVersion(), cv2.ipp.useIPP())
    flag = getattr(cv2, f"INTER_{spec.mode.upper()}")
    plain = np.ascontiguousarray(image[:, :, 0] if image.shape[2] == 1 else image)
    return np.asarray(cv2.resize(plain, size[::-1], interpolation=flag)).reshape(*size, -1)


def _check_level(level: str, text: str, used: bool) -> None:
    """Refuse to compare where this machine runs IPP at another level, or not at all."""
    found = re.search(r"\((\w+)\)", text)
    if not used or found is None or found[1] != _CODE[level]:
        here = f"runs IPP as {found[1]}" if used and found else "runs without IPP"
        raise worker.Unlike(f"installed cv2 {here}, spec is ipp={level} ({_CODE[level]})")


if __name__ == "__main__":
    worker.main(sys.modules[__name__])
