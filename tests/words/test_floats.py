"""Rounding, casts and 16-bit floats: literals by hand on both executors, and the two compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest

from resample.kernels import floats as kernels
from resample.run import floats
from tests.words.patterns import INF, NAN, WIDTHS, Array, bits, random_bits, twin

# --- rounding ---------------------------------------------------------------------------------------------------------

ROUND_LITERALS = {
    "round_half_even": [(0.5, 0), (1.5, 2), (2.5, 2), (-2.5, -2), (-0.5, -0.0), (-0.0, -0.0), (1e30, 1e30)],
    "round_half_away": [(0.5, 1), (1.5, 2), (2.5, 3), (-2.5, -3), (-0.4, -0.0), (-0.0, 0.0), (1e30, 1e30)],
    "round_floor": [(1.7, 1), (-1.2, -2), (-0.0, -0.0), (0.9, 0), (-INF, -INF)],
    "round_trunc": [(1.7, 1), (-1.7, -1), (-0.7, -0.0), (INF, INF), (NAN, NAN)],
}
# Just below one half and just above 2**(digits - 1), where the sum with 0.5 is itself rounded.
ROUND_OWN_PRECISION = {
    "f32": [(0.49999997, 1), (8388609.0, 8388610.0), (-8388609.0, -8388610.0)],
    "f64": [
        (0.49999997, 0),
        (0.49999999999999994, 1),
        (8388609.0, 8388609.0),
        (4503599627370497.0, 4503599627370498.0),
    ],
}


@pytest.mark.parametrize("name", WIDTHS)
@pytest.mark.parametrize("function", ROUND_LITERALS)
def test_round_literals(function: str, name: str) -> None:
    dtype = WIDTHS[name][0]
    own = ROUND_OWN_PRECISION[name] if function == "round_half_away" else []
    x, want = (np.array(v, dtype) for v in zip(*ROUND_LITERALS[function], *own, strict=True))
    got = getattr(floats, function)(x)
    assert got.dtype == dtype
    assert bits(got).tolist() == bits(want).tolist()
    assert bits(twin(getattr(kernels, function), x, dtype)).tolist() == bits(want).tolist()


# --- casts ------------------------------------------------------------------------------------------------------------

TOP32, TOP64 = 2**31 - 1, 2**63 - 1
CAST_LITERALS = [
    # dtype, mode, values, what they become
    ("u8", "sat", [300.0, -1.0, 255.0, INF, -INF, NAN, 254.9, -0.9], [255, 0, 255, 255, 0, 0, 254, 0]),
    ("i8", "sat", [127.0, 128.0, -128.0, -129.0, NAN], [127, 127, -128, -128, 0]),
    ("u16", "sat", [65535.0, 65536.0, -1.0], [65535, 65535, 0]),
    ("i16", "sat", [32767.0, 32768.0, -32769.0], [32767, 32767, -32768]),
    ("u32", "sat", [2.0**32, 4294967040.0, -1.0, NAN], [2**32 - 1, 4294967040, 0, 0]),
    ("i32", "sat", [2.0**31, 2147483520.0, -(2.0**31), -(2.0**32), INF, NAN],
     [TOP32, 2147483520, -(2**31), -(2**31), TOP32, 0]),
    ("i64", "sat", [2.0**63, 2.0**62, -(2.0**63), -INF, NAN], [TOP64, 2**62, -(2**63), -(2**63), 0]),
    ("i32", "x86", [3e9, -3e9, NAN, INF, 2147483520.0, -(2.0**31), -7.0], [-(2**31)] * 4 + [2147483520, -(2**31), -7]),
    ("i64", "x86", [2.0**63, -INF, NAN, -(2.0**63), 3e9], [-(2**63)] * 4 + [3000000000]),
    ("u32", "x86", [3e9, -1.0, 2.0**32, 2.0**63, NAN], [3000000000, 2**32 - 1, 0, 0, 0]),
    ("u8", "x86", [300.0, -1.0, 3e9, NAN], [44, 255, 0, 0]),
    ("i8", "x86", [200.0, -129.0, 3e9], [-56, 127, 0]),
    ("u16", "x86", [65537.0, -1.0, NAN], [1, 65535, 0]),
    ("i16", "x86", [32768.0, 65535.0], [-32768, -1]),
    ("u8", "wrap", [300, -1, 256, -(2**31)], [44, 255, 0, 0]),
    ("i8", "wrap", [200, 128, -129], [-56, -128, 127]),
    ("u32", "wrap", [-1, 2**32 + 5], [2**32 - 1, 5]),
    ("i32", "wrap", [2**31, 2**32 + 5], [-(2**31), 5]),
    ("u8", "sat", [300, -1, -(2**31), 7], [255, 0, 0, 7]),
    ("i32", "sat", [2**31, -(2**40), 7], [TOP32, -(2**31), 7]),
    ("u32", "sat", [2**32, -1], [2**32 - 1, 0]),
]  # fmt: skip
SOURCES = {"sat": (np.float32, np.float64), "x86": (np.float32, np.float64), "wrap": (np.int64,)}


@pytest.mark.parametrize(("name", "mode", "values", "expected"), CAST_LITERALS)
def test_cast_literals(name: str, mode: str, values: list[Any], expected: list[int]) -> None:
    target = floats.DTYPES[name]
    for source in SOURCES[mode] if isinstance(values[0], float) else (np.int64,):
        x = np.array(values, source)
        for dtype in (name, target):
            got = floats.float_to_int(x, dtype, mode)
            assert (got.dtype, got.tolist()) == (target, expected)


def test_cast_at_the_edges_of_float64() -> None:
    x = np.array([2147483647.9, 2147483648.0, -2147483648.9, -2147483649.0])
    assert floats.float_to_int(x, "i32", "x86").tolist() == [TOP32, -(2**31), -(2**31), -(2**31)]
    assert floats.float_to_int(np.array([65504, -3, NAN], np.float16), "i16", "sat").tolist() == [32767, -3, 0]


def test_cast_by_way_of_an_int() -> None:
    x = np.array([254.0, 300.0, 3e9, NAN, -5.0], np.float32)
    assert floats.float_to_int(floats.float_to_int(x, "i32", "x86"), "u8", "sat").tolist() == [254, 255, 0, 0, 0]


def test_cast_refusals() -> None:
    x = np.zeros(1, np.float32)
    for dtype, mode in [("f32", "sat"), ("bf16", "sat"), ("u64", "sat"), ("u8", "clip"), (np.dtype("u8"), "sat")]:
        with pytest.raises(ValueError, match="no cast to"):
            floats.float_to_int(x, dtype, mode)
    wrong = [(x, "wrap"), (np.zeros(1, np.int32), "x86"), (np.zeros(1, np.uint64), "sat"), (np.zeros(1, bool), "wrap")]
    for array, mode in wrong:
        with pytest.raises(TypeError, match="does not take"):
            floats.float_to_int(array, "u8", mode)


@numba.njit  # not cached: Numba would not notice that a kernel in another file has changed
def cast_sat_each(x: Array, lo: int, hi: int, out: Array) -> None:
    """Put every element, cast to lo..hi, into out."""
    for i in range(out.size):
        out[i] = kernels.cast_sat(x[i], lo, hi)


@pytest.mark.parametrize("name", WIDTHS)
def test_cast_kernels_equal_the_reference(name: str) -> None:
    rng = np.random.default_rng(22)
    edges = np.array(
        [v * s for v in (0, 127, 255, 65535, 2**31, 2**32, 2**63, INF, NAN) for s in (1, -1)], WIDTHS[name][0]
    )
    near = np.concatenate([edges, np.nextafter(edges, INF), np.nextafter(edges, -INF), edges - 1, edges + 1])
    x = np.concatenate(
        [near, random_bits(rng, name, 50_000), (rng.standard_normal(50_000) * 2.0**31).astype(edges.dtype)]
    )
    for function, dtype in (("cast_x86_i32", np.int32), ("cast_x86_i64", np.int64)):
        reference = getattr(floats, function)(x)
        assert np.array_equal(reference, twin(getattr(kernels, function), x, dtype))
    for info in map(np.iinfo, (np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32, np.int64)):
        out = np.empty(x.size, info.dtype)
        cast_sat_each(x, int(info.min), int(info.max), out)
        assert np.array_equal(floats.float_to_int(x, info.dtype, "sat"), out)


# --- 16-bit floats ----------------------------------------------------------------------------------------------------

ALL_16 = np.arange(65536, dtype=np.uint16)
# bits of a float32, of the nearest float16, of the nearest bfloat16
NARROW_LITERALS = [
    (0x3F800000, 0x3C00, 0x3F80),  # 1
    (0x3F808000, 0x3C04, 0x3F80),  # 1 + 2**-8: a tie of bfloat16, to even
    (0x3F808001, 0x3C04, 0x3F81),
    (0x3F818000, 0x3C0C, 0x3F82),  # 1 + 3 * 2**-8: the other tie
    (0x3F801000, 0x3C00, 0x3F80),  # 1 + 2**-11: a tie of float16, to even
    (0x3F803000, 0x3C02, 0x3F80),
    (0xC2F6E666, 0xD7B7, 0xC2F7),  # -123.45
    (0x477FE000, 0x7BFF, 0x4780),  # 65504, the largest float16
    (0x477FEFFF, 0x7BFF, 0x4780),
    (0x477FF000, 0x7C00, 0x4780),  # 65520, the tie above it
    (0x7F7FFFFF, 0x7C00, 0x7F80),
    (0x7F800000, 0x7C00, 0x7F80),
    (0xFF800000, 0xFC00, 0xFF80),
    (0x38800000, 0x0400, 0x3880),  # 2**-14, the least normal float16
    (0x387FE000, 0x0400, 0x3880),  # half-way below it
    (0x387FDFFF, 0x03FF, 0x3880),
    (0x33800000, 0x0001, 0x3380),  # 2**-24, the least float16
    (0x33000000, 0x0000, 0x3300),  # half of it: a tie, to even
    (0x33000001, 0x0001, 0x3300),
    (0x33C00000, 0x0002, 0x33C0),  # 1.5 of it
    (0x80000000, 0x8000, 0x8000),
    (0x80000001, 0x8000, 0x8000),
    (0x00008000, 0x0000, 0x0000),  # subnormal float32: a tie of bfloat16
    (0x00018000, 0x0000, 0x0002),
    (0x7FC00000, 0x7E00, 0x7FC0),  # NaN
    (0x7F800001, 0x7E00, 0x7FC0),
    (0xFFFFFFFF, 0xFFFF, 0x7FC0),
    (0xFFA02000, 0xFF01, 0x7FC0),
]
# bits of a float16, of its float32
WIDE_LITERALS = [
    (0x3C00, 0x3F800000), (0x3E00, 0x3FC00000), (0xC000, 0xC0000000), (0x7BFF, 0x477FE000), (0x0400, 0x38800000),
    (0x03FF, 0x387FC000), (0x0001, 0x33800000), (0x8001, 0xB3800000), (0x0000, 0x00000000), (0x8000, 0x80000000),
    (0x7C00, 0x7F800000), (0xFC00, 0xFF800000), (0x7C01, 0x7FC02000), (0xFE01, 0xFFC02000), (0x7FFF, 0x7FFFE000),
]  # fmt: skip


def to_f16(x: Array) -> Array:
    return floats.f32_to_f16(x).view(np.uint16)


NARROW: dict[str, Callable[[Array], Array]] = {"f32_to_f16": to_f16, "f32_to_bf16": floats.f32_to_bf16}


def test_narrowing_literals() -> None:
    patterns, half, brain = (np.array(v) for v in zip(*NARROW_LITERALS, strict=True))
    x = patterns.astype(np.uint32).view(np.float32)
    assert to_f16(x).tolist() == twin(kernels.f32_to_f16, x, np.uint16).tolist() == half.tolist()
    assert floats.f32_to_bf16(x).tolist() == twin(kernels.f32_to_bf16, x, np.uint16).tolist() == brain.tolist()


def test_widening_literals() -> None:
    half, want = (np.array(v) for v in zip(*WIDE_LITERALS, strict=True))
    x = half.astype(np.uint16)
    assert floats.f16_to_f32(x.view(np.float16)).view(np.uint32).tolist() == want.tolist()
    assert twin(kernels.f16_to_f32, x, np.float32).view(np.uint32).tolist() == want.tolist()
    x = np.array([0x3FC0, 0x8001, 0x7F80, 0xFF81], np.uint16)
    want = [0x3FC00000, 0x80010000, 0x7F800000, 0xFF810000]
    assert floats.bf16_to_f32(x).view(np.uint32).tolist() == want
    assert twin(kernels.bf16_to_f32, x, np.float32).view(np.uint32).tolist() == want


def test_widening_all_patterns() -> None:
    half = floats.f16_to_f32(ALL_16.view(np.float16))
    assert half.tobytes() == twin(kernels.f16_to_f32, ALL_16, np.float32).tobytes()
    assert bits(half).tolist() == bits(ALL_16.view(np.float16).astype(np.float32)).tolist()
    brain = floats.bf16_to_f32(ALL_16)
    assert brain.tobytes() == twin(kernels.bf16_to_f32, ALL_16, np.float32).tobytes()
    ordinary = ~np.isnan(half)  # there and back again
    assert np.array_equal(to_f16(half)[ordinary], ALL_16[ordinary])
    ordinary = ~np.isnan(brain)
    assert np.array_equal(floats.f32_to_bf16(brain)[ordinary], ALL_16[ordinary])


@pytest.mark.parametrize("function", NARROW)
def test_narrowing_around_every_number_and_every_tie(function: str) -> None:
    wide = floats.f16_to_f32(ALL_16.view(np.float16)) if function == "f32_to_f16" else floats.bf16_to_f32(ALL_16)
    with np.errstate(invalid="ignore"):
        ties = ((wide[:-1].astype(np.float64) + wide[1:]) / 2).astype(np.float32)  # exact in float32
    centre = np.concatenate([wide, ties]).view(np.uint32)
    x = np.concatenate([centre - 1, centre, centre + 1]).view(np.float32)
    assert np.array_equal(NARROW[function](x), twin(getattr(kernels, function), x, np.uint16))


def nearest_16(x: float, dtype: str) -> float:
    """Return a float rounded by the definition: to the nearest multiple of the last place, ties to even."""
    digits, least, top = (11, -14, 65504.0) if dtype == "f16" else (8, -126, (2 - 2.0**-7) * 2.0**127)
    unit = 2.0 ** (max(int(np.frexp(x)[1]) - 1, least) - digits + 1)
    value = float(np.rint(x / unit) * unit)
    return float(np.copysign(INF, x)) if abs(value) > top else value


@pytest.mark.parametrize("dtype", ["f16", "bf16"])
def test_round_to_equals_the_definition(dtype: str) -> None:
    rng = np.random.default_rng(23)
    x = np.concatenate([random_bits(rng, "f32", 5000), rng.standard_normal(5000, np.float32) * np.float32(2e-5)])
    x = x[np.isfinite(x)]
    want = np.array([nearest_16(v, dtype) for v in x.tolist()], np.float32)
    assert floats.round_to(x, dtype).tobytes() == want.tobytes()
    assert twin(getattr(kernels, f"round_to_{dtype}"), x, np.float32).tobytes() == want.tobytes()


def test_round_to_refuses_other_names() -> None:
    with pytest.raises(ValueError, match="no 16-bit float is named 'f32'"):
        floats.round_to(np.zeros(1, np.float32), "f32")


@pytest.mark.slow
@pytest.mark.parametrize("function", NARROW)
def test_narrowing_across_all_float32(function: str) -> None:
    differ = 0
    for start in range(0, 2**32, 2**28):
        # Every 61st pattern: a prime, so that all endings meet all exponents. (All 2**32 were compared once.)
        x = np.arange(start, start + 2**28, 61, dtype=np.uint64).astype(np.uint32).view(np.float32)
        differ += int((NARROW[function](x) != twin(getattr(kernels, function), x, np.uint16)).sum())
    assert differ == 0
