"""The check of taps: every tap is inside the source, and the words of the sum fit together."""

from __future__ import annotations

from math import prod

import numpy as np

from resample.plan import ranges
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


def check_taps(state: State, step: Taps) -> State:
    """Every tap is inside the source, the words fit together, and integers cannot wrap unless that is stated."""
    axes = step.axes
    require(1 <= len(axes) <= 3 and list(axes) == sorted(set(axes)), f"axes {axes} are not one to three ascending axes")
    require(axes[0] >= 0 and axes[-1] < len(state.shape), f"axes {axes} of a picture of shape {state.shape}")
    require(len(step.index) == len(step.count) == len(axes), "an index and a count for each axis")
    for axis, index, count in zip(axes, step.index, step.count, strict=True):
        _check_window(state.shape[axis], index, count)
    _check_weights(step)
    _check_sum(step)
    shape = with_lengths(state.shape, {a: c.size for a, c in zip(axes, step.count, strict=True)})
    dtype, low, high = ranges.after_taps(state.dtype, state.low, state.high, step)
    return State(shape, dtype, low, high)


def _check_window(n: int, index: np.ndarray, count: np.ndarray) -> None:
    require(count.ndim == 1 and count.size > 0 and index.shape[:1] == count.shape, "one index row and count an output")
    require(int(count.min()) >= 0, f"a count of {int(count.min())} taps")
    if index.ndim == 1:
        used = count > 0
        first, last = index[used], index[used].astype(np.int64) + count[used] - 1
        if not used.any():
            return
        low, high = int(first.min()), int(last.max())
    else:
        require(
            index.ndim == 2 and int(count.max()) <= index.shape[1],
            f"{int(count.max())} taps in rows of {index.shape[1:]}",
        )
        used = np.arange(index.shape[1]) < count[:, None]
        if not used.any():
            return
        low, high = int(index[used].min()), int(index[used].max())
    require(low >= 0 and high < n, f"tap {low if low < 0 else high} of an axis of {n} samples")


def _check_weights(step: Taps) -> None:
    acc = step.sum.acc
    require(acc in ACCUMULATORS, f"accumulator {acc!r} is not one of {', '.join(ACCUMULATORS)}")
    if step.weight is None:
        require(not isinstance(step.term, MulShr | MulDiv | Lerp), "a window sum has no weights for its term")
        return
    require(len(step.weight) == len(step.axes), "weights for each axis")
    for weight, count in zip(step.weight, step.count, strict=True):
        need = 1 if isinstance(step.term, Lerp) else int(count.max())
        require(weight.ndim == 2 and weight.shape[0] == count.size and weight.shape[1] >= need, "a weight for each tap")
        if acc in FLOATS:
            wanted = DTYPES["f64" if acc == "f64" else "f32"]
            require(weight.dtype == wanted, f"weights of {weight.dtype} for an accumulator of {acc}")
        else:
            require(weight.dtype.kind in "iu", f"weights of {weight.dtype} for an accumulator of {acc}")
            require(weight.dtype != np.uint64 or int(weight.max()) < 2**63, "weights beyond i64")


def _check_sum(step: Taps) -> None:
    order, acc, term = step.sum.order, step.sum.acc, step.term
    counts = [np.unique(c) for c in step.count]
    uniform = prod(int(c[0]) for c in counts) if all(c.size == 1 for c in counts) else None
    integer = acc in INTEGERS
    require(integer or not isinstance(order, AnyOrder), "a float sum needs an order")
    require(integer or not isinstance(term, MulShr), "mul_shr is an integer term")
    require(not integer or not isinstance(term, MulDiv | Lerp), f"{type(term).__name__} is a float term")
    require(not integer or isinstance(step.sum.fused, NotFused), "an integer sum has nothing to fuse")
    require(acc in ("f32", "f64") or isinstance(step.sum.fused, NotFused), f"no FMA in {acc}")
    if isinstance(order, Pairs | Groups4 | Quads | Cascade | Pairwise8):
        require(
            uniform is not None and uniform > 0,
            f"{type(order).__name__} needs the same number of taps for every output",
        )
        require(
            isinstance(step.sum.fused, NotFused) or isinstance(order, Pairs), f"{type(order).__name__} is not fused"
        )
        require(not isinstance(step.sum.fused, AfterBlocks), f"{type(order).__name__} has no blocks of its own")
    if isinstance(order, Cascade):
        require(step.sum.init == "zero" and order.lanes >= 1 and order.ways in (1, 4), "a cascade starts with zero")
    if isinstance(order, Perm):
        require(sorted(order.p) == list(range(uniform or 0)), f"{order.p} is not an order of {uniform} taps")
        require(len(order.p) > 0, "an order of no taps")
    if isinstance(order, Quads):
        require(len(step.axes) == 2 and step.weight is None, "quads are sums over a window of two axes")
    if isinstance(order, Groups4 | Quads):
        require(order.inner in ACCUMULATORS and step.weight is None, "groups are sums over a window")
    if isinstance(step.sum.fused, AfterBlocks):
        require(step.sum.fused.lanes >= 1, f"blocks of {step.sum.fused.lanes} taps")
        require(isinstance(order, Forward) and len(step.axes) == 1, "after_blocks goes with one axis, forward")
        require(step.sum.init == "first", "after_blocks starts with the first term")
    if isinstance(term, Lerp):
        require(len(step.axes) == 1 and uniform == 2, "a lerp has two taps on one axis")
    if isinstance(term, MulDiv):
        require(
            len(step.axes) == 1 and term.divisor.shape == step.count[0].shape, "a divisor for each output of one axis"
        )
        wanted = DTYPES["f64" if acc == "f64" else "f32"]
        require(term.divisor.dtype == wanted, f"divisors of {term.divisor.dtype} for an accumulator of {acc}")
    if isinstance(step.sum.fused, AllFused | AfterBlocks):
        require(not isinstance(term, MulDiv | Lerp) and step.weight is not None, "only products of weights are fused")
