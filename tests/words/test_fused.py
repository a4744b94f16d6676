"""The fused multiply-add: literals by hand, then the emulation against the instruction and against exact rationals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numba
import numpy as np
import pytest

from resample.kernels import floats as kernels
from resample.run import floats
from tests.words.patterns import INF, NAN, WIDTHS, Array, bits, random_bits


@numba.njit  # not cached: Numba would not notice that the intrinsic in another file has changed
def fma_each(a: Array, b: Array, c: Array, out: Array) -> None:
    """Put the fused multiply-add of every triple into out."""
    for i in range(out.size):
        out[i] = kernels.fma(a[i], b[i], c[i])


FMA_LITERALS = [
    # dtype, a, b, c, a * b + c rounded once
    ("f32", 4097.0, 4097.0, 1.0, 16785410.0),  # 2**24 + 2**13 + 2: two roundings end at 16785408
    ("f32", 4097.0, 4097.0, 2.0**-60, 16785410.0),  # the addend only breaks the tie; a sum in float64 forgets it
    ("f32", 4097.0, 4097.0, -(2.0**-60), 16785408.0),
    ("f32", 1 + 2.0**-12, 1 - 2.0**-12, -1.0, -(2.0**-24)),  # all of the rounded product cancels
    ("f32", 2.0**-149, 0.5, 0.0, 0.0),  # half the smallest number: a tie, to even
    ("f32", 2.0**-149, 0.5, 2.0**-149, 2.0**-148),  # 1.5 units, a tie, to even
    ("f32", 2.0**-149, -0.5, 0.0, -0.0),
    ("f32", 2.0**-75, 2.0**-75, 2.0**-149, 2.0**-148),  # 1.5 units, out of a product that float32 does not hold
    ("f32", 2.0**127, 2.0, 0.0, INF),
    ("f32", 2.0**127, 2.0, -(2.0**104), (2 - 2.0**-23) * 2.0**127),  # the product alone overflows
    ("f32", 2.0**127, 2.0, -(2.0**102), INF),
    ("f64", 1 + 2.0**-30, 1 + 2.0**-30, -1.0, 2.0**-29 + 2.0**-60),
    ("f64", 1 + 2.0**-27, 1 + 2.0**-26, 2.0**-200, 1 + 3 * 2.0**-27 + 2.0**-52),  # .5 of a unit and a little
    ("f64", 1 + 2.0**-27, 1 + 2.0**-26, -(2.0**-200), 1 + 3 * 2.0**-27),
    ("f64", 1 + 2.0**-27, 1 + 2.0**-26, 0.0, 1 + 3 * 2.0**-27),  # the tie itself, to even
    ("f64", 2.0**-537, 2.0**-538, 0.0, 0.0),  # 2**-1075: half the smallest number
    ("f64", 2.0**-537, 2.0**-538, 2.0**-1074, 2.0**-1073),
    ("f64", 2.0**-537, -(2.0**-538), 0.0, -0.0),
    # 0.5 * (1 - 2**-54) and 0.5 * (1 + 2**-78) units: the tie is decided far below the last bit of the sum.
    ("f64", (1 + 2.0**-27) * 2.0**-537, (1 - 2.0**-27) * 2.0**-538, 2.0**-1074, 2.0**-1074),
    ("f64", (1 + 2.0**-26) * 2.0**-537, (1 - 2.0**-26 + 2.0**-52) * 2.0**-538, 2.0**-1073, 3 * 2.0**-1074),
    ("f64", 2.0**-600, 2.0**-600, 2.0**-1074, 2.0**-1074),
    ("f64", 2.0**-600, 2.0**-600, -(2.0**-1022), -(2.0**-1022)),
    ("f64", 1 - 2.0**-53, 2.0**-1022, 0.0, 2.0**-1022),  # half-way between the largest subnormal and the next number
    ("f64", 2.0**1023, 2.0, 0.0, INF),
    ("f64", 2.0**1023, 2.0, -(2.0**971), (2 - 2.0**-52) * 2.0**1023),
    ("f64", 2.0**1023, 2.0, -(2.0**969), INF),
    ("f64", 2.0**1023, 2.0**1023, -INF, -INF),  # the product is finite, though float64 does not hold it
    *((d, *v) for d in WIDTHS for v in [
        (0.0, 5.0, -0.0, 0.0), (-0.0, 5.0, -0.0, -0.0), (-0.0, 5.0, 0.0, 0.0), (3.0, 2.0, -6.0, 0.0),
        (-3.0, 2.0, 6.0, 0.0), (INF, 2.0, 1.0, INF), (INF, 0.0, 1.0, NAN), (INF, 1.0, -INF, NAN), (1.0, NAN, 0.0, NAN),
        (1.0, 1.0, -INF, -INF), (0.0, 0.0, NAN, NAN),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "a", "b", "c", "expected"), FMA_LITERALS)
def test_fma_literals(name: str, a: float, b: float, c: float, expected: float) -> None:
    dtype = WIDTHS[name][0]
    x, y, z, want = (np.array([v], dtype) for v in (a, b, c, expected))
    assert bits(floats.fma(x, y, z)) == bits(want)
    out = np.empty(1, dtype)
    fma_each(x, y, z, out)
    assert bits(out) == bits(want)


def random_triples(rng: np.random.Generator, name: str, n: int) -> Iterator[tuple[str, Array, Array, Array]]:
    """Yield families of n triples each, most of them made to be hard."""
    dtype: Any = WIDTHS[name][0]
    digits, low, high = np.finfo(dtype).nmant + 1, np.finfo(dtype).minexp, np.finfo(dtype).maxexp

    def numbers(start: int, stop: int, bits_used: int = digits) -> Array:
        whole = rng.integers(1, 2**bits_used, n) * rng.choice([-1, 1], n)
        return np.ldexp(whole.astype(dtype), rng.integers(start, stop, n) - bits_used)

    def nudged(x: Array, units: int) -> Array:
        with np.errstate(all="ignore"):
            return (x + rng.integers(-units, units + 1, n).astype(dtype) * np.spacing(x)).astype(dtype)

    yield "any bits", *(random_bits(rng, name, n) for _ in range(3))
    yield "ordinary", *(numbers(-8, 9) for _ in range(3))
    half = digits // 2 + 1
    yield "ties", numbers(0, 1, half), numbers(0, 1, half), numbers(-3 * digits, 2, 3)
    yield "one-bit addends", numbers(0, 1, half), numbers(0, 1, half), numbers(-digits * 2, digits * 2, 1)
    a, b = numbers(-5, 6), numbers(-5, 6)
    yield "cancellation", a, b, nudged(-(a * b), 3)
    a, b = numbers(-5, 6, half), numbers(-5, 6, half)
    yield "exact cancellation", a, b, nudged(-(a * b), 1)
    with np.errstate(all="ignore"):
        a = numbers(low // 2 - 3, low // 2 + 4)
        yield "subnormal sums", a, numbers(low // 2 - digits, low // 2 + 4), numbers(low - digits, low + 3)
        b = numbers(low // 2 - 3, low // 2 + 4)
        yield "subnormal cancellation", a, b, nudged((-(a * b)).astype(dtype), 2)
        yield "subnormal factors", numbers(low - digits, low + 1), numbers(-low - 30, high), numbers(-60, 4)
        yield "least normal", a, (np.ldexp(dtype(1), low) / a).astype(dtype), numbers(low - 2 * digits, low - digits)
        a, b = numbers(high // 2 - 1, high // 2 + 2), numbers(high // 2 - 1, high // 2 + 2)
        yield "overflow", a, b, numbers(high - digits - 3, high + 1)
        yield "overflow cancelled", a, b, nudged(-(a * b / 2).astype(dtype) * dtype(2), 3)
        yield "far apart", numbers(low, high), numbers(low, high), numbers(low - digits, high)
        yield "zeros", *(numbers(-3, 3) * rng.integers(0, 2, n).astype(dtype) for _ in range(3))


def compare(name: str, a: Array, b: Array, c: Array) -> int:
    """Return in how many triples emulation and instruction differ."""
    out = np.empty_like(a)
    fma_each(a, b, c, out)
    return int((bits(floats.fma(a, b, c)) != bits(out)).sum())


@pytest.mark.parametrize("name", WIDTHS)
def test_fma_equals_the_instruction(name: str) -> None:
    for family, a, b, c in random_triples(np.random.default_rng(20), name, 15_000):
        assert compare(name, a, b, c) == 0, family


@pytest.mark.slow
@pytest.mark.parametrize("name", WIDTHS)
def test_fma_equals_the_instruction_10_million(name: str) -> None:
    count, differ = 0, 0
    for seed in range(15):
        for _, a, b, c in random_triples(np.random.default_rng(seed), name, 50_000):
            count, differ = count + a.size, differ + compare(name, a, b, c)
    print(f"{name}: {count} triples, {differ} differ")
    assert count >= 10_000_000
    assert differ == 0


@pytest.mark.parametrize("name", WIDTHS)
def test_fma_of_special_values(name: str) -> None:
    info = np.finfo(WIDTHS[name][0])
    tiny, small, huge, one = info.smallest_subnormal, info.tiny, info.max, 1 + info.eps
    positive = [0, tiny, 3 * tiny, small - tiny, small, 0.5, 1, one, huge / 2, huge, INF, NAN]
    grid = np.array(list(product([s * v for v in positive for s in (1, -1)], repeat=3)), info.dtype)
    assert compare(name, *(np.ascontiguousarray(v) for v in grid.T)) == 0


def rounded_exactly(value: Fraction, info: Any) -> float:
    """Return a nonzero rational rounded to the format by the definition: the nearest multiple of the last place."""
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    exponent -= abs(value) < Fraction(2) ** exponent
    unit = Fraction(2) ** (max(exponent, info.minexp) - info.nmant)
    nearest = round(value / unit) * unit  # Python rounds ties to even
    size = INF if abs(nearest) > Fraction(float(info.max)) else float(abs(nearest))
    return size if value > 0 else -size


@pytest.mark.parametrize("name", WIDTHS)
def test_fma_equals_exact_rationals(name: str) -> None:
    info = np.finfo(WIDTHS[name][0])
    for family, a, b, c in random_triples(np.random.default_rng(21), name, 400):
        got = floats.fma(a, b, c)
        for x, y, z, r in zip(a.tolist(), b.tolist(), c.tolist(), got.tolist(), strict=True):
            if np.isfinite([x, y, z]).all():
                exact = Fraction(x) * Fraction(y) + Fraction(z)
                want = rounded_exactly(exact, info) if exact else (x * y + z if 0 in (x, y) else 0.0)
                assert (r, np.signbit(r)) == (want, np.signbit(want)), (family, x.hex(), y.hex(), z.hex())


def test_fma_shapes_and_dtypes() -> None:
    column, row = np.arange(3, dtype=np.float32)[:, None], np.arange(4, dtype=np.float32)
    assert floats.fma(column, row, 1).tolist() == [[1, 1, 1, 1], [1, 2, 3, 4], [1, 3, 5, 7]]
    assert floats.fma(column, row, 1).dtype == np.float32
    assert floats.fma(np.float64(3), 2.0**-1070, 2.0**-1074).item() == 49 * 2.0**-1074  # no axes, and scaled
    assert floats.fma64(np.empty((0, 2)), 1, 1).shape == (0, 2)
    for a, b in [(row, row.astype(np.float64)), (row.astype(np.float16),) * 2, (np.arange(4),) * 2]:
        with pytest.raises(TypeError, match="fma takes float32 arrays or float64 arrays"):
            floats.fma(a, b, 0)
    with pytest.raises(TypeError, match="expected float32, got float64"):
        floats.fma32(row, row.astype(np.float64), row)
    with pytest.raises(numba.TypingError):
        fma_each(row, row.astype(np.float64), row, row.copy())
