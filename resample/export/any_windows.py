"""Windows that widen when shrinking, as C that computes their table.

``@`` stands for the prefix of the header, ``$T`` for the type of positions and weights, ``$f`` for the suffix of its
functions, ``$MAD(a, b, c)`` for a * b + c with one rounding or two.
"""

from __future__ import annotations

from resample.errors import NotExact
from resample.export.any_filters import FILTERS, SINC
from resample.export.any_fixed import POSITIONS
from resample.export.any_rule import Rule, with_mad
from resample.plan.recipe import AxisRecipe

__all__ = ["WINDOWS", "folded", "widened"]

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
    return Rule(text, "f32" if single else "f64", False, quantise)


# From left to right: the place to add to is the first tap as long as the source lies at or before sample 0, and the
# last one from the last sample on.
_FOLDED = """\
static inline $T @_filter($T x)
{
    @_NO_CONTRACTION
    $FILTER
}

static inline size_t @_longest(size_t n, size_t m) { (void)n; (void)m; return $SIZE; }

/* Around each output; the weights of taps outside are added to that of the border. Returns the largest sum of them. */
static inline double @_table(size_t n, size_t m, int32_t *first, int32_t *count, $T *weight, size_t k)
{
    @_NO_CONTRACTION
    const $T scale = $SCALE;
    double largest = 0.0;
    for (size_t o = 0; o < m; o++, weight += k) {
        const $T found = $POSITION, position = $CLAMPED;
        const int64_t below = (int64_t)floorf((float)position), end = (int64_t)n - 1, i = below > end ? end : below;
        const $T apart = position - ($T)i, t = apart < 0 ? 0 : apart > 1 ? 1 : apart;
        const int64_t start = i - $SIZE / 2 + 1, stop = start + $SIZE > (int64_t)n ? (int64_t)n : start + $SIZE;
        const int64_t from = start < 0 ? 0 : start, taps = stop > from ? stop - from : 0;
        int64_t place = 0;
        for (size_t j = 0; j < k; j++) weight[j] = 0;
        for (int64_t j = 0; j < $SIZE; j++, place++) {
            if (start + j <= 0) place = 0;
            else if (start + j >= end) place = taps - 1;
            weight[place] = weight[place] + @_filter(($T)(j + 1 - $SIZE / 2) - t);
            if (weight[place] > largest) largest = (double)weight[place];
        }
        first[o] = (int32_t)from;
        count[o] = (int32_t)taps;
    }
    return largest;
}
"""
#: Filter without antialias -> its taps, its function, and the position that is taken.
_SHARP = """\
x = fabs$f(x);
if (x < 1) return $MAD($MAD(($T)1.25, x, ($T)-2.25) * x, x, ($T)1);
return x < 2 ? $MAD($MAD($MAD(($T)-0.75, x, ($T)3.75), x, ($T)-6), x, ($T)3) : 0;"""
_AROUND = {"linear": (2, FILTERS["triangle"][1], "found < 0 ? 0 : found"), "cubic_three_quarters": (4, _SHARP, "found")}


def folded(axis: AxisRecipe, quantise: str) -> Rule:
    """Return the rule of two or four taps, the weights of those outside added to that of the border."""
    if axis.filter not in _AROUND or axis.coordinate not in POSITIONS:
        raise NotExact(f"the filter {axis.filter!r} at {axis.coordinate!r} has no lowering to C of any size")
    single, fused = axis.precision.startswith("f32"), axis.precision.endswith("_fma")
    (size, function, clamped), (scale, position) = _AROUND[axis.filter], POSITIONS[axis.coordinate]
    text = _FOLDED.replace("$FILTER", function.replace("\n", "\n    ")).replace("$SIZE", str(size))
    text = text.replace("$SCALE", scale).replace("$POSITION", position).replace("$CLAMPED", clamped)
    text = with_mad(text, fused, "f" if single else "").replace("$f", "f" if single else "")
    return Rule(text.replace("$T", "float" if single else "double"), "f64", False, quantise, largest=True)
