"""Arrays that are values: read-only, contiguous, of one dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.errors import PlanError


def frozen(array: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> npt.NDArray[Any]:
    """Return the array as a read-only, C-contiguous one of native byte order; a copy unless it is one already."""
    if type(array) is np.ndarray and array.base is None and (dtype is None or array.dtype == dtype):
        flags = array.flags
        if flags.c_contiguous and not flags.writeable and array.dtype.isnative:
            return array
    given = np.asarray(array)
    wanted = given.dtype.newbyteorder("=") if dtype is None else np.dtype(dtype)
    result = np.ascontiguousarray(given, dtype=wanted)
    if given.dtype != wanted and wanted.kind in "iu" and not np.array_equal(given, result):
        raise PlanError(f"numbers of {given.dtype} that {wanted} does not hold")
    # A read-only view is not enough: what it looks at may still be written to.
    if result.flags.writeable or result.base is not None:
        result = result.copy() if result is given or result.base is not None else result
        result.setflags(write=False)
    return result


def freeze(owner: object, name: str, dtype: npt.DTypeLike | None = None) -> None:
    """Replace the array, or tuple of arrays, in a frozen dataclass field by read-only ones."""
    value = getattr(owner, name)
    if not isinstance(value, tuple):
        object.__setattr__(owner, name, frozen(value, dtype))
        return
    fixed = tuple([frozen(a, dtype) for a in value])
    if any(a is not b for a, b in zip(fixed, value, strict=True)):
        object.__setattr__(owner, name, fixed)
