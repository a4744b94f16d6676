"""What `cv2.resize` takes as a picture: arrays of its dtypes, and numbers by an accident of its bindings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.front.kinds import is_image, is_tensor, numpy_name
from resample.opencv.errors import error
from resample.opencv.geometry import call_of
from resample.opencv.versions import Version
from resample.plan.plan import Source
from resample.spec import Geometry

Array = npt.NDArray[Any]

#: NumPy's name -> the plan's.
NAMES = {
    "uint8": "u8",
    "int8": "i8",
    "uint16": "u16",
    "int16": "i16",
    "int32": "i32",
    "float32": "f32",
    "float64": "f64",
    "float16": "f16",
    "uint32": "u32",
    "bool": "bool",
}


#: What cv2 casts to int32, whatever the byte order, keeping the low bits.
WIDE = ("int64", "uint64")


def picture(src: Any, version: Version) -> Array:
    """Return what cv2's binding makes of the first argument: an array of a dtype that it takes.

    Raises
    ------
    TypeError
        For an object of PIL or torch, naming the module that takes it.
    error
        For what cv2 refuses.
    NotExact
        For big-endian samples, whose bytes cv2 reads in the wrong order, and for 0 channels in cv2 4.x.
    """
    array = src if src.__class__ is np.ndarray else _array(src)
    if numpy_name(array.dtype) in WIDE:
        array = array.astype(np.int32)
    name = NAMES.get(numpy_name(array.dtype))
    if name not in version.dtypes:
        rule = f"OpenCV {version.name} takes {', '.join(version.dtypes)}, got {array.dtype}"
        raise error(rule, not_supported("src", array.dtype, version))
    if not array.dtype.isnative:
        name = array.dtype.name
        raise NotExact(f"cv2 reads the bytes of {array.dtype.str} in the wrong order; convert with .astype({name!r})")
    return _with_channels(_two_axes(array, version), version)


def not_supported(name: str, dtype: np.dtype[Any], version: Version) -> str:
    """Return what cv2 says of a dtype; up to 4.8.1 it prints NumPy's number of it."""
    return f"{name} data type = {dtype.num if version.name in ('4.5.5', '4.8.1') else dtype} is not supported"


def _array(src: Any) -> Array:
    if is_image(src):
        raise TypeError("cv2.resize takes no PIL image: use resample.pillow.resize, or pass numpy.asarray(image)")
    if is_tensor(src):
        raise TypeError("cv2.resize takes no torch.Tensor: use resample.torch.interpolate, or pass an array (h, w, c)")
    if src is None:
        raise error("src is None", "!ssize.empty()")
    if isinstance(src, np.ndarray):
        return np.asarray(src)
    if isinstance(src, int | float):
        return np.array([[src], [0], [0], [0]], np.float64)
    if isinstance(src, tuple):
        if not all(isinstance(v, int | float) for v in src):
            raise error(f"a tuple stands for a column of numbers, got {src!r}", "src is not a numerical tuple")
        return np.array(src, np.float64).reshape(-1, 1)
    rule = f"src must be a numpy array, got {type(src).__name__}; pass numpy.asarray(src) with a dtype"
    raise error(rule, "src is not a numpy array, neither a scalar")


def _two_axes(array: Array, version: Version) -> Array:
    """Return a single number as 1x1, and a line as the row or the column that the version takes it for."""
    if array.ndim == 0:
        return array.reshape(1, 1)
    if array.ndim == 1:
        return array.reshape(1, -1) if version.line == "row" else array.reshape(-1, 1)
    return array


def _with_channels(array: Array, version: Version) -> Array:
    if array.ndim != 3 or array.shape[2] > 0:
        return array
    if version.channels == 128:
        rule = f"a picture has at least one channel, got shape {array.shape}"
        raise error(rule, "unable to wrap channels, invalid count (0, must be in [1, 128])")
    raise NotExact(f"OpenCV {version.name} returns whatever memory holds for an array of shape {array.shape}")


def source_of(array: Array, version: Version, geometry: Geometry) -> Source:
    """Return the source of a picture: always HWC, one channel where there is no axis for them.

    Raises
    ------
    error
        If the picture is empty, or has more axes or channels than cv2 takes.
    NotExact
        If it has more of them, and cv2 4.x copies it to a picture without channels.
    """
    shape, dtype = array.shape, NAMES[numpy_name(array.dtype)]
    if len(shape) not in (2, 3) or 0 in shape or (len(shape) == 3 and shape[2] > version.channels):
        raise _no_picture(shape, dtype, version, geometry)
    return source(shape[0], shape[1], shape[2] if len(shape) == 3 else 1, dtype)


def _no_picture(shape: tuple[int, ...], dtype: str, version: Version, geometry: Geometry) -> Exception:
    """Return what is raised for an array that is empty, or has more axes or channels than cv2 takes."""
    rule = f"OpenCV {version.name} takes (h, w) or (h, w, c), c <= {version.channels}, got shape {shape}"
    is_picture = len(shape) == 2 or (len(shape) == 3 and shape[2] <= version.channels)
    if not is_picture and version.channels == 128:
        return error(rule, "m->dims <= 2")
    if 0 in shape:
        return error(f"a picture has at least one row and one column, got shape {shape}", "!ssize.empty()")
    # 4.x sees no channels here: it looks at the size first, and copies what it sees.
    flat = source(shape[0], shape[1], 1, dtype)
    if call_of("nearest", version, flat, geometry).is_copy:
        return NotExact(f"{rule}; where the size stays, cv2 returns memory of shape {shape[:2]}")
    return error(rule, "!dsize.empty()")


def source(height: int, width: int, channels: int, dtype: str) -> Source:
    """Return the source of so many samples; plans hold bool as ``u8``, and the source says so."""
    shape = (height, width, channels)
    return Source(shape, "u8", "HWC", (("bool", True),)) if dtype == "bool" else Source(shape, dtype, "HWC")
