"""A fixed number of taps around each output, as C that computes their table.

``@`` stands for the prefix of the header, ``$T`` for the type of positions and weights, ``$f`` for the suffix of its
functions, ``$MAD(a, b, c)`` for a * b + c with one rounding or two.
"""

from __future__ import annotations

from resample.errors import NotExact
from resample.export.any_rule import Rule, with_mad
from resample.plan.recipe import AxisRecipe

__all__ = ["POSITIONS", "cubic", "fixed", "pairs_of_256ths"]

# The position is computed in double precision and rounded to single once; the fraction is a difference of singles.
_FIXED = """\
/* $TAPS taps around each output, those outside moved to the edge sample. */
static inline void @_table(size_t n, size_t m, int32_t *index, float *weight, int across)
{
    @_NO_CONTRACTION
    const double scale = 1.0 / ((double)m / (double)n);
    for (size_t o = 0; o < m; o++, weight += $TAPS, index += $TAPS) {
        const float position = (float)(((double)o + 0.5) * scale - 0.5), sample = floorf(position);
        const int64_t i = (int64_t)sample;
        float t = position - sample;
        for (int64_t j = 0; j < $TAPS; j++) {
            const int64_t at = i + 1 - $TAPS / 2 + j;
            index[j] = (int32_t)(at < 0 ? 0 : at > (int64_t)n - 1 ? (int64_t)n - 1 : at);
        }
        $EDGE
        $WEIGHTS
    }
}
"""
# A pair of a row that begins outside has a fraction of 0, and its taps are the outermost samples.
_KEPT_INSIDE = """\
if (across && (i < 0 || i >= (int64_t)n - 1)) {
    const int64_t at = i < 0 ? 0 : (int64_t)n - 1;
    t = 0.0f;
    index[0] = (int32_t)at;
    index[1] = (int32_t)(at + 1 < (int64_t)n ? at + 1 : at);
}"""
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
_PLAIN = {
    ("linear", "none"): (2, _LINEAR),
    ("cubic_three_quarters", "remainder"): (4, _CUBIC),
    ("lanczos4", "reciprocal"): (8, _LANCZOS4),
}

_LONGEST = """\
static inline size_t @_longest(size_t n, size_t m) { (void)n; (void)m; return $TAPS; }
"""
# Outside the outermost sample centres one tap has the whole weight.
_PAIRS_OF_256THS = """\
static inline void @_table(size_t n, size_t m, int32_t *index, int32_t *weight, int across)
{
    @_NO_CONTRACTION
    const double scale = 1.0 / ((double)m / (double)n);
    (void)across;
    for (size_t o = 0; o < m; o++, weight += 2, index += 2) {
        const double position = scale * ((double)o + 0.5) - 0.5, sample = floor(position);
        const int64_t i = (int64_t)sample;
        const int alone = i < 0 || i >= (int64_t)n - 1;
        const int32_t second = alone ? 0 : (int32_t)rint((position - sample) * 256.0);
        index[0] = (int32_t)(i < 0 ? 0 : alone ? (int64_t)n - 1 : i);
        index[1] = index[0] + !alone;
        weight[0] = 256 - second;
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
        weight[0] = @_far(t + 1);
        weight[1] = @_near(t);
        weight[2] = @_near(rest);
        weight[3] = @_far(rest + 1);
    }
}
"""
#: Coordinates of positions in one type -> distance of two outputs, and the position of one.
POSITIONS = {
    "half_pixel": ("($T)n / ($T)m", "$MAD(scale, ($T)o + ($T)0.5, ($T)-0.5)"),
    "corners": ("m > 1 ? ($T)(n - 1) / ($T)(m - 1) : 0", "scale * ($T)o"),
}


def pairs_of_256ths() -> Rule:
    """Return the rule of pairs whose weights are whole 256ths."""
    return Rule((_LONGEST + "\n" + _PAIRS_OF_256THS).replace("$TAPS", "2"), "i32", True, "")


def cubic(axis: AxisRecipe) -> Rule:
    """Return the rule of four taps in the type of the arithmetic."""
    single, fused = axis.precision.startswith("f32"), axis.precision.endswith("_fma")
    scale, position = POSITIONS[axis.coordinate]
    text = _LONGEST.replace("$TAPS", "4") + "\n" + _CUBIC_IN_T
    text = with_mad(text.replace("$SCALE", scale).replace("$POSITION", position), fused, "f" if single else "")
    return Rule(text.replace("$T", "float" if single else "double"), "f32" if single else "f64", True, "")


def fixed(axis: AxisRecipe, quantise: str) -> Rule:
    """Return the rule of taps whose positions and weights are single precision."""
    if (axis.filter, axis.normalise) not in _PLAIN:
        raise NotExact(f"the filter {axis.filter!r} has no lowering to C of any size")
    taps, weights = _PLAIN[axis.filter, axis.normalise]
    edge = _KEPT_INSIDE if axis.filter == "linear" else "(void)across;"
    text = (_LONGEST + "\n" + _FIXED).replace("$EDGE", edge.replace("\n", "\n        ")).replace("$TAPS", str(taps))
    return Rule(text.replace("$WEIGHTS", weights.replace("\n", "\n        ")), "f32", True, quantise)
