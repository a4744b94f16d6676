"""Compiled functions called with arrays of a plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np

__all__ = ["called"]


@cache
def _typed(function: Any, arguments: tuple[tuple[np.dtype[Any], int] | None, ...]) -> Callable[..., Any]:
    types = [numba.int64 if a is None else numba.types.Array(numba.from_dtype(a[0]), a[1], "C") for a in arguments]
    found: Callable[..., Any] = function.compile(tuple(types))
    return found


def called(function: Any, *arguments: Any) -> Any:
    """Return what a compiled function of C-contiguous arrays and integers gives.

    Numba's own dispatcher looks long at arrays that are read-only, as all of a plan are.
    """
    key = tuple([(a.dtype, a.ndim) if isinstance(a, np.ndarray) else None for a in arguments])
    return _typed(function, key)(*arguments)
