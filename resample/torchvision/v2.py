"""`torchvision.transforms.v2` resize, bit for bit and without torchvision: uint8 is resized as integers.

from resample.torchvision import v2
v2.resize(picture, [224, 224])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resample.torchvision.build import Build, loaded_or
from resample.torchvision.modes import InterpolationMode
from resample.torchvision.transforms import Resize as _Resize

__all__ = ["InterpolationMode", "Resize", "resize"]

_DEFAULT = Build(api="v2")


def resize(
    inpt: Any,
    size: Any,
    interpolation: Any = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """Resize as `torchvision.transforms.v2.functional.resize` does.

    Parameters
    ----------
    inpt : PIL.Image.Image, ndarray or torch.Tensor, shape (..., channels, height, width)
        As in `resample.torchvision.resize`.  Of ``torchvision.tv_tensors``, Image, Video and Mask, which keep their
        class; a mask is resized by nearest or nearest-exact, whatever `interpolation` says.
    size : int, sequence of int, or None
        (height, width), or the length of the shorter side; None: `max_size` is that of the longer one.
    interpolation : InterpolationMode, int or str
        LANCZOS, too, for tensors and arrays with `antialias`.
    max_size : int, optional
    antialias : bool, optional

    Returns
    -------
    PIL.Image.Image, ndarray or torch.Tensor
        The kind that came in; the object itself if it has the size.

    Raises
    ------
    ValueError, TypeError, RuntimeError, NotImplementedError
        By the original's rules; TypeError also for bounding boxes and key points, in which there are no pixels.
    NotExact
        As in `resample.torch.interpolate`.

    Notes
    -----
    Equals ``torchvision.transforms.v2.functional.resize(...)``.  Bilinear uint8 is resized as integers where torch runs
    its AVX2 code, else by way of float32.  Source: torchvision/transforms/v2/functional/_geometry.py.

    Examples
    --------
    >>> import numpy as np
    >>> resize(np.array([[[0, 0, 100, 200, 255, 255]]], np.uint8), [1, 3])
    array([[[ 14, 144, 247]]], dtype=uint8)
    """
    return loaded_or(_DEFAULT, inpt).resize(inpt, size, interpolation, max_size, antialias)


class Resize(_Resize):
    """Resize a picture to a size, as `torchvision.transforms.v2.Resize` does with a single picture.

    Parameters
    ----------
    size : int, sequence of int, or None
        As in `resize`.
    interpolation : InterpolationMode, int or str
    max_size : int, optional
    antialias : bool, optional

    Raises
    ------
    ValueError
        If the size is none of these, or None without a whole number as `max_size`.

    Examples
    --------
    >>> import numpy as np
    >>> Resize(None, max_size=3)(np.zeros((3, 4, 6), np.uint8)).shape
    (3, 2, 3)
    """

    build = _DEFAULT

    def __init__(
        self,
        size: Any,
        interpolation: Any = "bilinear",
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        if size is None:
            if not isinstance(max_size, int):
                raise ValueError(f"size=None needs a whole number as max_size, not {max_size!r}")
        elif not (isinstance(size, int) or (isinstance(size, Sequence) and len(size) in (1, 2))):
            raise ValueError(f"size is a number, one or two of them in a sequence, or None, not {size!r}")
        self.size = [size] if isinstance(size, int) else size if size is None else list(size)
        self.interpolation = interpolation
        self.max_size = max_size
        self.antialias = antialias

    def __repr__(self) -> str:
        shown = [f"{name}={value}" for name, value in vars(self).items() if value is not None]
        return f"{type(self).__name__}({', '.join(shown)})"
