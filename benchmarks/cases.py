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
#: Mode of Pillow -> channels; RGBA has its round trip through premultiplied alpha.
CHANNELS = {"L": 1, "RGB": 3, "RGBA": 4}
#: A data loader's: every picture has another size, all go to one.
DRAWN_SIDES = (300, 700)
DRAWN = 600
#: More pictures than are ever measured, so that none comes twice.
LONGEST = 5 * DRAWN
TARGET: Size = (224, 224)
LOADER = "300..700 -> 224x224"


@dataclass(frozen=True)
class Case:
    """A row: both sides compute the same bytes, which is checked before anything is measured.

    Attributes
    ----------
    original, what, shape : str
        What the table shows.
    group : str
        Which goal the row has; see `benchmarks.goals`.
    ours, theirs : callable
        Return an array.
    touched : tuple of int
        Bytes that have to be read and written.
    new_size : bool
        Whether every call has a size of its own, so that tables count.
    """

    original: str
    what: str
    shape: str
    group: str
    ours: Call
    theirs: Call
    touched: tuple[int, int]
    new_size: bool = False

    def equal(self) -> bool:
        """Return whether both sides give the same bytes, of new sizes in the first `DRAWN`."""
        numbers = range(DRAWN if self.new_size else 1)
        return all(np.array_equal(np.asarray(self.ours(n)), np.asarray(self.theirs(n))) for n in numbers)


def fixed(function: Callable[..., object], *arguments: object, **options: object) -> Call:
    """Return a call that does not depend on its number."""
    return lambda _: function(*arguments, **options)


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


def touched(source: Size, result: Size, channels: int = 3) -> tuple[int, int]:
    """Return the bytes of a picture and of its result."""
    return source[0] * source[1] * channels, result[0] * result[1] * channels


#: The mean picture of a data loader, and its result.
LOADED = touched((500, 500), TARGET)


def named(source: Size, result: Size) -> str:
    """Return the shapes as text."""
    return f"{source[0]}x{source[1]} -> {result[0]}x{result[1]}"


def pairs(quick: bool) -> tuple[tuple[Size, Size], ...]:
    """Return the shapes that are measured."""
    return (((64, 48), (22, 22)),) if quick else SHAPES


def drawn(make: Callable[[np.ndarray, int], tuple[Call, Call]], quick: bool) -> Iterator[tuple[str, str, Call, Call]]:
    """Yield note, prefix of the group and both calls for pictures of drawn sizes, none of which comes twice.

    First those of a loader that has run for a while: no size was seen, but most sides were, and tables of an axis are
    kept. Then those of one that begins, where everything is forgotten again and again.
    """
    rng = np.random.default_rng(1)
    seen, number = (4, 4) if quick else (DRAWN, LONGEST)
    sides = np.unique(rng.integers(*DRAWN_SIDES, (seen + 2 * number, 2), endpoint=True), axis=0)
    rng.shuffle(sides)
    memory = noise((DRAWN_SIDES[1], DRAWN_SIDES[1])).reshape(-1)
    both = [make(memory[: w * h * 3].reshape(h, w, 3), n) for n, (w, h) in enumerate(sides.tolist())]
    before, own = both[:seen], both[seen : seen + number]

    def running(n: int) -> object:
        if n == 0:
            resample.clear_caches()
            for k, (ours, _) in enumerate(before):
                ours(k)
        return own[n % number][0](n)

    def beginning(n: int) -> object:
        if n % 32 == 0:
            resample.clear_caches()
        return own[n % number][0](n)

    def theirs(n: int) -> object:
        return own[n % number][1](n)

    yield "", "new", running, theirs
    yield ", a loader's first", "first", beginning, theirs


def pillow(quick: bool) -> Iterator[Case]:
    """Yield the rows against Pillow, which is handed a ready image."""
    from PIL import Image

    import resample.pillow as own

    def ready(size: Size, mode: str) -> tuple[np.ndarray, Any]:
        picture = noise(size, CHANNELS[mode])
        return np.squeeze(picture), Image.frombytes(mode, size, picture.tobytes())

    def case(group: str, mode: str, name: str, source: Size, result: Size, note: str = "") -> Case:
        array, image = ready(source, mode)
        ours = fixed(own.resize, array, result, own.Resampling[name])
        theirs = fixed(image.resize, result, Image.Resampling[name])
        bytes_ = touched(source, result, CHANNELS[mode])
        return Case("Pillow", f"{mode} {name}{note}", named(source, result), group, ours, theirs, bytes_)

    def loader(array: np.ndarray, _: int) -> tuple[Call, Call]:
        image = Image.fromarray(array)
        return fixed(own.resize, array, TARGET, own.BILINEAR), fixed(image.resize, TARGET, Image.Resampling.BILINEAR)

    filters = ("BILINEAR",) if quick else ("BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS")
    for mode in ("RGB",) if quick else CHANNELS:
        for source, result in pairs(quick):
            yield from (
                case("pillow box" if name == "BOX" else "pillow smooth", mode, name, source, result) for name in filters
            )
    for source, result in () if quick else TALL:
        yield from (case("pillow tall", "RGB", name, source, result, ", columns first") for name in filters)
    yield from (case("pillow nearest", "RGB", "NEAREST", source, result) for source, result in pairs(quick))
    source = pairs(quick)[0][0]
    array, image = ready(source, "RGB")
    for factor in (2, 3, 4, 8):
        result = -(-source[0] // factor), -(-source[1] // factor)
        both = fixed(own.reduce, array, factor), fixed(image.reduce, factor)
        bytes_ = touched(source, result)
        yield Case("Pillow", f"RGB reduce {factor}", named(source, result), "pillow reduce", *both, bytes_)
    yield case("small pillow", "RGB", "BILINEAR", *SMALL, ", whole call")
    for note, group, *both in drawn(loader, quick):
        yield Case("Pillow", f"RGB BILINEAR{note}", LOADER, f"{group} pillow", *both, LOADED, new_size=True)


def opencv(quick: bool) -> Iterator[Case]:
    """Yield the rows against OpenCV's own code, on one thread."""
    import cv2

    import resample.opencv as own

    cv2.ipp.setUseIPP(False)
    cv2.setNumThreads(1)

    def calls(picture: np.ndarray, result: Size, name: str) -> tuple[Call, Call]:
        flag = getattr(cv2, f"INTER_{name}")
        return fixed(own.resize, picture, result, interpolation=flag), fixed(
            cv2.resize, picture, result, interpolation=flag
        )

    flags = ("LINEAR",) if quick else ("LINEAR", "LINEAR_EXACT", "CUBIC", "AREA", "LANCZOS4", "NEAREST")
    for source, result in pairs(quick):
        for name in flags:
            half = name in ("LINEAR", "AREA") and source == (2 * result[0], 2 * result[1])
            group = "cv2 half" if half else "cv2 linear" if name == "AREA" and enlarges(source, result) else ""
            both = calls(noise(source), result, name)
            group = group or f"cv2 {name.lower()}"
            yield Case("OpenCV", f"RGB {name}", named(source, result), group, *both, touched(source, result))
    both = calls(noise(SMALL[0]), SMALL[1], "LINEAR")
    yield Case("OpenCV", "RGB LINEAR, whole call", named(*SMALL), "small cv2", *both, touched(*SMALL))
    for note, group, *both in drawn(lambda array, _: calls(array, TARGET, "LINEAR"), quick):
        yield Case("OpenCV", f"RGB LINEAR{note}", LOADER, f"{group} cv2", *both, LOADED, new_size=True)


def enlarges(source: Size, result: Size) -> bool:
    """Return whether no side shrinks: AREA is then LINEAR with other weights."""
    return result[0] >= source[0] and result[1] >= source[1]


def torch(quick: bool) -> Iterator[Case]:
    """Yield the rows against torch: uint8, channels last, one thread."""
    import torch

    import resample.torch as own

    torch.set_num_threads(1)

    def calls(picture: np.ndarray, result: Size, mode: str, antialias: bool) -> tuple[Call, Call]:
        # Channels last in memory, the batch's stride included, which is 0 after picture[None]: so is torch's result.
        batch = picture.reshape(1, *picture.shape)
        view, tensor = batch.transpose(0, 3, 1, 2), torch.from_numpy(batch).permute(0, 3, 1, 2)
        given = {"size": result[::-1], "mode": mode, "antialias": antialias}
        return fixed(own.interpolate, view, **given), fixed(torch.nn.functional.interpolate, tensor, **given)

    kinds = [("bilinear", True)] if quick else [(m, a) for m in ("bilinear", "bicubic") for a in (True, False)]
    for source, result in pairs(quick):
        for mode, antialias in kinds:
            what = f"uint8 {mode}{', antialias' if antialias else ''}"
            both = calls(noise(source), result, mode, antialias)
            yield Case("torch", what, named(source, result), "torch", *both, touched(source, result))
    for note, group, *both in drawn(lambda array, _: calls(array, TARGET, "bilinear", True), quick):
        yield Case("torch", f"uint8 bilinear, antialias{note}", LOADER, f"{group} torch", *both, LOADED, new_size=True)
