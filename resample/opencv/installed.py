"""Which build the OpenCV of this machine is."""

from __future__ import annotations

import os
import platform
from importlib import import_module
from types import ModuleType

from resample.errors import NotExact, SpecError
from resample.opencv.versions import VERSIONS

#: IPP's own name of what it dispatches to -> level.
DISPATCH = {"y8": "sse42", "l9": "avx2", "k0": "avx512"}


def installed() -> tuple[str, str]:
    """Return version and IPP level of the cv2 that is imported, or that can be, as it is switched now.

    Raises
    ------
    SpecError
        If there is no cv2, or its version was not verified.
    NotExact
        If it runs where nothing was verified: another CPU than x86-64, or IPP told to be inexact.
    """
    try:
        cv2 = import_module("cv2")
    except ModuleNotFoundError:
        raise SpecError("OpenCV is not installed", tuple(VERSIONS)) from None
    if platform.machine() not in ("x86_64", "AMD64"):
        raise NotExact(f"OpenCV on {platform.machine()} was not verified; its vector code may add in another order")
    return version_of(cv2.__version__), level_of(cv2)


def version_of(release: str) -> str:
    """Return the verified version that a release belongs to.

    Examples
    --------
    >>> version_of("4.10.0")
    '4.10'
    """
    for name in VERSIONS:
        if f"{release}.".startswith(f"{name}.") and (name.count(".") == 2 or release.split(".")[2:] == ["0"]):
            return name
    raise SpecError(f"OpenCV {release} is installed, which was not verified", tuple(VERSIONS))


def level_of(cv2: ModuleType) -> str:
    """Return the IPP level that this cv2 uses now, ``"off"`` if none."""
    if not cv2.ipp.useIPP():
        return "off"
    if cv2.ipp.useIPP_NotExact():
        raise NotExact("cv2.ipp.setUseIPP_NotExact(True) is set, which was not verified")
    text = cv2.ipp.getIppVersion()
    name = text.partition("(")[2].partition(")")[0]
    if name not in DISPATCH:
        raise NotExact(f"IPP {text!r} dispatches to something that was not verified")
    level = DISPATCH[name]
    # 5.0 reads the variable, and what it names is not what it takes by itself; 4.x ignores it.
    explicit = os.environ.get("OPENCV_IPP", "").lower() == "avx512" and version_of(cv2.__version__) == "5.0"
    return "avx512-explicit" if level == "avx512" and explicit else level
