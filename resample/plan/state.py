"""What the check knows of a picture between two steps."""

from __future__ import annotations

from typing import NamedTuple

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.words import DTYPES


class State(NamedTuple):
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
        if not shape or min(shape) < 1:
            raise PlanError(f"a picture of shape {shape} has no samples")
        return State(shape, dtype, *ranges.of_dtype(dtype))


def require(condition: bool, rule: str, *values: object) -> None:
    """Raise `PlanError` with the rule, its braces filled with the values, unless the condition holds."""
    if not condition:
        raise PlanError(rule.format(*values) if values else rule)


def with_lengths(shape: tuple[int, ...], lengths: dict[int, int]) -> tuple[int, ...]:
    """Return the shape with new lengths along some axes."""
    lengths_now = list(shape)
    for axis, n in lengths.items():
        lengths_now[axis] = n
    return tuple(lengths_now)
