"""The check that a plan passes once: after it, no address and no integer has to be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.check_form import check_form
from resample.plan.check_split import check_split
from resample.plan.check_taps import check_taps
from resample.plan.state import State, require, with_lengths
from resample.plan.words import DivCount, Gather, Lut, Map, Mul, MulShr, Split, Step, Taps

#: Set on a step along one axis: what its samples were, and the state after it. Axes of equal length share their steps.
_PASSED = "_passed"
_LATEST = 7
_Met = tuple[int, int, str, int | None, int | None]


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
            states.append(_after(states[-1], step))
        except PlanError as error:
            raise PlanError(f"step {number} ({type(step).__name__}): {error}") from None
    return tuple(states)


def _after(state: State, step: Step) -> State:
    """Return the state after a step, whose check need not be repeated on what it has passed already."""
    passed: dict[_Met, State] | None = vars(step).get(_PASSED) if isinstance(step, Taps) else None
    if passed is not None and isinstance(step, Taps):
        known = passed.get(_met(state, step))
        if known is not None and not (
            step.index[0].flags.writeable
            or step.count[0].flags.writeable
            or (step.weight is not None and step.weight[0].flags.writeable)
        ):
            axis = step.axes[0]
            return State(with_lengths(state.shape, {axis: known.shape[axis]}), known.dtype, known.low, known.high)
    check_form(step)
    after = CHECKS[type(step)](state, step)
    # Without other arrays than these a frozen step, met by such samples once more, cannot fail.
    if isinstance(step, Taps) and len(step.axes) == 1 and isinstance(step.term, Mul | MulShr):
        if not any(isinstance(op, Lut) for op in step.finish):
            latest = list((passed or {}).items())[-_LATEST:]
            object.__setattr__(step, _PASSED, {**dict(latest), _met(state, step): after})
    return after


def _met(state: State, step: Taps) -> _Met:
    """Return all that the check of a step along one axis looks at in its samples."""
    return len(state.shape), state.shape[step.axes[0]], state.dtype, state.low, state.high


def check_gather(state: State, step: Gather) -> State:
    """Every index is a position of the axis, or -1 with a fill that the dtype holds."""
    require(0 <= step.axis < len(state.shape), "axis {} of a picture of shape {}", step.axis, state.shape)
    n = state.shape[step.axis]
    require(step.index.ndim == 1 and step.index.size > 0, "an index is a list of at least one position")
    low, high = int(step.index.min()), int(step.index.max())
    require(-1 <= low and high < n, "index {} of an axis of {} samples", low if low < -1 else high, n)
    channels = 1 if step.axis == len(state.shape) - 1 else state.shape[-1]
    require(len(step.fill) in (1, channels), "{} fill values for {} channels", len(step.fill), channels)
    for value in step.fill:
        require(ranges.holds(state.dtype, value), "fill {!r} in {}", value, state.dtype)
    shape = with_lengths(state.shape, {step.axis: step.index.size})
    if state.low is None or state.high is None or low >= 0:
        return state._replace(shape=shape)
    fill = [int(v) for v in step.fill]
    return State(shape, state.dtype, min(state.low, *fill), max(state.high, *fill))


def check_map(state: State, step: Map) -> State:
    """Every operation fits the dtype that it meets; there are no taps to count."""
    require(not any(isinstance(op, DivCount) for op in step.ops), "div_count goes with taps")
    dtype, low, high = ranges.after_ops(state.dtype, state.low, state.high, step.ops, state.shape[-1])
    return State(state.shape, dtype, low, high)


CHECKS: dict[type, Callable[..., State]] = {Gather: check_gather, Taps: check_taps, Split: check_split, Map: check_map}
