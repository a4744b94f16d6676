"""The Numba twins of `resample.run.floats`, one number at a time: the FMA instruction, C's casts, 16-bit floats.

A 16-bit float is its bits in ``uint16`` here: Numba has no float16 on the CPU.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import intrinsic

from resample.kernels._jit import jit

__all__ = [
    "bf16_to_f32",
    "cast_sat",
    "cast_x86_i32",
    "cast_x86_i64",
    "f16_to_f32",
    "f32_to_bf16",
    "f32_to_f16",
    "fma",
    "round_floor",
    "round_half_away",
    "round_half_even",
    "round_to_bf16",
    "round_to_f16",
    "round_trunc",
]


def _fma(typingctx: Any, a: Any, b: Any, c: Any) -> Any:
    """Equals `resample.run.floats.fma`: emits ``llvm.fma``; without the instruction it calls libm: equal bits."""
    if not (a == b == c and a in (types.float32, types.float64)):
        return None  # refused when it is compiled: a float32 mixed with a float64 would silently be widened

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return a(a, b, c), emit


#: a * b + c rounded once, for three float32 or three float64; only inside compiled code.
fma: Any = intrinsic(_fma)


# --- rounding to whole numbers, the dtype stays -----------------------------------------------------------------------


@jit
def round_half_even(x: Any) -> Any:
    """Equals `resample.run.floats.round_half_even`: 2.5 -> 2."""
    return np.rint(x)


@jit
def round_half_away(x: Any) -> Any:
    """Equals `resample.run.floats.round_half_away`: 2.5 -> 3, -2.5 -> -3."""
    half = type(x)(0.5)  # a plain 0.5 would move a float32 to float64
    return np.trunc(x + half if x >= 0 else x - half)


@jit
def round_floor(x: Any) -> Any:
    """Equals `resample.run.floats.round_floor`: -1.2 -> -2."""
    return np.floor(x)


@jit
def round_trunc(x: Any) -> Any:
    """Equals `resample.run.floats.round_trunc`: -1.7 -> -1."""
    return np.trunc(x)


# --- casts to integers: no conversion is reached that LLVM leaves undefined -------------------------------------------


@jit
def cast_sat(x: Any, lo: int, hi: int) -> Any:
    """Equals `resample.run.floats.cast_sat`: cast_sat(300.7, 0, 255) -> 255, NaN -> 0."""
    if np.isnan(x):
        return np.int64(0)
    if x <= lo:
        return np.int64(lo)
    if x >= hi:
        return np.int64(hi)
    return np.int64(x)


@jit
def cast_x86_i32(x: Any) -> Any:
    """Equals `resample.run.floats.cast_x86_i32`: 2147483648.0 and NaN -> -2147483648."""
    if -2147483649.0 < x < 2147483648.0:
        return np.int32(x)
    return np.int32(-2147483648)


@jit
def cast_x86_i64(x: Any) -> Any:
    """Equals `resample.run.floats.cast_x86_i64`: 2.0**63 and NaN -> -2**63."""
    if -9223372036854775808.0 <= x < 9223372036854775808.0:
        return np.int64(x)
    return np.int64(-9223372036854775808)


# --- 16-bit floats ----------------------------------------------------------------------------------------------------


@jit
def bf16_to_f32(bits: Any) -> Any:
    """Equals `resample.run.floats.bf16_to_f32`: 0x3FC0 -> 1.5."""
    return np.uint32(np.uint32(bits) << 16).view(np.float32)


@jit
def f32_to_bf16(x: Any) -> Any:
    """Equals `resample.run.floats.f32_to_bf16`: 1.5 -> 0x3FC0, NaN -> 0x7FC0."""
    if np.isnan(x):
        return np.uint16(0x7FC0)
    bits = np.float32(x).view(np.uint32)
    return np.uint16((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16)


@jit
def f16_to_f32(bits: Any) -> Any:
    """Equals `resample.run.floats.f16_to_f32`, from the bits: 0x3E00 -> 1.5."""
    sign = (np.uint32(bits) & 0x8000) << 16
    field = (np.uint32(bits) & 0x7FFF) << 13  # exponent and fraction where float32 has them, the exponent 112 too small
    if field > 0x0F800000:
        return np.uint32(sign | field | 0x7FC00000).view(np.float32)
    if field == 0x0F800000:
        return np.uint32(sign | 0x7F800000).view(np.float32)
    # Subnormals too: the product is exact, and normalises them.
    size = np.uint32(field).view(np.float32) * np.float32(5.192296858534828e33)  # 2**112
    return np.uint32(sign | np.float32(size).view(np.uint32)).view(np.float32)


@jit
def f32_to_f16(x: Any) -> Any:
    """Equals `resample.run.floats.f32_to_f16`, to the bits: 1.5 -> 0x3E00, 65520.0 -> 0x7C00."""
    bits = np.float32(x).view(np.uint32)
    sign = (bits >> 16) & 0x8000
    size = bits & 0x7FFFFFFF
    if size > 0x7F800000:
        return np.uint16(sign | 0x7E00 | ((size >> 13) & 0x1FF))
    if size >= 0x477FF000:  # 65520, half-way between the largest float16 and the next power of two
        return np.uint16(sign | 0x7C00)
    if size < 0x38800000:  # below 2**-14: subnormal; the last bit of a float32 in 0.5..1 is 2**-24, as there
        shifted = np.uint32(size).view(np.float32) + np.float32(0.5)
        return np.uint16(sign | (np.float32(shifted).view(np.uint32) - 0x3F000000))
    return np.uint16(sign | ((size - 0x38000000 + 0xFFF + ((size >> 13) & 1)) >> 13))


@jit
def round_to_bf16(x: Any) -> Any:
    """Equals `resample.run.floats.round_to` with "bf16"."""
    return bf16_to_f32(f32_to_bf16(x))


@jit
def round_to_f16(x: Any) -> Any:
    """Equals `resample.run.floats.round_to` with "f16"."""
    return f16_to_f32(f32_to_f16(x))
