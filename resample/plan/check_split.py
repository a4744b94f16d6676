"""The check of a split: its parts make every output exactly once."""

from __future__ import annotations

from itertools import product
from math import prod

from resample.plan.check_taps import check_taps
from resample.plan.state import State, require, with_lengths
from resample.plan.words import Part, Split


def check_split(state: State, step: Split) -> State:
    """Every output is in exactly one part, and all parts give one dtype."""
    require(len(step.parts) > 0, "a split has parts")
    axes = step.parts[0].taps.axes
    lengths = {a: 0 for a in axes}
    require(all(0 <= a < len(state.shape) for a in axes), f"axes {axes} of a picture of shape {state.shape}")
    for part in step.parts:
        require(part.taps.axes == axes, "all parts resample the same axes")
        require(len(part.taps.count) == len(axes), "a count for each axis")
        for axis, count in zip(axes, part.taps.count, strict=True):
            span = next((s for s in part.spans if s.axes == (axis,)), None)
            lengths[axis] = max(lengths[axis], count.size if span is None else span.stop)
    shape = with_lengths(state.shape, lengths)
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
        inside = len(span.axes) > 0 and 0 <= span.axes[0] and span.axes[-1] < len(shape)
        require(inside, f"axes {span.axes} of a picture of shape {shape}")
        require(
            list(span.axes) == list(range(span.axes[0], span.axes[0] + len(span.axes))),
            f"axes {span.axes} are not neighbours",
        )
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
                g not in spans_of or spans_of[g].start <= c < spans_of[g].stop
                for g, c in zip(groups, cell, strict=True)
            )
        require(inside == 1, f"the output at {dict(zip(groups, cell, strict=True))} is in {inside} parts")
