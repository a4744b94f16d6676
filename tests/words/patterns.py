"""What the tests of floats share: bit patterns, and running a scalar kernel over an array."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
INF, NAN = float("inf"), float("nan")
WIDTHS = {"f32": (np.float32, np.uint32), "f64": (np.float64, np.uint64)}


def _each(function: Any, x: Array, out: Array) -> None:
    for i in range(out.size):
        out[i] = function(x[i])


each = numba.njit(_each)  # not cached: it is compiled for a function, not for a type


def twin(function: Any, x: Array, dtype: npt.DTypeLike) -> Array:
    """Return what a scalar kernel gives for every element."""
    out = np.empty(x.shape, dtype)
    each(function, x, out)
    return out


def bits(x: Array) -> Array:
    """Return the bit patterns, with one pattern for all NaN: which one arithmetic gives is not specified."""
    return np.where(np.isnan(x), np.array(np.nan, x.dtype), x).view(f"u{x.itemsize}")


def random_bits(rng: np.random.Generator, name: str, n: int) -> Array:
    """Return every bit pattern with the same probability: NaN, infinities and subnormals among them."""
    dtype, unsigned = WIDTHS[name]
    return rng.integers(0, np.iinfo(unsigned).max, n, unsigned, endpoint=True).view(dtype)
