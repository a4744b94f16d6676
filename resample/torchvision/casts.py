"""Samples that torch does not resize as they are: made float32, resized, and made what they were."""

from __future__ import annotations

import numpy as np

from resample.plan.words import Cast, Clip, Lut, MulBy, PointOp, Round
from resample.spec import Spec

#: Fact of a source: its bytes are truth values.
LOGICAL = "logical"

#: Dtype names that a float32 result is rounded for; the others are cut.
ROUNDED = ("u8", "i8", "i16", "i32", "i64")


def is_native(spec: Spec, dtype: str, logical: bool) -> bool:
    """Return whether samples go to torch as they are: floats and, in v2, uint8 where torch has integer code for it."""
    if dtype in ("f32", "f64"):
        return True
    if dtype != "u8" or logical or spec.api != "v2":
        return False
    return spec.mode != "bilinear" or spec.setting("cpu") == "avx2"


def back(spec: Spec, dtype: str, logical: bool) -> tuple[PointOp, ...]:
    """Return what makes a float32 result the dtype again, as ``clamp``, ``round`` and ``.to(dtype)`` do.

    uint8 is clipped where the filter overshoots, signed integers never: what does not fit wraps, or becomes the lowest
    integer of 32 or 64 bits.  Unsigned 16 and 32 bits are cut and not rounded.
    """
    if logical:
        return _truth()
    if dtype in ("f16", "bf16"):
        return (Cast(dtype),)
    clipped = dtype == "u8" and spec.mode in (("bicubic", "lanczos") if spec.api == "v2" else ("bicubic",))
    ops: tuple[PointOp, ...] = (Clip(0.0, 255.0),) if clipped else ()
    ops += (Round("rne"),) if dtype in ROUNDED else ()
    if dtype == "u32":
        return (*ops, Cast("i64", "x86"), Cast("u32", "wrap"))
    return (*ops, Cast(dtype, "x86"))


def overflows(spec: Spec, dtype: str) -> str:
    """Return why a result is not exact, or nothing: weights that sum to more than 1 overshoot 32 unsigned bits.

    Examples
    --------
    >>> overflows(Spec("torchvision", "nearest"), "u32")
    ''
    """
    if dtype == "u32" and not spec.mode.startswith("nearest"):
        return "what torch makes of a value outside 32 unsigned bits depends on where it lies"
    return ""


def _truth() -> tuple[PointOp, ...]:
    """Return what makes every value but zero a 1: the smallest ones are first made large, and signs are looked up."""
    table = np.zeros((1, 256), np.uint8)
    table[0, [1, 255]] = 1
    grown = (MulBy(2.0**126), MulBy(2.0**126), Clip(-1.0, 1.0))
    return (*grown, Cast("i32", "x86"), Cast("u8", "wrap"), Lut(table, "u8"))
