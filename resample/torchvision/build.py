"""One build of torchvision, with `resize`'s own arguments."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass, replace
from importlib import import_module, metadata
from operator import index
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.front.call import exact_plan
from resample.front.kinds import is_image
from resample.plan.plan import Source
from resample.spec import Geometry, Spec
from resample.torch.geometry import Array
from resample.torch.inputs import Input, from_source, memory_for, read, to_source
from resample.torch.layout import result_channels_last
from resample.torch.loaded import NAMED, is_tensor, settings_of
from resample.torch.sizes import sizes
from resample.torch.sources import named, refuse_inexact, walk
from resample.torchvision.casts import LOGICAL, ROUNDED, is_native, overflows
from resample.torchvision.labelled import label_of, resize_labelled
from resample.torchvision.layout import batched, cast, viewed
from resample.torchvision.modes import InterpolationMode, mode_of
from resample.torchvision.original import ORIGINAL, inner_spec
from resample.torchvision.sizes import output_size
from resample.torchvision.versions import TORCH


@dataclass(frozen=True)
class Build:
    """A version of torchvision on a CPU path of torch, with a number of threads.

    Attributes
    ----------
    version : str
        ``"0.29"``.
    cpu : {"avx2", "default"}
    threads : int
    api : {"", "v2"}
        ``torchvision.transforms``, or its second version.
    """

    version: str = "0.29"
    cpu: str = "avx2"
    threads: int = 1
    api: str = ""

    def __post_init__(self) -> None:
        self.spec("nearest")

    @property
    def v2(self) -> Build:
        """The same build with the functions of ``transforms.v2``."""
        return replace(self, api="v2")

    def spec(self, mode: str, antialias: bool = True) -> Spec:
        """Return the spec of a mode in this build."""
        build = (("cpu", self.cpu), ("threads", str(self.threads)))
        options = () if antialias else (("antialias", "off"),)
        return ORIGINAL.complete(
            Spec("torchvision", mode, api=self.api, version=self.version, build=build, options=options)
        )

    def resize(
        self,
        img: Any,
        size: Any,
        interpolation: Any = InterpolationMode.BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> Any:
        """Resize as torchvision of this build does; see `resample.torchvision.resize`."""
        label = label_of(img) if self.api == "v2" else ""
        if label:
            return resize_labelled(label, self.resize, img, size, interpolation, max_size, antialias)
        mode = mode_of(interpolation, self.api)
        if is_image(img):
            return self._resize_image(img, size, mode, max_size, antialias)
        picture = read(img)
        self._check_axes(picture.array.ndim)
        height, width = picture.array.shape[-2:]
        if mode == "lanczos" and self.api == "v2" and not antialias:
            raise ValueError("lanczos needs antialias=True")
        after = output_size(height, width, size, max_size, self.api)
        if after == (height, width):
            return img
        return self._resize_samples(picture, self.spec(mode, bool(antialias)), after)

    def _check_axes(self, ndim: int) -> None:
        rule = f"a picture has axes (..., {'channels, ' if self.api else ''}height, width), not {ndim}"
        if self.api and ndim < 3:
            raise ValueError(rule)
        if ndim < 2:
            raise TypeError(rule)

    def _resize_image(self, image: Any, size: Any, mode: str, max_size: int | None, antialias: bool | None) -> Any:
        after = output_size(image.height, image.width, size, max_size, self.api)
        kept = after == (image.height, image.width)
        if antialias is False and (self.api == "v2" or not kept):
            warnings.warn("PIL images are always resized with antialias; antialias=False is ignored", stacklevel=4)
        if kept:
            return image
        # A truth value is a size there.
        wanted = tuple(int(n) if isinstance(n, bool) else n for n in after)
        return ORIGINAL.resize_image(self.spec(mode), image, Geometry(size=wanted))

    def _resize_samples(self, picture: Input, spec: Spec, after: tuple[Any, ...]) -> Any:
        shape = picture.array.shape
        if self.api == "v2" and picture.array.size == 0:
            return picture.empty((*shape[:-2], *map(index, after)))
        batch_shape, strides = batched(shape, picture.strides, self.api)
        if len(batch_shape) != 4:
            raise ValueError(f"size has 2 numbers, which a tensor of shape {shape} does not go with")
        after = sizes(list(after), batch_shape[2:])
        geometry = Geometry(size=after)
        with memory_for((*shape[:-2], *after), picture.array.itemsize):
            result = self._resize_batch(picture, spec, geometry, batch_shape, strides)
        if self.api == "v2":
            return picture.wrap(_viewed(result, (*shape[:-2], *after)))
        array = result.reshape(*shape[:-2], *after)
        rounded = picture.dtype in ROUNDED and not (picture.logical or is_native(spec, picture.dtype, False))
        if rounded and array.flags.c_contiguous:
            # Rounding makes a new tensor; where the order of its axes cannot be told, it is a contiguous one.
            array = array.reshape(-1).reshape(array.shape)
        return picture.wrap(array)

    def _resize_batch(
        self, picture: Input, spec: Spec, geometry: Geometry, shape: tuple[int, ...], strides: tuple[int, ...]
    ) -> Array:
        """Return an N, C, H, W batch resized, in the memory order of torch's result."""
        native, after = is_native(spec, picture.dtype, picture.logical), geometry.size or ()
        strides = cast(shape, strides, native)
        reached, inner = (picture.dtype if native else "f32"), inner_spec(spec)
        walked, facts = walk(shape, strides, reached, spec.mode, after, self.cpu)
        samples = to_source(picture.array.reshape(shape), walked)
        facts += ((LOGICAL, True),) if picture.logical else ()
        source = Source(samples.shape[1:], picture.dtype, named(walked), facts)
        refuse_inexact(inner, replace(source, dtype=reached), geometry, shape[0])
        plan = exact_plan(spec, source, geometry, exact=False)
        if overflows(spec, picture.dtype):
            raise NotExact(f"{spec}: {overflows(spec, picture.dtype)}")
        return from_source(plan.run(samples), walked, result_channels_last(spec.mode, shape, strides, after))


def _viewed(result: Array, shape: tuple[int, ...]) -> Array:
    """Return a batch of results in the shape of the input, with the strides that torch's view of it has."""
    array = result.reshape(shape)
    if not np.shares_memory(array, result):
        return array
    steps = viewed(result.shape, [step // result.itemsize for step in result.strides], shape)
    return np.lib.stride_tricks.as_strided(array, shape, [step * result.itemsize for step in steps])


def loaded_or(default: Build, value: Any) -> Build:
    """Return the build that a value belongs to: for a tensor, that of the torch it comes from; else the default.

    Raises
    ------
    NotExact
        If the torch, or a torchvision that is loaded, was not verified.
    """
    if not is_tensor(value):
        return default
    module = sys.modules.get("torchvision")
    return _of(default.version if module is None else module.__version__, default.api)


def installed() -> Build:
    """Return the build of this machine: its torchvision, and its torch as it is set now.

    Raises
    ------
    PackageNotFoundError
        If there is no torchvision.
    NotExact
        If it, or its torch, was not verified.
    """
    import_module("torch")
    return _of(metadata.version("torchvision"), "")


def _of(release: str, api: str) -> Build:
    torch, cpu, threads = settings_of(sys.modules["torch"])
    version = ".".join(release.split(".")[:2])
    if TORCH.get(version) != torch:
        raise NotExact(f"torchvision {release} with torch {torch} was not verified; {NAMED}")
    return Build(version, cpu, threads, api)
