"""The size of a result, from what ``size`` and ``max_size`` say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def output_size(height: int, width: int, size: Any, max_size: Any, api: str) -> tuple[Any, Any]:
    """Return (height, width) of the result.

    A single number is the length of the shorter side; the longer one follows, without its fraction.  `max_size` bounds
    the longer side, and then the shorter one follows from the two lengths that were found.

    Parameters
    ----------
    height, width : int
    size : int, sequence of one or two numbers, or None (v2)
    max_size : int or None
    api : {"", "v2"}

    Raises
    ------
    ValueError
        By the original's rules.

    Examples
    --------
    >>> output_size(100, 150, 40, None, ""), output_size(100, 150, 40, 50, ""), output_size(100, 150, None, 50, "v2")
    ((40, 60), (33, 50), (33, 50))
    """
    size = _as_sequence(size, max_size, api)
    if size is not None and len(size) != 1:
        return size[0], size[1]
    short, long = sorted((height, width))
    if size is None:
        if not isinstance(max_size, int):
            raise ValueError(f"size=None needs a whole number as max_size, not {max_size!r}")
        new_short, new_long = int(max_size * short / long), max_size
    else:
        new_short, new_long = size[0], int(size[0] * long / short)
        if max_size is not None:
            if max_size <= new_short:
                raise ValueError(f"max_size {max_size} must be greater than the shorter side, {new_short}")
            if new_long > max_size:
                new_short, new_long = int(max_size * new_short / new_long), max_size
    return (new_long, new_short) if width <= height else (new_short, new_long)


def _as_sequence(size: Any, max_size: Any, api: str) -> Sequence[Any] | None:
    """Return a size as a sequence, refusing what the original refuses before it computes."""
    if isinstance(size, int):
        return (size,)
    if api == "v2":
        if max_size is not None and size is not None and len(size) != 1:
            raise ValueError("max_size goes with size=None or the length of the shorter side alone")
        given: Sequence[Any] | None = size
        return given
    if isinstance(size, list | tuple):
        if len(size) not in (1, 2):
            raise ValueError(f"size is a number or one or two of them, not {size!r}")
        if max_size is not None and len(size) != 1:
            raise ValueError("max_size goes with the length of the shorter side alone")
    elif size is None:
        raise ValueError("size is needed")
    sequence: Sequence[Any] = size
    return sequence
