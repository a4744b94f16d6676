"""What exports are held to: calls of the real originals, on size pairs that meet every road of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

import resample
from resample.plan.plan import Plan
from tests.require import require

Array = npt.NDArray[Any]
Size = tuple[int, int]

#: (height, width) before and after: up, down, mixed, vertical first, sides of 1, primes, the same size.
SMALL: tuple[tuple[Size, Size], ...] = (
    ((13, 17), (5, 7)),
    ((48, 20), (9, 31)),
    ((60, 31), (7, 29)),
    ((5, 7), (23, 19)),
    ((31, 37), (31, 11)),
    ((1, 1), (4, 6)),
    ((17, 1), (3, 5)),
    ((40, 56), (20, 28)),
)
LARGE: tuple[tuple[Size, Size], ...] = (
    *(((480, 640), (224, 224)), ((224, 224), (480, 640)), ((299, 384), (37, 290)), ((37, 53), (224, 224))),
    *(((100, 100), (100, 37)), ((100, 100), (37, 100)), ((5, 7), (3, 2)), ((1, 1), (8, 8)), ((333, 500), (256, 384))),
    *(((640, 480), (299, 299)), ((1, 200), (1, 37))),
    *(((200, 1), (37, 1)), ((1, 97), (13, 1)), ((211, 223), (127, 131)), ((127, 131), (211, 223)), ((97, 89), (2, 3))),
    *(((2, 3), (97, 89)), ((256, 256), (128, 128)), ((512, 512), (128, 64)), ((300, 400), (75, 100)), ((7, 7), (7, 7))),
    *(
        ((600, 100), (50, 99)),
        ((600, 100), (50, 120)),
        ((601, 101), (1, 101)),
        ((64, 64), (65, 65)),
        ((65, 65), (64, 64)),
    ),
    *(
        ((480, 640), (1, 1)),
        ((3, 1000), (5, 333)),
        ((1000, 3), (333, 5)),
        ((199, 197), (193, 191)),
        ((50, 50), (350, 20)),
    ),
    *(((224, 300), (224, 224)), ((300, 224), (224, 224)), ((90, 120), (256, 341)), ((768, 1024), (336, 336))),
    *(((33, 65), (17, 129)), ((2, 2), (1, 1)), ((16, 16), (31, 33))),
    *(((1080, 1920), (224, 224)), ((4000, 6000), (224, 224))),
)

#: Spec, dtype and channels of the sources.
CELLS: tuple[tuple[str, str, int], ...] = (
    *((f"pillow:{mode}", "uint8", 3) for mode in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")),
    *(("pillow:lanczos", "uint8", 1), ("pillow:bicubic", "uint8", 4), ("pillow@12.3:bicubic", "uint8", 3)),
    *(("pillow:lanczos", "float32", 1), ("pillow:bicubic", "int32", 1)),
    *((f"opencv:{mode}", "uint8", 3) for mode in ("nearest", "linear", "cubic", "area", "lanczos4", "linear_exact")),
    *((f"opencv:{mode}", "float32", 3) for mode in ("linear", "cubic", "area", "lanczos4")),
    *(("opencv:nearest_exact", "uint16", 4), ("opencv:area", "uint16", 1)),
    *((f"torch:{mode}", "float32", 3) for mode in ("nearest", "bilinear", "bicubic", "area")),
    *((f"torch:{mode},antialias", "float32", 3) for mode in ("bilinear", "bicubic")),
    *((f"torch:{mode},antialias", "uint8", 3) for mode in ("bilinear", "bicubic")),
    *(("torch:bilinear,align_corners", "float32", 3), ("torch:bilinear", "float16", 3)),
)


@dataclass(frozen=True)
class Cell:
    """One spec on one pair of sizes."""

    spec: str
    dtype: str
    channels: int
    before: Size
    after: Size

    def __str__(self) -> str:
        return f"{self.spec} {self.dtype}x{self.channels} {self.before} -> {self.after}"

    @property
    def room(self) -> str:
        return self.spec.partition(":")[0].partition("@")[0]

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.channels, *self.before) if self.room == "torch" else (*self.before, self.channels)

    def plan(self) -> Plan:
        """Return the plan; torch's sources are channels first."""
        layout = "CHW" if self.room == "torch" else "HWC"
        return resample.plan(self.spec, shape=self.shape, dtype=self.dtype, size=self.after, layout=layout)

    def pictures(self) -> Iterator[Array]:
        """Yield noise, a smooth picture, and one of extremes."""
        rng = np.random.default_rng([*self.before, *self.after])
        dtype = np.dtype(self.dtype)
        high = 255 if dtype.kind == "f" else min(np.iinfo(dtype).max, 10**6)
        if dtype.kind == "f":
            yield (rng.random(self.shape, np.float32) * high).astype(dtype)
        else:
            yield rng.integers(0, high, self.shape, dtype, endpoint=True)
        sides = [np.arange(n, dtype=np.uint8 if high == 255 else np.int64) for n in self.shape]
        slopes = np.add.outer(sides[0] * 3, np.add.outer(sides[1] * 5, sides[2]))
        yield (slopes if high == 255 else slopes % (high + 1)).astype(dtype)
        yield (rng.integers(0, 2, self.shape, np.uint8) * dtype.type(high)).astype(dtype)

    def original(self, image: Array) -> Array:
        """Return what the real original gives, in the shape of the plan's result."""
        return ORIGINALS[self.room](self, image)


@cache
def module(name: str, version: str) -> ModuleType:
    """Return an original; looking through all distributions takes longer than most calls of it."""
    return require(name, version)


def _pillow(cell: Cell, image: Array) -> Array:
    pillow = module("PIL.Image", "13.0")
    filter_ = pillow.Resampling[cell.spec.partition(":")[2].upper()]
    plain = image[:, :, 0] if cell.channels == 1 else image
    result = pillow.fromarray(np.ascontiguousarray(plain)).resize(cell.after[::-1], filter_)
    return np.asarray(result).reshape(*cell.after, cell.channels)


def _opencv(cell: Cell, image: Array) -> Array:
    cv2 = module("cv2", "5.0")
    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(False)
    flag = getattr(cv2, f"INTER_{cell.spec.partition(':')[2].upper()}")
    result: Array = cv2.resize(image, cell.after[::-1], interpolation=flag).reshape(*cell.after, cell.channels)
    return result


def _torch(cell: Cell, image: Array) -> Array:
    torch = module("torch", "2.13")
    torch.set_num_threads(1)
    mode, *options = cell.spec.partition(":")[2].split(",")
    more: dict[str, Any] = {name: True for name in options}
    result: Array = torch.nn.functional.interpolate(torch.from_numpy(image)[None], size=cell.after, mode=mode, **more)
    return np.asarray(result[0])


ORIGINALS = {"pillow": _pillow, "opencv": _opencv, "torch": _torch}


def same(one: Array, other: Array) -> bool:
    """Return whether two results are the same in every bit."""
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def digest(result: Array) -> str:
    """Return what is the same for two results if, and only if, `same` says so."""
    return f"{result.dtype} {result.shape} {sha256(np.ascontiguousarray(result).tobytes()).hexdigest()}"


def cells(pairs: tuple[tuple[Size, Size], ...], specs: tuple[tuple[str, str, int], ...] = CELLS) -> list[Cell]:
    """Return a cell for each spec on each pair.

    Left out are an older release, which is not installed here, and torch's bytes to one pixel, which torch refuses.
    """
    found = [Cell(*spec, *pair) for spec in specs for pair in pairs if "@" not in spec[0]]
    return [c for c in found if not (c.room == "torch" and c.dtype == "uint8" and c.after == (1, 1))]
