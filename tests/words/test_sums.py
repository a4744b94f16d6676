"""Every order, start, fusion and accumulator of a sum, worked by hand, on both executors.

BIG = 2**24 tells orders apart: in float32 BIG + 1 is a tie that goes back to BIG, but BIG + 2 is exact.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from resample.plan.words import (
    AfterBlocks,
    AllFused,
    AnyOrder,
    Cascade,
    Cast,
    Clip,
    Forward,
    Groups4,
    Map,
    NotFused,
    Pairs,
    Pairwise8,
    Perm,
    Quads,
    Reverse,
    Sum,
    Taps,
    Unordered,
)
from tests.words.conftest import Run
from tests.words.making import one_sum

BIG = 2.0**24
#: X * X = 1 + 2**-11 + 2**-24, of which float32 keeps SQUARE = 1 + 2**-11 (a tie, to the even one).
X = 1 + 2.0**-12
SQUARE = 1 + 2.0**-11


def ordered(run: Run, values: list[float], **words: Any) -> float:
    """Return the sum of a column, alone and as one of many columns: kernels have a loop for each."""
    (total,) = run(values, "f32", one_sum(len(values), **words))
    (totals,) = run([[v] * 20 for v in values], "f32", one_sum(len(values), **words))
    assert totals == [total] * 20
    return float(total)


def test_word_any_order(run: Run) -> None:
    assert run([1, 2, 255], "u8", one_sum(3, [10, 1, -1], acc="i32", order=AnyOrder())) == [10 + 2 - 255]


def test_word_forward(run: Run) -> None:
    assert ordered(run, [BIG, 1, 1], order=Forward()) == BIG
    assert ordered(run, [1, 1, BIG], order=Forward()) == BIG + 2


def test_word_reverse(run: Run) -> None:
    assert ordered(run, [BIG, 1, 1], order=Reverse()) == BIG + 2
    assert ordered(run, [1, 1, BIG], order=Reverse()) == BIG


def test_word_unordered_stands_for_forward(run: Run) -> None:
    assert ordered(run, [BIG, 1, 1], order=Unordered(1e-6)) == BIG


def test_word_perm(run: Run) -> None:
    assert ordered(run, [1, BIG, 1], order=Perm((0, 2, 1))) == BIG + 2
    assert ordered(run, [1, BIG, 1], order=Perm((1, 0, 2))) == BIG
    # Two axes, flat numbers, the last axis fastest: 1 and 2 are the ones beside BIG, 3 is a zero.
    window = Taps((0, 1), ([0], [0]), ([2], [2]), None, Sum("f32", Perm((1, 2, 3, 0)), "first"))
    assert run([[BIG, 1], [1, 0]], "f32", window) == [[BIG + 2]]


def test_word_pairs(run: Run) -> None:
    assert ordered(run, [BIG, 1, 1, 1], order=Pairs()) == BIG + 2  # (BIG + 1) + (1 + 1)
    # ((BIG + 1) + (1 + 1)) + 1: BIG + 3 is a tie of BIG + 2 and BIG + 4, whose half is even.
    assert ordered(run, [BIG, 1, 1, 1, 1], order=Pairs()) == BIG + 4
    assert ordered(run, [7], order=Pairs()) == 7


def test_word_pairs_fused(run: Run) -> None:
    # X * X - SQUARE * 1: the first product keeps its 2**-24, the second is rounded.
    pair = {"order": Pairs(), "fused": AllFused()}
    assert ordered(run, [X, -SQUARE], weight=[X, 1], **pair) == 2.0**-24
    assert ordered(run, [-SQUARE, X], weight=[1, X], **pair) == 0
    # A third tap has no partner; its product is rounded, so that nothing is left of it.
    assert ordered(run, [0, -SQUARE, X], weight=[1, 1, X], **pair) == 0


def test_word_groups4(run: Run) -> None:
    # In float32 BIG + 1 + 1 + 1 is BIG; the fifth is added to it in float64.
    given = {"acc": "f64", "order": Groups4("f32")}
    assert ordered(run, [BIG, 1, 1, 1, 1], **given) == BIG + 1
    assert ordered(run, [1, 1, 1, 1, BIG], **given) == BIG + 4
    # Groups of int32 are exact: 4 * 2**24 + 3 = 67108867, then one rounding to a multiple of 8; + 1 changes nothing.
    five = [2**24 + 1, 2**24 + 1, 2**24 + 1, 2**24, 1]
    step = one_sum(5, acc="f32", order=Groups4("i32"))
    assert run(five, "i32", Map((Clip(0, 2**25),)), step) == [2.0**26]


def test_word_quads(run: Run) -> None:
    window = Taps((0, 1), ([0], [0]), ([3], [3]), None, Sum("f64", Quads("f32"), "zero"))
    # The block BIG + 1 + 1 + 1 is BIG in float32; the column's pair 2, the row's pair 2, the corner 1, in float64.
    assert run([[BIG, 1, 1], [1, 1, 1], [1, 1, 1]], "f32", window) == [[BIG + 5]]
    # Upper row first: 1 + 1 + 1 + BIG is BIG + 3, a tie, to BIG + 4.
    assert run([[1, 1, 0], [1, BIG, 0], [0, 0, 0]], "f32", window) == [[BIG + 4]]


def test_word_cascade_of_levels(run: Run) -> None:
    # 16 taps fill level 0: BIG and fifteen lost ones. They move up, and the next sixteen ones are added by themselves.
    given = {"order": Cascade(1, 1), "init": "zero"}
    assert ordered(run, [BIG] + [1] * 31, **given) == BIG + 16
    assert ordered(run, [BIG] + [1] * 15, **given) == BIG
    # What does not fill level 0 again stays there, and level 1 is added to it: 2 + BIG.
    assert ordered(run, [BIG] + [1] * 17, **given) == BIG + 2


def test_word_cascade_of_ways(run: Run) -> None:
    # Ways: BIG + 0, 1 + 1, 1 + 1, 1 + 1; the ninth goes to way 0 and is lost; then BIG + 2 + 2 + 2.
    assert ordered(run, [BIG, 1, 1, 1, 0, 1, 1, 1, 1], order=Cascade(1, 4), init="zero") == BIG + 6


def test_word_cascade_of_lanes(run: Run) -> None:
    # Lanes: BIG + 1 = BIG, 1 + 1 = 2. The fifth first: 0 + 1, + BIG = BIG, + 2.
    assert ordered(run, [BIG, 1, 1, 1, 1], order=Cascade(2, 1), init="zero") == BIG + 2
    # Fewer taps than lanes: 0 + BIG + 1, and lanes of zero.
    assert ordered(run, [BIG, 1], order=Cascade(4, 4), init="zero") == BIG


def test_word_pairwise8(run: Run) -> None:
    # (BIG + 1) + (1 + 1) = BIG + 2, (1 + 1) + (1 + 1) = 4: BIG + 6; the ninth: BIG + 7, a tie, to BIG + 8.
    assert ordered(run, [BIG] + [1] * 8, order=Pairwise8()) == BIG + 8
    assert ordered(run, [BIG, 1, 1, 1, 1, 1, 1], order=Pairwise8()) == BIG  # below eight: forward
    # 136 taps are 64 and 72. First half: r0 = BIG and seven lost ones, the others 8 each: BIG + 56. Second: 72.
    assert ordered(run, [BIG] + [1] * 135, order=Pairwise8()) == BIG + 56 + 72


@pytest.mark.parametrize("order", [Forward(), Reverse(), Perm((0,)), Pairs(), Pairwise8(), Groups4("f32")])
def test_word_sum_init(run: Run, order: Any) -> None:
    (first,) = run([-0.0], "f32", one_sum(1, order=order, init="first"))
    (zero,) = run([-0.0], "f32", one_sum(1, order=order, init="zero"))
    assert (math.copysign(1, first), math.copysign(1, zero)) == (-1, 1)


def test_no_taps_give_zero(run: Run) -> None:
    (none,) = run([5.0], "f32", one_sum(0, order=Forward(), init="first"))
    assert math.copysign(1, none) == 1
    assert none == 0


def test_word_all_fused(run: Run) -> None:
    given = {"weight": [1, X]}
    assert ordered(run, [-SQUARE, X], fused=AllFused(), **given) == 2.0**-24
    # The product that starts the sum is rounded.
    assert ordered(run, [X, -SQUARE], weight=[X, 1], fused=AllFused()) == 0


def test_word_not_fused(run: Run) -> None:
    assert ordered(run, [-SQUARE, X], weight=[1, X], fused=NotFused()) == 0


def test_word_after_blocks(run: Run) -> None:
    # The first tap, one block of two, and one tap after it: only the fourth product keeps its 2**-24.
    given = {"fused": AfterBlocks(2), "init": "first"}
    assert ordered(run, [-SQUARE, 0, 0, X], weight=[1, 1, 1, X], **given) == 2.0**-24
    assert ordered(run, [-SQUARE, 0, X, 0], weight=[1, 1, X, 1], **given) == 0
    assert ordered(run, [-SQUARE, X], weight=[1, X], **given) == 2.0**-24


@pytest.mark.parametrize(
    ("acc", "values", "dtype", "total"),
    [
        ("i32", [2**31 - 1, 1], "i32", -(2**31)),
        ("u32", [2**32 - 1, 2], "u32", 1),
        ("i64", [2**31 - 1, 1], "i32", 2**31),
        ("f16", [2048.0, 1.0], "f32", 2048.0),  # a tie, to the even one of 2048 and 2050
        ("bf16", [256.0, 1.0], "f32", 256.0),  # a tie, to the even one of 256 and 258
        ("f32", [BIG, 1.0], "f64", BIG),
        ("f64", [BIG, 1.0], "f32", BIG + 1),
    ],
)
def test_word_sum_acc(run: Run, acc: str, values: list[Any], dtype: str, total: Any) -> None:
    assert run(values, dtype, one_sum(2, acc=acc, wraps=acc in ("i32", "u32"))) == [total]


def test_samples_are_cast_to_the_accumulator(run: Run) -> None:
    # 2**24 + 1 becomes 2**24 in float32 before it is multiplied.
    assert run([2**24 + 1], "i32", one_sum(1, [2.0], acc="f32")) == [2 * BIG]
    # 2049 becomes 2048 in float16, a tie, before 1 is added; 2049 + 1 would be 2050.
    assert run([2049.0, 1.0], "f32", one_sum(2, acc="f16", order=Reverse())) == [2048.0]
    # -1 has the bits of 2**32 - 1, half of which is 2**31 - 1 and a bit.
    assert run([-1], "i32", one_sum(1, [1], acc="u32", wraps=True), Map((Cast("i64"),))) == [2**32 - 1]


def test_sums_of_two_axes_run_along_the_last_axis_first(run: Run) -> None:
    # Forward over [[BIG, 1], [1, -BIG]]: BIG + 1 + 1 - BIG = 0, by columns it is the same; over [[1, 1], [BIG, -BIG]]:
    # 1 + 1 + BIG - BIG = 2, by columns 1 + BIG + 1 - BIG = 0.
    window = Taps((0, 1), ([0], [0]), ([2], [2]), None, Sum("f32", Forward(), "first"))
    assert run([[1, 1], [BIG, -BIG]], "f32", window) == [[2.0]]
    assert run(np.array([[1, BIG], [1, -BIG]]), "f32", window) == [[0.0]]
