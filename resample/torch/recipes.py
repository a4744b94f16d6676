"""Recipes: what a spec of torch means before any size is known."""

from __future__ import annotations

from resample.plan.recipe import AxisRecipe, Recipe
from resample.spec import Spec
from resample.torch.arguments import ANTIALIASED, check_dtype
from resample.torch.geometry import SPATIAL

#: mode -> letters of the axes in a recipe; modes for any number of axes are shown for pictures.
_AXES = {"linear": SPATIAL[1], "trilinear": SPATIAL[3]}
_FILTERS = {"bilinear": "triangle", "bicubic": "cubic_half_horner", "lanczos": "lanczos3_mixed"}


def recipe(spec: Spec, dtype: str) -> Recipe:
    """Return the recipe of a spec for samples of this dtype.

    Raises
    ------
    NotImplementedError
        If the mode does not take the dtype.
    """
    check_dtype(spec.mode, dtype, antialias=spec.has("antialias"))
    fused = "_fma" if spec.setting("cpu") == "avx2" else ""
    work = "f64" if dtype == "f64" else "f32"
    if dtype == "u8" and spec.mode in ANTIALIASED:
        axis, order, total, finish = _integers(spec, fused)
    elif spec.has("antialias"):
        axis, order = _widened(spec, f"{work}{fused}", "none"), "horizontal_first"
        total, finish = f"{work}_blocks_fma" if fused else f"{work}_forward_first", "none"
    elif spec.mode.startswith("nearest"):
        axis, order, total, finish = _nearest(spec, f"{work}{fused}"), "any", "none", "none"
    elif spec.mode == "area":
        axis = AxisRecipe("cells_outward", "mean", "cell", "none_outside", "none", "integer", "none")
        order, total, finish = "together", f"{work}_forward", "divided_in_turn"
    else:
        axis, order = _float_taps(spec, dtype, f"{work}{fused}")
        total, finish = f"{work}_second_first{fused}", "none" if dtype == work else f"to_{dtype}"
    return Recipe(((_AXES.get(spec.mode, SPATIAL[2]), axis),), order, total, finish)


def _nearest(spec: Spec, precision: str) -> AxisRecipe:
    coordinate = "left_edge" if spec.mode == "nearest" else "half_pixel_edge"
    return AxisRecipe(coordinate, "nearest", "one", "none_outside", "none", precision, "none")


def _widened(spec: Spec, precision: str, quantise: str) -> AxisRecipe:
    coordinate = "centre_at_corner_scale" if spec.has("align_corners") else "centre"
    return AxisRecipe(coordinate, _FILTERS[spec.mode], "widened", "cut", "divided", precision, quantise)


def _integers(spec: Spec, fused: str) -> tuple[AxisRecipe, str, str, str]:
    if spec.has("antialias"):
        axis = _widened(spec, f"f64{fused}", "adaptive16_away")
    else:
        coordinate, shape = _plain(spec)
        axis = AxisRecipe(coordinate, shape, "fixed", "folded", "none", f"f64{fused}", "adaptive16_away")
    return axis, "horizontal_first", "integer", "shift_half_up_clip"


def _float_taps(spec: Spec, dtype: str, precision: str) -> tuple[AxisRecipe, str]:
    coordinate, shape = _plain(spec)
    quantise = f"rounded_{dtype}" if dtype in ("f16", "bf16") else "none"
    order = "inner_first_or_together" if spec.mode in ("bilinear", "trilinear") else "inner_first"
    return AxisRecipe(coordinate, shape, "fixed", "clamped", "none", precision, quantise), order


def _plain(spec: Spec) -> tuple[str, str]:
    """Return coordinate and filter without antialias."""
    coordinate = "half_pixel" if spec.mode == "bicubic" else "half_pixel_from_0"
    shape = "cubic_three_quarters" if spec.mode == "bicubic" else "linear"
    return "corners" if spec.has("align_corners") else coordinate, shape
