"""`torch.nn.functional.interpolate` on the CPU, bit for bit and without torch.

    import resample.torch as F
    F.interpolate(pictures, size=(224, 224), mode="bilinear", antialias=True)

Write it so: ``from resample import torch`` would shadow torch.  An ndarray gives what torch 2.13 for Linux gives on a
CPU with AVX2 and one thread; a tensor gives what the torch that it comes from would give here.
"""

from __future__ import annotations

import sys
from typing import Any

from resample.torch.build import Build
from resample.torch.loaded import installed, is_tensor, settings_of

__all__ = ["Build", "at", "interpolate"]

_DEFAULT = Build()


def interpolate(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Any:
    """Resize as `torch.nn.functional.interpolate` does.

    Parameters
    ----------
    input : ndarray or torch.Tensor, shape (batch, channels, [depth,] [height,] width)
        float32, float64, float16, bfloat16 (a tensor, or an array of ml_dtypes), uint8 where torch takes it.  The
        strides are read as torch reads them: they decide which kernel runs.
    size : int or sequence of int
        Sizes of the result, one for all axes or one for each.
    scale_factor : float or sequence of float
        Or factors; a size is the product without its fraction, and coordinates are made with the factor itself.
    mode : str
        ``"nearest"``, ``"nearest-exact"``, ``"area"`` for 3-D to 5-D, ``"linear"`` for 3-D, ``"bilinear"``,
        ``"bicubic"`` and ``"lanczos"`` for 4-D, ``"trilinear"`` for 5-D inputs.
    align_corners : bool, optional
        For the linear modes and bicubic.
    recompute_scale_factor : bool, optional
        Make coordinates with the factor that the sizes have.
    antialias : bool
        Widen the filter when shrinking: bilinear, bicubic, and lanczos, which needs it.

    Returns
    -------
    ndarray or torch.Tensor
        The kind, the dtype and the memory format that torch would give.

    Raises
    ------
    ValueError, TypeError, RuntimeError, NotImplementedError
        By torch's own rules; TypeError also for a tensor on another device or one that requires a gradient.
    NotExact
        Where the bits depend on how torch divides work among threads, or the loaded torch was not verified.

    Notes
    -----
    Equals ``torch.nn.functional.interpolate(torch.from_numpy(input), ...)``.  Source: aten/src/ATen/native/cpu of
    PyTorch, UpSampleKernel.cpp and UpSampleMoreKernel.cpp, and the instructions that the wheel's compiler made of them.

    Examples
    --------
    >>> import numpy as np
    >>> interpolate(np.arange(4, dtype="f4").reshape(1, 1, 4), 8, mode="linear")
    array([[[0.  , 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.  ]]], dtype=float32)
    >>> interpolate(np.array([[[[0, 0, 100, 200, 255, 255]]]], "u1"), (1, 3), mode="bilinear", antialias=True)
    array([[[[ 14, 144, 247]]]], dtype=uint8)
    """
    build = Build(*settings_of(sys.modules["torch"])) if is_tensor(input) else _DEFAULT
    return build.interpolate(input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias)


def at(version: str = "2.13", *, cpu: str = "avx2", threads: int = 1) -> Build:
    """Return another build, with the same `interpolate`, for arrays and tensors alike.

    Parameters
    ----------
    version : str
        ``"2.13"``; or ``"installed"``: version, CPU path and threads of the torch of this process, as they are set now.
    cpu : {"avx2", "default"}
        The object that torch runs; AVX-512 machines run that of AVX2.
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
    >>> at(cpu="default", threads=2)
    Build(version='2.13', cpu='default', threads=2)
    """
    return Build(*installed()) if version == "installed" else Build(version, cpu, threads)
