"""What Pillow's specs mean before any size is known, in the names that all originals share."""

from __future__ import annotations

from resample.pillow.modes import Mode
from resample.pillow.versions import Version
from resample.plan.recipe import AxisRecipe, Recipe

__all__ = ["recipe"]

_FILTERS = {
    "box": "box",
    "bilinear": "triangle",
    "hamming": "hamming",
    "bicubic": "cubic_half",
    "lanczos": "lanczos3",
    "mks2013": "magic_sharp_2013",
    "mks2021": "magic_sharp_2021",
}
_FINISH = {"u8": "shift22_clip_u8", "i32": "away_x86_i32", "f32": "to_f32"}


def recipe(mode: Mode, version: Version, name: str) -> Recipe:
    """Return the recipe of a filter, of NEAREST or of a reduction for pictures of a mode."""
    if name == "nearest" or (mode.arithmetic == "copy" and name != "reduce"):
        return _nearest(mode)
    if name == "reduce":
        return _reduce(mode)
    small = mode.arithmetic == "u8"
    axis = AxisRecipe(
        coordinate="box_centre",
        filter=_FILTERS[name],
        support="widened",
        edge="cut",
        normalise="divided",
        precision="f64",
        quantise="fixed22_away" if small else "none",
    )
    order = "horizontal_first"
    if version.vertical_first:
        order = "vertical_first_if_taller"
    elif version.tall:
        order = "twice_if_tall"
    total = "integer" if small else "f64_forward"
    return Recipe((("HW", axis),), order, total, _finish(mode, version), (*_around(mode), *_gap(mode, version)))


def _finish(mode: Mode, version: Version) -> str:
    if mode.arithmetic == "u16":
        return "away_bytes_apart_u16" if version.sixteen_bit == "bytes_apart" else "away_clip_u16"
    return _FINISH[mode.arithmetic]


def _around(mode: Mode) -> tuple[str, ...]:
    names = ["premultiplied"] if mode.premultiplied else []
    names += ["upper_bit_flipped"] if mode.signed else []
    return tuple([*names, "bytes_swapped"] if mode.swapped else names)


def _gap(mode: Mode, version: Version) -> tuple[str, ...]:
    ignored = mode.premultiplied and not version.gap_with_alpha
    return () if ignored or mode.arithmetic == "u16" else ("reduced_first_on_request",)


def _nearest(mode: Mode) -> Recipe:
    coordinate = "box_centre_by_product" if mode.arithmetic == "u16" else "box_centre_by_sum"
    axis = AxisRecipe(coordinate, "nearest", "one", "filled", "none", "f64", "none")
    return Recipe((("HW", axis),), "any", "none", "none")


def _reduce(mode: Mode) -> Recipe:
    precision = "integer" if mode.arithmetic == "u8" else "f64"
    axis = AxisRecipe("cells", "mean", "cell", "smaller_cells", "none", precision, "none")
    finish = {"u8": "cut_reciprocal24_u8", "i32": "reciprocal_away_x86_i32", "f32": "reciprocal_to_f32"}
    total = "integer" if mode.arithmetic == "u8" else "f64_quads"
    return Recipe((("HW", axis),), "together", total, finish.get(mode.arithmetic, "none"), _around(mode))
