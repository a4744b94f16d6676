"""The parts of a C header that no plan changes; ``@`` stands for its prefix, ``$`` for what is filled in."""

from __future__ import annotations

from collections.abc import Iterable

CHECK_COMPILER = """\
#if defined(__GNUC__) || defined(_MSC_VER)
#define @_RESTRICT __restrict
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define @_RESTRICT restrict
#else
#define @_RESTRICT
#endif

/* Shifts of negative numbers keep the sign, and casts to narrower integers keep the low bits. */
typedef char @_shifts_keep_the_sign[((int32_t)-1 >> 1) == -1 && (int64_t)-1 >> 1 == -1 ? 1 : -1];
typedef char @_casts_keep_low_bits[(int8_t)(uint32_t)200 == -56 && (int32_t)0xFFFFFFFFu == -1 ? 1 : -1];

"""

# A product that is added must be rounded first, unless the code says fma. GCC in its gnu modes fuses the two wherever
# the machine can, and ignores the pragma of C99; clang obeys that pragma, but only inside a block in older releases.
FLOAT_CHECKS = """\
#include <float.h>
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \\
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(_M_FP_FAST)
#error "@: -ffast-math and its parts change results; compile without them"
#endif
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "@: floats are computed wider than they are stored; on x86 compile with -mfpmath=sse -msse2"
#endif
#define @_NO_CONTRACTION
#if defined(__clang__)
#undef @_NO_CONTRACTION
#define @_NO_CONTRACTION _Pragma("STDC FP_CONTRACT OFF")
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#define @_POPS_OPTIONS
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#endif
"""

SELFTEST = """\
/*
 * Runs a generated picture and compares the hash of the result; returns 0 if it is the expected one.
 * The expected hash is that of: $PROVENANCE
 */
static inline int @_selftest(void *memory)
{
    unsigned char *const bytes = (unsigned char *)memory;
    $SOURCE_TYPE *const source = ($SOURCE_TYPE *)memory;
    $RESULT_TYPE *const result = ($RESULT_TYPE *)(void *)(bytes + $RESULT_AT);
    uint64_t state = $SEED, hash = 0xCBF29CE484222325ULL;
    for (size_t i = 0; i < $SAMPLES; i++) {
        uint64_t z = state += 0x9E3779B97F4A7C15ULL;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
        z ^= z >> 31;
        source[i] = $VALUE;
    }
    if (@(source, result, bytes + $SCRATCH_AT)) return 1;
    for (size_t i = 0; i < $OUTPUTS; i++) {
        $UNSIGNED x;
        memcpy(&x, result + i, sizeof x);
$ONE_NAN        for (size_t byte = 0; byte < sizeof x; byte++)
            hash = (hash ^ (((uint64_t)x >> (8 * byte)) & 0xFFu)) * 0x100000001B3ULL;
    }
    return hash == $HASH ? 0 : 1;
}
"""


def indented(lines: Iterable[str]) -> str:
    """Return lines of C indented by their braces.

    Examples
    --------
    >>> print(indented(["if (x) {", "y = 1;", "}"]))
    if (x) {
        y = 1;
    }
    <BLANKLINE>
    """
    depth, result = 0, []
    for line in lines:
        depth -= line.startswith("}")
        result.append(("    " * depth + line).rstrip())
        depth += line.count("{") - line.count("}") + line.startswith("}")
    return "\n".join(result) + "\n"
