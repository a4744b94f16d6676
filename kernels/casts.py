"""Changes of dtype, from one flat array to another: twins of `resample.run.ops.cast` and of the storage of floats."""

from __future__ import annotations

from typing import Any

from resample.kernels import floats
from resample.kernels._jit import jit
from resample.kernels.grids import rounded

__all__ = [
    "cast",
    "cast_sat",
    "cast_x86_i32",
    "cast_x86_i64",
    "from_bf16",
    "from_f16",
    "on_grid",
    "to_bf16",
    "to_f16",
]


@jit
def cast(x: Any, y: Any) -> None:
    """Equals `ndarray.astype` between integers (the low bits stay), from them to floats, and between floats."""
    T = y.dtype.type
    for i in range(x.size):
        y[i] = T(x[i])


@jit
def cast_sat(x: Any, lo: Any, hi: Any, y: Any) -> None:
    """Equals `resample.run.floats.cast_sat`; y is int64."""
    for i in range(x.size):
        y[i] = floats.cast_sat(x[i], lo, hi)


@jit
def cast_x86_i32(x: Any, y: Any) -> None:
    """Equals `resample.run.floats.cast_x86_i32`."""
    for i in range(x.size):
        y[i] = floats.cast_x86_i32(x[i])


@jit
def cast_x86_i64(x: Any, y: Any) -> None:
    """Equals `resample.run.floats.cast_x86_i64`."""
    for i in range(x.size):
        y[i] = floats.cast_x86_i64(x[i])


@jit
def on_grid(x: Any, grid: Any) -> None:
    """Equals `resample.run.ops.rounded`, in place."""
    for i in range(x.size):
        x[i] = rounded(x[i], grid)


@jit
def from_f16(x: Any, y: Any) -> None:
    """Equals `resample.run.ops.from_storage` of float16, as bits."""
    for i in range(x.size):
        y[i] = floats.f16_to_f32(x[i])


@jit
def from_bf16(x: Any, y: Any) -> None:
    """Equals `resample.run.ops.from_storage` of bfloat16."""
    for i in range(x.size):
        y[i] = floats.bf16_to_f32(x[i])


@jit
def to_f16(x: Any, y: Any) -> None:
    """Equals `resample.run.ops.to_storage` of float16, to bits."""
    for i in range(x.size):
        y[i] = floats.f32_to_f16(x[i])


@jit
def to_bf16(x: Any, y: Any) -> None:
    """Equals `resample.run.ops.to_storage` of bfloat16."""
    for i in range(x.size):
        y[i] = floats.f32_to_bf16(x[i])
