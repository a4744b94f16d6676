"""Faults in how an executor reads a word of a plan: it is given another word instead, after the plan was checked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from resample.plan.words import (
    Add,
    AfterBlocks,
    AllFused,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Forward,
    Groups4,
    MulBy,
    MulShr,
    NotFused,
    Pairs,
    Perm,
    PointOp,
    Quads,
    Reverse,
    Round,
    Shr,
    Sum,
    Taps,
)
from tests.faults.planting import Fault, finishes, sums, taps

__all__ = ["FAULTS"]


def single_weights(step: Taps) -> Taps:
    """Round weights of double precision to single."""
    weight = step.weight and tuple(w.astype(np.float32).astype(w.dtype) if w.dtype == "f8" else w for w in step.weight)
    return replace(step, weight=weight)


def mirrored(step: Taps) -> Taps:
    """Give the first tap the last weight."""
    if step.weight is None or len(step.axes) > 1 or step.index[0].ndim != 1:
        return step
    column = step.count[0][:, None] - 1 - np.arange(step.weight[0].shape[1])
    return replace(step, weight=(np.take_along_axis(step.weight[0], np.maximum(column, 0), 1),))


def short(step: Taps) -> Taps:
    """Leave out the last tap of every window of more than one."""
    return replace(step, count=tuple(np.where(c > 1, c - 1, c) for c in step.count))


def moved(step: Taps) -> Taps:
    """Begin every window one sample too early where there is one."""
    return replace(step, index=tuple(np.maximum(i - 1, 0) for i in step.index))


def ordered(kind: type, order: object) -> object:
    """Return what adds in another order where the plan says this kind."""
    return sums(lambda s: replace(s, order=order) if isinstance(s.order, kind) else s)


def swapped(s: Sum) -> Sum:
    """Exchange the two taps that a sum of given order starts with."""
    return replace(s, order=Perm((s.order.p[1], s.order.p[0], *s.order.p[2:]))) if isinstance(s.order, Perm) else s


def floats_start(init: str) -> object:
    """Return what starts float sums in one way."""
    return sums(lambda s: replace(s, init=init) if s.acc in ("f32", "f64") else s)


def rounding(mode: str, other: str) -> object:
    """Return what rounds in another way where the plan says this one."""
    return finishes(lambda op: Round(other) if op == Round(mode) else op)


def half_off(op: PointOp) -> PointOp:
    """Add one less than a half before a shift."""
    return Add(op.c - 1) if isinstance(op, Add) and op.c > 1 else op


def divided(op: PointOp) -> PointOp:
    """Divide instead of multiplying by the reciprocal."""
    return DivBy(round(1 / op.c)) if isinstance(op, MulBy) and isinstance(op.c, float) else op


def term_rounded(step: Taps) -> Taps:
    """Round terms up before they are shifted instead of down."""
    return replace(step, term=MulShr(15, "floor")) if step.term == MulShr(16, "floor") else step


FAULTS = (
    Fault("weights in single precision", "pillow", taps(single_weights)),
    Fault("taps mirrored", "pillow", taps(mirrored)),
    Fault("last tap left out", "pillow", taps(short)),
    Fault("windows begin one sample early", "pillow", taps(moved)),
    Fault("sums of doubles from the last tap to the first", "pillow", ordered(Forward, Reverse())),
    Fault("half of a fixed point not added", "pillow", finishes(lambda op: None if isinstance(op, Add) else op)),
    Fault("half of a fixed point one too small", "pillow", finishes(half_off)),
    Fault("shift by one bit less", "pillow", finishes(lambda op: Shr(op.n - 1) if isinstance(op, Shr) else op)),
    Fault("clip missing", "pillow", finishes(lambda op: None if isinstance(op, Clip) else op)),
    Fault("clip at 254", "pillow", finishes(lambda op: Clip(0, 254) if op == Clip(0, 255) else op)),
    Fault("ties of I to even", "pillow", rounding("away", "rne")),
    Fault("I truncated", "pillow", rounding("away", "trunc")),
    Fault(
        "overflow of I saturates", "pillow", finishes(lambda op: Cast("i32", "sat") if op == Cast("i32", "x86") else op)
    ),
    Fault("reduce divides", "pillow, literals", finishes(divided)),
    Fault("blocks of 2x2 pixel by pixel", "pillow", ordered(Quads, Forward())),
    Fault("ties half up", "opencv", rounding("rne", "away")),
    Fault("float sums start with zero", "opencv", floats_start("zero")),
    Fault("float sums start with the first term", "opencv", floats_start("first")),
    Fault("vector body forward", "opencv", ordered(Reverse, Forward())),
    Fault("groups of four one by one", "opencv, literals", ordered(Groups4, Forward())),
    Fault("pairs one by one", "opencv, literals", ordered(Pairs, Forward())),
    Fault("rows of bytes not shifted before the product", "opencv", taps(lambda t: replace(t, load=()))),
    Fault("terms shifted by one bit less", "opencv", taps(term_rounded)),
    Fault(
        "partial cells divided by whole ones", "opencv", finishes(lambda op: None if isinstance(op, DivCount) else op)
    ),
    Fault("nothing fused", "torch", sums(lambda s: replace(s, fused=NotFused()))),
    Fault(
        "all fused, blocks too",
        "torch",
        sums(lambda s: replace(s, fused=AllFused()) if isinstance(s.fused, AfterBlocks) else s),
    ),
    Fault(
        "blocks of twice the lanes",
        "torch",
        sums(lambda s: replace(s, fused=AfterBlocks(2 * s.fused.lanes)) if isinstance(s.fused, AfterBlocks) else s),
    ),
    Fault("first pair exchanged", "torch", sums(swapped)),
    Fault("inner weight fused, not the outer one", "torch", ordered(Reverse, Forward())),
    Fault("float sums start with zero", "torch", floats_start("zero")),
    Fault(
        "area divided once",
        "torch",
        finishes(lambda op: DivCount((1, 2)) if op == DivCount((1,)) else None if op == DivCount((2,)) else op),
    ),
)
