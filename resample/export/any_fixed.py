"""A fixed number of taps around each output, as C that computes their table.

``@`` stands for the prefix of the header, ``$T`` for the type of positions and weights, ``$f`` for the suffix of its
functions, ``$MAD(a, b, c)`` for a * b + c with one rounding or two.
"""

from __future__ import annotations

from resample.export.any_rule import Rule, with_mad
from resample.export.c_types import STORED
from resample.plan.recipe import AxisRecipe

__all__ = ["POSITIONS", "ROUNDED", "cubic", "exact_pairs", "fixed", "pairs"]

_FIXED = """\
/* $TAPS taps around each output, those outside moved to the edge sample. */
static inline void @_table(size_t n, size_t m, int32_t *index, $COUNTfloat *weight, int across)
{
    @_NO_CONTRACTION
    const double scale = 1.0 / ((double)m / (double)n);
    for (size_t o = 0; o < m; o++, weight += $TAPS, index += $TAPS) {
        $POSITION
        for (int64_t j = 0; j < $TAPS; j++) {
            const int64_t at = i + 1 - $TAPS / 2 + j;
            index[j] = (int32_t)(at < 0 ? 0 : at > (int64_t)n - 1 ? (int64_t)n - 1 : at);
        }
        $EDGE
        $WEIGHTS
    }
}
"""
# The position is computed in double precision and rounded to single once; the fraction is a difference of singles.
_HALF_PIXEL = """\
const float position = (float)(((double)o + 0.5) * scale - 0.5), sample = floorf(position);
const int64_t i = (int64_t)sample;
float t = position - sample;"""
# How much of the output lies beyond the end of the sample in which it begins.
_BEYOND = """\
const double factor = (double)m / (double)n, sample = floor((double)o * scale);
const int64_t i = (int64_t)sample;
const float beyond = (float)(((double)o + 1.0) - (sample + 1.0) * factor);
float t = beyond <= 0.0f ? 0.0f : beyond - floorf(beyond);"""
# A pair of a row that begins outside has a fraction of 0, and its taps are the outermost samples.
_KEPT_INSIDE = """\
if (across && (i < 0 || i >= (int64_t)n - 1)) {
    const int64_t at = i < 0 ? 0 : (int64_t)n - 1;
    t = 0.0f;
    index[0] = (int32_t)at;
    index[1] = (int32_t)(at + 1 < (int64_t)n ? at + 1 : at);
}"""
# Without quantisation a weight of 0 is seen where its sample is no number: from the last sample on there is one tap.
_ALONE = """
count[o] = across && (n == 1 || i >= (int64_t)n - 1) ? 1 : 2;"""
_LINEAR = "weight[0] = 1.0f - t;\nweight[1] = t;"
_CUBIC = """\
const float a = -0.75f, x = t + 1.0f, u = 1.0f - t;
weight[0] = ((a * x - 5.0f * a) * x + 8.0f * a) * x - 4.0f * a;
weight[1] = ((a + 2.0f) * t - (a + 3.0f)) * t * t + 1.0f;
weight[2] = ((a + 2.0f) * u - (a + 3.0f)) * u * u + 1.0f;
weight[3] = 1.0f - weight[0] - weight[1] - weight[2];"""
# A tap on the sample itself gets 1e30 instead of a limit.
_LANCZOS4 = """\
static const double q = 0.70710678118654757;
const double turned[8][2] = {{1, 0}, {-q, -q}, {0, 1}, {q, -q}, {-1, 0}, {q, q}, {0, -1}, {-q, q}};
const float d = t + 3.0f;
const double angle = -(double)d * 3.14159265358979323846 * 0.25, s = sin(angle), c = cos(angle);
float total = 0.0f;
for (int j = 0; j < 8; j++) {
    const float apart = d - (float)j;
    const double y = -(double)apart * 3.14159265358979323846 * 0.25;
    weight[j] = fabsf(apart) < 1e-6f ? 1e30f : (float)((turned[j][0] * s + turned[j][1] * c) / (y * y));
    total = total + weight[j];
}
total = 1.0f / total;
for (int j = 0; j < 8; j++) weight[j] = weight[j] * total;"""
#: Filter -> taps, and lines that compute their weights out of the fraction t.
_PLAIN = {
    "linear": (2, _LINEAR),
    "cubic_three_quarters": (4, _CUBIC),
    "lanczos4": (8, _LANCZOS4),
}

_LONGEST = """\
static inline size_t @_longest(size_t n, size_t m) { (void)n; (void)m; return $TAPS; }
"""
# Outside the outermost sample centres one tap has the whole weight.
_EXACT_PAIRS = """\
static inline void @_table(size_t n, size_t m, int32_t *index, $T *weight, int across)
{
    @_NO_CONTRACTION
    const double scale = 1.0 / ((double)m / (double)n);
    (void)across;
    for (size_t o = 0; o < m; o++, weight += 2, index += 2) {
        const double position = scale * ((double)o + 0.5) - 0.5, sample = floor(position);
        const int64_t i = (int64_t)sample;
        const int alone = i < 0 || i >= (int64_t)n - 1;
        const $T second = alone ? 0 : ($T)rint((position - sample) * $ONE.0);
        index[0] = (int32_t)(i < 0 ? 0 : alone ? (int64_t)n - 1 : i);
        index[1] = index[0] + !alone;
        weight[0] = ($T)$ONE - second;
        weight[1] = second;
    }
}
"""
# The floor is single precision's even for positions in double, so that a fraction can come out below 0 or above 1.
_CUBIC_IN_T = """\
static inline $T @_near($T x) { @_NO_CONTRACTION return $MAD(($T)1.25, x, ($T)-2.25) * x * x + 1; }

static inline $T @_far($T x)
{
    @_NO_CONTRACTION
    return $MAD($MAD(($T)-0.75, x, ($T)3.75), x, ($T)-6) * x + 3;
}

static inline void @_table(size_t n, size_t m, int32_t *index, $T *weight, int across)
{
    @_NO_CONTRACTION
    const $T scale = $SCALE;
    (void)across;
    for (size_t o = 0; o < m; o++, weight += 4, index += 4) {
        const $T position = $POSITION;
        const int64_t below = (int64_t)floorf((float)position), i = below > (int64_t)n - 1 ? (int64_t)n - 1 : below;
        const $T apart = position - ($T)i, t = apart < 0 ? 0 : apart > 1 ? 1 : apart, rest = 1 - t;
        for (int64_t j = 0; j < 4; j++) {
            const int64_t at = i - 1 + j;
            index[j] = (int32_t)(at < 0 ? 0 : at > (int64_t)n - 1 ? (int64_t)n - 1 : at);
        }
        weight[0] = $ROUND(@_far(t + 1));
        weight[1] = $ROUND(@_near(t));
        weight[2] = $ROUND(@_near(rest));
        weight[3] = $ROUND(@_far(rest + 1));
    }
}
"""
# An axis that keeps its size has each sample twice, with weights 1 and 0.
_PAIRS_IN_T = """\
static inline void @_table(size_t n, size_t m, int32_t *index, $T *weight, int across)
{
    @_NO_CONTRACTION
    const $T scale = $SCALE;
    (void)across;
    for (size_t o = 0; o < m; o++, weight += 2, index += 2) {
        const $T found = $POSITION, position = found < 0 ? 0 : found;
        const int64_t below = (int64_t)floorf((float)position), end = (int64_t)n - 1;
        const int64_t i = n == m ? (int64_t)o : below > end ? end : below;
        const $T apart = n == m ? 0 : position - ($T)i, t = $ROUND(apart < 0 ? 0 : apart > 1 ? 1 : apart);
        index[0] = (int32_t)i;
        index[1] = (int32_t)(n == m || i == end ? i : i + 1);
        weight[0] = $ROUND(1 - t);
        weight[1] = t;
    }
}
"""
#: Quantisation of weights that stay floats -> the function that rounds one.
ROUNDED = {"": "", "none": "", "rounded_f16": "@_round_f16", "rounded_bf16": "@_round_bf16"}
#: Coordinates of positions in one type -> distance of two outputs, and the position of one.
POSITIONS = {
    "half_pixel_from_0": ("($T)n / ($T)m", "$MAD(scale, ($T)o + ($T)0.5, ($T)-0.5)"),
    "half_pixel": ("($T)n / ($T)m", "$MAD(scale, ($T)o + ($T)0.5, ($T)-0.5)"),
    "corners": ("m > 1 ? ($T)(n - 1) / ($T)(m - 1) : 0", "scale * ($T)o"),
}


def exact_pairs(bits: int) -> Rule:
    """Return the rule of pairs whose weights are whole numbers of this many fraction bits."""
    dtype = "i64" if bits == 32 else "i32"
    text = (_LONGEST + "\n" + _EXACT_PAIRS).replace("$TAPS", "2").replace("$ONE", str(1 << bits))
    return Rule(text.replace("$T", STORED[dtype]), dtype, True, "")


def cubic(axis: AxisRecipe) -> Rule:
    """Return the rule of four taps in the type of the arithmetic."""
    single, fused = axis.precision.startswith("f32"), axis.precision.endswith("_fma")
    scale, position = POSITIONS[axis.coordinate]
    text = _LONGEST.replace("$TAPS", "4") + "\n" + _CUBIC_IN_T
    text = text.replace("$SCALE", scale).replace("$POSITION", position).replace("$ROUND", ROUNDED[axis.quantise])
    text = with_mad(text, fused, "f" if single else "")
    return Rule(text.replace("$T", "float" if single else "double"), "f32" if single else "f64", True, "")


def pairs(axis: AxisRecipe) -> Rule:
    """Return the rule of pairs in the type of the arithmetic."""
    single, fused = axis.precision.startswith("f32"), axis.precision.endswith("_fma")
    scale, position = POSITIONS[axis.coordinate]
    text = (_LONGEST.replace("$TAPS", "2") + "\n" + _PAIRS_IN_T).replace("$SCALE", scale)
    text = with_mad(
        text.replace("$POSITION", position).replace("$ROUND", ROUNDED[axis.quantise]), fused, "f" if single else ""
    )
    return Rule(text.replace("$T", "float" if single else "double"), "f32" if single else "f64", True, "")


def fixed(filter_: str, quantise: str, *, beyond: bool = False) -> Rule:
    """Return the rule of taps whose positions and weights are single precision.

    Parameters
    ----------
    filter_ : str
        Of a recipe.
    quantise : str
        Empty: weights stay floats.
    beyond : bool
        Whether the second weight of a pair is what lies beyond the sample, rather than the fraction of the position.
    """
    taps, weights = _PLAIN[filter_]
    counts = taps == 2 and not quantise
    edge = _KEPT_INSIDE + _ALONE * counts if taps == 2 else "(void)across;"
    text = (_LONGEST + "\n" + _FIXED).replace("$COUNT", "int32_t *count, " if counts else "")
    for mark, lines in (("$EDGE", edge), ("$WEIGHTS", weights), ("$POSITION", _BEYOND if beyond else _HALF_PIXEL)):
        text = text.replace(mark, lines.replace("\n", "\n        "))
    return Rule(text.replace("$TAPS", str(taps)), "f32", True, quantise, counts=counts)
