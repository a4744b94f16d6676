"""The sines of the C library, whose last bit decides weights.

The Lanczos weights of an original contain the sine of the C library it ran on. NumPy's own sine is another function:
its float32 one differs from glibc's in 14 % of the arguments in [0, 3 pi] (NumPy 2.4), and the last bit of its float64
one differs in some versions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SINF_LIMIT", "libm_cos", "libm_sin", "sinf"]

#: Largest |x| that `sinf` takes: Lanczos with 5 lobes needs 5 pi. Up to 53 glibc gives the same bits with and without
#: FMA instructions (all float32 were compared); beyond, the first difference is at 53.42252.
SINF_LIMIT = 16.0

# glibc 2.28 and later computes sinf in double precision, with the polynomials of Arm's Optimized Routines (MIT
# licence): the quadrant of x is the nearest integer of x * 2/pi, found in fixed point with 24 fraction bits.
_QUADRANTS = float.fromhex("0x1.45F306DC9C883p+23")  # 2/pi * 2**24
_HALF_PI = float.fromhex("0x1.921FB54442D18p+0")
_REDUCED_FROM = np.float32(0.78515625)  # pi/4, cut to the 12 upper bits that glibc compares
_LINEAR_BELOW = np.float32(2.0**-12)
_SIN = tuple(map(float.fromhex, ("-0x1.555545995a603p-3", "0x1.1107605230bc4p-7", "-0x1.994eb3774cf24p-13")))
_COS = tuple(
    map(
        float.fromhex,
        ("-0x1.ffffffd0c621cp-2", "0x1.55553e1068f19p-5", "-0x1.6c087e89a359dp-10", "0x1.99343027bf8c3p-16"),
    )
)


def sinf(x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return glibc's ``sinf``, bit for bit, on any machine.

    Parameters
    ----------
    x : ndarray of float32
        Of any shape, abs(x) <= `SINF_LIMIT`.

    Returns
    -------
    ndarray of float32

    Raises
    ------
    TypeError
        If x is not float32: a rounding to float32 belongs to the rule that asks.
    ValueError
        If x lies outside the range, or is NaN.

    Notes
    -----
    It is not the correctly rounded sine: 1.3 % of the arguments in [0, 3 pi] give a neighbour of it.

    Examples
    --------
    >>> sinf(np.array([0.0, 0.5, 3.0], np.float32)).view(np.uint32).tolist() == [0, 0x3EF57744, 0x3E1081C3]
    True
    """
    x = np.asarray(x)
    if x.dtype != np.float32:
        raise TypeError(f"sinf takes float32, got {x.dtype}")
    size = np.abs(x)
    outside = ~(size <= SINF_LIMIT)
    if outside.any():
        raise ValueError(f"sinf is proven for |x| <= {SINF_LIMIT:g} only, got {x[outside].flat[0]}")
    wide = x.astype(np.float64)
    fixed = (np.trunc(wide * _QUADRANTS).astype(np.int64) + 0x800000) >> 24
    quadrant = np.where(size >= _REDUCED_FROM, fixed, 0)
    reduced = wide - quadrant * _HALF_PI
    sine = np.where(quadrant & 1 == 0, _sin_part(reduced), _cos_part(reduced))
    return np.where(size < _LINEAR_BELOW, x, np.where(quadrant & 2 == 0, sine, -sine).astype(np.float32))


def _sin_part(r: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return sin(r) for abs(r) <= pi/4, in glibc's grouping of the terms."""
    square = r * r
    cube = r * square
    return (r + cube * _SIN[0]) + (cube * square) * (_SIN[1] + square * _SIN[2])


def _cos_part(r: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return cos(r) for abs(r) <= pi/4, in glibc's grouping of the terms."""
    square = r * r
    fourth = square * square
    return ((1.0 + square * _COS[0]) + fourth * _COS[1]) + (fourth * square) * (_COS[2] + square * _COS[3])


def libm_sin(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the float64 sine of the C library of this machine, element by element through Python's `math`.

    glibc has two, for CPUs with FMA and without; they differ in the last bit for one argument in 1500 (984 of 1.5
    million in -8..8, and 1001 cosines), and so do the originals that call it.

    Examples
    --------
    >>> libm_sin([0.0, 1.0]).tolist() == [0.0, 0.8414709848078965]
    True
    """
    return _by_element(math.sin, x)


def libm_cos(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the float64 cosine of the C library of this machine, as `libm_sin` does.

    Examples
    --------
    >>> libm_cos([0.0, 1.0]).tolist() == [1.0, 0.5403023058681398]
    True
    """
    return _by_element(math.cos, x)


def _by_element(function: Any, x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the function of every element of x, as float64."""
    wide = np.asarray(x, np.float64)
    return np.array([function(v) for v in wide.ravel().tolist()], np.float64).reshape(wide.shape)
