"""Plans that are no plans: each once passed the check, and then crashed, read out of range or gave two results."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from resample import resize
from resample.errors import PlanError
from resample.plan.plan import Plan, Source
from resample.plan.words import (
    AfterBlocks,
    AnyOrder,
    Cast,
    DivCount,
    Forward,
    Gather,
    Lut,
    Map,
    MulDiv,
    MulShr,
    Part,
    Perm,
    Round,
    Span,
    Split,
    Sum,
    Taps,
)

FLOATS = Source((5, 6, 3), "f32", "HWC")
BYTES = Source((5, 6, 3), "u8", "HWC")
START, COUNT = (np.arange(4, dtype=np.int32) % 3,), (np.full(4, 3, np.int32),)
TAPS = Taps((1,), START, COUNT, (np.ones((4, 3), np.float32),), Sum("f32", Forward()))
WHOLE = Taps((1,), START, COUNT, (np.ones((4, 3), np.int32),), Sum("i32"))
BAD: Any = None

STEPS = {
    "an order that is none": lambda: replace(TAPS, sum=Sum("f32", BAD)),
    "a start that is none": lambda: replace(TAPS, sum=Sum("f32", Forward(), init=BAD)),
    "a fusion that is none": lambda: replace(TAPS, sum=Sum("f32", Forward(), fused=BAD)),
    "a term that is none": lambda: replace(TAPS, term=BAD),
    "axes that are booleans": lambda: replace(TAPS, axes=(True,)),
    "no order of unequal counts": lambda: replace(WHOLE, sum=Sum("i32", Perm(())), count=(np.array([1, 2, 3, 1]),)),
    "blocks of no taps": lambda: replace(TAPS, sum=Sum("f32", Forward(), "first", AfterBlocks(0))),
    "a shift by 64 bits": lambda: replace(WHOLE, term=MulShr(64, "floor")),
    "a shift by -1 bits": lambda: replace(WHOLE, term=MulShr(-1, "floor")),
    "divisors of another dtype": lambda: replace(TAPS, term=MulDiv(np.array([1.1, 2.2, 3, 4]))),
    "a count twice": lambda: replace(TAPS, finish=(DivCount((1, 1)),)),
    "a count of no axes": lambda: replace(TAPS, finish=(DivCount(()),)),
    "a count without taps": lambda: Map((DivCount((0,)),)),
    "an unknown rounding": lambda: Map((Round(BAD),)),
    "a fill for each channel along the channels": lambda: Gather(2, np.array([-1, 0]), (1.0, 2.0, 3.0)),
    "a position beyond int32": lambda: Gather(1, np.array([2**32 + 1])),
    "a position with a fraction": lambda: Gather(1, np.array([0.5])),
    "a span over no axes": lambda: Split((Part((Span((), 0, 1),), TAPS),)),
    "a span over axis 7": lambda: Split((Part((Span((7,), 0, 1),), TAPS),)),
    "a span over axis -1": lambda: Split((Part((Span((-1,), 0, 3),), TAPS),)),
    "a step that is none": lambda: BAD,
}
OF_BYTES = {
    "a table without rows": lambda: replace(WHOLE, finish=(Cast("u8", "sat"), Lut(np.zeros((0, 256)), "f32"))),
    "weights beyond i64": lambda: replace(
        WHOLE, sum=Sum("i64", AnyOrder()), weight=(np.full((4, 3), 2**64 - 1, np.uint64),)
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_what_is_no_step_is_refused(name: str) -> None:
    with pytest.raises(PlanError):
        Plan(FLOATS, (STEPS[name](),))


@pytest.mark.parametrize("name", OF_BYTES)
def test_what_is_no_step_on_bytes_is_refused(name: str) -> None:
    with pytest.raises(PlanError):
        Plan(BYTES, (OF_BYTES[name](),))


def test_a_picture_without_axes_is_refused() -> None:
    with pytest.raises(PlanError):
        Plan(Source((), "u8", ""), ())


def test_an_index_cannot_be_changed_behind_the_plan() -> None:
    mine = np.array([0, 1], np.int32)
    view = mine.view()
    view.setflags(write=False)
    step = Gather(1, view)
    mine[0] = 10**9
    assert step.index.tolist() == [0, 1]


def test_big_endian_weights_become_native() -> None:
    step = replace(WHOLE, weight=(np.ones((4, 3), ">i4"),))
    assert step.weight is not None and step.weight[0].dtype.isnative
    Plan(BYTES, (step,))


def test_the_words_themselves_pass() -> None:
    assert Plan(FLOATS, (TAPS,)).dtype == "f32" and Plan(BYTES, (WHOLE,)).dtype == "i32"


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_subclasses_of_arrays_are_read_as_their_samples(backend: str) -> None:
    picture = np.arange(600, dtype=np.uint8).reshape(30, 20)
    wanted = resize(picture, (9, 7), like="pillow:bicubic")
    for same in (np.matrix(picture), np.ma.masked_array(picture, picture > 99)):
        assert resize(same, (9, 7), like="pillow:bicubic", backend=backend).tobytes() == wanted.tobytes()
    plan = Plan(Source((30, 20), "u8", "HW"), (Gather(0, np.array([1])),))
    assert plan.run(np.ma.masked_array(picture), backend=backend).tobytes() == picture[1:2].tobytes()
