"""Floating-point arithmetic that NumPy lacks, exact to the bit: C's rounding and casts, 16-bit floats, the FMA.

Everything here is vectorised NumPy and gives the same on every machine; the Numba twins, one number at a time, stand in
`resample.kernels.floats` under the same names.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.words import DTYPES, INTEGERS
from resample.run.fused import fma, fma32, fma64

__all__ = [
    "bf16_to_f32",
    "cast_sat",
    "cast_x86_i32",
    "cast_x86_i64",
    "f16_to_f32",
    "f32_to_bf16",
    "f32_to_f16",
    "float_to_int",
    "fma",
    "fma32",
    "fma64",
    "round_floor",
    "round_half_away",
    "round_half_even",
    "round_to",
    "round_trunc",
]

Array = npt.NDArray[Any]
F32 = npt.NDArray[np.float32]
_INTEGERS: dict[str, np.dtype[Any]] = {name: DTYPES[name] for name in INTEGERS}


# --- rounding to whole numbers, the dtype stays -----------------------------------------------------------------------


def round_half_even(x: Array) -> Array:
    """Return x rounded to the nearest whole number, ties to the even one: 0.5 -> 0, 1.5 -> 2, -2.5 -> -2."""
    return np.asarray(np.rint(x))


def round_half_away(x: Array) -> Array:
    """Return trunc(x + 0.5), or trunc(x - 0.5) below 0, in the precision of x: 2.5 -> 3, -2.5 -> -3.

    It is what C code means by ``(int)(x + 0.5)``, with its flaw: 0.49999999999999994 -> 1, because the sum is rounded.
    C's own ``round`` gives 0 there; it is another function.
    """
    half = x.dtype.type(0.5)
    return np.asarray(np.trunc(np.where(x >= 0, x + half, x - half)))


def round_floor(x: Array) -> Array:
    """Return the largest whole number that is not above x: 1.7 -> 1, -1.2 -> -2."""
    return np.asarray(np.floor(x))


def round_trunc(x: Array) -> Array:
    """Return x without its fraction: 1.7 -> 1, -1.7 -> -1."""
    return np.asarray(np.trunc(x))


# --- casts to integers ------------------------------------------------------------------------------------------------


def float_to_int(x: Array, dtype: str | np.dtype[Any], mode: str) -> Array:
    """Cast to an integer dtype as the words of a plan say it; a float loses its fraction.

    Parameters
    ----------
    x : ndarray of integers or floats
        float16 too; bfloat16 must be widened first, for its bits look like uint16.
    dtype : {"u8", "i8", "u16", "i16", "u32", "i32", "i64"}, or the numpy.dtype
        A name is a plan's: "u8" is uint8 here, where NumPy would read uint64.
    mode : {"wrap", "sat", "x86"}
        * wrap (integers only): the low bits are kept, in two's complement: 300 -> u8 44, -1 -> u8 255, 200 -> i8 -56.
        * sat: what is outside the range becomes its nearest end, NaN 0: 300.0 -> u8 255, -1.0 -> u8 0, inf -> i32
          2147483647.
        * x86 (floats only): what ``cvttsd2si`` gives, the lowest integer for all that is out of range and for NaN:
          3e9 -> i32 -2147483648. Narrower dtypes keep the low bits of the i32, u32 those of the i64, as C does there:
          300.0 -> u8 44, 3e9 -> u8 0, -1.0 -> u32 4294967295.

    Returns
    -------
    ndarray
        Of the named dtype.

    Raises
    ------
    TypeError
        For wrap of floats and x86 of integers, which C leaves undefined or does not have, and for uint64.
    ValueError
        For another mode or a dtype that is no integer.

    Notes
    -----
    OpenCV's ``saturate_cast<uchar>(float)`` goes by way of an int, so that what exceeds an int becomes 0, not 255:
    it is ``float_to_int(float_to_int(x, "i32", "x86"), "u8", "sat")``.

    Examples
    --------
    >>> x = np.array([300.0, -1.0, 3e9, np.nan], np.float32)
    >>> float_to_int(x, "u8", "sat")
    array([255,   0, 255,   0], dtype=uint8)
    >>> float_to_int(float_to_int(x, "i32", "x86"), "u8", "sat")
    array([255,   0,   0,   0], dtype=uint8)
    >>> float_to_int(np.array([300, -1]), "u8", "wrap")
    array([ 44, 255], dtype=uint8)
    """
    target = _INTEGERS.get(dtype) if isinstance(dtype, str) else np.dtype(dtype)
    if target not in _INTEGERS.values() or mode not in ("wrap", "sat", "x86"):
        raise ValueError(f"no cast to {dtype!r} in mode {mode!r}")
    if x.dtype.kind not in {"wrap": "iu", "sat": "iuf", "x86": "f"}[mode] or x.dtype == np.uint64:
        raise TypeError(f"mode {mode!r} does not take {x.dtype}")
    if mode == "wrap":
        return np.asarray(x.astype(target))
    if mode == "x86":
        return (cast_x86_i64 if target in (np.uint32, np.int64) else cast_x86_i32)(x).astype(target)
    lo, hi = int(np.iinfo(target).min), int(np.iinfo(target).max)
    whole = cast_sat(x, lo, hi) if x.dtype.kind == "f" else np.clip(x.astype(np.int64), lo, hi)
    return np.asarray(whole.astype(target))


def cast_sat(x: Array, lo: int, hi: int) -> npt.NDArray[np.int64]:
    """Return a float array truncated and clipped to lo..hi, NaN 0: cast_sat(300.7, 0, 255) -> 255."""
    wide = _widened(x)
    inside = (wide > lo) & (wide < float(hi))  # float(hi) may be hi + 1; what is below it still converts
    ends = np.where(np.isnan(wide), 0, np.where(wide <= lo, np.int64(lo), np.int64(hi)))
    return np.where(inside, np.where(inside, wide, 0.0).astype(np.int64), ends)


def cast_x86_i32(x: Array) -> npt.NDArray[np.int32]:
    """Return a float array truncated to int32 as x86 does it: 2147483648.0 and NaN -> -2147483648."""
    wide = _widened(x)
    inside = (wide > -2147483649.0) & (wide < 2147483648.0)
    return np.where(inside, wide, -2147483648.0).astype(np.int32)


def cast_x86_i64(x: Array) -> npt.NDArray[np.int64]:
    """Return a float array truncated to int64 as x86 does it: 2.0**63 and NaN -> -2**63."""
    wide = _widened(x)
    inside = (wide >= -(2.0**63)) & (wide < 2.0**63)
    return np.where(inside, wide, -(2.0**63)).astype(np.int64)


def _widened(x: Array) -> npt.NDArray[np.float64]:
    """Return a float array as float64, exactly; a signalling NaN is no reason for a warning."""
    with np.errstate(invalid="ignore"):
        return np.asarray(x, np.float64)


# --- 16-bit floats ----------------------------------------------------------------------------------------------------


def bf16_to_f32(bits: npt.NDArray[np.uint16]) -> F32:
    """Return the float32 of bfloat16 bits, exactly: 0x3FC0 -> 1.5."""
    return (np.asarray(bits, np.uint16).astype(np.uint32) << 16).view(np.float32)


def f32_to_bf16(x: F32) -> npt.NDArray[np.uint16]:
    """Return the bits of the nearest bfloat16, ties to even; every NaN gives 0x7FC0, as ``c10::BFloat16(float)`` does.

    1.00390625 (a tie) -> 0x3F80, 1.01171875 -> 0x3F82. (PyTorch's vector code writes 0xFFFF for NaN instead.)
    """
    bits = np.where(np.isnan(x), np.uint32(0x7FC00000), np.asarray(x, np.float32).view(np.uint32))
    return np.asarray((bits + (np.uint32(0x7FFF) + ((bits >> 16) & 1))) >> 16).astype(np.uint16)


def f16_to_f32(x: npt.NDArray[np.float16]) -> F32:
    """Return float16 widened, exactly; NaN becomes quiet and keeps its payload: bits 0x7C01 -> 0x7FC02000.

    ``vcvtph2ps`` and Arm do so; NumPy alone would leave a signalling NaN, or not, by the machine.
    """
    with np.errstate(invalid="ignore"):
        wide = np.asarray(x, np.float16).astype(np.float32).view(np.uint32)
    return np.where(np.isnan(x), wide | np.uint32(0x00400000), wide).view(np.float32)


def f32_to_f16(x: F32) -> npt.NDArray[np.float16]:
    """Return the nearest float16, ties to even; from 65520 on inf; NaN becomes quiet, its payload is cut.

    1.00048828125 (a tie) -> 1.0, bits 0x7F800001 -> 0x7E00.
    """
    bits = np.asarray(x, np.float32).view(np.uint32)
    with np.errstate(all="ignore"):
        half = np.asarray(x, np.float32).astype(np.float16).view(np.uint16)
    quiet = ((bits >> 16) & 0x8000 | 0x7E00 | (bits >> 13) & 0x1FF).astype(np.uint16)
    return np.where(np.isnan(x), quiet, half).view(np.float16)


def round_to(x: F32, dtype: str) -> F32:
    """Return float32 values rounded to the grid of "f16" or "bf16": what a 16-bit accumulator holds.

    Examples
    --------
    >>> round_to(np.array([1.001, 70000.0], np.float32), "f16")
    array([1.0009766,       inf], dtype=float32)
    >>> round_to(np.array([1.001, 70000.0], np.float32), "bf16")
    array([1.0000e+00, 7.0144e+04], dtype=float32)
    """
    if dtype == "f16":
        return f16_to_f32(f32_to_f16(x))
    if dtype == "bf16":
        return bf16_to_f32(f32_to_bf16(x))
    raise ValueError(f"no 16-bit float is named {dtype!r}")
