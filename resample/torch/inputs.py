"""Inputs as arrays: ndarrays and tensors, without a copy where their strides allow, and the way back."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from resample.plan.words import DTYPES
from resample.torch.geometry import SPATIAL, Array
from resample.torch.loaded import is_tensor

#: Names of dtypes in NumPy and torch -> names in plans.
NAMES = {
    "bool": "bool",
    "uint8": "u8",
    "int8": "i8",
    "uint16": "u16",
    "int16": "i16",
    "uint32": "u32",
    "int32": "i32",
    "int64": "i64",
    "float16": "f16",
    "bfloat16": "bf16",
    "float32": "f32",
    "float64": "f64",
}


@dataclass(frozen=True)
class Input:
    """Samples as an array that plans take.

    Attributes
    ----------
    array : ndarray
        As plans store them; strides as the caller's.
    dtype : str
        Dtype name of the plan.
    kind : object
        What a result becomes: a NumPy dtype, or a dtype of torch.
    """

    array: Array
    dtype: str
    kind: Any

    @property
    def strides(self) -> tuple[int, ...]:
        """Strides in samples, as ``torch.from_numpy`` would read them."""
        return tuple(step // self.array.itemsize for step in self.array.strides)

    @property
    def logical(self) -> bool:
        """Whether the samples are truth values, which plans take for uint8."""
        return str(self.kind).removeprefix("torch.") == "bool"

    def wrap(self, result: Array) -> Any:
        """Return a result as the kind that came in."""
        if isinstance(self.kind, np.dtype):
            return result.view(self.kind)
        bits = result.view(np.int16) if self.dtype == "bf16" else result
        return sys.modules["torch"].from_numpy(bits).view(self.kind)

    def empty(self, shape: Sequence[int], *, channels_last: bool = False) -> Any:
        """Return a result without samples; a tensor's strides say something even then."""
        if isinstance(self.kind, np.dtype):
            return np.empty(tuple(shape), self.kind)
        torch = sys.modules["torch"]
        order = torch.channels_last if channels_last and len(shape) == 4 else torch.contiguous_format
        return torch.empty(tuple(shape), dtype=self.kind, memory_format=order)


def read(value: Any) -> Input:
    """Return an ndarray or a tensor as an input.

    Arrays that torch cannot share (negative strides, strides that split samples, foreign byte order) are copied.

    Parameters
    ----------
    value : ndarray or torch.Tensor
        Of a dtype in `NAMES`; a call may take fewer.

    Raises
    ------
    TypeError
        If it is neither, or a tensor that is not on the CPU, requires a gradient, or is not dense.
    NotImplementedError
        For a dtype that nothing here takes: complex numbers, 64 unsigned bits, 8-bit floats.
    """
    if is_tensor(value):
        return _from_tensor(value)
    if not isinstance(value, np.ndarray):
        raise TypeError(f"the input is an ndarray or a torch.Tensor, not {type(value).__name__}")
    name = _name(value.dtype.name)
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
    name = _name(str(value.dtype).removeprefix("torch."))
    shared = value.view(torch.int16) if name == "bf16" else value.resolve_neg()
    return Input(shared.numpy().view(DTYPES[name]), name, value.dtype)


def _name(dtype: str) -> str:
    """Return the plan's name of a dtype by its name in NumPy and torch; truth values are bytes there."""
    if dtype not in NAMES:
        raise NotImplementedError(f"samples are {', '.join(NAMES)}, not {dtype}")
    return "u8" if dtype == "bool" else NAMES[dtype]


#: Results of more bytes are asked for before tables as long as their sides are made.
_LARGE = 1 << 30


@contextmanager
def memory_for(shape: Sequence[int], itemsize: int) -> Iterator[None]:
    """Make a `RuntimeError` of it, as torch does, if there is no memory for a result or on the way to it.

    Raises
    ------
    RuntimeError
    """
    size = itemsize * prod(shape)
    try:
        if size > _LARGE:
            np.empty(min(size, sys.maxsize), np.uint8)
        yield
    except MemoryError:
        raise RuntimeError(f"there is no memory for a result of shape {tuple(shape)}, {size} bytes") from None


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
