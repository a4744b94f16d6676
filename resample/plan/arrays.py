"""Arrays that are values: read-only, contiguous, of one dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def frozen(array: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> npt.NDArray[Any]:
    """Return the array as a read-only, C-contiguous one of native byte order; a copy unless it is one already."""
    result = np.ascontiguousarray(array, dtype=dtype)
    if result.flags.writeable:
        result = result.copy() if result is array or result.base is not None else result
        result.setflags(write=False)
    return result


def freeze(owner: object, name: str, dtype: npt.DTypeLike | None = None) -> None:
    """Replace the array, or tuple of arrays, in a frozen dataclass field by read-only ones."""
    value = getattr(owner, name)
    fixed = tuple(frozen(a, dtype) for a in value) if isinstance(value, tuple) else frozen(value, dtype)
    object.__setattr__(owner, name, fixed)
