"""Inputs as arrays: ndarrays and tensors, without a copy where their strides allow, and the way back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from math import prod
from typing import Any, NamedTuple

import numpy as np

from resample.front.kinds import numpy_name
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


class Input(NamedTuple):
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
        return self.kind.kind == "b" if isinstance(self.kind, np.dtype) else str(self.kind) == "torch.bool"

    def wrap(self, result: Array) -> Any:
        """Return a result as the kind that came in."""
        if isinstance(self.kind, np.dtype):
            return result if result.dtype is self.kind else result.view(self.kind)
        bits = result.view(np.int16) if self.dtype == "bf16" else result
        return sys.modules["torch"].from_numpy(bits).view(self.kind)

    def empty(self, shape: Sequence[int], *, channels_last: bool = False) -> Any:
        """Return a result without samples; a tensor's strides say something even then."""
        if isinstance(self.kind, np.dtype):
            return np.empty(tuple(shape), self.kind)
        torch = sys.modules["torch"]
        order = torch.channels_last if channels_last and len(shape) == 4 else torch.contiguous_format
        return torch.empty(tuple(shape), dtype=self.kind, memory_format=order)


def plain(value: Any) -> Array | None:
    """Return an ndarray itself, and a tensor of common numbers on the CPU as one; None for all that `read` looks at."""
    if value.__class__ is np.ndarray:
        array: Array = value
        return array
    torch = sys.modules.get("torch")
    if torch is None or value.__class__ is not torch.Tensor or value.device.type != "cpu" or value.requires_grad:
        return None
    if value.layout is not torch.strided or value.dtype not in (torch.uint8, torch.float32, torch.float64):
        return None
    shared: Array | None = None if value.is_neg() else value.numpy()
    return shared


def tensor(result: Array) -> Any:
    """Return a result as a tensor that shares its memory."""
    return sys.modules["torch"].from_numpy(result)


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
    name = _name(numpy_name(value.dtype))
    native = value if value.dtype.isnative else value.astype(value.dtype.newbyteorder("="))
    size = native.itemsize
    if [step for step in native.strides if step < 0 or step % size]:
        native = np.ascontiguousarray(native)
    stored = DTYPES[name]
    return Input(native if native.dtype is stored else native.view(stored), name, native.dtype)


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


class memory_for:
    """Make a `RuntimeError` of it, as torch does, if there is no memory for a result or on the way to it.

    A class, because a context that is made of a generator takes microseconds of every call.

    Raises
    ------
    RuntimeError
    """

    __slots__ = ("shape", "size")

    def __init__(self, shape: Sequence[int], itemsize: int) -> None:
        self.shape, self.size = shape, itemsize * prod(shape)

    def __enter__(self) -> None:
        if self.size > _LARGE:
            try:
                np.empty(min(self.size, sys.maxsize), np.uint8)
            except MemoryError:
                raise self._error() from None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, MemoryError):
            raise self._error() from None

    def _error(self) -> RuntimeError:
        return RuntimeError(f"there is no memory for a result of shape {tuple(self.shape)}, {self.size} bytes")


def to_source(array: Array, axes: str) -> Array:
    """Return an N, C, ... array with the axes of a source behind the batch; a view.

    Spatial axes may stand in another order than the array has them.
    """
    return array.transpose(_order(f"NC{SPATIAL[array.ndim - 2]}", f"N{axes}"))


@cache
def _order(letters: str, wanted: str) -> tuple[int, ...]:
    """Return the axes of an array of these letters in the order of others."""
    return tuple(letters.index(letter) for letter in wanted)


def from_source(result: Array, axes: str, channels_last: bool) -> Array:
    """Return a batch of results as an N, C, ... array, in the memory order that torch gives its result."""
    array = result.transpose(_order(f"N{axes}", f"NC{SPATIAL[result.ndim - 2]}"))
    if not channels_last:
        return _contiguous(array)
    return np.moveaxis(_contiguous(np.moveaxis(array, 1, -1)), -1, 1)


def _contiguous(array: Array) -> Array:
    """Return the array in C order; by way of one axis, which leaves no stride of an axis of length 1 to chance."""
    return np.ascontiguousarray(array).reshape(-1).reshape(array.shape)
