"""Compiles headers of any size, many in one library, and runs them on arrays of any shape."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import resample
from resample.export import probes, recipe_of, to_c_any_size
from resample.export.c_types import STORED
from resample.front.kinds import dtype_name
from resample.plan.plan import Plan
from tests.export.cells import Cell, Size
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
class Sized:
    """A spec for pictures of any size."""

    spec: str
    dtype: str
    channels: int

    @property
    def layout(self) -> str:
        return "CHW" if self.spec.startswith("torch") else "HWC"

    def plans(self) -> list[Plan]:
        return probes(self.spec, self.channels, self.dtype, self.layout)

    def header(self, name: str = "resize") -> str:
        plans = self.plans()
        return to_c_any_size(recipe_of(self.spec, plans), plans, name)

    def cell(self, before: Size, after: Size) -> Cell:
        return Cell(self.spec, self.dtype, self.channels, before, after)

    def plan(self, before: Size, after: Size) -> Plan:
        shape = (self.channels, *before) if self.layout == "CHW" else (*before, self.channels)
        return resample.plan(self.spec, shape=shape, dtype=self.dtype, size=after, layout=self.layout)


#: What is lowered of the specs that fixed sizes are held to, and what those lack.
LOWERED = (
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
#: What is refused, because a name of the recipe is not lowered.
REFUSED = (
    *(
        Sized("opencv:area", "uint8", 3),
        Sized("opencv:linear", "float32", 3),
        Sized("opencv(ipp=avx2):cubic", "uint8", 1),
    ),
    *(Sized(f"torch:{mode}", "float32", 3) for mode in ("bilinear", "area", "nearest-exact")),
    *(Sized("torch:bicubic", "float16", 3), Sized("torch:bicubic", "uint8", 3), Sized("torch:nearest", "float64", 3)),
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
