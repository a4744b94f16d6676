"""Quantisation: weights as integers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from resample.rules.compiled import twins

__all__ = ["fixed_point"]


def fixed_point(weight: npt.NDArray[np.float64], bits: int) -> npt.NDArray[np.int32]:
    """Return weights times 2**bits, rounded half away from zero, as C does that adds or subtracts 0.5 and truncates.

    They are not made to add up to 2**bits again.

    Examples
    --------
    >>> fixed_point(np.array([0.5, 0.125, -0.125]), 2)
    array([ 2,  1, -1], dtype=int32)
    """
    compiled = twins()
    if compiled is not None and weight.ndim == 2 and weight.flags.c_contiguous and weight.dtype == np.float64:
        whole = np.empty(weight.shape, np.int32)
        compiled.fixed_point(weight, float(1 << bits), whole)
        return whole
    scaled = weight * float(1 << bits)
    return np.asarray(np.trunc(np.where(weight < 0.0, scaled - 0.5, scaled + 0.5)).astype(np.int32))
