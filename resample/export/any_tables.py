"""The rules of recipes as C that computes tables: where taps begin, how many there are, and their weights.

``@`` stands for the prefix of the header, ``$T`` for the type of positions and weights, ``$f`` for the suffix of its
functions, ``$MAD(a, b, c)`` for a * b + c with one rounding or two. Each operation is rounded as it is written, so
that a table is, bit for bit, that of a plan.
"""

from __future__ import annotations

from resample.errors import NotExact
from resample.export.any_fixed import POSITIONS, ROUNDED, cubic, exact_pairs, fixed, pairs
from resample.export.any_names import EXACT
from resample.export.any_road import Picture
from resample.export.any_rule import QUANTISED, Rule, with_mad
from resample.export.any_windows import WINDOWS, folded, widened
from resample.plan.recipe import AxisRecipe
from resample.rules.small import SMALL_SIDES

__all__ = ["rule"]

#: Coordinates of nearest -> lines that find sample `i` of output `o`; `p` is a running position.
_NEAREST = {
    "box_centre_by_sum": (
        "const double scale = (double)(float)n / (double)m;\ndouble p = scale * 0.5;",
        "const double at = p;\np = p + scale;\nconst int64_t i = at < 0.0 ? -1 : (int64_t)at;",
    ),
    "box_centre_by_product": (
        "const double scale = (double)(float)n / (double)m;",
        "const int64_t i = (int64_t)(scale * ((double)o + 0.5));",
    ),
    "corner": (
        "const double scale = 1.0 / ((double)m / (double)n);",
        "int64_t i = (int64_t)floor((double)o * scale);\nif (i > (int64_t)n - 1) i = (int64_t)n - 1;",
    ),
    "centre_by_sum": (
        "const double ratio = (double)n / (double)m;\ndouble p = ratio * 0.5;",
        "int64_t i = (int64_t)floor(p);\np = p + ratio;\nif (i > (int64_t)n - 1) i = (int64_t)n - 1;",
    ),
    "left_edge": (
        "const float scale = (float)n / (float)m;",
        "int64_t i = (int64_t)floorf(scale * (float)o);\nif (i > (int64_t)n - 1) i = (int64_t)n - 1;",
    ),
}
# Small results, and many channels that lie next to each other, have indices in single precision.
_LEFT_EDGE_F64 = (
    "const double scale = (double)n / (double)m;\nconst float single = (float)n / (float)m;",
    "int64_t i = (int64_t)floorf(small ? single * (float)o : (float)(scale * (double)o));\n"
    "if (i > (int64_t)n - 1) i = (int64_t)n - 1;",
)
# Their scale is single precision, their product double; others take the position of the linear filter.
_CENTRE = (
    "const float single = (float)n / (float)m;\nconst $T scale = ($T)n / ($T)m;",
    "const $T found = $MAD(scale, ($T)o + ($T)0.5, ($T)-0.5);\n"
    "const double p = small ? ((double)o + 0.5) * (double)single : (double)(found < 0 ? 0 : found) + 0.5;\n"
    "int64_t i = (int64_t)floorf((float)p);\nif (i > (int64_t)n - 1) i = (int64_t)n - 1;",
)
# Sizes whose integers overflow, or turn negative, are refused.
_FIXED16 = (
    "const int64_t step = (int64_t)((((uint64_t)n << 16) + m / 2) / m);\nconst int64_t start = step / 2 - $LESS;",
    "int64_t i = (step * (int64_t)o + start) >> 16;\nif (i > (int64_t)n - 1) i = (int64_t)n - 1;",
)
_BEYOND = """\
static inline int @_beyond(size_t n, size_t m)
{
    const uint64_t wide = ((uint64_t)n << 16) + m / 2, step = wide / m;
    const int64_t start = (int64_t)(step / 2) - $LESS;
    return start < 0 || n >= 32768 || wide >= 0x80000000u || (int64_t)(step * (m - 1)) + start >= 0x80000000LL;
}

"""
_LESS = {"centre_fixed16": "(int64_t)(n % 2)", "centre_fixed16_less_one": "1"}
_INDEX = """\
/* The sample of each output; -1 outside. */
static inline void @_index(size_t n, size_t m, int32_t *index$SMALL)
{
    @_NO_CONTRACTION
    $BEFORE
    for (size_t o = 0; o < m; o++) {
        $EACH
        index[o] = (int32_t)(i < (int64_t)n ? i : -1);
    }
}
"""
#: Filter, support, edge and normalisation of taps in single precision; what a pair does across is a matter of the axis.
_SINGLE = {
    ("linear", "fixed", "clamped", "none"),
    ("cubic_three_quarters", "fixed", "clamped", "remainder"),
    ("lanczos4", "fixed", "clamped", "reciprocal"),
}


def rule(axis: AxisRecipe, picture: Picture) -> Rule:
    """Return the rule of an axis.

    Raises
    ------
    NotExact
        For a name, or names together, that have no lowering.
    """
    quantise = "" if axis.quantise == "none" else axis.quantise
    if axis.filter == "nearest":
        return _nearest(axis, picture)
    if quantise in EXACT and (axis.coordinate, axis.filter) == ("half_pixel_f64", "linear"):
        return exact_pairs(EXACT[quantise][0])
    shape = axis.filter, axis.support, axis.edge, axis.normalise
    if axis.support == "fixed" and axis.edge == "clamped" and axis.coordinate in POSITIONS and quantise in ROUNDED:
        if axis.filter == "linear" and axis.coordinate != "half_pixel":
            return pairs(axis)
        if axis.filter == "cubic_three_quarters" and axis.coordinate != "half_pixel_from_0":
            return cubic(axis)
    if quantise and quantise not in QUANTISED:
        raise NotExact(f"the quantisation {quantise!r} has no lowering to C of any size")
    if axis.support == "widened" and axis.coordinate in WINDOWS and axis.edge == "cut" and axis.normalise == "divided":
        return widened(axis, quantise)
    if shape[1:] == ("fixed", "folded", "none"):
        return folded(axis, quantise)
    if axis.coordinate == "half_pixel_f32" and shape in _SINGLE and quantise in ("", "fixed11_even"):
        return fixed(axis.filter, quantise)
    raise NotExact(
        f"the coordinate {axis.coordinate!r} with filter {axis.filter!r}, support {axis.support!r} and edge "
        f"{axis.edge!r} has no lowering to C of any size"
    )


def _nearest(axis: AxisRecipe, picture: Picture) -> Rule:
    """Return the rule of one sample for each output."""
    single = axis.precision.startswith("f32")
    small = "1" if picture.inner > 3 else f"to_height + to_width <= {SMALL_SIDES}"
    if axis.coordinate == "half_pixel_edge" and axis.precision[:3] in ("f32", "f64"):
        text = _filled(_INDEX, *_CENTRE).replace("$SMALL", ", int small")
        text = with_mad(text, axis.precision.endswith("_fma"), "f" if single else "")
        return Rule(text.replace("$T", "float" if single else "double"), "", False, "", told=f", {small}")
    if axis.coordinate == "left_edge" and axis.precision.startswith("f64"):
        return Rule(_filled(_INDEX, *_LEFT_EDGE_F64).replace("$SMALL", ", int small"), "", False, "", told=f", {small}")
    if axis.coordinate in _LESS and axis.precision == "integer":
        text = _BEYOND + _filled(_INDEX, *_FIXED16).replace("$SMALL", "")
        return Rule(text.replace("$LESS", _LESS[axis.coordinate]), "", False, "", refused="@_beyond")
    if axis.coordinate not in _NEAREST or single != (axis.coordinate == "left_edge"):
        raise NotExact(f"{axis.coordinate!r} in {axis.precision} has no lowering to C of any size")
    return Rule(_filled(_INDEX, *_NEAREST[axis.coordinate]).replace("$SMALL", ""), "", False, "")


def _filled(text: str, before: str, each: str) -> str:
    return text.replace("$BEFORE", before.replace("\n", "\n    ")).replace("$EACH", each.replace("\n", "\n        "))
