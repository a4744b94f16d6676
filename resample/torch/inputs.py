"""Inputs as arrays: ndarrays and tensors, without a copy where their strides allow, and the way back."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from resample.front.kinds import dtype_name
from resample.plan.words import DTYPES
from resample.torch.geometry import SPATIAL, Array
from resample.torch.loaded import is_tensor


@dataclass(frozen=True)
class Input:
    """Samples of shape (batch, channels, ...).

    Attributes
    ----------
    array : ndarray
        As plans store them; strides as the caller's.
    dtype : str
        Dtype name of the plan.
    kind : object
        What the result becomes: a NumPy dtype, or the torch module.
    """

    array: Array
    dtype: str
    kind: Any

    @property
    def strides(self) -> tuple[int, ...]:
        """Strides in samples, as ``torch.from_numpy`` would read them."""
        return tuple(step // self.array.itemsize for step in self.array.strides)

    def wrap(self, result: Array) -> Any:
        """Return a result as the kind that came in."""
        if isinstance(self.kind, np.dtype):
            return result.view(self.kind)
        if self.dtype == "bf16":
            return self.kind.from_numpy(result.view(np.int16)).view(self.kind.bfloat16)
        return self.kind.from_numpy(result)


def read(value: Any) -> Input:
    """Return an ndarray or a tensor as an input.

    Arrays that torch cannot share (negative strides, strides that split samples, foreign byte order) are copied.

    Raises
    ------
    TypeError
        If it is neither, or a tensor that is not on the CPU, requires a gradient, or is not dense.
    NotImplementedError
        For a dtype that torch resizes in no mode.
    """
    if is_tensor(value):
        return _from_tensor(value)
    if not isinstance(value, np.ndarray):
        raise TypeError(f"the input is an ndarray or a torch.Tensor, not {type(value).__name__}")
    name = _name(value.dtype)
    native = value.astype(value.dtype.newbyteorder("="), copy=False)
    if any(step < 0 or step % native.itemsize for step in native.strides):
        native = np.ascontiguousarray(native)
    return Input(native.view(DTYPES[name]), name, native.dtype)


def _from_tensor(value: Any) -> Input:
    torch = sys.modules["torch"]
    if value.device.type != "cpu":
        raise TypeError(f"a tensor on {value.device}: this is torch's CPU code; move the tensor with .cpu() first")
    if value.requires_grad:
        raise TypeError("a tensor that requires a gradient: nothing here is differentiated; pass tensor.detach()")
    if value.layout != torch.strided:
        raise TypeError(f"a tensor of layout {value.layout}: pass tensor.to_dense()")
    if value.dtype == torch.bfloat16:
        return Input(value.view(torch.int16).numpy().view(np.uint16), "bf16", torch)
    if value.dtype not in (torch.float32, torch.float64, torch.float16, torch.uint8):
        raise NotImplementedError(f"dtype {value.dtype}: torch resizes float32, float64, float16, bfloat16 and uint8")
    array = value.resolve_neg().numpy()
    return Input(array, _name(array.dtype), torch)


def _name(dtype: np.dtype[Any]) -> str:
    """Return the plan's name of a dtype that torch resizes."""
    name = dtype_name(dtype) if dtype.kind in "uifV" and dtype.itemsize <= 8 else ""
    if name not in ("u8", "f16", "bf16", "f32", "f64"):
        raise NotImplementedError(f"dtype {dtype}: torch resizes float32, float64, float16, bfloat16 and uint8")
    return name


def to_source(array: Array, axes: str) -> Array:
    """Return an N, C, ... array with the axes of a source behind the batch; a view.

    Spatial axes may stand in another order than the array has them.
    """
    letters = f"NC{SPATIAL[array.ndim - 2]}"
    return array.transpose([letters.index(c) for c in f"N{axes}"])


def from_source(result: Array, axes: str, channels_last: bool) -> Array:
    """Return a batch of results as an N, C, ... array, in the memory order that torch gives its result."""
    letters = f"NC{SPATIAL[result.ndim - 2]}"
    array = result.transpose([f"N{axes}".index(c) for c in letters])
    if not channels_last:
        return _contiguous(array)
    return np.moveaxis(_contiguous(np.moveaxis(array, 1, -1)), -1, 1)


def _contiguous(array: Array) -> Array:
    """Return the array in C order; by way of one axis, which leaves no stride of an axis of length 1 to chance."""
    return np.ascontiguousarray(array).reshape(-1).reshape(array.shape)
