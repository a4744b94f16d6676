"""Random sums over taps, whole or in parts, for `tests.words.plans`."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.state import State
from resample.plan.words import (
    ACCUMULATORS,
    DTYPES,
    FLOATS,
    AfterBlocks,
    AllFused,
    AnyOrder,
    Cascade,
    Forward,
    Groups4,
    Lerp,
    LoadOp,
    Mul,
    MulDiv,
    MulShr,
    NotFused,
    Order,
    Pairs,
    Pairwise8,
    Part,
    Perm,
    Quads,
    Reverse,
    Shr,
    Span,
    Split,
    Sum,
    Taps,
    Term,
    Unordered,
)
from tests.words.draw_points import cast_to, draw_ops
from tests.words.making import Array, weights_of

Draw = st.DrawFn
Rng = np.random.Generator
#: Accumulators; those with words of their own come more often.
OFTEN = (*ACCUMULATORS, "i32", "i64", "f32", "f32", "f32", "f64", "f64")
#: Orders that need the same number of taps everywhere.
UNIFORM = (Perm, Pairs, Groups4, Quads, Cascade, Pairwise8)


def draw_taps(draw: Draw, state: State, rng: Rng, axes: Any = None, outputs: Any = None, to: str | None = None) -> Taps:
    """Draw taps that fit the state.

    Parameters
    ----------
    axes : tuple of int, optional
        Which axes are resampled; drawn if None.
    outputs : dict of int, optional
        Numbers of outputs along the axes; drawn if None.
    to : str, optional
        Dtype that the finish ends with.
    """
    ndim = len(state.shape)
    if axes is None:
        axes = tuple(sorted(draw(st.sets(st.integers(0, ndim - 1), min_size=1, max_size=3))))
    lengths = [outputs[a] if outputs else draw(st.integers(1, 5)) for a in axes]
    load = _load(draw, state.dtype)
    loaded = ranges.after_ops(state.dtype, state.low, state.high, load, 0)
    acc = draw(st.sampled_from([a for a in OFTEN if a in FLOATS or loaded[1] is not None]))
    order, term, window = _words(draw, acc, loaded[0], axes)
    uniform = isinstance(order, UNIFORM) or isinstance(term, Lerp)
    sizes = [state.shape[a] for a in axes]
    fixed = 2 if isinstance(term, Lerp) else None
    windows = [_window(draw, rng, n, o, uniform, fixed) for n, o in zip(sizes, lengths, strict=True)]
    taps = prod(int(c[0]) for _, c in windows)
    order = Perm(tuple(rng.permutation(taps).tolist())) if isinstance(order, Perm) else order
    if isinstance(term, MulDiv):
        term = MulDiv(rng.choice([0.0, 1.0, 3.0, -0.7], lengths[0]).astype(weights_of(acc)))
    # A sample that does not fit wraps into any value of the accumulator.
    size = max(1, *(abs(v or 0) for v in (*loaded[1:], *ranges.of_dtype(acc))))
    weight = None if window else tuple(_weight(rng, acc, term, c, size) for _, c in windows)
    how = Sum(acc, order, *_start_and_fusion(draw, acc, order, term, window, axes), wraps=draw(st.booleans()))
    step = Taps(axes, tuple(i for i, _ in windows), tuple(c for _, c in windows), weight, how, (), load, term)
    step = _without_overflow(replace(step, product=draw(st.sampled_from(["outer", "inner"]))), state)
    return _finished(draw, rng, step, state, to)


def _load(draw: Draw, dtype: str) -> tuple[LoadOp, ...]:
    ops: list[LoadOp] = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        if dtype not in FLOATS and draw(st.booleans()):
            ops.append(Shr(draw(st.integers(0, 8 * DTYPES[dtype].itemsize - 1))))
        else:
            ops.append(cast_to(draw, dtype, draw(st.sampled_from(list(DTYPES)))))
            dtype = ops[-1].dtype
    return tuple(ops)


def _words(draw: Draw, acc: str, loaded: str, axes: tuple[int, ...]) -> tuple[Order, Term, bool]:
    """Draw order and term, and whether there are no weights."""
    integer = acc not in FLOATS
    orders: list[Order] = [Reverse(), Perm(()), Pairs(), Pairwise8(), Unordered(0.5)]
    orders += [AnyOrder()] * 4 if integer else [Forward()] * 6
    orders += [Cascade(draw(st.sampled_from([1, 2, 4, 8])), draw(st.sampled_from([1, 4])))] * 2
    inner = draw(st.sampled_from([a for a in ACCUMULATORS if a in FLOATS or loaded not in FLOATS]))
    orders += [Groups4(inner)] * 2 + ([Quads(inner)] * 3 if len(axes) == 2 else [])
    order = draw(st.sampled_from(orders))
    if isinstance(order, Groups4 | Quads):
        return order, Mul(), True
    terms: list[Term] = [Mul(), Mul(), Mul(), Mul()]
    if integer and len(axes) == 1:
        terms += [MulShr(draw(st.integers(0, 40)), "floor"), MulShr(32, "away")]
    if not integer and len(axes) == 1:
        terms += [MulDiv(np.zeros(1)), Lerp(False) if acc in ("f16", "bf16") else Lerp(draw(st.booleans()))]
    term = draw(st.sampled_from(terms))
    return order, term, isinstance(term, Mul) and draw(st.integers(0, 3)) == 0


def _window(draw: Draw, rng: Rng, n: int, outputs: int, uniform: bool, taps: int | None) -> tuple[Array, Array]:
    """Draw index and count of so many outputs along an axis of n samples."""
    most = draw(st.sampled_from([1, 2, 3, 4, 6, 9, n])) if taps is None else taps
    runs = draw(st.booleans()) and most <= n
    if runs:
        count = np.full(outputs, most) if uniform else rng.integers(0, most + 1, outputs)
        index = rng.integers(0, n - count + 1)
        return (np.sort(index) if draw(st.booleans()) and uniform else index), count
    most = min(most, 40)
    count = np.full(outputs, most) if uniform else rng.integers(0, most + 1, outputs)
    index = rng.integers(0, n, (outputs, most + draw(st.integers(0, 2))))
    index[np.arange(index.shape[1]) >= count[:, None]] = -12345
    return index, count


def _weight(rng: Rng, acc: str, term: Term, count: Array, largest: int) -> Array:
    """Return weights of an axis, for samples up to the largest, with what must never be read beyond the count."""
    shape = count.size, max(int(count.max()), 1) + int(rng.integers(0, 2))
    if acc in FLOATS:
        weight = rng.standard_normal(shape)
        weight = np.where(rng.random(shape) < 0.3, rng.choice([0.0, -0.0, 1.0, -1.0, 0.5], shape), weight)
        weight[np.arange(shape[1]) >= count[:, None]] = np.nan
        return weight.astype(weights_of(acc))
    high = int(rng.choice([4, 2**15, 2**30]))
    low = 0 if acc == "u32" else -high
    if isinstance(term, MulShr):
        # To nearest: any weight up to 2**32. Down: the product has to fit 64 bits.
        away = term.rounding == "away"
        high = min(2**32, ranges.of_dtype(acc)[1] or 0) if away else min(high, (2**63 - 1) // largest)
        low = 0 if away else max(low, -high)
    return rng.integers(low, high, shape, endpoint=True).astype(DTYPES[acc])


def _start_and_fusion(
    draw: Draw, acc: str, order: Order, term: Term, window: bool, axes: tuple[int, ...]
) -> tuple[Any, Any]:
    init = "zero" if isinstance(order, Cascade) else draw(st.sampled_from(["zero", "first"]))
    fused: list[Any] = [NotFused()]
    if acc in ("f32", "f64") and isinstance(term, Mul) and not window:
        if not isinstance(order, Groups4 | Quads | Cascade | Pairwise8):
            fused += [AllFused()]
        if isinstance(order, Forward) and len(axes) == 1 and init == "first":
            fused += [AfterBlocks(draw(st.integers(1, 4)))] * 3
    return init, draw(st.sampled_from(fused))


def _without_overflow(step: Taps, state: State) -> Taps:
    """Return the step, said to wrap if integers may overflow in it."""
    try:
        ranges.after_taps(state.dtype, state.low, state.high, step)
    except PlanError:
        return replace(step, sum=replace(step.sum, wraps=True))
    return step


def _finished(draw: Draw, rng: Rng, step: Taps, state: State, to: str | None) -> Taps:
    """Return the step with a drawn finish, which ends in a dtype if one is wanted."""
    known = ranges.after_taps(state.dtype, state.low, state.high, step)
    number = draw(st.integers(0, 4))
    wraps = step.sum.wraps
    finish = draw_ops(draw, State(state.shape, *known), rng, number, inside=True, axes=step.axes, wraps=wraps)
    dtype = next((op.dtype for op in reversed(finish) if hasattr(op, "dtype")), step.sum.acc)
    if to is not None and dtype != to:
        finish = (*finish, cast_to(draw, dtype, to))
    return replace(step, finish=finish)


# --- parts ------------------------------------------------------------------------------------------------------------


def draw_split(draw: Draw, state: State, rng: Rng) -> Split:
    """Draw a split: borders across one or two groups of axes, and other taps in every cell between them."""
    ndim = len(state.shape)
    axes = tuple(sorted(draw(st.sets(st.integers(0, ndim - 1), min_size=1, max_size=3))))
    lengths = {a: draw(st.integers(1, 5)) for a in axes}
    shape = tuple(lengths.get(a, n) for a, n in enumerate(state.shape))
    groups = draw(st.lists(st.sampled_from(_groups(ndim, axes)), min_size=1, max_size=2, unique=True))
    if len(groups) == 2 and set(groups[0]) & set(groups[1]):
        groups.pop()
    spans = [_spans(draw, group, prod(shape[a] for a in group)) for group in groups]
    to = draw(st.sampled_from(list(DTYPES)))
    parts = []
    for cell in product(*spans):
        own = {a: lengths[a] for a in axes} | {
            s.axes[0]: s.stop - s.start for s in cell if len(s.axes) == 1 and s.axes[0] in axes
        }
        parts.append(Part(tuple(cell), draw_taps(draw, state, rng, axes, own, to)))
    return Split(tuple(parts))


def _groups(ndim: int, axes: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return what a span may go over: any axis, or neighbours of which none is resampled."""
    groups = [(a,) for a in range(ndim)]
    for first in range(ndim):
        for last in range(first + 1, ndim):
            if not set(range(first, last + 1)) & set(axes):
                groups += [tuple(range(first, last + 1))] * 3
    return groups


def _spans(draw: Draw, group: tuple[int, ...], n: int) -> list[Span]:
    cuts = sorted(draw(st.sets(st.integers(1, n - 1), max_size=2))) if n > 1 else []
    return [Span(group, a, b) for a, b in zip([0, *cuts], [*cuts, n], strict=True)]
