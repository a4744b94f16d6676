"""One build of torch with `torch.nn.functional.interpolate`'s own arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from resample.builds import SPECS
from resample.front.call import exact_plan
from resample.front.memo import Call, Calls
from resample.plan.plan import Source
from resample.spec import Geometry, Spec
from resample.torch import arguments
from resample.torch.geometry import SPATIAL
from resample.torch.inputs import Input, from_source, memory_for, plain, read, tensor, to_source
from resample.torch.layout import result_channels_last
from resample.torch.original import ORIGINAL
from resample.torch.sizes import geometry as made_from
from resample.torch.sizes import result_sizes
from resample.torch.sources import named, refuse_inexact, walk

Keep = Callable[..., Call | None]


@cache
def _calls(version: str, cpu: str, threads: int) -> Calls:
    """Return the calls that a build remembers, however many objects stand for it."""
    return Calls()


@lru_cache(SPECS)
def _spec(version: str, cpu: str, threads: int, mode: str, options: tuple[str, ...]) -> Spec:
    build = (("cpu", cpu), ("threads", str(threads)))
    chosen = tuple((name, "") for name in sorted(options))
    return ORIGINAL.complete(Spec("torch", mode, version=version, build=build, options=chosen))


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

    @property
    def calls(self) -> Calls:
        """The calls that this build remembers."""
        return _calls(self.version, self.cpu, self.threads)

    def spec(self, mode: str, *options: str) -> Spec:
        """Return the spec of a mode and options in this build."""
        return _spec(self.version, self.cpu, self.threads, mode, options)

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
        keep: Keep | None = None
        array = plain(input) if scale_factor is None and recompute_scale_factor is None else None
        if array is not None:
            # By strides, too: torch looks even at those of axes of length 1. A 1 is not True for it.
            how = (mode, align_corners, align_corners.__class__, antialias, array.strides)
            calls = self.calls
            call = calls.find(array, size, how)
            if call is not None:
                return call.run(array) if array is input else tensor(call.run(array))
            if calls.takes(array, size, how):
                keep = partial(calls.keep, array, size, how)
        picture, smooth = read(input), bool(antialias)
        shape, dtype = picture.array.shape, "bool" if picture.logical else picture.dtype
        geometry = made_from(shape[2:], size, scale_factor, mode, align_corners, recompute_scale_factor)
        arguments.check_mode(mode, len(shape), align_corners=align_corners, antialias=smooth)
        after = result_sizes(shape[2:], geometry)
        arguments.check_sizes(mode, shape[2:], after, shape[1])
        if smooth and after == shape[2:]:
            return _copied(picture, mode)
        arguments.check_mean(mode, dtype, after)
        result, empty = (*shape[:2], *after), shape[0] == 0 or 0 in after
        if not (empty and mode == "area" and len(after) < 3):
            arguments.check_dtype(mode, dtype, antialias=smooth)
        with memory_for(result, picture.array.itemsize):
            if empty:
                return picture.empty(result, channels_last=result_channels_last(mode, shape, picture.strides, after))
            options = ["align_corners"] if align_corners else []
            options += ["antialias"] if smooth else []
            return self._run(picture, self.spec(mode, *options), geometry, after, keep)

    def _run(
        self, picture: Input, spec: Spec, geometry: Geometry, after: tuple[int, ...], keep: Keep | None = None
    ) -> Any:
        shape, strides = picture.array.shape, picture.strides
        walked, facts = walk(shape, strides, picture.dtype, spec.mode, after, self.cpu)
        samples = to_source(picture.array, walked)
        source = Source(samples.shape[1:], picture.dtype, named(walked), facts)
        # Whether threads share a sum is a matter of the batch, of which a plan knows nothing.
        refuse_inexact(spec, source, geometry, shape[0])
        last = result_channels_last(spec.mode, shape, strides, after)
        # One picture whose memory is in the order of the plan, before and after.
        by_planes = not last and walked == "CHW" and picture.array.flags.c_contiguous
        by_pixels = walked == "HWC" and samples.flags.c_contiguous
        if keep is not None and shape[0] == 1 and (by_planes or by_pixels):
            turned = {} if by_planes else {"order": (0, 2, 3, 1), "contiguous": not last}
            plan = exact_plan(spec, source, geometry, exact=False, keep=False)
            call = keep(plan, (*shape[:2], *after), **turned)
            if call is not None:
                return picture.wrap(call.run(picture.array))
        plan = exact_plan(spec, source, geometry, exact=False)
        return picture.wrap(from_source(plan.run(samples), walked, last))


def _copied(picture: Input, mode: str) -> Any:
    """Return a copy, which is what antialias makes of samples of any dtype if no size changes."""
    shape = picture.array.shape
    last = result_channels_last(mode, shape, picture.strides, shape[2:])
    axes = f"C{SPATIAL[len(shape) - 2]}"
    return picture.wrap(from_source(to_source(picture.array, axes).copy(), axes, last))
