"""The pictures of a corpus, made again from a kind, a dtype, a shape and a seed.

Every kind is integer arithmetic on `tests.corpora.bits.words`, or a table of bit patterns, so that no release of NumPy
and no processor can give other bits. A change of any kind is a new `VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.corpora.bits import words
from tests.corpora.layouts import LAYOUTS

__all__ = ["KINDS", "VERSION", "Picture", "kinds_for", "make"]

VERSION = 1

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Picture:
    """What an input is made from.

    Attributes
    ----------
    kind : str
        A name of `KINDS`.
    dtype : str
        A NumPy dtype such as ``"<u2"``, or ``"bf16"``: bfloat16, stored as its bits in uint16.
    shape : tuple of int
    seed : int
    layout : str
        A name of `tests.corpora.layouts.LAYOUTS`: the same values, otherwise laid out in memory.
    """

    kind: str
    dtype: str
    shape: tuple[int, ...]
    seed: int
    layout: str = "plain"


def storage(dtype: str) -> np.dtype[Any]:
    """Return the NumPy dtype that holds samples of a dtype."""
    return np.dtype("<u2" if dtype == "bf16" else dtype)


def make(picture: Picture) -> Array:
    """Return the picture as an array of `picture.shape`."""
    flat = KINDS[picture.kind](picture, prod(picture.shape))
    return LAYOUTS[picture.layout](np.ascontiguousarray(flat.reshape(picture.shape)))


# --- kinds: a picture and its number of samples to that many values ---------------------------------------------------


def noise(picture: Picture, n: int) -> Array:
    """Every bit of an integer is random, and every bit of the significand of a float, which is below 1024."""
    raw = words(picture.seed, n)
    if is_float(picture.dtype):
        return to_float((raw >> np.uint64(10)).astype(np.int64) - 2**53, 43, picture.dtype)
    return to_integer(raw, picture.dtype)


def unit(picture: Picture, n: int) -> Array:
    """Floats are in [0, 1), as a model's input is; integers are as in `noise`."""
    if not is_float(picture.dtype):
        return noise(picture, n)
    return to_float((words(picture.seed, n) >> np.uint64(11)).astype(np.int64), 53, picture.dtype)


def extremes(picture: Picture, n: int) -> Array:
    """Return only the lowest and the highest value; in floats 0 and 255."""
    bit = (words(picture.seed, n) & np.uint64(1)).astype(np.int64)
    if is_float(picture.dtype):
        return to_float(bit * 255, 0, picture.dtype)
    if is_bool(picture.dtype):
        return bit.astype(bool)
    info = np.iinfo(storage(picture.dtype))
    return np.where(bit == 1, np.array(info.max, info.dtype), np.array(info.min, info.dtype))


def alpha(picture: Picture, n: int) -> Array:
    """Random samples, the last channel drawn from the alphas at which dividing goes wrong first."""
    values = noise(picture, n).reshape(-1, picture.shape[-1])
    table = np.array([0, 1, 2, 127, 254, 255], np.uint8)
    pick = words(picture.seed ^ 1, len(values)) % np.uint64(len(table))
    values[:, -1] = table[pick.astype(np.int64)]
    return values.reshape(-1)


def edges(picture: Picture, n: int) -> Array:
    """Integers next to the borders of what 8, 16 and 32 bits hold, where sums overflow and clips decide."""
    info = np.iinfo(storage(picture.dtype))
    near = [b + d for b in (info.min, info.max, 0, 255, 32767, 65535) for d in (-2, -1, 0, 1, 2)]
    table = np.array(sorted({v for v in near if info.min <= v <= info.max}), info.dtype)
    pick = words(picture.seed, n) % np.uint64(len(table))
    return table[pick.astype(np.int64)]


def specials(picture: Picture, n: int) -> Array:
    """Floats of which one in four is NaN, an infinity, a zero of either sign, subnormal, the largest or the least."""
    values = noise(picture, n)
    table = np.array(_SPECIAL_BITS[picture.dtype], values.dtype.str.replace("f", "u")).view(values.dtype)
    raw = words(picture.seed ^ 2, n)
    pick = (raw >> np.uint64(8)) % np.uint64(len(table))
    special = raw % np.uint64(4) == 0
    values[special] = table[pick.astype(np.int64)][special]
    return values


def zeros(picture: Picture, n: int) -> Array:
    """Floats that are -0.0, 0.0 or a small whole number of either sign: sums that cancel, signs of zero."""
    raw = words(picture.seed, n)
    values = to_float((raw % np.uint64(5)).astype(np.int64) - 2, 0, picture.dtype)
    if picture.dtype == "bf16":
        values[values == 0] = 0x8000
    else:
        values[values == 0] = -0.0
    return values


def smooth(picture: Picture, n: int) -> Array:
    """Return ramps along every axis, as photographs have; in floats in steps of 1/16."""
    raw = [int(w) for w in words(picture.seed, len(picture.shape))]
    total = np.zeros(picture.shape, np.int64)
    for axis, word in enumerate(raw):
        length = picture.shape[axis]
        ramp = np.arange(length, dtype=np.int64) * (1 + word % 9) + word % 64
        total += ramp.reshape([length if a == axis else 1 for a in range(len(picture.shape))])
    total = total.reshape(-1)
    if is_float(picture.dtype):
        return to_float(total, 4, picture.dtype)
    return to_integer(total.astype(np.uint64), picture.dtype)


def flat(picture: Picture, n: int) -> Array:
    """One value everywhere: a resize must not change it, and where an original does, neither may we differ."""
    one = noise(Picture("noise", picture.dtype, (1,), picture.seed), 1)
    return np.repeat(one, n)


KINDS: dict[str, Callable[[Picture, int], Array]] = {
    function.__name__: function for function in (noise, unit, extremes, alpha, edges, specials, zeros, smooth, flat)
}


def kinds_for(dtype: str) -> tuple[str, ...]:
    """Return the kinds that pictures of a dtype are drawn from, the plain ones more often."""
    if is_float(dtype):
        return ("noise", "noise", "unit", "smooth", "extremes", "flat", "zeros", "specials")
    if is_bool(dtype):
        return ("noise",)
    return ("noise", "noise", "noise", "smooth", "extremes", "edges", "flat")


# --- values -----------------------------------------------------------------------------------------------------------


def is_float(dtype: str) -> bool:
    """Return whether samples of the dtype are floats."""
    return dtype == "bf16" or np.dtype(dtype).kind == "f"


def is_bool(dtype: str) -> bool:
    """Return whether samples of the dtype are truth values."""
    return storage(dtype).kind == "b"


def to_integer(raw: npt.NDArray[np.uint64], dtype: str) -> Array:
    """Return the low bits of each word as an integer, or a bool, of the dtype."""
    kind = storage(dtype)
    if is_bool(dtype):
        return (raw & np.uint64(1)).astype(bool)
    return (raw & np.uint64((1 << 8 * kind.itemsize) - 1)).astype(f"<u{kind.itemsize}").view(kind)


def to_float(values: npt.NDArray[np.int64], shift: int, dtype: str) -> Array:
    """Return values / 2**shift, exact in float64, rounded to nearest even to the dtype."""
    exact = values.astype(np.float64) * 2.0**-shift
    if dtype != "bf16":
        return exact.astype(dtype)
    bits = exact.astype(np.float32).view(np.uint32)
    # To nearest even by an integer addition; none of the values here is NaN.
    return ((bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) >> np.uint32(16)).astype(np.uint16)


#: NaN, +inf, -inf, -0.0, 0.0, a subnormal, the least normal, the largest, and an odd one that rounding meets at once.
_SPECIAL_BITS = {
    "<f2": (0x7E00, 0x7C00, 0xFC00, 0x8000, 0x0000, 0x0001, 0x0400, 0x7BFF, 0x3C01),
    "bf16": (0x7FC0, 0x7F80, 0xFF80, 0x8000, 0x0000, 0x0001, 0x0080, 0x7F7F, 0x3F81),
    "<f4": (0x7FC00000, 0x7F800000, 0xFF800000, 0x80000000, 0, 1, 0x00800000, 0x7F7FFFFF, 0x3F800001),
    "<f8": (
        0x7FF8000000000000,
        0x7FF0000000000000,
        0xFFF0000000000000,
        0x8000000000000000,
        0,
        1,
        0x0010000000000000,
        0x7FEFFFFFFFFFFFFF,
        0x3FF0000000000001,
    ),
}
