"""The check: every rule has a plan that breaks it, and the error names the rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from resample.errors import PlanError
from resample.plan.words import (
    Add,
    AfterBlocks,
    AllFused,
    AnyOrder,
    BytesApart,
    ByteSwap,
    Cascade,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Forward,
    Gather,
    Groups4,
    Lerp,
    Lut,
    Map,
    MulBy,
    MulDiv,
    MulShr,
    Pairs,
    Pairwise8,
    Part,
    Perm,
    Premultiply,
    Quads,
    Reverse,
    Round,
    Shr,
    Span,
    Split,
    Step,
    Sum,
    Taps,
)
from tests.words.making import one_sum, plan_of

SHAPE = (3, 4, 2)


def two(**words: Any) -> Taps:
    """Return taps along axis 0: two outputs of two taps, and one."""
    given = {
        "axes": (0,),
        "index": (np.array([0, 2]),),
        "count": (np.array([2, 1]),),
        "weight": (np.ones((2, 2), np.float32),),
        "sum": Sum("f32", Forward()),
    }
    return Taps(**(given | words))


def square(**words: Any) -> Taps:
    """Return a window of two by two taps along axes 0 and 1."""
    given = {"axes": (0, 1), "index": ([0], [0]), "count": ([2], [2]), "weight": None, "sum": Sum("f32", Forward())}
    given["index"] = tuple(map(np.array, given["index"]))
    given["count"] = tuple(map(np.array, given["count"]))
    return Taps(**(given | words))


def part(spans: list[Span], taps: Taps | None = None) -> Part:
    return Part(tuple(spans), taps or square())


INT = one_sum(2, [1, 1], acc="i32")
FLOAT = one_sum(2, [1, 1], acc="f32")

BROKEN: list[tuple[Step, str, str]] = [
    # Gather
    (Gather(3, np.array([0])), "u8", "axis 3 of a picture of shape"),
    (Gather(-1, np.array([0])), "u8", "axis -1 of a picture"),
    (Gather(0, np.zeros(0)), "u8", "at least one position"),
    (Gather(0, np.zeros((1, 1))), "u8", "a list of"),
    (Gather(0, np.array([3])), "u8", "index 3 of an axis of 3 samples"),
    (Gather(0, np.array([-2])), "u8", "index -2 of an axis"),
    (Gather(0, np.array([-1]), (1, 2, 3)), "u8", "3 fill values for 2 channels"),
    (Gather(0, np.array([-1]), (256,)), "u8", "fill 256 in u8"),
    (Gather(0, np.array([-1]), (1 + 2.0**-8,)), "bf16", "in bf16"),
    # Taps: axes and windows
    (two(axes=()), "f32", "one to three ascending axes"),
    (square(axes=(1, 0)), "f32", "one to three ascending axes"),
    (two(axes=(3,)), "f32", "of a picture of shape"),
    (two(axes=(-1,)), "f32", "of a picture of shape"),
    (two(count=()), "f32", "an index and a count for each axis"),
    (two(count=(np.array([1]),)), "f32", "one index row and count an output"),
    (two(count=(np.array([-1, 1]),)), "f32", "a count of -1 taps"),
    (two(index=(np.array([0, 3]),)), "f32", "tap 3 of an axis of 3 samples"),
    (two(index=(np.array([0, 2]),), count=(np.array([2, 2]),)), "f32", "tap 3 of an axis"),
    (two(index=(np.array([-1, 2]),)), "f32", "tap -1 of an axis"),
    (two(index=(np.array([[0], [2]]),)), "f32", "2 taps in rows of (1,)"),
    (two(index=(np.array([[0, 3], [2, 9]]),)), "f32", "tap 3 of an axis"),
    # Taps: weights
    (two(sum=Sum("u8", Forward())), "u8", "accumulator 'u8'"),
    (two(weight=None, term=Lerp()), "f32", "no weights for its term"),
    (two(weight=()), "f32", "weights for each axis"),
    (two(weight=(np.ones((2, 1), np.float32),)), "f32", "a weight for each tap"),
    (two(weight=(np.ones((2, 2)),)), "f32", "weights of float64 for an accumulator of f32"),
    (two(weight=(np.ones((2, 2), np.float32),), sum=Sum("f64", Forward())), "f32", "weights of float32"),
    (two(sum=Sum("i32")), "u8", "weights of float32 for an accumulator of i32"),
    # Taps: what goes with what
    (two(sum=Sum("f32", AnyOrder())), "f32", "a float sum needs an order"),
    (two(term=MulShr(4, "floor")), "f32", "mul_shr is an integer term"),
    (replace(INT, term=MulDiv(np.ones(1))), "u8", "MulDiv is a float term"),
    (replace(INT, term=Lerp()), "u8", "Lerp is a float term"),
    (replace(INT, sum=Sum("i32", fused=AllFused())), "u8", "an integer sum has nothing to fuse"),
    (two(sum=Sum("f16", Forward(), fused=AllFused())), "f16", "no FMA in f16"),
    (two(sum=Sum("bf16", Forward(), "first", AfterBlocks(2))), "bf16", "no FMA in bf16"),
    (two(sum=Sum("f32", Pairs())), "f32", "Pairs needs the same number of taps"),
    (two(sum=Sum("f32", Pairwise8())), "f32", "Pairwise8 needs the same number of taps"),
    (two(sum=Sum("f32", Cascade(1, 4))), "f32", "Cascade needs the same number of taps"),
    (two(weight=None, sum=Sum("f32", Groups4("f32"))), "f32", "Groups4 needs the same number of taps"),
    (replace(FLOAT, sum=Sum("f32", Pairwise8(), fused=AllFused())), "f32", "Pairwise8 is not fused"),
    (replace(FLOAT, sum=Sum("f32", Cascade(1, 4), fused=AllFused())), "f32", "Cascade is not fused"),
    (replace(FLOAT, sum=Sum("f32", Pairs(), "first", AfterBlocks(1))), "f32", "Pairs has no blocks of its own"),
    (replace(FLOAT, sum=Sum("f32", Cascade(1, 4), "first")), "f32", "a cascade starts with zero"),
    (replace(FLOAT, sum=Sum("f32", Perm((0, 0)))), "f32", "(0, 0) is not an order of 2 taps"),
    (two(sum=Sum("f32", Perm((0, 1)))), "f32", "is not an order of"),
    (one_sum(2, acc="f32", order=Quads("f32")), "f32", "quads are sums over a window of two axes"),
    (replace(FLOAT, sum=Sum("f32", Groups4("f32"))), "f32", "groups are sums over a window"),
    (one_sum(2, acc="f32", order=Groups4("u8")), "f32", "groups are sums over a window"),
    (one_sum(2, acc="f32", order=Groups4("i32")), "f32", "float samples for groups of i32"),
    (one_sum(2, acc="f32", order=Groups4("i32")), "i32", "group"),
    (replace(FLOAT, sum=Sum("f32", Reverse(), "first", AfterBlocks(2))), "f32", "after_blocks goes with one axis"),
    (replace(FLOAT, sum=Sum("f32", Forward(), "zero", AfterBlocks(2))), "f32", "after_blocks starts with the first"),
    (two(term=Lerp()), "f32", "a lerp has two taps on one axis"),
    (two(term=MulDiv(np.ones(3, np.float32))), "f32", "a divisor for each output of one axis"),
    (square(sum=Sum("f32", Forward(), fused=AllFused())), "f32", "only products of weights are fused"),
    (replace(FLOAT, term=Lerp(), sum=Sum("f32", Forward(), fused=AllFused())), "f32", "only products of weights"),
    # Taps: integers
    (one_sum(2, [1, 1], acc="i32"), "f32", "float samples for an accumulator of i32"),
    (one_sum(1, [1], acc="i32"), "u32", "sample: 0..4294967295 does not fit i32"),
    (one_sum(2, [2**22, 2**23], acc="i32"), "u8", "sum: 0..3208642560 does not fit i32"),
    (one_sum(1, [-1], acc="i64", finish=(Cast("u8"), Add(1))), "u8", "add 1"),
    (one_sum(1, [2**31], acc="i64", term=MulShr(16, "away")), "u8", "mul_shr away is defined for n = 32"),
    (one_sum(1, [-1], acc="i64", term=MulShr(32, "away")), "u8", "weights 0..2**32"),
    (one_sum(1, [2**60], acc="i64", term=MulShr(4, "floor")), "u8", "a product does not fit i64"),
    (
        square(weight=(np.ones((1, 2), np.int32),) * 2, sum=Sum("i32"), term=MulShr(4, "floor")),
        "u8",
        "goes with one axis",
    ),
    # Loads and finishes
    (one_sum(1, load=(Clip(0, 1),)), "u8", "a load is a cast or a shift"),
    (one_sum(1, finish=(DivCount((1,)),)), "f32", "counts along axes (1,) of taps along (0,)"),
    (one_sum(1, finish=(Premultiply(),)), "f32", "Premultiply() on f32 with 0 channels"),
    (one_sum(1, [1], acc="i32", finish=(Cast("u8"), Premultiply())), "u8", "with 0 channels"),
    # Maps
    (Map((Add(1),)), "u8", "add 1: 1..256 does not fit u8"),
    (Map((MulBy(-1),)), "i32", "mul -1"),
    (Map((Clip(0, 9), MulBy(300))), "u8", "MulBy(c=300) on u8"),
    (Map((Add(0.5),)), "u8", "Add(c=0.5) on u8"),
    (Map((Shr(8),)), "u8", "Shr(n=8) on u8"),
    (Map((Shr(1),)), "f32", "Shr(n=1) on f32"),
    (Map((DivBy(2),)), "u8", "DivBy(c=2) on u8"),
    (Map((Round("rne"),)), "u8", "Round(mode='rne') on u8"),
    (Map((Clip(5, 1),)), "u8", "Clip(lo=5, hi=1) on u8"),
    (Map((Clip(0, 300),)), "u8", "Clip(lo=0, hi=300) on u8"),
    (Map((Cast("u8", "wrap"),)), "f32", "Cast(dtype='u8', mode='wrap') on f32"),
    (Map((Cast("u8", "x86"),)), "i32", "Cast(dtype='u8', mode='x86') on i32"),
    (Map((Cast("u64"),)), "u8", "Cast(dtype='u64', mode='wrap') on u8"),
    (Map((BytesApart(),)), "u16", "BytesApart() on u16"),
    (Map((ByteSwap(),)), "u8", "ByteSwap() on u8"),
    (Map((Premultiply(),)), "u16", "Premultiply() on u16"),
    (Map((Lut(np.zeros((3, 256)), "u8"),)), "u8", "on u8 with 2 channels"),
    (Map((Lut(np.zeros((1, 255)), "u8"),)), "u8", "on u8 with 2 channels"),
    (Map((Lut(np.zeros((1, 256)), "u8"),)), "i8", "on i8 with 2 channels"),
    # Split
    (Split(()), "f32", "a split has parts"),
    (Split((part([Span((0,), 0, 1)]), part([Span((0,), 0, 1)], two()))), "f32", "all parts resample the same axes"),
    (Split((part([Span((0, 2), 0, 2)]),)), "f32", "axes (0, 2) are not neighbours"),
    (Split((part([Span((1, 2), 0, 2)]),)), "f32", "a flat span holds a resampled axis"),
    (Split((part([Span((2,), 0, 3)]),)), "f32", "span 0..3 of 2 outputs"),
    (Split((part([Span((2,), 1, 1)]),)), "f32", "span 1..1 of 2 outputs"),
    (Split((part([Span((2,), 0, 1), Span((2,), 1, 2)]),)), "f32", "an axis has two spans"),
    (Split((part([Span((0,), 0, 2)]),)), "f32", "1 outputs of taps for 2 outputs of the part"),
    (Split((part([Span((2,), 0, 1)]),)), "f32", "is in 0 parts"),
    (Split((part([Span((2,), 0, 2)]), part([Span((2,), 1, 2)]))), "f32", "is in 2 parts"),
    (
        Split((part([Span((2,), 0, 1)]), part([Span((2,), 1, 2)], square(sum=Sum("f64", Forward()))))),
        "f32",
        "one result dtype",
    ),
]


@pytest.mark.parametrize(
    ("step", "dtype", "rule"), BROKEN, ids=[f"{i}-{rule}" for i, (_, _, rule) in enumerate(BROKEN)]
)
def test_a_plan_that_breaks_a_rule_is_refused(step: Step, dtype: str, rule: str) -> None:
    with pytest.raises(PlanError, match=r"^step 1 \(") as refused:
        plan_of(SHAPE, dtype, Gather(0, np.arange(3)), step)
    assert rule in str(refused.value)


@pytest.mark.parametrize("step", [Gather(0, np.array([-1]), (0.1,)), Map((Add(0.1),))])
def test_a_constant_is_represented_exactly(step: Step) -> None:
    with pytest.raises(PlanError):
        plan_of(SHAPE, "f32", step)


def test_flat_spans_of_one_split_do_not_cross() -> None:
    taps = one_sum(1, acc="f32")
    step = Split((part([Span((1, 2), 0, 4)], taps), part([Span((2,), 0, 2)], taps)))
    with pytest.raises(PlanError, match="overlap in their axes"):
        plan_of(SHAPE, "f32", step)


def test_a_source_has_samples_of_a_known_dtype() -> None:
    with pytest.raises(PlanError, match="has no samples"):
        plan_of((3, 0), "u8")
    with pytest.raises(PlanError, match="dtype 'u64' is not one of"):
        plan_of((3,), "u64")


@pytest.mark.parametrize(
    ("step", "dtype"),
    [
        (one_sum(2, [2**22, 2**22 - 1], acc="i32", finish=(Clip(0, 9),)), "u8"),
        (one_sum(1, [2**31 - 1], acc="i32", term=MulShr(8, "floor")), "u8"),
        (one_sum(1, [2**32], acc="i64", term=MulShr(32, "away")), "i32"),
        (Map((Clip(0, 250), Add(5))), "u8"),
        (Map((Cast("i16"), Add(-5), MulBy(4))), "u8"),
    ],
)
def test_what_provably_fits_passes(step: Step, dtype: str) -> None:
    plan_of((2, 2), dtype, step)


def test_an_overflow_may_be_stated() -> None:
    plan = plan_of((1,), "u8", one_sum(1, [2**30], acc="i32", wraps=True, finish=(MulBy(2), Cast("u8"))))
    assert (plan.states[-1].low, plan.states[-1].high) == (0, 255)
