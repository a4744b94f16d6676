"""The four steps and the regions of a split, worked by hand, on both executors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from resample.plan.words import (
    Add,
    Cast,
    Clip,
    DivCount,
    Forward,
    Gather,
    Map,
    Part,
    Premultiply,
    Span,
    Split,
    Sum,
    Taps,
)
from tests.words.conftest import Run


def window(axes: tuple[int, ...], index: Any, count: Any, acc: str = "i32", **words: Any) -> Taps:
    how = Sum(acc) if acc == "i32" else Sum(acc, Forward(), "first")
    return Taps(axes, tuple(map(np.array, index)), tuple(map(np.array, count)), None, how, **words)


def test_word_gather(run: Run) -> None:
    picture = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    assert run(picture, "u8", Gather(0, np.array([1, 1, 0]))) == [picture[1], picture[1], picture[0]]
    assert run(picture, "u8", Gather(1, np.array([1]))) == [[[3, 4]], [[7, 8]]]
    assert run(picture, "u8", Gather(2, np.array([1, 0]))) == [[[2, 1], [4, 3]], [[6, 5], [8, 7]]]


def test_word_gather_fill(run: Run) -> None:
    picture = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    assert run(picture, "u8", Gather(1, np.array([-1, 0]), (9,))) == [[[9, 9], [1, 2]], [[9, 9], [5, 6]]]
    # One number a channel.
    assert run(picture, "u8", Gather(0, np.array([0, -1]), (9, 7))) == [picture[0], [[9, 7], [9, 7]]]
    assert run([1.0, 2.0], "bf16", Gather(0, np.array([-1, 1]), (0.5,))) == [0.5, 2.0]


def test_gather_copies_bits(run: Run) -> None:
    minus, nan, tiny = run([-0.0, math.nan, 5e-324], "f64", Gather(0, np.array([0, 1, 2])))
    assert math.copysign(1, minus) == -1
    assert math.isnan(nan)
    assert tiny == 5e-324


def test_word_taps_index(run: Run) -> None:
    # Runs: samples 1 and 2, then 0. Every tap named: 3 and 0, then 2 twice.
    assert run([1, 2, 4, 8], "u8", window((0,), [[1, 0]], [[2, 1]])) == [6, 1]
    assert run([1, 2, 4, 8], "u8", window((0,), [[[3, 0, 0], [2, 2, -7]]], [[2, 2]])) == [9, 8]


def test_word_taps_axes(run: Run) -> None:
    box = np.arange(2 * 3 * 2 * 2).reshape(2, 3, 2, 2)
    # Axes 0 and 2 with an axis between: out[0, h, 0, c] = box[0..1, h, 0..1, c] summed.
    assert run(box, "u8", window((0, 2), [[0], [0]], [[2], [2]])) == box.sum((0, 2), keepdims=True).tolist()
    # Three axes, the middle one two windows of two.
    summed = box[:, :2].sum((0, 1, 3), keepdims=True), box[:, 1:].sum((0, 1, 3), keepdims=True)
    given = window((0, 1, 3), [[0], [0, 1], [0]], [[2], [2, 2], [2]])
    assert run(box, "u8", given) == np.concatenate(summed, 1).tolist()


def test_word_div_count_of_axes(run: Run) -> None:
    # Rows: both, then the second alone. Columns: one, then two. 4 = 2 * 2 taps of the output (0, 1).
    step = window((0, 1), [[0, 1], [0, 0]], [[2, 1], [1, 2]], "f32", finish=(DivCount((0, 1)),))
    assert run([[1.0, 2.0], [3.0, 6.0]], "f32", step) == [[4 / 2, 12 / 4], [3 / 1, 9 / 2]]
    # Along the columns alone: 12 / 2.
    step = window((0, 1), [[0, 1], [0, 0]], [[2, 1], [1, 2]], "f32", finish=(DivCount((1,)),))
    assert run([[1.0, 2.0], [3.0, 6.0]], "f32", step) == [[4.0, 6.0], [3.0, 4.5]]


def test_word_finish_goes_in_order(run: Run) -> None:
    finish = (Add(-10), Clip(0, 255), Cast("u8"))
    assert run([3, 4], "u8", window((0,), [[0]], [[2]], finish=finish)) == [0]
    assert run([3, 4], "u8", window((0,), [[0]], [[2]], finish=(Clip(0, 255), Add(-10), Cast("u8")))) == [256 - 3]


def test_word_map(run: Run) -> None:
    assert run([[250, 100]], "u8", Map((Premultiply(), Clip(0, 96), Add(2)))) == [[98, 98]]


def test_word_split_along_a_tapped_axis(run: Run) -> None:
    # Outputs 0 and 1 are sums in integers, output 2 a mean in floats, rounded by the cast.
    head = window((0,), [[0, 1]], [[2, 2]], finish=(Cast("f32"),))
    tail = window((0,), [[1]], [[3]], "f32", finish=(DivCount((0,)),))
    step = Split((Part((Span((0,), 0, 2),), head), Part((Span((0,), 2, 3),), tail)))
    assert run([1, 2, 4, 8], "u8", step) == [3.0, 6.0, float(np.float32(14) / np.float32(3))]


def test_word_split_over_flat_axes(run: Run) -> None:
    # A row of 2 x 3 samples counted as six: the first four of each output are sums, the other two differ by 100.
    rows = [[[1, 2, 3], [4, 5, 6]], [[10, 20, 30], [40, 50, 60]]]
    both = window((0,), [[0]], [[2]])
    more = window((0,), [[0]], [[2]], finish=(Add(100),))
    step = Split((Part((Span((1, 2), 0, 4),), both), Part((Span((1, 2), 4, 6),), more)))
    assert run(rows, "u8", step) == [[[11, 22, 33], [44, 155, 166]]]


def test_word_split_over_an_axis_that_is_not_resampled(run: Run) -> None:
    # Axis 1 is resampled; rows and channels are divided: the body is plain, the last channel of row 1 has 100 more.
    picture = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    plain = window((1,), [[0]], [[2]])
    more = window((1,), [[0]], [[2]], finish=(Add(100),))
    parts = (
        Part((Span((0,), 0, 1),), plain),
        Part((Span((0,), 1, 2), Span((2,), 0, 1)), plain),
        Part((Span((0,), 1, 2), Span((2,), 1, 2)), more),
    )
    assert run(picture, "u8", Split(parts)) == [[[4, 6]], [[12, 114]]]


def test_a_plan_without_steps_copies(run: Run) -> None:
    assert run([1, 2], "u8") == [1, 2]
