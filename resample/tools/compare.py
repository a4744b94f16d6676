"""One picture under many specs: what each makes of it, how far apart they are, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from resample import registry
from resample.front.call import exact_plan
from resample.front.kinds import dtype_name
from resample.front.layout import view_as
from resample.plan.plan import Plan
from resample.spec import Geometry, Spec
from resample.tools import refusals

Array = npt.NDArray[Any]

#: Runs after the warm one, and seconds after which no further one is started.
RUNS, SECONDS = 5, 0.5
#: What "bilinear" is called; the first of these specs is what the others are held against if nothing else is said.
USUAL = ("bilinear", "linear")


@dataclass(frozen=True)
class Row:
    """What a spec makes of a picture.

    Attributes
    ----------
    spec : Spec
    image, result : ndarray, shape (height, width, channels)
        `image` has the dtype that was resized.
    seconds : float
        Median time of a run, without making the plan.
    notes : tuple of str
        What to know about it, such as why the samples are not those of the picture; usually none.
    """

    spec: Spec
    image: Array
    result: Array
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """A spec that does not take the picture, and why."""

    spec: Spec
    reason: str


def every_spec() -> tuple[Spec, ...]:
    """Return every spec of the default builds, with a bilinear one of the first original in front of its neighbours."""
    rooms = [list(registry.original(name).specs()) for name in registry.ORIGINALS]
    if rooms:
        rooms[0].sort(key=lambda spec: spec.mode not in USUAL)
    return tuple(spec for room in rooms for spec in room)


def compare(
    image: Array,
    size: tuple[int, int],
    specs: Sequence[Spec],
    *,
    backend: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Row | Skipped]:
    """Yield what each spec makes of a picture.

    Parameters
    ----------
    image : ndarray, shape (height, width, channels)
        Of any dtype that the specs take.
    size : tuple of int
        (height, width).
    specs : sequence of Spec
        In the order of the rows.
    backend : {"numba", "numpy"}, optional
    progress : callable
        Told each spec before it runs.

    Yields
    ------
    Row or Skipped
        One for each spec.
    """
    for spec in specs:
        progress(str(spec))
        yield one(image, size, spec, backend)


def one(image: Array, size: tuple[int, int], spec: Spec, backend: str | None) -> Row | Skipped:
    """Return what a spec makes of a picture; of its values as float32 where it takes no bytes."""
    try:
        plan, ready = planned(image, size, spec)
    except refusals.ERRORS as error:
        why = refusals.reason(error)
        if image.dtype != np.uint8:
            return Skipped(spec, why)
        floats = one(image.astype(np.float32), size, spec, backend)
        if isinstance(floats, Skipped):
            return Skipped(spec, why)
        return replace(floats, notes=(f"as float32, because {why}", *floats.notes))
    result = plan.run(ready, backend=backend)
    seconds = _timed(lambda: plan.run(ready, backend=backend))
    ours = np.ascontiguousarray(view_as("HWC", plan.source).from_source(result))
    return Row(spec, image, ours, seconds, plan.notes)


def planned(image: Array, size: tuple[int, int], spec: Spec) -> tuple[Plan, Array]:
    """Return the plan of an HWC array, and the array in the plan's axes."""
    room = registry.original(spec.original)
    source = room.source(spec, image.shape, dtype_name(image.dtype), "HWC")
    return exact_plan(spec, source, Geometry(size)), view_as("HWC", source).to_source(image)


def resized(image: Array, size: tuple[int, int], spec: Spec, backend: str | None = None) -> tuple[Array, Plan]:
    """Return an HWC array resized as a spec says, and the plan that did it.

    Raises
    ------
    Refused
        If the spec does not take the array or the size; says why.
    """
    try:
        plan, ready = planned(image, size, spec)
    except refusals.ERRORS as error:
        raise refusals.Refused(f"{spec}: {refusals.reason(error)}") from None
    result = view_as("HWC", plan.source).from_source(plan.run(ready, backend=backend))
    return np.ascontiguousarray(result), plan


def _timed(run: Callable[[], object]) -> float:
    """Return the median time of a few runs."""
    times: list[float] = []
    while len(times) < RUNS and sum(times) < SECONDS:
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)
