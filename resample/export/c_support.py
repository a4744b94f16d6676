"""The C functions that a header brings along, each only where it is used.

``@`` stands for the prefix of the header.  A function names the functions that it needs by calling them.
"""

from __future__ import annotations

import re

FUNCTIONS: dict[str, str] = {
    "f32_of_bits": """
static inline float @_f32_of_bits(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }""",
    "bits_of_f32": """
static inline uint32_t @_bits_of_f32(float x) { uint32_t bits; memcpy(&bits, &x, 4); return bits; }""",
    "load_bf16": """
static inline float @_load_bf16(uint16_t x) { return @_f32_of_bits((uint32_t)x << 16); }""",
    "store_bf16": """
/* To nearest, ties to even; every NaN is 0x7FC0. */
static inline uint16_t @_store_bf16(float x)
{
    const uint32_t bits = x != x ? 0x7FC00000u : @_bits_of_f32(x);
    return (uint16_t)((bits + (0x7FFFu + ((bits >> 16) & 1u))) >> 16);
}""",
    "load_f16": """
static inline float @_load_f16(uint16_t x)
{
    const uint32_t sign = (uint32_t)(x & 0x8000u) << 16, exponent = (x >> 10) & 0x1Fu, part = x & 0x3FFu;
    if (exponent == 0) return (sign ? -1.0f : 1.0f) * (float)part * 5.9604644775390625e-08f; /* 2**-24, exact */
    if (exponent == 31) return @_f32_of_bits(sign | 0x7F800000u | (part ? 0x00400000u : 0u) | part << 13);
    return @_f32_of_bits(sign | (exponent + 112u) << 23 | part << 13);
}""",
    "store_f16": """
/* To nearest, ties to even; from 65520 on infinity; NaN becomes quiet. */
static inline uint16_t @_store_f16(float x)
{
    const uint32_t bits = @_bits_of_f32(x), size = bits & 0x7FFFFFFFu, sign = bits >> 16 & 0x8000u;
    uint32_t whole, half, shift, part;
    if (size > 0x7F800000u) return (uint16_t)(sign | 0x7E00u | (size >> 13 & 0x1FFu));
    if (size >= 0x477FF000u) return (uint16_t)(sign | 0x7C00u);
    if (size < 0x33000000u) return (uint16_t)sign; /* below 2**-25 */
    shift = size >= 0x38800000u ? 13u : 126u - (size >> 23); /* normal from 2**-14 on */
    part = size >= 0x38800000u ? size - 0x38000000u : (size & 0x7FFFFFu) | 0x800000u;
    whole = part >> shift;
    half = part & ((1u << shift) - 1u);
    whole += half > 1u << (shift - 1u) || (half == 1u << (shift - 1u) && (whole & 1u));
    return (uint16_t)(sign | whole);
}""",
    "round_bf16": """
static inline float @_round_bf16(float x) { return @_load_bf16(@_store_bf16(x)); }""",
    "round_f16": """
static inline float @_round_f16(float x) { return @_load_f16(@_store_f16(x)); }""",
    "x86_i32": """
/* cvttsd2si: what no int32 holds, and NaN, is the lowest int32. */
static inline int32_t @_x86_i32(double x)
{
    return x > -2147483649.0 && x < 2147483648.0 ? (int32_t)x : (-2147483647 - 1);
}""",
    "x86_i64": """
static inline int64_t @_x86_i64(double x)
{
    return x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? (int64_t)x : (-9223372036854775807LL - 1);
}""",
    "sat": """
/* Truncated and clipped; NaN is 0.  The double that is `high` may be one above it, and is never converted. */
static inline int64_t @_sat(double x, int64_t low, int64_t high)
{
    if (x != x) return 0;
    if (x <= (double)low) return low;
    return x < (double)high ? (int64_t)x : high;
}""",
    "premultiplied": """
static inline uint8_t @_premultiplied(uint8_t c, uint8_t alpha)
{
    const uint32_t t = (uint32_t)c * alpha + 128u;
    return (uint8_t)(((t >> 8) + t) >> 8);
}""",
    "unpremultiplied": """
static inline uint8_t @_unpremultiplied(uint8_t c, uint8_t alpha)
{
    uint32_t t;
    if (alpha == 0 || alpha == 255) return c;
    t = 255u * c / alpha;
    return (uint8_t)(t > 255u ? 255u : t);
}""",
    "mul_shr_away": """
/* a * w >> 32 to nearest, ties away from zero, for 0 <= w <= 2**32. */
static inline int64_t @_mul_shr_away(int64_t a, int64_t w)
{
    const uint64_t size = a < 0 ? 0u - (uint64_t)a : (uint64_t)a, wide = (uint64_t)w;
    const uint64_t low = ((size & 0xFFFFFFFFu) * wide + 0x80000000u) >> 32;
    const uint64_t result = (size >> 32) * wide + low;
    return (int64_t)(a < 0 ? 0u - result : result);
}""",
}


def needed(code: str, prefix: str) -> list[str]:
    """Return the functions that the code calls, those first that others call."""
    found: list[str] = []

    def visit(text: str, mark: str) -> None:
        for name in FUNCTIONS:
            if name not in found and re.search(rf"{mark}_{name}\(", text):
                visit(FUNCTIONS[name].replace(f"static inline {_type_of(name)} @_{name}(", ""), "@")
                found.append(name)

    visit(code, re.escape(prefix))
    return [FUNCTIONS[name].replace("@", prefix).strip("\n") for name in found]


def _type_of(name: str) -> str:
    """Return the result type of a function."""
    match = re.search(rf"static inline (\w+) @_{name}\(", FUNCTIONS[name])
    assert match is not None
    return match[1]
