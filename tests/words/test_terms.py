"""Loads, terms, and how weights of several axes meet, worked by hand, on both executors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resample.plan.words import Cast, Forward, Lerp, Mul, MulDiv, MulShr, Shr, Sum, Taps
from tests.words.conftest import Run
from tests.words.making import one_sum

X = 1 + 2.0**-12  # X * X = 1 + 2**-11 + 2**-24, of which float32 keeps 1 + 2**-11


def test_word_mul(run: Run) -> None:
    assert run([3, 5], "u8", one_sum(2, [2, -1], acc="i32", term=Mul())) == [2 * 3 - 5]
    # Without a weight every tap counts once.
    assert run([3, 5], "u8", one_sum(2, acc="i32")) == [8]


def test_word_mul_shr_floor(run: Run) -> None:
    term = MulShr(1, "floor")
    assert run([3, 3], "u8", one_sum(2, [1, 1], acc="i32", term=term)) == [2]  # (3 >> 1) + (3 >> 1), not 6 >> 1
    assert run([3, 3], "u8", one_sum(2, [-1, 1], acc="i32", term=term)) == [-1]  # -3 >> 1 is -2
    # The product is exact though the accumulator has 32 bits: 2**30 * 2**30 >> 40.
    assert run([2**30], "i32", one_sum(1, [2**30], acc="i32", term=MulShr(40, "floor"), wraps=True)) == [2**20]


@pytest.mark.parametrize(
    ("sample", "weight", "term"),
    [
        (3, 2**31, 2),  # 1.5, a tie, away from zero
        (-3, 2**31, -2),
        (1, 2**31 - 1, 0),  # just below a half
        (2**40 + 1, 2**32, 2**40 + 1),  # a product of 73 bits
        (-(2**62), 2**32, -(2**62)),
        (2**62 + 3, 2**31, 2**61 + 2),  # 2**61 + 1.5
    ],
)
def test_word_mul_shr_away(run: Run, sample: int, weight: int, term: int) -> None:
    step = one_sum(1, [weight], acc="i64", term=MulShr(32, "away"), wraps=True)
    assert run([sample], "i64", step) == [term]


def test_word_mul_div(run: Run) -> None:
    # X * X loses its 2**-24 before it is divided; the sum of terms is divided nowhere.
    step = one_sum(2, [X, 3.0], term=MulDiv(np.array([2.0], np.float32)))
    assert run([X, 1.0], "f32", step) == [(1 + 2.0**-11) / 2 + 1.5]


def test_word_lerp(run: Run) -> None:
    step = one_sum(2, [0.25], term=Lerp())
    assert run([10.0, 20.0], "f32", step) == [12.5]
    # b - a = X, a product of X * X, a = -(1 + 2**-11): fused it leaves 2**-24.
    a = -(1 + 2.0**-11)
    b = X + a
    assert run([a, b], "f32", one_sum(2, [X], term=Lerp(fused=False))) == [0.0]
    assert run([a, b], "f32", one_sum(2, [X], term=Lerp(fused=True))) == [2.0**-24]
    # In bfloat16 every operation is rounded: 1 + (3 - 1) * 2**-9 is a tie, to the even 1.
    assert run([1.0, 3.0], "bf16", one_sum(2, [2.0**-9], acc="bf16", term=Lerp())) == [1.0]


def three_axes(product: Any) -> Taps:
    weight = [np.array([[w]], np.float32) for w in (X, X, 3.0)]
    return Taps((0, 1, 2), ([0],) * 3, ([1],) * 3, tuple(weight), Sum("f32", Forward(), "first"), product=product)


def test_word_product_outer_and_inner(run: Run) -> None:
    # Outer: X * X is rounded to 1 + 2**-11; times 3 it is exact.
    assert run([[[1.0]]], "f32", three_axes("outer")) == [[[3 + 3 * 2.0**-11]]]
    # Inner: 3 * X is exact; times X it is 3 + 3 * 2**-11 + 0.75 * 2**-22, rounded up.
    assert run([[[1.0]]], "f32", three_axes("inner")) == [[[3 + 3 * 2.0**-11 + 2.0**-22]]]


def test_word_load_cast(run: Run) -> None:
    # -1 as u8 is 255; without the load it would stay -1.
    assert run([-1, 2], "i8", one_sum(2, acc="i32", load=(Cast("u8"),))) == [257]
    # 2**24 + 1 goes by way of float32 into a sum in float64.
    assert run([2**24 + 1], "i32", one_sum(1, acc="f64", load=(Cast("f32"),))) == [2.0**24]


def test_word_load_shr(run: Run) -> None:
    # (31 >> 4) + (16 >> 4), not 47 >> 4.
    assert run([31, 16], "u8", one_sum(2, acc="i32", load=(Shr(4),))) == [2]


def test_weights_of_16_bit_sums_are_not_rounded_alone(run: Run) -> None:
    # 1 + 2**-20 is no float16; 2048 * (1 + 2**-20) is rounded once, to 2048. A product of two weights is a float16.
    assert run([2048.0], "f16", one_sum(1, [1 + 2.0**-20], acc="f16")) == [2048.0]
    weight = tuple(np.array([[1 + 2.0**-11 + 2.0**-20]], np.float32) for _ in range(2))
    # The product of the weights, 1 + 2**-10 + a bit, becomes 1 + 2**-10 before it meets the sample.
    both = Taps((0, 1), ([0], [0]), ([1], [1]), weight, Sum("f16", Forward(), "first"))
    assert run([[1024.0]], "f16", both) == [[1025.0]]
