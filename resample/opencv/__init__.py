"""`cv2.resize`, byte for byte, under its own name and arguments.

    import resample.opencv as cv2
    cv2.resize(image, (640, 480), interpolation=cv2.INTER_AREA)

It equals OpenCV 5.0 with ``cv2.ipp.setUseIPP(False)``: OpenCV's own code, the same on every x86-64 machine. The wheels
switch Intel's IPP on, which computes LINEAR of uint16, int16, float32 and float64, and CUBIC of uint8, uint16, int16
and float32, in 1, 3 or 4 channels, to slightly other bits that depend on the CPU; ``at("installed")`` gives those of
this machine.
"""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from resample.errors import SpecError
from resample.opencv.build import (
    INTER_AREA,
    INTER_CUBIC,
    INTER_LANCZOS4,
    INTER_LINEAR,
    INTER_LINEAR_EXACT,
    INTER_NEAREST,
    INTER_NEAREST_EXACT,
    Build,
)
from resample.opencv.errors import error
from resample.opencv.installed import installed
from resample.opencv.versions import LEVELS

__all__ = [
    "INTER_AREA",
    "INTER_CUBIC",
    "INTER_LANCZOS4",
    "INTER_LINEAR",
    "INTER_LINEAR_EXACT",
    "INTER_NEAREST",
    "INTER_NEAREST_EXACT",
    "Build",
    "at",
    "error",
    "resize",
]

_DEFAULT = Build()
_NONE: Any = 0  # what fx and fy are where they are not given
_find = _DEFAULT.calls.find


def resize(
    src: Any,
    dsize: Any,
    dst: Any = None,
    fx: float = 0,
    fy: float = 0,
    interpolation: int = INTER_LINEAR,
) -> npt.NDArray[Any]:
    """Resize a picture as `cv2.resize` of OpenCV 5.0 does, IPP off.

    Parameters
    ----------
    src : ndarray, shape (height, width) or (height, width, channels)
        uint8, int8, uint16, int16, int32, float32 or float64; float16, uint32 and bool for the two nearest methods.
        int64 and uint64 become int32. Any strides; a line is a row. At most 128 channels.
    dsize : (width, height) or None
        Size of the result. None, or a side of 0 or below: the size is that of `src` times `fx` and `fy`, rounded.
    dst : ndarray, optional
        Takes the result if shape and dtype fit, and is returned; else it is ignored.
    fx, fy : float
        Horizontal and vertical factor; they count only without a `dsize`, and then as given, not as the size came out.
    interpolation : int
        One of the ``INTER_`` constants.

    Returns
    -------
    ndarray, shape (height, width) or (height, width, channels)
        Of the dtype of `src`; without an axis of channels if there is one channel.

    Raises
    ------
    error
        For what cv2 refuses, with its rule in words.
    NotExact
        For big-endian samples, and for a `dst` that overlaps `src`: cv2 returns rubbish.
    TypeError
        For a PIL image or a torch tensor; `resample.pillow` and `resample.torch` take them.

    Notes
    -----
    Equals ``cv2.resize(src, dsize, dst, fx, fy, interpolation)`` after ``cv2.ipp.setUseIPP(False)``.
    Source: modules/imgproc/src/resize.cpp of OpenCV.

    Examples
    --------
    >>> import numpy as np
    >>> resize(np.array([[0, 1, 2, 3, 4]], np.uint8), (3, 1), interpolation=INTER_NEAREST)
    array([[0, 1, 3]], dtype=uint8)
    """
    if dst is None and fx is _NONE and fy is _NONE:
        call = _find(src, dsize, interpolation)
        if call is not None:
            result: npt.NDArray[Any] = call.run(src)
            return result
    return _DEFAULT.resize(src, dsize, dst, fx, fy, interpolation)


def at(version: str = "5.0", *, ipp: str | bool = False) -> Build:
    """Return another build, with the same `resize`, constants and `error`.

    Parameters
    ----------
    version : str
        ``"5.0"``, ``"4.13"``, ``"4.12"``, ``"4.10"``, ``"4.8.1"`` or ``"4.5.5"``; or ``"installed"``: version, IPP
        switch and level of the cv2 of this machine, as they are now.
    ipp : str or bool
        ``"avx512"``, ``"avx2"`` ...: the level of IPP that a stock wheel uses; False: IPP off.

    Returns
    -------
    Build

    Raises
    ------
    SpecError
        If the version or level was not verified; the message lists those that were.

    Examples
    --------
    >>> at("4.13")
    Build(version='4.13', ipp='off')
    """
    if version == "installed":
        return Build(*installed())
    if ipp is True:
        raise SpecError('ipp=True does not say which CPU level: name it, or use at("installed")', LEVELS)
    return Build(version, ipp or "off")
