"""The rules of recipes as C that computes tables: where taps begin, how many there are, and their weights.

``@`` stands for the prefix of the header, ``$T`` for the type of positions and weights, ``$f`` for the suffix of its
functions, ``$MAD(a, b, c)`` for a * b + c with one rounding or two. Each operation is rounded as it is written, so
that a table is, bit for bit, that of a plan.
"""

from __future__ import annotations

from resample.errors import NotExact
from resample.export.any_fixed import POSITIONS, cubic, fixed, pairs_of_256ths
from resample.export.any_rule import QUANTISED, Rule
from resample.export.any_windows import WINDOWS, widened
from resample.plan.recipe import AxisRecipe

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
_INDEX = """\
/* The sample of each output; -1 outside. */
static inline void @_index(size_t n, size_t m, int32_t *index)
{
    @_NO_CONTRACTION
    $BEFORE
    for (size_t o = 0; o < m; o++) {
        $EACH
        index[o] = (int32_t)(i < (int64_t)n ? i : -1);
    }
}
"""


def rule(axis: AxisRecipe) -> Rule:
    """Return the rule of an axis.

    Raises
    ------
    NotExact
        For a name, or names together, that have no lowering.
    """
    quantise = "" if axis.quantise == "none" else axis.quantise
    if quantise == "fixed8_even" and (axis.coordinate, axis.filter) == ("half_pixel_f64", "linear"):
        return pairs_of_256ths()
    if quantise and quantise not in QUANTISED:
        raise NotExact(f"the quantisation {quantise!r} has no lowering to C of any size")
    if axis.filter == "nearest" and axis.coordinate in _NEAREST:
        if axis.precision.startswith("f32") != (axis.coordinate == "left_edge"):
            raise NotExact(f"{axis.coordinate!r} in {axis.precision} has no lowering to C of any size")
        return Rule(_filled(_INDEX, *_NEAREST[axis.coordinate]), "", False, "")
    if axis.support == "widened" and axis.coordinate in WINDOWS and axis.edge == "cut" and axis.normalise == "divided":
        return widened(axis, quantise)
    if axis.support == "fixed" and axis.coordinate == "half_pixel_f32" and quantise == "fixed11_even":
        return fixed(axis, quantise)
    if (axis.filter, axis.edge, quantise) == ("cubic_three_quarters", "clamped", "") and axis.coordinate in POSITIONS:
        return cubic(axis)
    raise NotExact(
        f"the coordinate {axis.coordinate!r} with filter {axis.filter!r}, support {axis.support!r} and edge "
        f"{axis.edge!r} has no lowering to C of any size"
    )


def _filled(text: str, before: str, each: str) -> str:
    return text.replace("$BEFORE", before.replace("\n", "\n    ")).replace("$EACH", each.replace("\n", "\n        "))
