"""The room of torch.nn.functional.interpolate on the CPU: what it offers to everybody outside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod

from resample.builds import SPECS
from resample.plan.plan import Plan, Source
from resample.plan.recipe import Recipe
from resample.plan.words import Step
from resample.spec import Geometry, Spec
from resample.torch import arguments
from resample.torch.antialias import antialias
from resample.torch.area import area
from resample.torch.cubic import bicubic
from resample.torch.geometry import SPATIAL, Axis, Resize
from resample.torch.integers import integers
from resample.torch.layout import layout_facts
from resample.torch.linear import linear
from resample.torch.nearest import nearest, nearest_exact
from resample.torch.reasons import reason_against
from resample.torch.recipes import recipe
from resample.torch.sizes import geometry as made_from
from resample.torch.sizes import result_sizes
from resample.torch.versions import complete

_RULES = {
    "nearest": nearest,
    "nearest-exact": nearest_exact,
    "linear": linear,
    "bilinear": linear,
    "trilinear": linear,
    "bicubic": bicubic,
    "area": area,
}


class Torch:
    """`torch.nn.functional.interpolate`, release 2.13 for Linux on x86-64.

    Examples
    --------
    >>> from resample.spec import Spec
    >>> str(Torch().complete(Spec("torch", "bilinear")))
    'torch@2.13(cpu=avx2,threads=1):bilinear'
    """

    def complete(self, spec: Spec) -> Spec:
        """Return the spec with defaults filled in, or raise `SpecError` listing what exists."""
        return complete(spec)

    def specs(self) -> tuple[Spec, ...]:
        """Return every spec for pictures of the default build, in the order in which tables show them."""
        listed: list[tuple[str, tuple[tuple[str, str], ...]]] = [
            (mode, ()) for mode in ("nearest", "nearest-exact", "area", "bilinear", "bicubic")
        ]
        listed += [(mode, (("antialias", ""),)) for mode in ("bilinear", "bicubic", "lanczos")]
        listed += [(mode, (("align_corners", ""),)) for mode in ("bilinear", "bicubic")]
        return tuple(self.complete(Spec("torch", mode, options=options)) for mode, options in listed)

    def source(self, spec: Spec, shape: tuple[int, ...], dtype: str, axes: str) -> Source:
        """Return the source that stands for a plain array: a contiguous tensor, or a channels-last one.

        Channels that come last make a channels-last tensor, as `call` shows.  A picture without channels gets one.

        Raises
        ------
        ValueError
            If the axes are not C with L, H and W, or D, H and W, the channels first or last.
        NotImplementedError
            For a dtype that the mode does not take.
        """
        if "C" not in axes:
            shape, axes = (1, *shape), f"C{axes}"
        spatial = axes.replace("C", "")
        if spatial not in SPATIAL.values() or axes not in (f"C{spatial}", f"{spatial}C"):
            raise ValueError(f"axes {axes!r}: torch takes C with {', '.join(SPATIAL.values())}, first or last")
        arguments.check_dtype(spec.mode, dtype, antialias=spec.has("antialias"))
        return Source(shape, dtype, axes, layout_facts(*_nchw(shape, axes)))

    def recipe(self, spec: Spec, dtype: str) -> Recipe:
        """Return what the spec means for samples of this dtype before any size is known."""
        return recipe(spec, dtype)

    def plan(self, spec: Spec, source: Source, geometry: Geometry) -> Plan:
        """Return the plan of one resize.

        Raises
        ------
        ValueError, TypeError, RuntimeError, NotImplementedError
            By torch's rules.
        """
        resize = resolve(spec, source, geometry)
        reason = reason_against(resize, 1)
        bound, notes = (None, ()) if reason is None else (reason.bound, (reason.text,))
        return Plan(source, steps(resize), bound, str(spec), notes)

    def call(self, spec: Spec, source: Source, geometry: Geometry) -> str:
        """Return the call of torch that the plan equals."""
        moved = ", ".join(str(k) for k in (0, len(source.axes), *range(1, len(source.axes))))
        order = "" if source.axes[0] == "C" else f".permute({moved})"
        chosen = f"size={_shown(geometry.size)}" if geometry.scale is None else f"scale_factor={_shown(geometry.scale)}"
        options = [chosen, f'mode="{spec.mode}"']
        options += ["align_corners=True"] if spec.has("align_corners") else []
        options += ["antialias=True"] if spec.has("antialias") else []
        options += ["recompute_scale_factor=True"] if spec.has("recompute") else []
        return f"F.interpolate(torch.from_numpy(image)[None]{order}, {', '.join(options)})"


def _shown(values: tuple[float, ...] | None) -> str:
    return f"({', '.join(map(repr, values or ()))}{',' if values and len(values) == 1 else ''})"


def contiguous_strides(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the strides, in samples, of a contiguous array."""
    return tuple(prod(shape[k + 1 :]) for k in range(len(shape)))


def _nchw(shape: tuple[int, ...], axes: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return shape and strides, in samples, of a batch of one contiguous picture, seen with the channels in front."""
    strides = contiguous_strides(shape)
    order = [axes.index("C"), *(k for k, letter in enumerate(axes) if letter != "C")]
    return (1, *(shape[k] for k in order)), (prod(shape), *(strides[k] for k in order))


@lru_cache(SPECS)
def _settings(spec: Spec) -> tuple[bool | None, bool, bool, str, int]:
    """Return ``align_corners``, antialias, ``recompute_scale_factor``, CPU path and threads of a spec."""
    corners = True if spec.has("align_corners") else None
    return corners, spec.has("antialias"), spec.has("recompute"), spec.setting("cpu"), int(spec.setting("threads"))


def resolve(spec: Spec, source: Source, geometry: Geometry) -> Resize:
    """Return the resize that a spec means for a source and a geometry, or refuse it as torch does."""
    if geometry.box is not None or geometry.reducing_gap is not None:
        raise TypeError("torch takes neither a box nor a reducing gap")
    spatial = source.axes.replace("C", "")
    places = [source.axis(letter) for letter in spatial]
    before = tuple([source.shape[place] for place in places])
    corners, smooth, recompute, cpu, threads = _settings(spec)
    chosen = made_from(before, geometry.size, geometry.scale, spec.mode, corners, recompute)
    arguments.check_mode(spec.mode, len(before) + 2, align_corners=corners, antialias=smooth)
    after = result_sizes(before, chosen)
    arguments.check_sizes(spec.mode, before, after, source.shape[source.axis("C")])
    arguments.check_dtype(spec.mode, source.dtype, antialias=smooth)
    factors = chosen.scale or (None,) * len(before)
    axes = tuple(map(Axis, places, before, after, factors))
    return Resize(spec.mode, source, axes, corners is True, smooth, cpu, threads)


def steps(resize: Resize) -> tuple[Step, ...]:
    """Return the steps of a resize, by the rules of its mode, dtype and antialias."""
    if resize.dtype == "u8" and resize.mode in arguments.ANTIALIASED:
        return integers(resize)
    return antialias(resize) if resize.antialias else _RULES[resize.mode](resize)


ORIGINAL = Torch()
