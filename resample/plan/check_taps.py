"""The check of taps: every tap is inside the source, and the words of the sum fit together."""

from __future__ import annotations

from math import prod

import numpy as np

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.measures import Window, window
from resample.plan.state import State, require, with_lengths
from resample.plan.words import (
    ACCUMULATORS,
    DTYPES,
    FLOATS,
    INTEGERS,
    AfterBlocks,
    AllFused,
    AnyOrder,
    Cascade,
    Forward,
    Groups4,
    Lerp,
    MulDiv,
    MulShr,
    NotFused,
    Pairs,
    Pairwise8,
    Perm,
    Quads,
    Taps,
)

_ACCUMULATORS = ", ".join(ACCUMULATORS)
_U64 = np.dtype(np.uint64)
#: Accumulator -> dtype of its weights; integers take those of any integer dtype.
_FLOAT_WEIGHTS = {acc: DTYPES["f64" if acc == "f64" else "f32"] for acc in ACCUMULATORS if acc in FLOATS}
#: Orders of sums for which every output needs as many taps as the others.
_OF_EQUAL_COUNTS = (Pairs, Groups4, Quads, Cascade, Pairwise8)
_GROUPED = (Groups4, Quads)
_FUSED = (AllFused, AfterBlocks)
#: Terms that are products of weights, and those of them that only floats have.
_WEIGHTED = (MulShr, MulDiv, Lerp)
_OF_FLOATS = (MulDiv, Lerp)


def check_taps(state: State, step: Taps) -> State:
    """Every tap is inside the source, the words fit together, and integers cannot wrap unless that is stated."""
    axes = step.axes
    require(
        1 <= len(axes) <= 3 and list(axes) == sorted(set(axes)), "axes {} are not one to three ascending axes", axes
    )
    require(axes[0] >= 0 and axes[-1] < len(state.shape), "axes {} of a picture of shape {}", axes, state.shape)
    require(len(step.index) == len(step.count) == len(axes), "an index and a count for each axis")
    windows = [_check_window(state.shape[a], i, c) for a, i, c in zip(axes, step.index, step.count, strict=True)]
    _check_weights(step, windows)
    _check_sum(step, windows)
    shape = with_lengths(state.shape, {a: c.size for a, c in zip(axes, step.count, strict=True)})
    dtype, low, high = ranges.after_taps(state.dtype, state.low, state.high, step)
    return State(shape, dtype, low, high)


def _check_window(n: int, index: np.ndarray, count: np.ndarray) -> Window:
    require(count.ndim == 1 and count.size > 0 and index.shape[:1] == count.shape, "one index row and count an output")
    require(1 <= index.ndim <= 2, "an index of first taps, or of rows of taps")
    found = window(index, count)
    require(found.fewest >= 0, "a count of {} taps", found.fewest)
    room = index.ndim == 1 or found.most <= index.shape[1]
    require(room, "{} taps in rows of {}", found.most, index.shape[1:])
    if found.low <= found.high and (found.low < 0 or found.high >= n):
        raise PlanError(f"tap {found.low if found.low < 0 else found.high} of an axis of {n} samples")
    return found


def _check_weights(step: Taps, windows: list[Window]) -> None:
    acc = step.sum.acc
    require(acc in ACCUMULATORS, "accumulator {!r} is not one of {}", acc, _ACCUMULATORS)
    if step.weight is None:
        require(not isinstance(step.term, _WEIGHTED), "a window sum has no weights for its term")
        return
    require(len(step.weight) == len(step.axes), "weights for each axis")
    wanted = _FLOAT_WEIGHTS.get(acc)
    for weight, count, found in zip(step.weight, step.count, windows, strict=True):
        need = 1 if isinstance(step.term, Lerp) else found.most
        require(weight.ndim == 2 and weight.shape[0] == count.size and weight.shape[1] >= need, "a weight for each tap")
        if weight.dtype != wanted if wanted is not None else weight.dtype.kind not in "iu":
            raise PlanError(f"weights of {weight.dtype} for an accumulator of {acc}")
        require(weight.dtype != _U64 or int(weight.max(initial=0)) < 2**63, "weights beyond i64")


def _check_sum(step: Taps, windows: list[Window]) -> None:
    if step.sum.acc in INTEGERS:
        _check_integers(step)
    else:
        _check_floats(step)
    uniform = prod(w.most for w in windows) if all(w.fewest == w.most for w in windows) else None
    _check_order(step, uniform)
    if isinstance(step.term, Lerp):
        require(len(step.axes) == 1 and uniform == 2, "a lerp has two taps on one axis")


def _check_integers(step: Taps) -> None:
    if isinstance(step.term, _OF_FLOATS):
        raise PlanError(f"{type(step.term).__name__} is a float term")
    require(isinstance(step.sum.fused, NotFused), "an integer sum has nothing to fuse")


def _check_floats(step: Taps) -> None:
    acc, term, fused = step.sum.acc, step.term, step.sum.fused
    require(not isinstance(step.sum.order, AnyOrder), "a float sum needs an order")
    require(not isinstance(term, MulShr), "mul_shr is an integer term")
    require(acc in ("f32", "f64") or isinstance(fused, NotFused), "no FMA in {}", acc)
    if isinstance(term, MulDiv):
        one_each = len(step.axes) == 1 and term.divisor.shape == step.count[0].shape
        require(one_each, "a divisor for each output of one axis")
        if term.divisor.dtype != _FLOAT_WEIGHTS[acc]:
            raise PlanError(f"divisors of {term.divisor.dtype} for an accumulator of {acc}")
    if isinstance(fused, _FUSED):
        require(not isinstance(term, _OF_FLOATS) and step.weight is not None, "only products of weights are fused")


def _check_order(step: Taps, uniform: int | None) -> None:
    order, fused = step.sum.order, step.sum.fused
    if isinstance(order, _OF_EQUAL_COUNTS):
        name = type(order).__name__
        require(uniform is not None and uniform > 0, "{} needs the same number of taps for every output", name)
        require(isinstance(fused, NotFused) or isinstance(order, Pairs), "{} is not fused", name)
        require(not isinstance(fused, AfterBlocks), "{} has no blocks of its own", name)
    if isinstance(order, Cascade):
        require(step.sum.init == "zero" and order.lanes >= 1 and order.ways in (1, 4), "a cascade starts with zero")
    if isinstance(order, Perm):
        require(sorted(order.p) == list(range(uniform or 0)), "{} is not an order of {} taps", order.p, uniform)
        require(len(order.p) > 0, "an order of no taps")
    if isinstance(order, Quads):
        require(len(step.axes) == 2 and step.weight is None, "quads are sums over a window of two axes")
    if isinstance(order, _GROUPED):
        require(order.inner in ACCUMULATORS and step.weight is None, "groups are sums over a window")
    if isinstance(fused, AfterBlocks):
        require(fused.lanes >= 1, "blocks of {} taps", fused.lanes)
        require(isinstance(order, Forward) and len(step.axes) == 1, "after_blocks goes with one axis, forward")
        require(step.sum.init == "first", "after_blocks starts with the first term")
