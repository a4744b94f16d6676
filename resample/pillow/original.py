"""The room of Pillow: specs, sources, recipes and plans of `Image.resize` and `Image.reduce`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from resample.front.call import cached_plan
from resample.pillow import bands, modes, recipes, reduce, resize
from resample.pillow.geometry import Box, Picture
from resample.pillow.image import ImagePicture
from resample.pillow.modes import Mode
from resample.pillow.versions import CATALOGUE, VERSIONS, complete
from resample.plan.plan import Plan, Source
from resample.plan.recipe import Recipe
from resample.plan.words import Split, Step, Taps
from resample.spec import Geometry, Spec

__all__ = ["ORIGINAL", "Pillow", "filters", "in_mode", "plan_of", "steps_of"]


class Pillow:
    """`PIL.Image.Image.resize` and `.reduce`; see `resample.registry.Original`."""

    def complete(self, spec: Spec) -> Spec:
        """Return the spec with its version filled in."""
        return complete(spec)

    def specs(self) -> tuple[Spec, ...]:
        """Return a spec for each filter; a reduction has no size of its own and is left out."""
        return tuple(complete(Spec("pillow", mode)) for mode in CATALOGUE.modes if mode != "reduce")

    def source(self, spec: Spec, shape: tuple[int, ...], dtype: str, axes: str) -> Source:
        """Return the source of an array with axes H, W and, where there are bands, C; ``bool`` is mode 1, in bytes."""
        lengths = dict(zip(axes, shape, strict=True))
        if not {"H", "W"} <= set(axes) <= {"H", "W", "C"}:
            raise ValueError(f"pictures have axes H, W and C, not {', '.join(axes)}")
        facts = (("bool", True),) if dtype == "bool" else ()
        stored = "u8" if facts else dtype
        source = Source((lengths["H"], lengths["W"], lengths.get("C", 1)), stored, "HWC", facts)
        mode_of(spec, source)  # for its errors
        return source

    def recipe(self, spec: Spec, dtype: str) -> Recipe:
        """Return what the spec means for one band of a dtype, or for the mode that it names."""
        spec = complete(spec)
        mode = modes.MODES[spec.option("as")] if spec.has("as") else modes.infer(dtype, 1)
        return recipes.recipe(mode, VERSIONS[spec.version], spec.mode)

    def plan(self, spec: Spec, source: Source, geometry: Geometry) -> Plan:
        """Return the plan of one resize, or of one reduction by `geometry.scale`."""
        spec = complete(spec)
        return plan_of(spec, source, steps_of(spec, source, geometry))

    def call(self, spec: Spec, source: Source, geometry: Geometry) -> str:
        """Return the call that the plan equals, on a picture `im`."""
        spec = complete(spec)
        arguments = [] if geometry.box is None else [f"box={geometry.box}"]
        if spec.mode == "reduce":
            return f"im.reduce({', '.join([str(_factor(geometry)), *arguments])})"
        if geometry.reducing_gap is not None:
            arguments.append(f"reducing_gap={geometry.reducing_gap}")
        arguments = [str(_size(geometry)), f"Image.Resampling.{spec.mode.upper()}", *arguments]
        return f"im.resize({', '.join(arguments)})  # im.mode == {mode_of(spec, source).name!r}"

    def resize_image(
        self, spec: Spec, image: Any, geometry: Geometry, *, threads: int = 1, backend: str | None = None
    ) -> Any:
        """Return a `PIL.Image.Image` resized, with the mode, palette and info that Pillow gives it."""
        subject = ImagePicture(image)
        spec = in_mode(complete(spec), subject.mode)
        plan = cached_plan(spec, subject.source, geometry)
        return subject.wrap(bands.run(plan, subject, threads=threads, backend=backend), filters(plan))


def in_mode(spec: Spec, mode: Mode) -> Spec:
    """Return the spec for pictures of a mode; the mode is named where an array would be taken for another.

    Raises
    ------
    ValueError
        If the spec names another mode.
    """
    if spec.option("as", mode.name) != mode.name:
        raise ValueError(f"{spec} on a picture of mode {mode.name}")
    inferred = modes.infer(mode.dtype, mode.bands)
    return replace(spec, options=() if mode == inferred else (("as", mode.name),))


def mode_of(spec: Spec, source: Source) -> Mode:
    """Return the mode of a source.

    Raises
    ------
    TypeError, ValueError
        If no mode, or not the one that the spec names, has such samples.
    """
    dtype = "bool" if ("bool", True) in source.facts else source.dtype
    return modes.infer(dtype, source.shape[2], spec.option("as"))


def picture_of(spec: Spec, source: Source) -> Picture:
    """Return the source as the rules see it."""
    return Picture(source.shape[1], source.shape[0], mode_of(spec, source), VERSIONS[spec.version])


def filters(plan: Plan) -> bool:
    """Return whether a plan computes samples, rather than copying them."""
    return any(isinstance(step, Taps | Split) for step in plan.steps)


def plan_of(spec: Spec, source: Source, steps: tuple[Step, ...]) -> Plan:
    """Return the plan of steps on samples of the mode."""
    return Plan(source, (*modes.into(source.dtype, mode_of(spec, source)), *steps), label=str(spec))


def steps_of(spec: Spec, source: Source, geometry: Geometry) -> tuple[Step, ...]:
    """Return the steps of a resize or a reduction, for samples of the mode; the picture may be empty."""
    picture = picture_of(spec, source)
    if spec.mode == "reduce":
        return reduce.steps(picture, _factor(geometry), _box(geometry))
    return resize.steps(picture, _size(geometry), spec.mode, _box(geometry), geometry.reducing_gap)


def _size(geometry: Geometry) -> tuple[int, int]:
    """Return (width, height)."""
    if geometry.size is None or len(geometry.size) != 2 or geometry.scale is not None:
        raise ValueError("a resize takes size=(height, width), and no scale")
    return (geometry.size[1], geometry.size[0])


def _box(geometry: Geometry) -> Box | None:
    """Return the box, as four numbers."""
    if geometry.box is None:
        return None
    left, top, right, bottom = geometry.box
    return (left, top, right, bottom)


def _factor(geometry: Geometry) -> tuple[int, int]:
    """Return (factor of columns, factor of rows)."""
    if geometry.scale is None or len(geometry.scale) != 2 or geometry.size is not None:
        raise ValueError("a reduction takes scale=(factor of rows, factor of columns), and no size")
    if any(v != int(v) for v in geometry.scale):
        raise TypeError("'float' object cannot be interpreted as an integer")
    return (int(geometry.scale[1]), int(geometry.scale[0]))


ORIGINAL = Pillow()
