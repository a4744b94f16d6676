"""Filters as bodies of C functions of the distance x, for the tables that headers of any size make.

``@`` stands for the prefix of the header, ``$T`` for the type of the distance, ``$f`` for the suffix of its functions,
``$MAD(a, b, c)`` for a * b + c with one rounding or two.
"""

from __future__ import annotations

__all__ = ["FILTERS", "SINC"]

_BOX = "return x > ($T)-0.5 && x <= ($T)0.5 ? ($T)1 : ($T)0;"
_TRIANGLE = "x = fabs$f(x);\nreturn x < 1 ? 1 - x : 0;"
SINC = """\
static inline double @_sinc(double x)
{
    @_NO_CONTRACTION
    const double p = x * 3.14159265358979323846;
    return x == 0.0 ? 1.0 : sin(p) / p;
}
"""
# The constants of the window are single-precision numbers in a double-precision expression.
_HAMMING = """\
x = fabs(x);
if (x == 0.0) return 1.0;
if (x >= 1.0) return 0.0;
return @_sinc(x) * ((double)0.54f + (double)0.46f * cos(x * 3.14159265358979323846));"""
_CUBIC_FACTORED = """\
x = fabs(x);
if (x < 1.0) return ((-0.5 + 2.0) * x - (-0.5 + 3.0)) * x * x + 1.0;
return x < 2.0 ? (((x - 5.0) * x + 8.0) * x - 4.0) * -0.5 : 0.0;"""
_CUBIC_HORNER = """\
x = fabs$f(x);
if (x < 1) return $MAD($MAD(($T)1.5, x, ($T)-2.5) * x, x, ($T)1);
return x < 2 ? $MAD($MAD($MAD(($T)-0.5, x, ($T)2.5), x, ($T)-4), x, ($T)2) : 0;"""
_LANCZOS_HALF_OPEN = "return x >= -3.0 && x < 3.0 ? @_sinc(x) * @_sinc(x / 3.0) : 0.0;"
# The first factor is taken in the arithmetic's type, the second one and the product in double precision.
_LANCZOS_MIXED = """\
x = fabs$f(x);
if (x >= 3) return 0;
const $T p = x * ($T)3.14159265358979323846;
const $T one = x == 0 ? ($T)1 : sin$f(p) / p;
return ($T)((double)one * @_sinc((double)x / 3.0));"""
_MAGIC_2013 = """\
x = fabs(x);
if (x < 0.5) return 17.0 / 16.0 - 7.0 / 4.0 * (x * x);
if (x < 1.5) return (1.0 - x) * (7.0 / 4.0 - x);
return x < 2.5 ? -1.0 / 8.0 * ((x - 5.0 / 2.0) * (x - 5.0 / 2.0)) : 0.0;"""
_MAGIC_2021 = """\
x = fabs(x);
if (x < 0.5) return 577.0 / 576.0 - 239.0 / 144.0 * (x * x);
if (x < 1.5) return 35.0 / 36.0 * (x - 1.0) * (x - 239.0 / 140.0);
if (x < 2.5) return 1.0 / 6.0 * (x - 2.0) * (65.0 / 24.0 - x);
if (x < 3.5) return 1.0 / 36.0 * (x - 3.0) * (x - 15.0 / 4.0);
return x < 4.5 ? -1.0 / 288.0 * ((x - 9.0 / 2.0) * (x - 9.0 / 2.0)) : 0.0;"""

#: Name of a filter -> its reach, and its function.
FILTERS = {
    "box": (0.5, _BOX),
    "triangle": (1.0, _TRIANGLE),
    "hamming": (1.0, _HAMMING),
    "cubic_half": (2.0, _CUBIC_FACTORED),
    "cubic_half_horner": (2.0, _CUBIC_HORNER),
    "lanczos3": (3.0, _LANCZOS_HALF_OPEN),
    "lanczos3_mixed": (3.0, _LANCZOS_MIXED),
    "magic_sharp_2013": (2.5, _MAGIC_2013),
    "magic_sharp_2021": (4.5, _MAGIC_2021),
}
