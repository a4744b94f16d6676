"""Where the originals live: names -> modules, as strings, so that nothing is imported before it is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from resample.errors import SpecError
from resample.imports import module

if TYPE_CHECKING:
    from resample.plan.plan import Plan, Source
    from resample.plan.recipe import Recipe
    from resample.spec import Geometry, Spec

ORIGINALS: dict[str, str] = {
    "pillow": "resample.pillow.original",
    "opencv": "resample.opencv.original",
    "torch": "resample.torch.original",
    "torchvision": "resample.torchvision.original",
}


class Original(Protocol):
    """What the room of an original offers to everybody outside it."""

    def complete(self, spec: Spec) -> Spec:
        """Return the spec with defaults filled in, or raise `SpecError` listing what exists."""

    def specs(self) -> tuple[Spec, ...]:
        """Return every spec of the default build, in the order in which tables show them."""

    def source(self, spec: Spec, shape: tuple[int, ...], dtype: str, axes: str) -> Source:
        """Return the source that stands for a plain array of this shape, with axes such as ``HWC``.

        Raises TypeError or ValueError, as the original does, for a dtype or shape that it does not take.
        """

    def recipe(self, spec: Spec, dtype: str) -> Recipe:
        """Return what the spec means for samples of this dtype before any size is known."""

    def plan(self, spec: Spec, source: Source, geometry: Geometry) -> Plan:
        """Return the plan of one resize; errors are the original's own."""

    def call(self, spec: Spec, source: Source, geometry: Geometry) -> str:
        """Return the call of the original that the plan equals, as code to read."""


@cache
def original(name: str) -> Original:
    """Return the room of an original.

    Raises
    ------
    SpecError
        If there is none of this name.
    """
    if name not in ORIGINALS:
        raise SpecError(f"original {name!r} is not one of {', '.join(ORIGINALS)}")
    room: Original = module(ORIGINALS[name]).ORIGINAL
    return room
