"""`torchvision.transforms` resize, bit for bit and without torchvision.

    from resample import torchvision
    torchvision.resize(picture, [224, 224])
    torchvision.v2.resize(picture, [224, 224])

PIL images go through `resample.pillow`, tensors and arrays (channels first) through `resample.torch`.
"""

from __future__ import annotations

from typing import Any

from resample.torchvision import v2
from resample.torchvision.build import Build, installed, loaded_or
from resample.torchvision.modes import InterpolationMode
from resample.torchvision.transforms import Resize

__all__ = ["Build", "InterpolationMode", "Resize", "at", "resize", "v2"]

_DEFAULT = Build()


def resize(
    img: Any,
    size: Any,
    interpolation: Any = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """Resize as `torchvision.transforms.functional.resize` does.

    Parameters
    ----------
    img : PIL.Image.Image, ndarray or torch.Tensor, shape ([batch,] channels, height, width)
        Samples of any integer or float dtype, or bool.  All but float32 and float64 are made float32 and back.
    size : int or sequence of int
        (height, width), or the length of the shorter side.
    interpolation : InterpolationMode or int
        BOX, HAMMING and LANCZOS for PIL images only.
    max_size : int, optional
        Bounds the longer side, if `size` is a single number.
    antialias : bool, optional
        For BILINEAR and BICUBIC of tensors and arrays; None is False.  PIL images are always antialiased.

    Returns
    -------
    PIL.Image.Image, ndarray or torch.Tensor
        The kind that came in; the object itself if it has the size.

    Raises
    ------
    ValueError, TypeError, RuntimeError, NotImplementedError
        By the original's rules.
    NotExact
        As in `resample.torch.interpolate`.

    Notes
    -----
    Equals ``torchvision.transforms.functional.resize(...)`` of 0.29 with torch 2.13.  Source: torchvision/transforms,
    functional.py and _functional_tensor.py.

    Examples
    --------
    >>> import numpy as np
    >>> resize(np.array([[[0, 0, 100, 200, 255, 255]]], np.uint8), [1, 3])
    array([[[ 14, 144, 247]]], dtype=uint8)
    """
    return loaded_or(_DEFAULT, img).resize(img, size, interpolation, max_size, antialias)


def at(version: str = "0.29", *, cpu: str = "avx2", threads: int = 1) -> Build:
    """Return another build, with `resize` and, as ``.v2``, that of v2.

    Parameters
    ----------
    version : str
        ``"0.29"``; or ``"installed"``: that of this machine, with the CPU path and threads of its torch.
    cpu : {"avx2", "default"}
        What torch runs.
    threads : int
        Number of threads that torch has.

    Returns
    -------
    Build

    Raises
    ------
    SpecError
        If there is no such build.

    Examples
    --------
    >>> at(cpu="default").v2
    Build(version='0.29', cpu='default', threads=1, api='v2')
    """
    return installed() if version == "installed" else Build(version, cpu, threads)
