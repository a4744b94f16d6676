"""One build of torch with `torch.nn.functional.interpolate`'s own arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from resample.front.call import exact_plan
from resample.plan.plan import Source
from resample.spec import Geometry, Spec
from resample.torch import arguments
from resample.torch.inputs import Input, from_source, read, to_source
from resample.torch.layout import result_channels_last
from resample.torch.original import ORIGINAL
from resample.torch.sources import named, refuse_split, walk


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
        walked, facts = walk(shape, strides, picture.dtype, spec.mode, after, self.cpu)
        samples = to_source(picture.array, walked)
        source = Source(samples.shape[1:], picture.dtype, named(walked), facts)
        plan = exact_plan(spec, source, geometry)
        refuse_split(spec, source, geometry, shape[0])
        result = from_source(plan.run(samples), walked, result_channels_last(spec.mode, shape, strides, after))
        return picture.wrap(result)
