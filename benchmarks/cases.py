"""What is measured: shapes, modes and both calls of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import resample
from benchmarks.measure import Call

__all__ = ["Case", "cases"]

Size = tuple[int, int]
#: (width, height) of the source and of the result: reductions, a photograph's, a half, an enlargement.
SHAPES: tuple[tuple[Size, Size], ...] = (
    ((1920, 1080), (224, 224)),
    ((640, 480), (224, 224)),
    ((4928, 3279), (852, 567)),
    ((3840, 2160), (1920, 1080)),
    ((224, 224), (1920, 1080)),
)
#: Shapes that Pillow 13 resamples along columns first.
TALL: tuple[tuple[Size, Size], ...] = (((800, 1920), (224, 224)), ((1200, 3000), (512, 512)))
SMALL: tuple[Size, Size] = ((8, 8), (4, 4))
#: A data loader's: every picture has another size.
DRAWN_SIDES = (300, 700)
DRAWN = 64


@dataclass(frozen=True)
class Case:
    """A row: both sides compute the same bytes, which is checked before anything is measured.

    Attributes
    ----------
    original, what, shape : str
        What the table shows.
    ours, theirs : callable
        Return an array.
    new_size : bool
        Whether every call has a size of its own, so that tables count.
    """

    original: str
    what: str
    shape: str
    ours: Call
    theirs: Call
    new_size: bool = False

    def equal(self) -> bool:
        """Return whether both sides give the same bytes."""
        return bool(np.array_equal(np.asarray(self.ours(0)), np.asarray(self.theirs(0))))


def cases(quick: bool) -> Iterator[Case]:
    """Yield the rows of every original that is installed; with `quick` one of each, small."""
    for original in (pillow, opencv, torch):
        try:
            yield from original(quick)
        except ImportError:
            continue


def noise(size: Size, channels: int = 3) -> np.ndarray:
    """Return a picture of random bytes; no kernel's time depends on what it shows."""
    return np.random.default_rng(0).integers(0, 256, (size[1], size[0], channels), np.uint8)


def named(source: Size, result: Size) -> str:
    """Return the shapes as text."""
    return f"{source[0]}x{source[1]} -> {result[0]}x{result[1]}"


def pairs(quick: bool) -> tuple[tuple[Size, Size], ...]:
    """Return the shapes that are measured."""
    return (((64, 48), (22, 22)),) if quick else SHAPES


def drawn(make: Callable[[np.ndarray, int], tuple[Call, Call]], quick: bool) -> tuple[Call, Call]:
    """Return both calls for pictures of drawn sizes, in turn."""
    rng = np.random.default_rng(1)
    sides = rng.integers(*DRAWN_SIDES, (2 if quick else DRAWN, 2))
    both = [make(noise((int(w), int(h))), n) for n, (w, h) in enumerate(sides)]

    def ours(number: int) -> object:
        # Sizes come back after all others were seen; forgetting them makes each call the first of its size.
        if number % len(both) == 0:
            resample.front.call.clear_caches()
        return both[number % len(both)][0](number)

    return ours, lambda number: both[number % len(both)][1](number)


def pillow(quick: bool) -> Iterator[Case]:
    """Yield the rows against Pillow, which is handed a ready image."""
    from PIL import Image

    import resample.pillow as own

    def case(what: str, picture: np.ndarray, result: Size, filter: Any, mode: str) -> Case:
        image = Image.frombytes(mode, (picture.shape[1], picture.shape[0]), picture.tobytes())
        array = np.ascontiguousarray(picture if picture.shape[2] > 1 else picture[..., 0])
        ours: Call = lambda _: own.resize(array, result, filter)  # noqa: E731 - one line a side reads best side by side
        theirs: Call = lambda _: image.resize(result, filter)  # noqa: E731 - as above
        return Case("Pillow", what, named((picture.shape[1], picture.shape[0]), result), ours, theirs)

    filters = ("BILINEAR",) if quick else ("BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS")
    for source, result in pairs(quick):
        for name in filters:
            yield case(f"RGB {name}", noise(source), result, Image.Resampling[name], "RGB")
    for mode, channels in () if quick else (("L", 1), ("RGBA", 4)):
        for name in ("BILINEAR", "LANCZOS"):
            yield case(f"{mode} {name}", noise(SHAPES[0][0], channels), SHAPES[0][1], Image.Resampling[name], mode)
    for source, result in () if quick else TALL:
        for name in ("BILINEAR", "LANCZOS"):
            yield case(f"RGB {name}, columns first", noise(source), result, Image.Resampling[name], "RGB")
    source, result = pairs(quick)[0]
    yield case("RGB NEAREST", noise(source), result, Image.Resampling.NEAREST, "RGB")
    picture = noise(source)
    image = Image.fromarray(picture)
    for factor in (2, 4):
        shape = named(source, (-(-source[0] // factor), -(-source[1] // factor)))
        yield Case(
            "Pillow",
            f"RGB reduce {factor}",
            shape,
            lambda _, f=factor: own.reduce(picture, f),  # type: ignore[misc]  # mypy does not see the default
            lambda _, f=factor: image.reduce(f),  # type: ignore[misc]  # as above
        )
    yield case("RGB BILINEAR, whole call", noise(SMALL[0]), SMALL[1], Image.Resampling.BILINEAR, "RGB")

    def loader(array: np.ndarray, _: int) -> tuple[Call, Call]:
        ready = Image.fromarray(array)
        bilinear = Image.Resampling.BILINEAR
        return (lambda _: own.resize(array, (224, 224), bilinear)), (lambda _: ready.resize((224, 224), bilinear))

    yield Case("Pillow", "RGB BILINEAR", "300..700 -> 224x224", *drawn(loader, quick), new_size=True)


def opencv(quick: bool) -> Iterator[Case]:
    """Yield the rows against OpenCV's own code, on one thread."""
    import cv2

    import resample.opencv as own

    cv2.ipp.setUseIPP(False)
    cv2.setNumThreads(1)

    def calls(picture: np.ndarray, result: Size, flag: int) -> tuple[Call, Call]:
        ours: Call = lambda _: own.resize(picture, result, interpolation=flag)  # noqa: E731 - as in `pillow`
        return ours, lambda _: cv2.resize(picture, result, interpolation=flag)

    flags = ("LINEAR",) if quick else ("LINEAR", "LINEAR_EXACT", "CUBIC", "AREA", "LANCZOS4", "NEAREST")
    for source, result in pairs(quick):
        for name in flags:
            flag = getattr(cv2, f"INTER_{name}")
            yield Case("OpenCV", f"RGB {name}", named(source, result), *calls(noise(source), result, flag))
    yield Case("OpenCV", "RGB LINEAR, whole call", named(*SMALL), *calls(noise(SMALL[0]), SMALL[1], cv2.INTER_LINEAR))
    loader = drawn(lambda array, _: calls(array, (224, 224), cv2.INTER_LINEAR), quick)
    yield Case("OpenCV", "RGB LINEAR", "300..700 -> 224x224", *loader, new_size=True)


def torch(quick: bool) -> Iterator[Case]:
    """Yield the rows against torch: uint8, channels last, one thread."""
    import torch

    import resample.torch as own

    torch.set_num_threads(1)

    def calls(picture: np.ndarray, result: Size, mode: str, antialias: bool) -> tuple[Call, Call]:
        view = picture.transpose(2, 0, 1)[None]
        tensor = torch.from_numpy(picture).permute(2, 0, 1)[None]
        theirs = torch.nn.functional.interpolate
        size = result[::-1]
        return (
            lambda _: own.interpolate(view, size, mode=mode, antialias=antialias),
            lambda _: theirs(tensor, size, mode=mode, antialias=antialias),
        )

    kinds = (("bilinear", True),) if quick else (("bilinear", True), ("bicubic", True), ("bilinear", False))
    for source, result in pairs(quick):
        for mode, antialias in kinds:
            what = f"uint8 {mode}{', antialias' if antialias else ''}"
            yield Case("torch", what, named(source, result), *calls(noise(source), result, mode, antialias))
    loader = drawn(lambda array, _: calls(array, (224, 224), "bilinear", True), quick)
    yield Case("torch", "uint8 bilinear, antialias", "300..700 -> 224x224", *loader, new_size=True)
