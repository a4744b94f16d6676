"""Arithmetic that a kernel chooses when it is compiled: the grid of 16-bit floats, the FMA of floats.

A 16-bit accumulator is a float32 that is rounded after every operation. Kernels take a `grid`, a number of which only
the type counts, and call `rounded` after every operation: in a kernel compiled for `PLAIN` nothing is left of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload

from resample.kernels.floats import fma, round_to_bf16, round_to_f16

__all__ = ["GRIDS", "PLAIN", "product_sum", "rounded"]

PLAIN = np.uint8(0)

#: dtype name -> the number whose type says how its arithmetic is rounded; all others are `PLAIN`.
GRIDS: dict[str, Any] = {"f16": np.uint16(0), "bf16": np.int16(0)}


def rounded(value: Any, grid: Any) -> Any:
    """Equals `resample.run.ops.rounded`; only inside compiled code."""
    raise NotImplementedError


def _as_it_is(value: Any, grid: Any) -> Any:
    return value


def _on_f16(value: Any, grid: Any) -> Any:
    return round_to_f16(value)


def _on_bf16(value: Any, grid: Any) -> Any:
    return round_to_bf16(value)


@overload(rounded)
def _rounded(value: Any, grid: Any) -> Any:
    return {types.uint16: _on_f16, types.int16: _on_bf16}.get(grid, _as_it_is)


def product_sum(a: Any, b: Any, c: Any) -> Any:
    """Return a * b + c, of floats rounded once; only inside compiled code."""
    raise NotImplementedError


def _once(a: Any, b: Any, c: Any) -> Any:
    return fma(a, b, c)


def _wrapping(a: Any, b: Any, c: Any) -> Any:
    return a * b + c


@overload(product_sum)
def _product_sum(a: Any, b: Any, c: Any) -> Any:
    return _once if isinstance(a, types.Float) else _wrapping
