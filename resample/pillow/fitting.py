"""The resizes of `ImageOps`: to fit inside a size, to cover it, to fill it, by a factor."""

from __future__ import annotations

from typing import Any

from resample.pillow.build import DEFAULT
from resample.pillow.resampling import BICUBIC

__all__ = ["contain", "cover", "fit", "pad", "scale"]


def contain(image: Any, size: Any, method: Any = BICUBIC, *, mode: str | None = None) -> Any:
    """Resize to the largest size of the same aspect inside a size, as `ImageOps.contain` of Pillow 13.0 does.

    Parameters
    ----------
    image : PIL.Image.Image or ndarray
        As in `resample.pillow.resize`.
    size : (width, height)
        In pixels.
    method : int
        One of `Resampling`.
    mode : str, optional
        As in `resample.pillow.resize`.

    Returns
    -------
    PIL.Image.Image or ndarray
        Empty if a side is 0.

    Examples
    --------
    >>> import numpy as np
    >>> contain(np.zeros((30, 40), np.uint8), (20, 20)).shape
    (15, 20)
    """
    return DEFAULT.contain(image, size, method, mode=mode)


def cover(image: Any, size: Any, method: Any = BICUBIC, *, mode: str | None = None) -> Any:
    """Resize to the smallest size of the same aspect around a size, as `ImageOps.cover` of Pillow 13.0 does.

    Parameters
    ----------
    image : PIL.Image.Image or ndarray
        As in `resample.pillow.resize`.
    size : (width, height)
        In pixels.
    method : int
        One of `Resampling`.
    mode : str, optional
        As in `resample.pillow.resize`.

    Returns
    -------
    PIL.Image.Image or ndarray
        The kind and mode that came in.

    Examples
    --------
    >>> import numpy as np
    >>> cover(np.zeros((30, 40), np.uint8), (20, 20)).shape
    (20, 27)
    """
    return DEFAULT.cover(image, size, method, mode=mode)


def fit(
    image: Any,
    size: Any,
    method: Any = BICUBIC,
    bleed: float = 0.0,
    centering: Any = (0.5, 0.5),
    *,
    mode: str | None = None,
) -> Any:
    """Crop to the aspect of a size and resize to it, as `ImageOps.fit` of Pillow 13.0 does.

    Parameters
    ----------
    image : PIL.Image.Image or ndarray
        As in `resample.pillow.resize`.
    size : (width, height)
        In pixels.
    method : int
        One of `Resampling`.
    bleed : float
        Share of every side that is left out first, below 0.5.
    centering : (float, float)
        Where the picture is cropped: (0, 0) keeps its left upper corner, (1, 1) its right lower one.
    mode : str, optional
        As in `resample.pillow.resize`.

    Returns
    -------
    PIL.Image.Image or ndarray
        The kind and mode that came in.

    Examples
    --------
    >>> import numpy as np
    >>> fit(np.array([[0, 10, 20, 30]], np.uint8), (2, 1), BICUBIC)
    array([[10, 20]], dtype=uint8)
    """
    return DEFAULT.fit(image, size, method, bleed, centering, mode=mode)


def pad(
    image: Any,
    size: Any,
    method: Any = BICUBIC,
    color: Any = None,
    centering: Any = (0.5, 0.5),
    *,
    mode: str | None = None,
) -> Any:
    """Resize to fit inside a size and fill the rest, as `ImageOps.pad` of Pillow 13.0 does.

    Parameters
    ----------
    image : PIL.Image.Image or ndarray
        As in `resample.pillow.resize`.
    size : (width, height)
        In pixels.
    method : int
        One of `Resampling`.
    color : None, number, tuple or str
        As `Image.new` reads it; names for images only. Default: 0.
    centering : (float, float)
        Where the picture lies: (0, 0) at the left or top, (1, 1) at the right or bottom.
    mode : str, optional
        As in `resample.pillow.resize`.

    Returns
    -------
    PIL.Image.Image or ndarray
        The kind and mode that came in.

    Examples
    --------
    >>> import numpy as np
    >>> pad(np.array([[1, 2]], np.uint8), (2, 3), color=9)
    array([[9, 9],
           [1, 2],
           [9, 9]], dtype=uint8)
    """
    return DEFAULT.pad(image, size, method, color, centering, mode=mode)


def scale(image: Any, factor: Any, resample: Any = BICUBIC, *, mode: str | None = None) -> Any:
    """Resize by a factor as `ImageOps.scale` of Pillow 13.0 does.

    Parameters
    ----------
    image : PIL.Image.Image or ndarray
        As in `resample.pillow.resize`.
    factor : float
        Above 0. Sizes are rounded half to even: 0.5 makes 5 pixels 2.
    resample : int
        One of `Resampling`.
    mode : str, optional
        As in `resample.pillow.resize`.

    Returns
    -------
    PIL.Image.Image or ndarray
        The kind and mode that came in.

    Raises
    ------
    ValueError
        As Pillow does, for a factor of 0 or below, and for one that leaves nothing.

    Examples
    --------
    >>> import numpy as np
    >>> scale(np.zeros((5, 7), np.uint8), 0.5).shape
    (2, 4)
    """
    return DEFAULT.scale(image, factor, resample, mode=mode)
