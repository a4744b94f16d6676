"""Every operation on one value, worked by hand, on both executors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from resample.plan.words import (
    Add,
    BytesApart,
    ByteSwap,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Lut,
    Map,
    MulBy,
    Premultiply,
    Round,
    Shr,
    Unpremultiply,
)
from tests.words.conftest import Run
from tests.words.making import one_sum

BIG = 2.0**24  # the first float32 whose neighbour above is 2 away


def test_word_add(run: Run) -> None:
    assert run([1, 2, 255], "u8", Map((Clip(0, 250), Add(5)))) == [6, 7, 255]
    assert run([1.5, -0.5], "f32", Map((Add(0.5),))) == [2.0, 0.0]
    # A tie between 2**24 and 2**24 + 2, to the even one.
    assert run([BIG], "f32", Map((Add(1.0),))) == [BIG]


def test_word_add_in_sixteen_bits(run: Run) -> None:
    # float16 has 11 bits: 2049 and 2051 are ties, to 1024 * 2 and 1026 * 2. bfloat16 has 8: 257 is a tie, to 128 * 2,
    # and 259 lies between 129 * 2 and 130 * 2.
    assert run([2048.0, 2050.0], "f16", Map((Add(1.0),))) == [2048.0, 2052.0]
    assert run([256.0], "bf16", Map((Add(1.0),))) == [256.0]
    assert run([256.0], "bf16", Map((Add(3.0),))) == [260.0]


def test_word_shr(run: Run) -> None:
    # Floor division: -1 >> 1 is -1, -3 >> 1 is -2.
    assert run([-1, -3, 5], "i16", Map((Shr(1),))) == [-1, -2, 2]
    assert run([2**63 - 1], "i64", Map((Shr(62),))) == [1]
    assert run([255], "u8", Map((Shr(7),))) == [1]


def test_word_mul_by(run: Run) -> None:
    assert run([3, -4], "i32", Map((Clip(-9, 9), MulBy(-7)))) == [-21, 28]
    # 3 * (1 + 2**-23) = 3 + 1.5 * 2**-22: to the even one of 3 + 2**-22 and 3 + 2 * 2**-22.
    assert run([1 + 2.0**-23], "f32", Map((MulBy(3.0),))) == [3 + 2 * 2.0**-22]


def test_word_div_by(run: Run) -> None:
    assert run([1.0, -1.0, 0.0], "f32", Map((DivBy(4.0),))) == [0.25, -0.25, 0.0]
    assert run([1.0, -1.0], "f64", Map((DivBy(0.0),))) == [math.inf, -math.inf]
    # 1/3 in float16: 0x3555 = 1365 / 4096.
    assert run([1.0], "f16", Map((DivBy(3.0),))) == [1365 / 4096]


def test_word_div_count(run: Run) -> None:
    # Three taps: (1 + 2 + 6) / 3.
    assert run([1, 2, 6], "u8", one_sum(3, acc="f32", finish=(DivCount((0,)),))) == [3.0]


def test_word_round_rne(run: Run) -> None:
    assert run([0.5, 1.5, -2.5, 2.4], "f32", Map((Round("rne"),))) == [0.0, 2.0, -2.0, 2.0]


def test_word_round_away(run: Run) -> None:
    assert run([0.5, 1.5, -2.5, 2.4], "f64", Map((Round("away"),))) == [1.0, 2.0, -3.0, 2.0]
    # The sum with 0.5 is rounded before the fraction goes: 0.49999997 + 0.5 = 0.99999997 is a tie, to the even 1.
    assert run([0.5 - 2.0**-25], "f32", Map((Round("away"),))) == [1.0]
    # Above 1024 float16 has whole numbers only: 1025 + 0.5 is a tie, to the even 1026.
    assert run([1023.5, 1025.0], "f16", Map((Round("away"),))) == [1024.0, 1026.0]


def test_word_round_floor_and_trunc(run: Run) -> None:
    assert run([-1.5, 1.5], "f32", Map((Round("floor"),))) == [-2.0, 1.0]
    assert run([-1.5, 1.5], "f32", Map((Round("trunc"),))) == [-1.0, 1.0]


def test_word_clip(run: Run) -> None:
    assert run([-7, 0, 300], "i16", Map((Clip(0, 255),))) == [0, 0, 255]
    low, nan, high = run([-math.inf, math.nan, math.inf], "f32", Map((Clip(-1.0, 2.0),)))
    assert (low, high) == (-1.0, 2.0)
    assert math.isnan(nan)


@pytest.mark.parametrize(
    ("values", "dtype", "cast", "expected"),
    [
        ([300, -1], "i32", Cast("u8", "wrap"), [44, 255]),  # 300 - 256; 256 - 1
        ([200], "u8", Cast("i8", "wrap"), [-56]),  # 200 - 256
        ([-1], "i64", Cast("u32", "wrap"), [2**32 - 1]),
        ([300, -1], "i32", Cast("u8", "sat"), [255, 0]),
        ([2**40, -(2**40)], "i64", Cast("i32", "sat"), [2**31 - 1, -(2**31)]),
        ([2**32 - 1], "u32", Cast("i32", "sat"), [2**31 - 1]),
        ([300.7, -1.0, math.nan, math.inf], "f32", Cast("u8", "sat"), [255, 0, 0, 255]),
        ([-1.9, 1.9], "f64", Cast("i32", "sat"), [-1, 1]),
        ([300.0, 3e9, math.nan], "f32", Cast("u8", "x86"), [44, 0, 0]),  # -2**31 ends in eight zero bits
        ([3e9, math.nan, -(2.0**31)], "f64", Cast("i32", "x86"), [-(2**31)] * 3),
        ([3e9, -1.0], "f64", Cast("u32", "x86"), [3000000000, 2**32 - 1]),  # by way of i64
        ([2.0**63, -5.5], "f64", Cast("i64", "x86"), [-(2**63), -5]),
        ([2**24 + 1], "i32", Cast("f32"), [BIG]),  # a tie, to the even one
        ([2**24 + 1], "i32", Cast("f64"), [BIG + 1]),
        ([65520.0, 65519.0], "f32", Cast("f16"), [math.inf, 65504.0]),
        ([1 + 2.0**-8, 1 + 3 * 2.0**-8], "f32", Cast("bf16"), [1.0, 1 + 2.0**-6]),  # ties, to the even ones
        # By way of float32: 1 + 2**-11 + 2**-40 is just above a tie of float16, but the float32 is the tie itself.
        ([1 + 2.0**-11 + 2.0**-40], "f64", Cast("f16"), [1.0]),
    ],
)
def test_word_cast(run: Run, values: list[Any], dtype: str, cast: Cast, expected: list[Any]) -> None:
    assert run(values, dtype, Map((cast,))) == expected


def test_word_bytes_apart(run: Run) -> None:
    # 0x12F0: the bytes stay. 70000 = 273 * 256 + 112: the upper byte is clipped to 255. -5: C's remainder is -5, 0; -5
    # >> 8 is -1, 0.
    expected = [0x12F0, (255 << 8) | 112, 0]
    assert run([0x12F0, 70000, -5], "i32", Map((BytesApart(),))) == expected
    assert run([0x12F0, 70000, -5], "i64", Map((BytesApart(),))) == expected


def test_word_lut(run: Run) -> None:
    table = np.stack([np.arange(256), 255 - np.arange(256)])
    # One row a channel: the first is the sample itself, the second 255 minus it.
    assert run([[3, 3], [0, 255]], "u8", Map((Lut(table, "u8"),))) == [[3, 252], [0, 0]]
    halves = np.arange(256)[None] / 2
    assert run([[3, 255]], "u8", Map((Lut(halves, "f16"),))) == [[1.5, 127.5]]


def test_word_premultiply(run: Run) -> None:
    # 200 * 128 + 128 = 25728; 25728 >> 8 = 100; (100 + 25728) >> 8 = 100. Alpha 255 and 0: the colour, and 0.
    assert run([[200, 128], [200, 255], [200, 0]], "u8", Map((Premultiply(),))) == [[100, 128], [200, 255], [0, 0]]


def test_word_unpremultiply(run: Run) -> None:
    # 255 * 100 / 128 = 199.2; 255 * 200 / 100 = 510, at most 255; alpha 0 and 255 leave the colour.
    given = [[100, 128], [200, 100], [7, 0], [7, 255]]
    assert run(given, "u8", Map((Unpremultiply(),))) == [[199, 128], [255, 100], [7, 0], [7, 255]]


def test_word_byte_swap(run: Run) -> None:
    assert run([0x1234, 0xFF00], "u16", Map((ByteSwap(),))) == [0x3412, 0x00FF]
    assert run([0x0080], "i16", Map((ByteSwap(),))) == [-0x8000]
