"""Windows that widen when shrinking, as C that computes their table.

``@`` stands for the prefix of the header, ``$T`` for the type of positions and weights, ``$f`` for the suffix of its
functions, ``$MAD(a, b, c)`` for a * b + c with one rounding or two.
"""

from __future__ import annotations

from resample.errors import NotExact
from resample.export.any_filters import FILTERS, SINC
from resample.export.any_rule import Rule, with_mad
from resample.plan.recipe import AxisRecipe

__all__ = ["WINDOWS", "widened"]

#: Coordinates of windows -> samples from one output to the next.
WINDOWS = {
    "box_centre": "(double)(float)n / (double)m",
    "centre": "(double)(($T)n / ($T)m)",
    "centre_at_corner_scale": "m > 1 ? (double)(($T)(n - 1) / ($T)(m - 1)) : 0.0",
}
_WIDENED = """\
static inline $T @_filter($T x)
{
    @_NO_CONTRACTION
    $FILTER
}

static inline double @_scale(size_t n, size_t m) { return $SCALE; }

/* The most taps of an output. */
static inline size_t @_longest(size_t n, size_t m)
{
    const double scale = @_scale(n, m), support = (double)($T)($REACH * (scale < 1.0 ? 1.0 : scale));
    return 2 * (size_t)ceil(support) + 1;
}

/* Windows widen with the scale when shrinking and are cut at the ends; weights are divided by their sum. */
static inline void @_table(size_t n, size_t m, int32_t *first, int32_t *count, $T *weight, size_t k)
{
    @_NO_CONTRACTION
    const double scale = @_scale(n, m), widening = scale < 1.0 ? 1.0 : scale;
    const $T support = ($T)($REACH * widening);
    const double inverse = scale < 1.0 ? 1.0 : (double)($T)(1.0 / widening);
    for (size_t o = 0; o < m; o++, weight += k) {
        const $T centre = ($T)(((double)o + 0.5) * scale);
        const int64_t start = (int64_t)((double)($T)(centre - support) + 0.5);
        const int64_t stop = (int64_t)((double)($T)(centre + support) + 0.5);
        const int64_t from = start < 0 ? 0 : start, to = stop > (int64_t)n ? (int64_t)n : stop;
        const size_t taps = to <= from ? 0 : (size_t)(to - from) > k ? k : (size_t)(to - from);
        $T total = 0;
        for (size_t j = 0; j < taps; j++) {
            const double distance = (double)($T)((double)(from + (int64_t)j) - (double)centre) + 0.5;
            weight[j] = @_filter(($T)(distance * inverse));
            total = total + weight[j];
        }
        if (total != 0)
            for (size_t j = 0; j < taps; j++) weight[j] = weight[j] / total;
        for (size_t j = taps; j < k; j++) weight[j] = 0;
        first[o] = (int32_t)(taps ? from : 0);
        count[o] = (int32_t)taps;
    }
}
"""


def widened(axis: AxisRecipe, quantise: str) -> Rule:
    """Return the rule of an axis whose windows widen, are cut at the ends and divided by their sum."""
    if axis.filter not in FILTERS:
        raise NotExact(f"the filter {axis.filter!r} has no lowering to C of any size")
    reach, function = FILTERS[axis.filter]
    single, fused = axis.precision.startswith("f32"), axis.precision.endswith("_fma")
    text = _WIDENED.replace("$FILTER", function.replace("\n", "\n    "))
    text = text.replace("$SCALE", WINDOWS[axis.coordinate]).replace("$REACH", repr(reach))
    text = (SINC if "@_sinc(" in text else "") + text
    text = with_mad(text, fused, "f" if single else "")
    text = text.replace("$T", "float" if single else "double").replace("$f", "f" if single else "")
    text = text.replace("(double)(double)", "(double)")
    return Rule(text, "f32" if single else "f64", False, quantise, wide=axis.coordinate != "box_centre")
