"""The check that a plan passes once: after it, no address and no integer has to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np

from resample.errors import PlanError
from resample.plan import ranges
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
    Gather,
    Groups4,
    Lerp,
    Map,
    MulDiv,
    MulShr,
    NotFused,
    Pairs,
    Pairwise8,
    Part,
    Perm,
    Quads,
    Split,
    Step,
    Taps,
)


@dataclass(frozen=True)
class State:
    """What is known of a picture between two steps: shape, dtype, and the range of integer samples."""

    shape: tuple[int, ...]
    dtype: str
    low: int | None
    high: int | None

    @staticmethod
    def of(shape: tuple[int, ...], dtype: str) -> State:
        """Return the state of a picture that can hold any value of its dtype."""
        if dtype not in DTYPES:
            raise PlanError(f"dtype {dtype!r} is not one of {', '.join(DTYPES)}")
        if any(n < 1 for n in shape):
            raise PlanError(f"a picture of shape {shape} has no samples")
        return State(shape, dtype, *ranges.of_dtype(dtype))


def require(condition: bool, rule: str) -> None:
    """Raise `PlanError` with the rule unless the condition holds."""
    if not condition:
        raise PlanError(rule)


def check(start: State, steps: Sequence[Step]) -> tuple[State, ...]:
    """Return the state before each step and after the last one.

    Raises
    ------
    PlanError
        Naming the step and the rule that it breaks.
    """
    states = [start]
    for number, step in enumerate(steps):
        try:
            states.append(_STEPS[type(step)](states[-1], step))
        except PlanError as error:
            raise PlanError(f"step {number} ({type(step).__name__}): {error}") from None
    return tuple(states)


def check_gather(state: State, step: Gather) -> State:
    """Every index is a position of the axis, or -1 with a fill that the dtype holds."""
    require(0 <= step.axis < len(state.shape), f"axis {step.axis} of a picture of shape {state.shape}")
    n = state.shape[step.axis]
    require(step.index.ndim == 1 and step.index.size > 0, "an index is a list of at least one position")
    low, high = int(step.index.min()), int(step.index.max())
    require(-1 <= low and high < n, f"index {low if low < -1 else high} of an axis of {n} samples")
    require(len(step.fill) in (1, state.shape[-1]), f"{len(step.fill)} fill values for {state.shape[-1]} channels")
    for value in step.fill:
        require(ranges.holds(state.dtype, value), f"fill {value!r} in {state.dtype}")
    shape = _with(state.shape, {step.axis: step.index.size})
    if state.low is None or state.high is None or low >= 0:
        return replace(state, shape=shape)
    fill = [int(v) for v in step.fill]
    return State(shape, state.dtype, min(state.low, *fill), max(state.high, *fill))


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
    shape = _with(state.shape, {a: c.size for a, c in zip(axes, step.count, strict=True)})
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
        require(index.ndim == 2 and int(count.max()) <= index.shape[1], f"{int(count.max())} taps in rows of {index.shape[1:]}")
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
        require(uniform is not None and uniform > 0, f"{type(order).__name__} needs the same number of taps for every output")
        require(isinstance(step.sum.fused, NotFused) or isinstance(order, Pairs), f"{type(order).__name__} is not fused")
        require(not isinstance(step.sum.fused, AfterBlocks), f"{type(order).__name__} has no blocks of its own")
    if isinstance(order, Cascade):
        require(step.sum.init == "zero" and order.lanes >= 1 and order.ways in (1, 4), "a cascade starts with zero")
    if isinstance(order, Perm):
        require(sorted(order.p) == list(range(uniform or 0)), f"{order.p} is not an order of {uniform} taps")
    if isinstance(order, Quads):
        require(len(step.axes) == 2 and step.weight is None, "quads are sums over a window of two axes")
    if isinstance(order, Groups4 | Quads):
        require(order.inner in ACCUMULATORS and step.weight is None, "groups are sums over a window")
    if isinstance(step.sum.fused, AfterBlocks):
        require(isinstance(order, Forward) and len(step.axes) == 1, "after_blocks goes with one axis, forward")
        require(step.sum.init == "first", "after_blocks starts with the first term")
    if isinstance(term, Lerp):
        require(len(step.axes) == 1 and uniform == 2, "a lerp has two taps on one axis")
    if isinstance(term, MulDiv):
        require(len(step.axes) == 1 and term.divisor.shape == step.count[0].shape, "a divisor for each output of one axis")
    if isinstance(step.sum.fused, AllFused | AfterBlocks):
        require(not isinstance(term, MulDiv | Lerp) and step.weight is not None, "only products of weights are fused")


def check_split(state: State, step: Split) -> State:
    """Every output is in exactly one part, and all parts give one dtype."""
    require(len(step.parts) > 0, "a split has parts")
    axes = step.parts[0].taps.axes
    lengths = {a: 0 for a in axes}
    for part in step.parts:
        require(part.taps.axes == axes, "all parts resample the same axes")
        for axis, count in zip(axes, part.taps.count, strict=True):
            span = next((s for s in part.spans if s.axes == (axis,)), None)
            lengths[axis] = max(lengths[axis], count.size if span is None else span.stop)
    shape = _with(state.shape, lengths)
    states = [_check_part(state, part, shape) for part in step.parts]
    _check_cover(step.parts, shape)
    require(len({s.dtype for s in states}) == 1, "all parts have one result dtype")
    if states[0].low is None:
        return State(shape, states[0].dtype, None, None)
    low, high = min(s.low or 0 for s in states), max(s.high or 0 for s in states)
    return State(shape, states[0].dtype, low, high)


def _check_part(state: State, part: Part, shape: tuple[int, ...]) -> State:
    taken: list[int] = []
    for span in part.spans:
        require(list(span.axes) == list(range(span.axes[0], span.axes[0] + len(span.axes))), f"axes {span.axes} are not neighbours")
        require(len(span.axes) == 1 or not set(span.axes) & set(part.taps.axes), "a flat span holds a resampled axis")
        n = prod(shape[a] for a in span.axes)
        require(0 <= span.start < span.stop <= n, f"span {span.start}..{span.stop} of {n} outputs")
        taken += span.axes
    require(len(taken) == len(set(taken)), "an axis has two spans")
    for axis, count in zip(part.taps.axes, part.taps.count, strict=True):
        own = next((s for s in part.spans if s.axes == (axis,)), None)
        n = shape[axis] if own is None else own.stop - own.start
        require(count.size == n, f"{count.size} outputs of taps for {n} outputs of the part")
    return check_taps(state, part.taps)


def _check_cover(parts: tuple[Part, ...], shape: tuple[int, ...]) -> None:
    """Count each output, on the grid of all the spans' borders: exactly one part must hold it."""
    groups = sorted({s.axes for p in parts for s in p.spans})
    flat = [a for g in groups for a in g]
    require(len(flat) == len(set(flat)), f"spans over {groups} overlap in their axes")
    borders = []
    for group in groups:
        spans = [s for p in parts for s in p.spans if s.axes == group]
        borders.append(sorted({0, prod(shape[a] for a in group)} | {s.start for s in spans} | {s.stop for s in spans}))
    for cell in product(*(b[:-1] for b in borders)):
        inside = 0
        for part in parts:
            spans_of = {s.axes: s for s in part.spans}
            inside += all(
                g not in spans_of or spans_of[g].start <= c < spans_of[g].stop for g, c in zip(groups, cell, strict=True)
            )
        require(inside == 1, f"the output at {dict(zip(groups, cell, strict=True))} is in {inside} parts")


def check_map(state: State, step: Map) -> State:
    """Every operation fits the dtype that it meets."""
    dtype, low, high = ranges.after_ops(state.dtype, state.low, state.high, step.ops, state.shape[-1])
    return State(state.shape, dtype, low, high)


def _with(shape: tuple[int, ...], lengths: dict[int, int]) -> tuple[int, ...]:
    return tuple(lengths.get(axis, n) for axis, n in enumerate(shape))


_STEPS = {Gather: check_gather, Taps: check_taps, Split: check_split, Map: check_map}
