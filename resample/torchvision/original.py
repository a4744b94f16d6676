"""The room of torchvision: specs, sources, recipes and plans of `resize`, in its first form and in v2."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from resample import registry
from resample.plan.plan import Plan, Source
from resample.plan.recipe import Recipe
from resample.plan.words import Cast, Map, Step
from resample.spec import Geometry, Spec
from resample.torch.layout import layout_facts
from resample.torch.original import contiguous_strides, resolve, steps
from resample.torch.reasons import reason_against
from resample.torchvision.casts import LOGICAL, back, is_native, overflows
from resample.torchvision.layout import batched, cast
from resample.torchvision.modes import PILLOW
from resample.torchvision.versions import TORCH, complete

_SMOOTH = ("bilinear", "bicubic", "lanczos")


class Torchvision:
    """`torchvision.transforms.functional.resize`, and that of `transforms.v2`; see `resample.registry.Original`."""

    def complete(self, spec: Spec) -> Spec:
        """Return the spec with defaults filled in."""
        return complete(spec)

    def specs(self) -> tuple[Spec, ...]:
        """Return every spec for tensors of the default build."""
        listed = [("", mode, "") for mode in ("nearest", "nearest-exact", "bilinear", "bicubic")]
        listed += [("", mode, "off") for mode in ("bilinear", "bicubic")]
        listed += [("v2", mode, "") for mode in ("nearest", "nearest-exact", "bilinear", "bicubic", "lanczos")]
        listed += [("v2", mode, "off") for mode in ("bilinear", "bicubic")]
        options = {"": (), "off": (("antialias", "off"),)}
        return tuple(complete(Spec("torchvision", mode, api=api, options=options[off])) for api, mode, off in listed)

    def source(self, spec: Spec, shape: tuple[int, ...], dtype: str, axes: str) -> Source:
        """Return the source that stands for a plain array of one picture, seen with its channels in front.

        Raises
        ------
        ValueError
            If the axes are not H and W, with C first or last.
        """
        if "C" not in axes:
            shape, axes = (1, *shape), f"C{axes}"
        if axes not in ("CHW", "HWC"):
            raise ValueError(f"axes {axes!r}: torchvision takes H and W, with C first or last")
        strides = contiguous_strides(shape)
        order = [axes.index(letter) for letter in "CHW"]
        seen = batched([shape[k] for k in order], [strides[k] for k in order], spec.api)
        return Source(shape, dtype, axes, layout_facts(seen[0], cast(*seen, is_native(spec, dtype, False))))

    def recipe(self, spec: Spec, dtype: str) -> Recipe:
        """Return what the spec means for samples of this dtype before any size is known."""
        native = is_native(spec, dtype, False)
        inner = registry.original("torch").recipe(inner_spec(spec), dtype if native else "f32")
        return inner if native else replace(inner, around=(*inner.around, "as_f32"))

    def plan(self, spec: Spec, source: Source, geometry: Geometry) -> Plan:
        """Return the plan of one resize to a size; a picture that has it already is copied.

        Raises
        ------
        ValueError, TypeError, RuntimeError, NotImplementedError
            By the rules of torchvision and torch.
        """
        if geometry.size is None or geometry.scale or geometry.box or geometry.reducing_gap:
            raise TypeError("torchvision takes a size, and neither a scale nor a box")
        if geometry.size == tuple(source.shape[source.axis(letter)] for letter in "HW"):
            return Plan(source, (), label=str(spec))
        logical = dict(source.facts).get(LOGICAL, False)
        native = is_native(spec, source.dtype, logical)
        inside = source if native else replace(source, dtype="f32")
        resize = resolve(inner_spec(spec), inside, geometry)
        reason = reason_against(resize, 1)
        made: tuple[Step, ...] = steps(resize)
        if not native:
            made = (Map((Cast("f32"),)), *made, Map(back(spec, source.dtype, logical)))
        if reason is not None:
            return Plan(source, made, reason.bound, str(spec), (reason.text,))
        text = overflows(spec, source.dtype)
        return Plan(source, made, 2.0**32 if text else None, str(spec), (text,) if text else ())

    def call(self, spec: Spec, source: Source, geometry: Geometry) -> str:
        """Return the call of torchvision that the plan equals."""
        functional = f"torchvision.transforms.{'v2.' if spec.api else ''}functional"
        order = "" if source.axes[0] == "C" else ".permute(2, 0, 1)"
        mode = f"InterpolationMode.{spec.mode.upper().replace('-', '_')}"
        antialias = ", antialias=False" if spec.has("antialias") else ""
        return f"{functional}.resize(torch.from_numpy(image){order}, {geometry.size}, {mode}{antialias})"

    def resize_image(
        self, spec: Spec, image: Any, geometry: Geometry, *, threads: int = 1, backend: str | None = None
    ) -> Any:
        """Return a `PIL.Image.Image` resized, which Pillow does; antialias says nothing there."""
        pillow: Any = registry.original("pillow")
        inner = pillow.complete(Spec("pillow", PILLOW[spec.mode]))
        return pillow.resize_image(inner, image, geometry, threads=threads, backend=backend)


def inner_spec(spec: Spec) -> Spec:
    """Return the spec of the call to torch.

    Examples
    --------
    >>> str(inner_spec(complete(Spec("torchvision", "bicubic"))))
    'torch@2.13(cpu=avx2,threads=1):bicubic,antialias'
    """
    smooth = _SMOOTH if spec.api == "v2" else _SMOOTH[:2]
    if spec.mode in ("box", "hamming"):
        raise NotImplementedError(f"{spec.mode} is for PIL images; tensors and arrays take the other modes")
    options = (("antialias", ""),) if spec.mode in smooth and not spec.has("antialias") else ()
    return registry.original("torch").complete(
        Spec("torch", spec.mode, version=TORCH[spec.version], build=spec.build, options=options)
    )


ORIGINAL = Torchvision()
