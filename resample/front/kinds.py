"""Kinds of pictures: what comes in goes out.

Other libraries are looked for in `sys.modules`: an object of theirs can only exist where they were imported.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.words import DTYPES

Array = npt.NDArray[Any]
_NAMES = {dtype: name for name, dtype in DTYPES.items() if name != "bf16"}


def is_image(value: object) -> bool:
    """Return whether this is a `PIL.Image.Image`."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(value, module.Image)


def is_tensor(value: object) -> bool:
    """Return whether this is a `torch.Tensor`."""
    module = sys.modules.get("torch")
    return module is not None and isinstance(value, module.Tensor)


@lru_cache(64)
def numpy_name(dtype: np.dtype[Any]) -> str:
    """Return NumPy's name of a dtype, which NumPy itself puts together at every look."""
    return dtype.name


def dtype_name(dtype: np.dtype[Any]) -> str:
    """Return the plan's name of a NumPy dtype, ``bf16`` for ``bfloat16`` of ml_dtypes, or ``bool``.

    Plans hold bool as ``u8``; originals tell the two apart.

    Raises
    ------
    TypeError
        If plans have no such dtype.
    """
    if dtype.name == "bfloat16":
        return "bf16"
    if dtype == np.bool_:
        return "bool"
    name = _NAMES.get(dtype.newbyteorder("="))
    if name is None:
        raise TypeError(f"dtype {dtype} is not one of {', '.join(d.name for d in _NAMES)}, bool or bfloat16")
    return name


def storage(name: str) -> np.dtype[Any]:
    """Return the NumPy dtype that holds samples of a name in a plan."""
    return DTYPES["u8" if name == "bool" else name]


@dataclass(frozen=True)
class Unwrapped:
    """A picture as an array, and the way back to its kind."""

    array: Array
    kind: str
    dtype: str
    original: Any

    def wrap(self, result: Array) -> Any:
        """Return the result as the kind that came in."""
        if self.kind == "image":
            image = sys.modules["PIL.Image"].fromarray(result)
            image.info = dict(self.original.info)
            return image
        if self.kind == "tensor":
            torch = sys.modules["torch"]
            bits = np.ascontiguousarray(result)
            return (
                torch.from_numpy(bits.view(np.int16)).view(torch.bfloat16)
                if self.dtype == "bf16"
                else torch.from_numpy(bits)
            )
        own = self.original.dtype.newbyteorder("=")
        if result.dtype == self.array.dtype and own != self.array.dtype:  # bool and bfloat16 were seen as their bits
            return result.view(own)
        return result


def unwrap(value: Any) -> Unwrapped:
    """Return a picture as an array of a dtype that plans know, without a copy where its memory allows.

    Raises
    ------
    TypeError
        If it is not an ndarray, a `PIL.Image.Image` of mode L, RGB, RGBA, I, F or I;16, or a `torch.Tensor` on the CPU
        that
        does not require a gradient; or if its dtype is not a plan's.
    """
    if is_image(value):
        if value.mode not in ("L", "RGB", "RGBA", "I", "F", "I;16"):
            raise TypeError(f"an image of mode {value.mode!r}: only Pillow defines its resize; use like='pillow:...'")
        array = np.asarray(value)
        return Unwrapped(array, "image", dtype_name(array.dtype), value)
    if is_tensor(value):
        return _unwrap_tensor(value)
    if not isinstance(value, np.ndarray):
        raise TypeError(f"a picture is an ndarray, a PIL.Image.Image or a torch.Tensor, not {type(value).__name__}")
    value = np.asarray(value)  # of a subclass only the samples
    name = dtype_name(value.dtype)
    native = value if value.dtype.isnative else value.astype(value.dtype.newbyteorder("="))
    return Unwrapped(native if native.dtype == storage(name) else native.view(storage(name)), "array", name, value)


def _unwrap_tensor(value: Any) -> Unwrapped:
    torch = sys.modules["torch"]
    if value.device.type != "cpu":
        raise TypeError(f"a tensor on {value.device}: move it with .cpu() first")
    if value.requires_grad:
        raise TypeError("a tensor that requires a gradient: nothing here is differentiated; pass tensor.detach()")
    if value.dtype == torch.bfloat16:
        return Unwrapped(value.view(torch.int16).numpy().view(np.uint16), "tensor", "bf16", value)
    array = value.numpy()
    name = dtype_name(array.dtype)
    return Unwrapped(array if array.dtype == storage(name) else array.view(storage(name)), "tensor", name, value)
