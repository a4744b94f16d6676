"""What is known of the tables of an axis, for headers of any size."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["QUANTISED", "Rule", "uses_sine", "with_mad"]

#: Name of a quantisation -> the lines that make integer `q` of weight `w`.
QUANTISED = {
    "fixed22_away": "const double s = w * 4194304.0;\nconst int32_t q = (int32_t)(w < 0 ? s - 0.5 : s + 0.5);",
    "fixed11_even": "const float s = rintf(w * 2048.0f);\n"
    "const int32_t q = (int32_t)(s < -32768.0f ? -32768.0f : s > 32767.0f ? 32767.0f : s);",
    "adaptive16_away": "const double s = w * (double)((uint32_t)1 << bits);\n"
    "const int32_t q = (int16_t)(int32_t)(s < 0 ? s - 0.5 : s + 0.5);",
}


@dataclass(frozen=True)
class Rule:
    """How the tables of an axis are made.

    Attributes
    ----------
    code : str
        The functions.
    dtype : str
        Of the weights that they compute; empty for nearest.
    explicit : bool
        Whether every tap is named, rather than the first of a run.
    quantise : str
        A name of `QUANTISED`, or empty.
    counts : bool
        Whether outputs whose taps are named have different numbers of them.
    told : str
        Further arguments of the function that finds the samples of nearest.
    refused : str
        The function that says which sizes of an axis are refused, or empty.
    largest : bool
        Whether the function that makes the table returns the largest weight that there was on the way.
    counted : bool
        Whether the number of taps of every output is kept.
    """

    code: str
    dtype: str
    explicit: bool
    quantise: str
    counts: bool = False
    told: str = ""
    refused: str = ""
    largest: bool = False

    @property
    def counted(self) -> bool:
        """Whether the number of taps of every output is kept."""
        return self.counts or not self.explicit


def uses_sine(code: str) -> bool:
    """Return whether code calls the C library's sine or cosine."""
    return re.search(r"\b(sinf?|cosf?)\(", code) is not None


def with_mad(text: str, fused: bool, suffix: str) -> str:
    """Return code with the function that its $MAD calls."""
    if "$MAD" not in text:
        return text
    value = f"fma{suffix}(a, b, c)" if fused else "a * b + c"
    return (
        "static inline $T @_mad($T a, $T b, $T c)\n{\n    @_NO_CONTRACTION\n    return " + value + ";\n}\n\n"
    ) + text.replace("$MAD", "@_mad")
