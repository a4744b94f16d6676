"""What OpenCV's specs mean before any size is known, in the names that all originals share."""

from __future__ import annotations

from dataclasses import replace

from resample.opencv.geometry import FILTERED, FIXED_POINT, unsupported
from resample.opencv.ipp import TAKEN
from resample.opencv.versions import Version
from resample.plan.recipe import AxisRecipe, Recipe

__all__ = ["recipe"]

_CENTRES = {"running": "centre_by_sum", "parity": "centre_fixed16", "minus_one": "centre_fixed16_less_one"}
_FILTERS = {"linear": "linear", "cubic": "cubic_three_quarters", "lanczos4": "lanczos4"}
_NORMALISE = {"linear": "none", "cubic": "remainder", "lanczos4": "reciprocal"}
_SUMS = {
    ("linear", "u8"): "integer",
    ("cubic", "u8"): "integer_or_f32_reversed_in_vectors",
    ("lanczos4", "u8"): "integer",
    ("cubic", "u16"): "f32_reversed_in_vectors",
    ("cubic", "i16"): "f32_reversed_in_vectors",
    ("cubic", "f32"): "f32_reversed_in_vectors",
    ("lanczos4", "i16"): "f32_reversed_in_vectors",
    ("lanczos4", "f32"): "f32_reversed_in_vectors",
}
_BITS = {"u8": "fixed8_even", "i8": "fixed16_even", "u16": "fixed16_even", "i16": "fixed16_even", "i32": "fixed32_even"}


def recipe(mode: str, dtype: str, version: Version, level: str) -> Recipe:
    """Return the recipe of a mode for one channel of a dtype.

    Raises
    ------
    error
        If the mode does not take the dtype.
    """
    if mode in ("nearest", "nearest_exact"):
        return _nearest("corner" if mode == "nearest" else _CENTRES[version.nearest_exact])
    mode = "linear" if mode == "linear_exact" and dtype in ("f32", "f64") else mode
    allowed = FIXED_POINT if mode == "linear_exact" else FILTERED
    if dtype not in allowed:
        raise unsupported(mode.upper(), dtype, allowed, "func != 0")
    if mode == "linear_exact":
        return _linear_exact(dtype)
    if mode == "area":
        return _area(dtype)
    if level != "off" and dtype in TAKEN.get(mode, ((), 0))[0]:
        return _ipp(mode, dtype)
    return _separable(mode, dtype)


def _finish(dtype: str) -> str:
    return "none" if dtype in ("f32", "f64") else "even_x86_clip"


def _forward(dtype: str) -> str:
    return "f64_forward_first" if dtype == "f64" else "f32_forward_first"


def _nearest(coordinate: str) -> Recipe:
    precision = "integer" if "fixed" in coordinate else "f64"
    axis = AxisRecipe(coordinate, "nearest", "one", "clamped", "none", precision, "none")
    return Recipe((("HW", axis),), "any", "none", "none", ("same_size_copied",))


def _separable(mode: str, dtype: str) -> Recipe:
    axis = AxisRecipe(
        coordinate="half_pixel_f32",
        filter=_FILTERS[mode],
        support="fixed",
        edge="clamped",
        normalise=_NORMALISE[mode],
        precision="f64_then_f32",
        quantise="fixed11_even" if dtype == "u8" else "none",
    )
    axes = (("W", replace(axis, edge="pair_kept_inside")), ("H", axis)) if mode == "linear" else (("WH", axis),)
    finish = _finish(dtype)
    if dtype == "u8":
        finish = {"linear": "shift4_16_2", "cubic": "shift22_or_even_clip_u8", "lanczos4": "shift22_clip_u8"}[mode]
    around = ("same_size_copied", "half_size_averaged") if mode == "linear" else ("same_size_copied",)
    return Recipe(axes, "rows_then_columns", _SUMS.get((mode, dtype), _forward(dtype)), finish, around)


def _area(dtype: str) -> Recipe:
    axis = AxisRecipe("cells_by_scale", "share", "cell", "cut", "none", "f64_then_f32", "none")
    around = ("same_size_copied", "whole_factors_averaged", "growing_paired")
    return Recipe((("WH", axis),), "rows_then_columns", _forward(dtype), _finish(dtype), around)


def _linear_exact(dtype: str) -> Recipe:
    axis = AxisRecipe("half_pixel_f64", "linear", "fixed", "clamped", "remainder", "f64", _BITS[dtype])
    around = ("same_size_copied", "half_size_averaged")
    total = "integer_rounded_products" if dtype == "i32" else "integer"
    return Recipe((("WH", axis),), "rows_then_columns", total, "shift_half_up_clip", around)


def _ipp(mode: str, dtype: str) -> Recipe:
    linear = mode == "linear"
    axis = AxisRecipe(
        coordinate="half_pixel_ratio",
        filter="linear" if linear else "cubic_three_quarters",
        support="fixed",
        edge="clamped",
        normalise="none",
        precision="f64" if dtype == "f64" else "f64_then_f32",
        quantise="none",
    )
    around = ("same_size_copied", "outside_centres_apart" if linear else "outside_taps_apart")
    return Recipe((("WH", axis),), "rows_then_columns", "lerp" if linear else "f32_in_pairs", _finish(dtype), around)
