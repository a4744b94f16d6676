"""One build of torch with `torch.nn.functional.interpolate`'s own arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.front.call import exact_plan
from resample.plan.plan import Source
from resample.spec import Geometry, Spec
from resample.torch import arguments
from resample.torch.geometry import SPATIAL
from resample.torch.inputs import Input, from_source, read, to_source
from resample.torch.layout import is_contiguous, layout_facts, result_channels_last
from resample.torch.mean import mean_layout
from resample.torch.original import ORIGINAL, resolve
from resample.torch.threads import split_reason
from resample.torch.vector8 import IN_PIECES, refuse_odd_strides


@dataclass(frozen=True)
class Build:
    """A version of torch on a CPU path, with a number of threads.

    Attributes
    ----------
    version : str
        ``"2.13"``.
    cpu : {"avx2", "default"}
    threads : int
        What ``torch.get_num_threads()`` says: with one thread, pictures of three channels take another kernel.

    Examples
    --------
    >>> import numpy as np
    >>> Build(cpu="default").interpolate(np.arange(4.0).reshape(1, 1, 4), 2, mode="linear")
    array([[[0.5, 2.5]]])
    """

    version: str = "2.13"
    cpu: str = "avx2"
    threads: int = 1

    def __post_init__(self) -> None:
        self.spec("nearest")

    def spec(self, mode: str, *options: str) -> Spec:
        """Return the spec of a mode and options in this build."""
        build = (("cpu", self.cpu), ("threads", str(self.threads)))
        chosen = tuple((name, "") for name in sorted(options))
        return ORIGINAL.complete(Spec("torch", mode, version=self.version, build=build, options=chosen))

    def interpolate(
        self,
        input: Any,
        size: Any = None,
        scale_factor: Any = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
        antialias: bool = False,
    ) -> Any:
        """Resize as `torch.nn.functional.interpolate` of this build does; see `resample.torch.interpolate`."""
        picture = read(input)
        shape = picture.array.shape
        geometry = arguments.geometry(shape[2:], size, scale_factor, mode, align_corners, recompute_scale_factor)
        arguments.check_mode(mode, len(shape), align_corners=align_corners, antialias=bool(antialias))
        after = arguments.result_sizes(shape[2:], geometry)
        arguments.check_sizes(mode, shape[2:], after, shape[1])
        arguments.check_dtype(mode, picture.dtype, antialias=bool(antialias))
        if shape[0] == 0 or 0 in after:
            return picture.wrap(np.empty((*shape[:2], *after), picture.array.dtype))
        options = ["align_corners"] if align_corners else []
        options += ["antialias"] if antialias else []
        return self._run(picture, self.spec(mode, *options), geometry, after)

    def _run(self, picture: Input, spec: Spec, geometry: Geometry, after: tuple[int, ...]) -> Any:
        shape, strides = picture.array.shape, picture.strides
        source_axes, facts = self._layout(picture, spec.mode, after)
        samples = to_source(picture.array, source_axes)
        spatial = SPATIAL[len(after)]
        named = f"C{spatial}" if source_axes[0] == "C" else f"{spatial}C"
        source = Source(samples.shape[1:], picture.dtype, named, facts)
        plan = exact_plan(spec, source, geometry)
        self._check_batch(spec, source, geometry, shape[0])
        result = from_source(plan.run(samples), source_axes, result_channels_last(spec.mode, shape, strides, after))
        return picture.wrap(result)

    def _layout(self, picture: Input, mode: str, after: tuple[int, ...]) -> tuple[str, tuple[tuple[str, bool], ...]]:
        """Return the axes of the source in the order in which they are walked, and the facts of the layout."""
        shape, strides = picture.array.shape, picture.strides
        axes, facts = SPATIAL[len(after)], layout_facts(shape, strides)
        channels_last = shape[1] > 1 and strides[1] < min(strides[2:])
        if mode == "area" and set(after) == {1}:
            # The mean walks by the strides, and the result has one pixel, so that the order of its axes is free.
            order = sorted(range(len(after)), key=lambda k: -strides[2 + k])
            axes = "".join(axes[k] for k in order)
            by_stride = np.array([shape, strides])[:, [0, 1, *(2 + k for k in order)]].tolist()
            channels_last, more = mean_layout(by_stride[0], by_stride[1], picture.dtype)
            facts += more
        if picture.dtype == "u8" and mode in arguments.ANTIALIASED and self.cpu == "avx2" and after != shape[2:]:
            refuse_odd_strides(shape, strides)
            # Told apart only where it matters, so that other calls share their plans.
            in_pieces = shape[1] == 3 and set(after) == {1} and not is_contiguous(shape, strides)
            facts += ((IN_PIECES, True),) if in_pieces else ()
        return f"{axes}C" if channels_last else f"C{axes}", facts

    def _check_batch(self, spec: Spec, source: Source, geometry: Geometry, batch: int) -> None:
        if self.threads == 1 or batch == 1:
            return
        reason = split_reason(resolve(spec, source, geometry), batch)
        if reason is not None:
            raise NotExact(f"{spec}: {reason.text}")
