"""The check that a plan passes once: after it, no address and no integer has to be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.check_form import check_form
from resample.plan.check_split import check_split
from resample.plan.check_taps import check_taps
from resample.plan.state import State, require, with_lengths
from resample.plan.words import DivCount, Gather, Map, Split, Step, Taps


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
            check_form(step)
            states.append(CHECKS[type(step)](states[-1], step))
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
    channels = 1 if step.axis == len(state.shape) - 1 else state.shape[-1]
    require(len(step.fill) in (1, channels), f"{len(step.fill)} fill values for {channels} channels")
    for value in step.fill:
        require(ranges.holds(state.dtype, value), f"fill {value!r} in {state.dtype}")
    shape = with_lengths(state.shape, {step.axis: step.index.size})
    if state.low is None or state.high is None or low >= 0:
        return replace(state, shape=shape)
    fill = [int(v) for v in step.fill]
    return State(shape, state.dtype, min(state.low, *fill), max(state.high, *fill))


def check_map(state: State, step: Map) -> State:
    """Every operation fits the dtype that it meets; there are no taps to count."""
    require(not any(isinstance(op, DivCount) for op in step.ops), "div_count goes with taps")
    dtype, low, high = ranges.after_ops(state.dtype, state.low, state.high, step.ops, state.shape[-1])
    return State(state.shape, dtype, low, high)


CHECKS: dict[type, Callable[..., State]] = {Gather: check_gather, Taps: check_taps, Split: check_split, Map: check_map}
