"""Pillow's resizes, byte for byte, as functions of a picture.

    from resample import pillow
    pillow.resize(image, (224, 224), pillow.BICUBIC)

They equal Pillow 13.0 on x86-64 Linux, in every mode; `at` gives other versions. A picture is a `PIL.Image.Image`: then
the result is one, with the mode, palette and info that Pillow gives it; or an ndarray, which needs no Pillow installed.
Sizes are (width, height), as there.
"""

from __future__ import annotations

from typing import Any

from resample.pillow.build import DEFAULT, Build
from resample.pillow.fitting import contain, cover, fit, pad, scale
from resample.pillow.installed import installed
from resample.pillow.resampling import BICUBIC, BILINEAR, BOX, HAMMING, LANCZOS, MKS2013, MKS2021, NEAREST, Resampling

__all__ = [
    "BICUBIC",
    "BILINEAR",
    "BOX",
    "HAMMING",
    "LANCZOS",
    "MKS2013",
    "MKS2021",
    "NEAREST",
    "Build",
    "Resampling",
    "at",
    "contain",
    "cover",
    "fit",
    "pad",
    "reduce",
    "resize",
    "scale",
    "thumbnail",
]

_find = DEFAULT.calls.find


def at(version: str = "13.0") -> Build:
    """Return another version, with the same functions.

    Parameters
    ----------
    version : str
        ``"13.0"``, ``"12.3"``, ``"12.2"``, ``"12.0"``, ``"11.3"``, ``"11.0"``, ``"10.4"``, ``"9.5"``, ``"9.3"``; or
        ``"installed"``: that of this machine.

    Returns
    -------
    Build
        An object with the functions of this module.

    Raises
    ------
    SpecError
        If the version was not verified, or Pillow is not installed.

    Examples
    --------
    The order of the passes is new in 13.0:

    >>> import numpy as np
    >>> image = np.array([[230, 76], [230, 172], [227, 51], [194, 241]], np.uint8)
    >>> resize(image, (1, 1), BILINEAR), at("12.3").resize(image, (1, 1), BILINEAR)
    (array([[177]], dtype=uint8), array([[176]], dtype=uint8))
    """
    return Build(installed() if version == "installed" else version)


def resize(
    im: Any, size: Any, resample: Any = None, box: Any = None, reducing_gap: Any = None, *, mode: str | None = None
) -> Any:
    """Resize a picture as `Image.resize` of Pillow 13.0 does.

    Parameters
    ----------
    im : PIL.Image.Image or ndarray, shape (height, width) or (height, width, bands)
        An array is read as `Image.fromarray` reads it: bool, uint8 of 1 to 4 bands, uint16 (mode I;16), int32, float32;
        int8, int16 and uint32 become int32, float64 becomes float32.
    size : (width, height)
        In pixels.
    resample : int, optional
        One of `Resampling`. Default: BICUBIC. Modes 1 and P are always NEAREST.
    box : (left, top, right, bottom), optional
        What is resized, in pixels, with fractions. Default: all of it.
    reducing_gap : float, optional
        At least 1: reduce by whole factors first, leaving the filter to shrink by no less than this.
    mode : str, optional
        For arrays whose samples mean something else: ``"CMYK"``, ``"LAB"``, ``"RGBa"`` (premultiplied), ``"P"`` ...
        Samples of LAB are those of `Image.tobytes`, and 16-bit ones are values in every byte order.

    Returns
    -------
    PIL.Image.Image or ndarray
        The kind, mode and number of axes that came in.

    Raises
    ------
    ValueError, TypeError, OverflowError, MemoryError, ZeroDivisionError
        As Pillow does, with its messages. TypeError for a torch tensor, too.

    Notes
    -----
    Equals ``im.resize(size, resample, box, reducing_gap)``. Which of several NaNs a sum of mode F gives is left open.
    Source: src/PIL/Image.py, src/libImaging/Resample.c and Geometry.c of Pillow.

    Examples
    --------
    >>> import numpy as np
    >>> resize(np.array([[0, 100, 200, 100]], np.uint8), (2, 1), BILINEAR)
    array([[ 71, 143]], dtype=uint8)
    """
    if box is reducing_gap is mode is None:
        call = _find(im, size, resample)
        if call is not None:
            return call.run(im)
    return DEFAULT.resize(im, size, resample, box, reducing_gap, mode=mode)


def reduce(im: Any, factor: Any, box: Any = None, *, mode: str | None = None) -> Any:
    """Reduce a picture by whole factors as `Image.reduce` of Pillow 13.0 does.

    Parameters
    ----------
    im : PIL.Image.Image or ndarray
        As in `resize`; modes 1, P and I;16 are refused.
    factor : int or (int, int)
        For both axes, or (horizontal, vertical). A factor of 1 is a crop.
    box : (left, top, right, bottom), optional
        Whole pixels. Default: all of it.
    mode : str, optional
        As in `resize`.

    Returns
    -------
    PIL.Image.Image or ndarray
        Sizes are rounded up; the last cells hold what is left over.

    Raises
    ------
    ValueError, TypeError, OverflowError, IndexError
        As Pillow does, with its messages.
    DecompressionBombError
        As Pillow does, for a crop to more than twice `PIL.Image.MAX_IMAGE_PIXELS`; above that number itself it warns.

    Notes
    -----
    Equals ``im.reduce(factor, box)``. It is no rounded mean: one of three samples being 2, the others 0, gives 0.
    Source: src/libImaging/Reduce.c of Pillow.

    Examples
    --------
    >>> import numpy as np
    >>> reduce(np.array([[1, 2, 5], [1, 4, 8]], np.uint8), 2)
    array([[2, 7]], dtype=uint8)
    """
    return DEFAULT.reduce(im, factor, box, mode=mode)


def thumbnail(im: Any, size: Any, resample: Any = BICUBIC, reducing_gap: Any = 2.0, *, mode: str | None = None) -> Any:
    """Make a thumbnail as `Image.thumbnail` of Pillow 13.0 does.

    Parameters
    ----------
    im : PIL.Image.Image or ndarray
        An image is changed in place.
    size : (width, height)
        What the result must not exceed; a picture that fits stays as it is.
    resample : int
        One of `Resampling`.
    reducing_gap : float or None
        As in `resize`; for images in files of a format that can be read smaller, also what is asked of their decoder.
    mode : str, optional
        As in `resize`.

    Returns
    -------
    None or ndarray
        None for an image, another array for an array.

    Raises
    ------
    ValueError, TypeError, ZeroDivisionError
        As Pillow does, with its messages: among others for I;16, which cannot be reduced, at a quarter of its size.

    Notes
    -----
    Equals ``im.thumbnail(size, resample, reducing_gap)``.

    Examples
    --------
    >>> import numpy as np
    >>> thumbnail(np.zeros((100, 145), np.uint8), (50, 50)).shape
    (34, 50)
    """
    return DEFAULT.thumbnail(im, size, resample, reducing_gap, mode=mode)
