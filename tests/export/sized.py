"""Compiles headers of any size, many in one library, and runs them on arrays of any shape."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import resample
from resample.export import probes, recipe_of, to_c_any_size
from resample.export.c_types import STORED
from resample.export.certificate import stored_bytes
from resample.front.kinds import dtype_name
from resample.plan.plan import Plan
from tests.export.cells import Cell, Size, module
from tests.export.compiling import compile_shared

Array = npt.NDArray[Any]

BOUND = """
int run_{n}(const void *s, size_t h, size_t w, void *r, size_t oh, size_t ow, void *t)
{{ return p{n}((const {kind} *)s, h, w, ({kind} *)r, oh, ow, t); }}
int alone_{n}(const void *s, size_t h, size_t w, void *r, size_t oh, size_t ow)
{{ return p{n}_allocating((const {kind} *)s, h, w, ({kind} *)r, oh, ow); }}
int test_{n}(void *m) {{ return p{n}_selftest(m); }}
size_t scratch_{n}(size_t h, size_t w, size_t oh, size_t ow) {{ return p{n}_scratch_bytes(h, w, oh, ow); }}
size_t tested_{n}(void) {{ return P{n}_SELFTEST_BYTES; }}
"""


@dataclass(frozen=True)
class SizedCell(Cell):
    """A cell of any layout, and of Pillow's modes that an array does not tell."""

    layout: str = "HWC"

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.channels, *self.before) if self.layout == "CHW" else (*self.before, self.channels)

    def plan(self) -> Plan:
        return resample.plan(self.spec, shape=self.shape, dtype=self.dtype, size=self.after, layout=self.layout)

    def pictures(self) -> Iterator[Array]:
        """Yield what every cell has; of floats also numbers and zeros of both signs, and zeros alone."""
        yield from super().pictures()
        if np.dtype(self.dtype).kind == "f":
            signed = self._signed()
            yield np.where(np.abs(signed) < 60, signed * 0, signed).astype(self.dtype)
            yield (signed * 0).astype(self.dtype)

    def infinite(self) -> Iterator[Array]:
        """Yield a picture of floats with infinities, of which `alike` compares results."""
        if np.dtype(self.dtype).kind == "f":
            signed = self._signed()
            yield np.where(np.abs(signed) > 150, signed * np.inf, signed).astype(self.dtype)

    def _signed(self) -> Array:
        rng = np.random.default_rng([*self.after, *self.before])
        found: Array = rng.standard_normal(self.shape) * 100
        return found

    def original(self, image: Array) -> Array:
        if self.room == "pillow" and ",as=" in self.spec:
            return self._of_mode(image)
        if self.room != "torch" or self.layout == "CHW":
            return super().original(image)
        torch = module("torch", "2.13")
        torch.set_num_threads(1)
        mode, *options = self.spec.partition(":")[2].split(",")
        picture = torch.from_numpy(image)[None].permute(0, 3, 1, 2)
        more: dict[str, Any] = {name: True for name in options}
        result = torch.nn.functional.interpolate(picture, size=self.after, mode=mode, **more)
        return np.ascontiguousarray(result[0].permute(1, 2, 0).numpy())

    def _of_mode(self, image: Array) -> Array:
        pillow = module("PIL.Image", "13.0")
        filter_, _, mode = self.spec.partition(":")[2].partition(",as=")
        stored = image.dtype.newbyteorder(">") if mode == "I;16B" else image.dtype
        picture = pillow.frombytes(mode, self.before[::-1], image.astype(stored).tobytes())
        data = picture.resize(self.after[::-1], pillow.Resampling[filter_.upper()]).tobytes()
        return np.frombuffer(data, stored).astype(image.dtype).reshape(*self.after, self.channels)


@dataclass(frozen=True)
class Sized:
    """A spec for pictures of any size; torch's are channels first where nothing else is said."""

    spec: str
    dtype: str
    channels: int
    axes: str = ""

    @property
    def layout(self) -> str:
        return self.axes or ("CHW" if self.spec.startswith("torch") else "HWC")

    def plans(self) -> list[Plan]:
        return probes(self.spec, self.channels, self.dtype, self.layout)

    def header(self, name: str = "resize") -> str:
        plans = self.plans()
        return to_c_any_size(recipe_of(self.spec, plans), plans, name)

    def cell(self, before: Size, after: Size) -> SizedCell:
        return SizedCell(self.spec, self.dtype, self.channels, before, after, self.layout)

    def taken(self, before: Size, after: Size) -> bool:
        """Return whether the original takes these sizes: some have no mean, others fail at one pixel."""
        if self.spec.startswith("torch"):
            return not (self.dtype == "uint8" and after == (1, 1))
        if "area" in self.spec and self.channels > 4 and before[0] >= after[0] and before[1] >= after[1]:
            return before[0] % after[0] == before[1] % after[1] == 0 and (49, 1) not in zip(before, after, strict=True)
        half = before == (2 * after[0], 2 * after[1])
        return not (half and self.dtype in ("int8", "int32") and self.channels != 2 and "opencv" in self.spec)

    def plan(self, before: Size, after: Size) -> Plan:
        return self.cell(before, after).plan()


def alike(one: Array, other: Array) -> bool:
    """Return whether two results are the same in every bit but those of a NaN, which are open."""
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    name = dtype_name(one.dtype)
    return stored_bytes(one, name) == stored_bytes(other, name)


def _each(room: str, modes: tuple[str, ...], kinds: tuple[tuple[str, int], ...], axes: str = "") -> Iterator[Sized]:
    yield from (Sized(f"{room}:{mode}", *kind, axes) for mode in modes for kind in kinds)


#: One pass along each axis, or one sample for each output: what a header had first.
PASSES = (
    *(Sized(f"pillow:{mode}", "uint8", 3) for mode in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")),
    *(Sized(f"pillow:{mode}", "uint8", 3) for mode in ("mks2013", "mks2021")),
    *(Sized("pillow:lanczos", "uint8", 1), Sized("pillow:bicubic", "uint8", 4), Sized("pillow:bilinear", "uint8", 2)),
    *(Sized("pillow:lanczos", "float32", 1), Sized("pillow:bicubic", "int32", 1), Sized("pillow:lanczos", "uint16", 1)),
    *(Sized(f"opencv:{mode}", "uint8", 3) for mode in ("nearest", "linear", "cubic", "lanczos4", "linear_exact")),
    *(Sized("opencv:nearest_exact", "uint16", 4), Sized("opencv:linear", "uint8", 2)),
    *(Sized(f"torch:{mode},antialias", "float32", 3) for mode in ("bilinear", "bicubic", "lanczos")),
    *(Sized(f"torch:{mode},antialias", "uint8", 3) for mode in ("bilinear", "bicubic")),
    *(Sized("torch:nearest", "uint8", 3), Sized("torch:bicubic", "float32", 3)),
)
_SINGLE = ("float32", 3)
#: Means of cells and of blocks, floats in an order of their own, several roads, samples that are changed before.
ROADS = (
    *_each(
        "opencv", ("area",), (("uint8", 3), ("uint8", 1), ("uint8", 2), ("uint16", 4), ("int16", 1), ("float64", 3))
    ),
    *_each("opencv", ("area",), (("uint8", 5), ("float32", 1), ("float32", 3), ("float32", 4))),
    *_each("opencv", ("linear", "cubic", "lanczos4"), (_SINGLE, ("uint16", 3), ("int16", 1), ("float64", 2))),
    *_each("opencv", ("linear_exact",), (("uint16", 3), ("int16", 4), ("float32", 1), ("uint8", 2))),
    *_each("torch", ("bilinear", "area", "nearest-exact"), (_SINGLE, ("float32", 1), ("float64", 2))),
    *_each("torch", ("bilinear",), (("float32", 19), ("float32", 4))),
    *_each("torch", ("bilinear", "bicubic", "area", "nearest"), (("float16", 3),)),
    *_each("torch", ("nearest",), (("float64", 2),)),
    *_each(
        "torch", ("bilinear,align_corners", "bicubic,align_corners", "bilinear,align_corners,antialias"), (_SINGLE,)
    ),
    *_each("torch", ("bilinear", "area"), (("float32", 3), ("float32", 19)), "HWC"),
    *_each("torch", ("bicubic", "nearest-exact", "bilinear,antialias"), (("float32", 5),), "HWC"),
    *_each("torch", ("bilinear,antialias",), (("uint8", 3), ("uint8", 5)), "HWC"),
    *_each("torch", ("bilinear", "bicubic"), (("uint8", 3), ("uint8", 5))),
    *_each("torch", ("bicubic,align_corners",), (("uint8", 1),), "HWC"),
    *_each("torch", ("bilinear,antialias", "bilinear"), (("uint8", 5),)),
    *_each("opencv", ("linear_exact",), (("int8", 3), ("int32", 1), ("int32", 2))),
    *(Sized("pillow:bicubic,as=LAB", "uint8", 3), Sized("pillow:nearest,as=LAB", "uint8", 3)),
    *(Sized("pillow:lanczos,as=I;16B", "uint16", 1), Sized("pillow:bicubic,as=CMYK", "uint8", 4)),
)
LOWERED = (*PASSES, *ROADS)
#: What is refused, because a name of the recipe is not lowered.
REFUSED = (
    *(Sized("opencv(ipp=avx2):cubic", "uint8", 1), Sized("opencv(ipp=avx2):linear", "float32", 3)),
    *(Sized("opencv(ipp=avx2):cubic", "uint16", 4), Sized("opencv(ipp=sse42):linear", "uint16", 1)),
)


class SizedLibrary:
    """Headers of any size as one shared library."""

    def __init__(self, folder: Path, chosen: Sequence[Sized], compiler: str = "gcc", flags: str = "-O2 -std=c99"):
        self.chosen = chosen
        lines = []
        for n, one in enumerate(chosen):
            (folder / f"p{n}.h").write_text(one.header(f"p{n}"))
            kind = STORED[dtype_name(np.dtype(one.dtype))]
            lines += [f"#define P{n}_ALLOCATE", f'#include "p{n}.h"', BOUND.format(n=n, kind=kind)]
        self.library = compile_shared(folder, "\n".join(lines), compiler, flags.split())

    def run(self, n: int, image: Array, after: Size) -> Array:
        """Return what header number n gives for a picture, in scratch memory of exactly the size that it asks for."""
        h, w, result = self._sizes(n, image, after)
        needed = self.scratch(n, (h, w), after)
        scratch = np.empty(needed + 64, np.uint8)
        start = -scratch.ctypes.data % 64
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (image, result)]
        inside = ctypes.c_void_p(scratch.ctypes.data + start)
        sizes = [ctypes.c_size_t(v) for v in (h, w, *after)]
        call = getattr(self.library, f"run_{n}")
        assert call(pointers[0], *sizes[:2], pointers[1], *sizes[2:], inside) == 0
        return result

    def alone(self, n: int, image: Array, after: Size) -> tuple[int, Array]:
        """Return status and result of the function that allocates."""
        h, w, result = self._sizes(n, image, after)
        sizes = [ctypes.c_size_t(v) for v in (h, w, *after)]
        source, target = (ctypes.c_void_p(a.ctypes.data) for a in (image, result))
        return int(getattr(self.library, f"alone_{n}")(source, *sizes[:2], target, *sizes[2:])), result

    def _sizes(self, n: int, image: Array, after: Size) -> tuple[int, int, Array]:
        first = self.chosen[n].layout == "CHW"
        h, w = image.shape[1:] if first else image.shape[:2]
        channels = self.chosen[n].channels
        shape = (channels, *after) if first else (*after, channels)
        return h, w, np.zeros(shape, image.dtype)

    def scratch(self, n: int, before: Size, after: Size) -> int:
        """Return the bytes of scratch memory; 0 where the sizes are refused."""
        call = getattr(self.library, f"scratch_{n}")
        call.restype = ctypes.c_size_t
        return int(call(*(ctypes.c_size_t(v) for v in (*before, *after))))

    def selftest(self, n: int) -> int:
        """Return what the self-test returns."""
        call = getattr(self.library, f"tested_{n}")
        call.restype = ctypes.c_size_t
        memory = np.empty(int(call()) // 8 + 1, np.uint64)
        return int(getattr(self.library, f"test_{n}")(ctypes.c_void_p(memory.ctypes.data)))
