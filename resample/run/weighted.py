"""Steps that are sums of bytes along one axis, by integer weights, with a rounded shift to bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import packing
from resample.kernels.dots import EQUAL_GROUPS
from resample.plan.state import State
from resample.plan.words import Add, Cast, Clip, Mul, Shr, Step, Taps
from resample.run.calls import called
from resample.run.found import made

__all__ = ["Sums", "copies", "weighted"]

Array = npt.NDArray[Any]

#: Most taps of equal weights: wherever in a group they begin, they are in few enough of them.
_EQUAL_TAPS = 4 * EQUAL_GROUPS - 3


@dataclass(frozen=True)
class Sums:
    """One axis of the pattern: taps with consecutive samples, and how their sums become bytes.

    Attributes
    ----------
    axis : int
    first, count, weight : ndarray
        As in `resample.plan.words.Taps`.
    half, shift : int
        What a sum gets, and the bits that it loses then.
    most : int
        Taps of the output that has the most.
    weights : (int, int)
        Lowest and highest weight.
    equal : bool
        Whether every output has one weight, of so few taps that `resample.kernels.dots` adds them as bytes.
    highest : int
        Largest sum of sizes of an output's weights, rounded to 2**16 and divided by it.
    """

    axis: int
    first: Array
    count: Array
    weight: Array
    half: int
    shift: int
    most: int
    weights: tuple[int, int]
    equal: bool
    highest: int


def weighted(step: Step, after: State) -> Sums | None:
    """Return a step as sums of the pattern, or None."""
    return made(step, ("sums", after.dtype), lambda: _weighted(step, after)) if isinstance(step, Taps) else None


def _weighted(step: Taps, after: State) -> Sums | None:
    if len(step.axes) != 1 or step.load or step.weight is None:
        return None
    if step.sum.acc != "i32" or not isinstance(step.term, Mul) or after.dtype != "u8" or step.index[0].ndim != 1:
        return None
    finish = step.finish
    if len(finish) not in (3, 4) or not isinstance(finish[0], Add) or not isinstance(finish[1], Shr):
        return None
    clip, cast = finish[2] if len(finish) == 4 else None, finish[-1]
    if not isinstance(cast, Cast) or (clip is None and cast.mode != "sat"):
        return None
    if clip is not None and not (isinstance(clip, Clip) and (clip.lo, clip.hi) == (0, 255)):
        return None
    first, count, weight = step.index[0], step.count[0], step.weight[0]
    if weight.shape[1] == 0:
        return None
    ascends, most, low, high, equal, highest = called(packing.measure, first, count, weight)
    if not ascends:  # a walk goes one way
        return None
    equal = equal and most <= _EQUAL_TAPS
    return Sums(step.axes[0], first, count, weight, int(finish[0].c), finish[1].n, most, (low, high), equal, highest)


def copies(step: Step, after: State) -> Array | None:
    """Return which sample each output along the axis of a step repeats, or None where it adds or changes any."""
    found = weighted(step, after)
    if found is None or found.most != 1:
        return None
    every = np.arange(256)
    for weight in np.unique(found.weight[:, 0]).tolist():
        if not np.array_equal(every, every * weight + found.half >> found.shift):
            return None
    return found.first
