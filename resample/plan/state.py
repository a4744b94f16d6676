"""What the check knows of a picture between two steps."""

from __future__ import annotations

from dataclasses import dataclass

from resample.errors import PlanError
from resample.plan import ranges
from resample.plan.words import DTYPES


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
        if not shape or any(n < 1 for n in shape):
            raise PlanError(f"a picture of shape {shape} has no samples")
        return State(shape, dtype, *ranges.of_dtype(dtype))


def require(condition: bool, rule: str) -> None:
    """Raise `PlanError` with the rule unless the condition holds."""
    if not condition:
        raise PlanError(rule)


def with_lengths(shape: tuple[int, ...], lengths: dict[int, int]) -> tuple[int, ...]:
    """Return the shape with new lengths along some axes."""
    return tuple(lengths.get(axis, n) for axis, n in enumerate(shape))
