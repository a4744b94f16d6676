"""What can go wrong, as types: the lowest layer, imported by all others.

An error that an original raises keeps the original's builtin type (`ValueError`, `TypeError`, `MemoryError`).
The types here are for what no original knows: a refusal to be inexact, an invalid plan, an unknown spec.
"""

from __future__ import annotations

__all__ = ["NotExact", "PlanError", "ResampleError", "SpecError"]


class ResampleError(Exception):
    """Base of the errors that are this package's own.

    Examples
    --------
    >>> issubclass(PlanError, ResampleError)
    True
    """


class NotExact(ResampleError, ValueError):
    """The original's bits cannot be promised for this call, so that it is refused.

    Parameters
    ----------
    reason : str
        Why, in one sentence. ``exact=False`` waives the promise where an approximation exists.

    Examples
    --------
    >>> NotExact("the order of this sum is not specified").reason
    'the order of this sum is not specified'
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PlanError(ResampleError, ValueError):
    """A plan that no executor may run: an index out of range, an output covered twice, an overflow not stated.

    Examples
    --------
    >>> raise PlanError("index 7 is outside axis 0 of length 5")
    Traceback (most recent call last):
    ...
    resample.errors.PlanError: index 7 is outside axis 0 of length 5
    """


class SpecError(ResampleError, ValueError):
    """A spec that names nothing known; it lists its neighbours.

    Parameters
    ----------
    message : str
        What was met.
    neighbours : sequence of str, optional
        The nearest names that do exist, best first.

    Examples
    --------
    >>> str(SpecError("unknown mode 'bicubik'", ["bicubic", "bilinear"]))
    "unknown mode 'bicubik'; known: bicubic, bilinear"
    """

    def __init__(self, message: str, neighbours: list[str] | tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.neighbours = tuple(neighbours)

    def __str__(self) -> str:
        """Return the message, and the neighbours where there are any."""
        return f"{self.message}; known: {', '.join(self.neighbours)}" if self.neighbours else self.message
