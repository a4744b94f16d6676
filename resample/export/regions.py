"""Which outputs a part of a step makes, as loops: axes that are passed by, axes that are resampled, a row inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from resample.plan.words import Part, Span, Split, Taps


@dataclass(frozen=True)
class Loop:
    """One axis, or neighbouring axes counted as one.

    Attributes
    ----------
    number : int
        Of the first of its axes.
    tap : int or None
        Which of the taps' axes it is.
    start, stop : int
        The outputs of the part.
    whole : bool
        Whether these are all there are.
    before, after : int
        Samples from one position to the next, in the source and in the result.
    """

    number: int
    tap: int | None
    start: int
    stop: int
    whole: bool
    before: int
    after: int


@dataclass(frozen=True)
class Region:
    """The loops of a part, and the range of neighbouring samples inside them."""

    loops: tuple[Loop, ...]
    start: int
    stop: int


def parts(step: Taps | Split) -> tuple[Part, ...]:
    """Return the parts of a step; taps alone are one part without spans."""
    return step.parts if isinstance(step, Split) else (Part((), step),)


def region(part: Part, before: tuple[int, ...], after: tuple[int, ...]) -> Region:
    """Return the region of a part between pictures of these shapes.

    Examples
    --------
    >>> import numpy as np
    >>> from resample.plan.words import Sum
    >>> taps = Taps((0,), (np.arange(2),), (np.ones(2),), None, Sum("i32"))
    >>> region(Part((), taps), (4, 5, 3), (2, 5, 3))
    Region(loops=(Loop(number=0, tap=0, start=0, stop=2, whole=True, before=15, after=15),), start=0, stop=15)
    """
    loops = list(_loops(part, before, after))
    start, stop, width = 0, 1, 1
    while loops and loops[-1].tap is None:
        last = loops.pop()
        start, stop = last.start * width, last.stop * width
        if not last.whole:
            break
        width = stop
    return Region(tuple(loops), start, stop)


def _loops(part: Part, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[Loop]:
    spans = {s.axes[0]: s for s in part.spans}
    axis = 0
    while axis < len(before):
        span = spans.get(axis, Span((axis,), 0, after[axis]))
        behind = axis + len(span.axes)
        tap = part.taps.axes.index(axis) if axis in part.taps.axes else None
        whole = (span.start, span.stop) == (0, prod(after[a] for a in span.axes))
        yield Loop(axis, tap, span.start, span.stop, whole, prod(before[behind:]), prod(after[behind:]))
        axis = behind
