"""Large images: read in bands that take the first pass one by one, so that no second copy of an image is ever whole."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.pillow.geometry import COLUMNS, ROWS
from resample.pillow.image import ImagePicture
from resample.plan.plan import Plan, Source
from resample.plan.words import DTYPES, Gather, Map, Step, Taps

__all__ = ["LARGE", "run"]

#: Bytes of samples from which on an image is read in bands; below, a copy of it costs less than the calls for bands.
LARGE = 1 << 26
_BAND = 1 << 21


def run(plan: Plan, picture: ImagePicture, **options: Any) -> npt.NDArray[Any]:
    """Return what a plan gives for an image, in bands where the image is large and its first pass runs along one axis.

    Parameters
    ----------
    plan : Plan
    picture : ImagePicture
    **options
        As `Plan.run` takes them: ``backend``, ``threads``.
    """
    shape, dtype = plan.source.shape, DTYPES[plan.source.dtype]
    head = _head(plan.steps)
    lines = [step for step in plan.steps[:head] if not isinstance(step, Map)]
    if int(np.prod(shape)) * dtype.itemsize < LARGE or not lines:
        return _done(plan, picture.pixels(), options)
    across = COLUMNS if _axes(lines[0]) == (ROWS,) else ROWS
    line = int(np.prod(shape)) * dtype.itemsize // shape[across]
    length = max(1, _BAND // line)
    middle = None
    for start in range(0, shape[across], length):
        stop = min(start + length, shape[across])
        band = picture.part(across, start, stop)
        done = _done(_plan(plan, band.source, plan.steps[:head]), band.pixels(), options)
        if middle is None:
            middle = np.empty([n if k != across else shape[across] for k, n in enumerate(done.shape)], done.dtype)
        middle[(slice(None),) * across + (slice(start, stop),)] = done
    assert middle is not None
    return _done(_plan(plan, replace(plan.source, shape=middle.shape), plan.steps[head:]), middle, options)


def _done(plan: Plan, image: npt.NDArray[Any], options: dict[str, Any]) -> npt.NDArray[Any]:
    result: npt.NDArray[Any] = plan.run(image, **options)
    return result


@lru_cache(16)
def _plan(plan: Plan, source: Source, steps: tuple[Step, ...]) -> Plan:
    return Plan(source, steps, label=plan.label)


def _axes(step: Step) -> tuple[int, ...]:
    """Return the axes along which a step is more than pointwise."""
    if isinstance(step, Gather):
        return (step.axis,)
    return step.axes if isinstance(step, Taps) else (ROWS, COLUMNS)


def _head(steps: tuple[Step, ...]) -> int:
    """Return how many steps at the start are pointwise or run along one axis, the same for all of them."""
    found: tuple[int, ...] = ()
    for number, step in enumerate(steps):
        if isinstance(step, Map):
            continue
        axes = _axes(step)
        if len(axes) > 1 or (found and axes != found):
            return number
        found = axes
    return len(steps)
