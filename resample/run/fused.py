"""Fused multiply-add, a * b + c with one rounding, in NumPy and exact to the bit on every machine.

No instruction of the machine is used, and no element takes a path of its own in Python: subnormal, huge and infinite
operands are as much a matter of arrays as ordinary ones. Two things are left open, because the originals leave them
open: which NaN results (the compiler chooses the order of operands), and the floating-point exceptions raised.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["fma", "fma32", "fma64"]

Array = npt.NDArray[Any]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


def fma(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike) -> Array:
    """Return a * b + c rounded once, in the dtype that the arrays share.

    Parameters
    ----------
    a, b, c : ndarray of float32, or all of float64
        Of any shapes that broadcast. A Python number takes the dtype of the arrays.

    Returns
    -------
    ndarray
        Of the same dtype; IEEE 754 fusedMultiplyAdd, to nearest even.

    Raises
    ------
    TypeError
        If the arrays differ in dtype, or are neither float32 nor float64.

    See Also
    --------
    resample.kernels.floats.fma : the instruction itself.

    Examples
    --------
    >>> x = np.float32(4097)
    >>> float(x * x + np.float32(1)), float(fma(x, x, np.float32(1)))
    (16785408.0, 16785410.0)
    """
    dtypes = {np.asarray(v).dtype for v in (a, b, c) if type(v) not in (int, float)}
    if dtypes == {np.dtype(np.float32)}:
        return fma32(a, b, c)
    if dtypes <= {np.dtype(np.float64)}:
        return fma64(a, b, c)
    raise TypeError(f"fma takes float32 arrays or float64 arrays, got {', '.join(sorted(map(str, dtypes)))}")


def fma32(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike) -> F32:
    """Return a * b + c in float32, rounded once.

    The product of two float32 is exact in float64. The sum is rounded to odd there, which keeps the trace of every
    bit that is lost, and with 53 >= 2 * 24 + 2 bits the second rounding, to float32, is then the only one that counts
    (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", IEEE Trans. Computers 57, 2008). Rounding the
    sum to nearest instead would be wrong wherever it then lies half-way between two float32, as in the example.

    Parameters
    ----------
    a, b, c : ndarray of float32
        Of any shapes that broadcast; Python numbers are converted.

    Returns
    -------
    ndarray of float32

    Examples
    --------
    >>> float(fma32(4097, 4097, 2.0**-60)), float(np.float32(4097.0 * 4097.0 + 2.0**-60))
    (16785410.0, 16785408.0)
    """
    with np.errstate(all="ignore"):
        x, y, z = (_operand(v, np.float32).astype(np.float64) for v in (a, b, c))
        return np.asarray(_add_to_odd(x * y, z).astype(np.float32))


def fma64(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike) -> F64:
    """Return a * b + c in float64, rounded once.

    Where neither the product nor its error term can leave the range of float64, the operands are used as they are;
    the other elements (tiny, huge, not finite) are scaled by powers of two first.

    Parameters
    ----------
    a, b, c : ndarray of float64
        Of any shapes that broadcast; Python numbers are converted.

    Returns
    -------
    ndarray of float64

    Examples
    --------
    >>> x = 1 + 2.0**-30
    >>> x * x - 1 == 2.0**-29, float(fma64(x, x, -1)) == 2.0**-29 + 2.0**-60
    (True, True)
    """
    x, y, z = np.broadcast_arrays(*(_operand(v, np.float64) for v in (a, b, c)))
    with np.errstate(all="ignore"):
        product = x * y
        high, low = _product_plus(x, y, z)
        result = np.asarray(high + low)
        result = np.where(result == 0, product + z, result)  # an exact zero: its sign is that of the plain sum
        # The lowest bit of a product is 2**-106 of it, and must be at least 2**-1074; Veltkamp's split needs 2**27.
        size = np.abs(product)
        outside = (size < 2.0**-960) & (x != 0) & (y != 0)
        outside |= ~(np.maximum(np.abs(x), np.abs(y)) < 2.0**990)  # not "<", so that NaN is outside
        outside |= ~(np.maximum(size, np.abs(z)) < 2.0**1000)
        if outside.any():
            result[outside] = _fma64_scaled(x[outside], y[outside], z[outside])
    return result


def _fma64_scaled(a: F64, b: F64, c: F64) -> F64:
    """Return fma64 of any operands: exponents are taken out, and the result is rounded where it will lie."""
    (ma, ea), (mb, eb), (mc, ec) = np.frexp(a), np.frexp(b), np.frexp(c)
    # Beyond 2**300 the smaller of product and addend only decides a rounding, which 2**300 does as well.
    gap = np.where(c == 0, 0, np.clip(ec - (ea + eb), -300, 300))
    exponent = np.maximum(np.where(gap == 300, ec - 300, ea + eb), -1400)  # below: c is 0, and the result is 0 anyway
    high, low = _two_sum(*_product_plus(ma, mb, np.ldexp(mc, gap)))
    normal = np.ldexp(high, exponent)
    # Below 2**-1022 the grid is fixed: adding the power of two whose last bit is 2**-1074 rounds to it.
    least = np.ldexp(1.0, -1022 - exponent)
    anchor = np.copysign(least, high)
    whole, part = _two_sum(anchor, high)
    subnormal = np.copysign(np.ldexp((whole + _add_to_odd(part, low)) - anchor, exponent), high)
    finite = np.isfinite(a) & np.isfinite(b)
    plain = np.where(finite & ~np.isfinite(c), c, a * b + c)  # a finite product may overflow, an infinite addend wins
    ordinary = finite & np.isfinite(c) & (a != 0) & (b != 0)
    return np.where(ordinary, np.where(np.abs(high) <= least, subnormal, normal), plain)


def _product_plus(a: F64, b: F64, c: F64) -> tuple[F64, F64]:
    """Return two float64 whose sum, rounded, is a * b + c rounded once (Boldo and Melquiond, 2008, figure 5)."""
    high, low = _two_product(a, b)
    upper, error = _two_sum(c, low)
    total, rest = _two_sum(high, upper)
    return total, _add_to_odd(error, rest)


def _two_sum(a: F64, b: F64) -> tuple[F64, F64]:
    """Return a + b rounded, and what the rounding lost (Knuth)."""
    total = a + b
    virtual = total - a
    return total, (a - (total - virtual)) + (b - virtual)


def _two_product(a: F64, b: F64) -> tuple[F64, F64]:
    """Return a * b rounded, and what the rounding lost (Dekker, on Veltkamp's split into 26 bits each)."""
    product = a * b
    t = 134217729.0 * a  # 2**27 + 1
    a_high = t - (t - a)
    t = 134217729.0 * b
    b_high = t - (t - b)
    a_low, b_low = a - a_high, b - b_high
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _add_to_odd(a: F64, b: F64) -> F64:
    """Return a + b rounded to odd: exact, or that neighbour of the exact sum whose last bit is 1."""
    total, error = _two_sum(a, b)
    bits = np.asarray(total).view(np.int64)
    inexact = (error > 0) | (error < 0)  # false for NaN, which is what an infinite sum leaves
    outward = np.where((error > 0) == (total > 0), 1, -1)
    return (bits + np.where(inexact & (bits & 1 == 0), outward, 0)).view(np.float64)


def _operand(value: npt.ArrayLike, dtype: type[np.floating[Any]]) -> Array:
    """Return the value as an array of the dtype; only Python numbers are converted, arrays never silently."""
    if type(value) in (int, float):
        return np.asarray(value, dtype)
    array = np.asarray(value)
    if array.dtype != dtype:
        raise TypeError(f"expected {np.dtype(dtype)}, got {array.dtype}")
    return array
