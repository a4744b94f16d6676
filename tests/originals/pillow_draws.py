"""Images and calls for the tests of Pillow, and what counts as equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.require import require

Image: Any = require("PIL.Image", "13.0.0")

BANDS = {
    "LA": 2,
    "La": 2,
    "PA": 2,
    "RGB": 3,
    "YCbCr": 3,
    "HSV": 3,
    "LAB": 3,
    "RGBA": 4,
    "RGBa": 4,
    "RGBX": 4,
    "CMYK": 4,
}
STORED = {"I": "<i4", "F": "<f4", "I;16": "<u2", "I;16L": "<u2", "I;16B": ">u2", "I;16N": "<u2"}
MODES = (
    *("1", "L", "P", "LA", "La", "PA", "RGB", "YCbCr", "HSV", "LAB", "RGBA", "RGBa", "RGBX", "CMYK"),
    *("I", "F", "I;16", "I;16L", "I;16B", "I;16N"),
)
#: By Pillow's numbers.
FILTERS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming", "mks2013", "mks2021")
KINDS = ("enlarge", "shrink", "mixed", "box", "gap", "thin", "large", "own")
FLOATS = (0.0, -0.0, 1.0, -1.5, 255.0, 1e-42, 1e38, -1e38, np.inf, np.nan)
#: What a call may raise.
RAISED = (
    *(ValueError, TypeError, OverflowError, MemoryError, ZeroDivisionError, IndexError),
    Image.DecompressionBombError,
)
INTEGERS = (-(2**31), 2**31 - 1, 2**30, -1, 0, 1)


@dataclass(frozen=True)
class Drawn:
    """Source size and arguments of one call of `Image.resize`; sizes are (width, height)."""

    source: tuple[int, int]
    size: tuple[int, int]
    box: tuple[float, float, float, float] | None = None
    gap: float | None = None


def samples(rng: np.random.Generator, mode: str, size: tuple[int, int]) -> np.ndarray:
    """Return samples as bytes hold them, even, extreme or few; shape (height, width, bands)."""
    shape = (size[1], size[0], BANDS.get(mode, 1))
    kind = rng.integers(3)
    if mode == "1":
        return rng.choice(np.array([0, 255] if kind else [0, 1, 7, 255], np.uint8), shape)
    if mode == "F":
        special = rng.choice(np.array(FLOATS, np.float32), shape)
        plain = rng.normal(0, 300, shape).astype(np.float32)
        return plain if kind else np.where(rng.random(shape) < 0.2, special, plain)
    if mode == "I":
        low, high = (-300, 300) if kind == 1 else (-(2**31), 2**31)
        return (
            rng.choice(np.array(INTEGERS, np.int32), shape) if kind == 0 else rng.integers(low, high, shape, np.int32)
        )
    if mode in STORED:
        few = rng.choice(np.array([0, 255, 256, 65535], np.uint16), shape)
        return few if kind == 0 else rng.integers(0, 2**16, shape, np.uint16)
    values = rng.choice(np.array([0, 255], np.uint8), shape) if kind == 0 else rng.integers(0, 256, shape, np.uint8)
    if BANDS.get(mode, 1) in (2, 4) and kind:
        values[..., -1] = rng.choice(np.array([0, 1, 2, 127, 254, 255], np.uint8), shape[:2])
    return values


def image_of(values: np.ndarray, mode: str) -> Any:
    """Return an image of samples; mode 1 keeps its bytes."""
    height, width, _ = values.shape
    if mode == "1":
        image = Image.new("1", (width, height))
        image.putdata(values.ravel().tolist())
        return image
    return Image.frombytes(mode, (width, height), values.astype(STORED.get(mode, "u1")).tobytes())


def array_of(image: Any) -> np.ndarray:
    """Return an image's samples, shape (height, width, bands), 16-bit ones by value."""
    width, height = image.size
    if image.mode == "1":
        return np.array(image.get_flattened_data(), np.uint8).reshape(height, width, 1)
    stored = np.frombuffer(image.tobytes(), STORED.get(image.mode, "u1"))
    return stored.astype(stored.dtype.newbyteorder("=")).reshape(height, width, BANDS.get(image.mode, 1))


def picture(rng: np.random.Generator, mode: str, size: tuple[int, int]) -> Any:
    """Return an image with info and, in P and PA, one of three palettes."""
    image = image_of(samples(rng, mode, size), mode)
    if mode in ("P", "PA"):
        kind = rng.integers(3)
        if kind:
            entry = "RGB" if kind == 1 else "RGBA"
            image.putpalette(rng.integers(0, 256, 256 * len(entry), np.uint8).tobytes(), entry)
    if rng.integers(2):
        image.info = {"dpi": (72, 72), "list": [1, 2]}
    if mode == "P" and rng.integers(2):
        image.info["transparency"] = 3
    return image


def call(rng: np.random.Generator, kind: str, most: int = 40) -> Drawn:
    """Return a call of one of `KINDS`."""
    (w, h), (dw, dh) = rng.integers(1, most, (2, 2)).tolist()
    if kind == "enlarge":
        return Drawn((w, h), (w + dw, h + dh))
    if kind == "shrink":
        return Drawn((w, h), (1 + (dw - 1) % w, 1 + (dh - 1) % h))
    if kind == "mixed":
        return Drawn((w, h), (1 + (dw - 1) % w, h + dh) if rng.integers(2) else (w + dw, 1 + (dh - 1) % h))
    if kind == "thin":
        a, b = (int(v) for v in rng.choice([1, 2, 3], 2))
        tall = int(rng.integers(101, 700))
        return Drawn(*[((a, tall), (b, dh)), ((tall, a), (dw, b)), ((w, h), (a, b))][rng.integers(3)])
    if kind == "large":
        w, h, dw, dh = rng.integers(257, 400, 4).tolist()
        return Drawn(*[((w, 3), (dw, 2)), ((2, h), (3, dh)), ((w, 2), (5, 3)), ((3, 4), (dw, 2))][rng.integers(4)])
    size = (w, h) if kind == "own" else (dw, dh)
    gap = float(rng.choice([1.0, 1.5, 2.0, 3.3])) if kind == "gap" or rng.random() < 0.2 else None
    return Drawn((w, h), size, None if kind == "gap" and rng.integers(2) else _box(rng, (w, h), size), gap)


def _box(rng: np.random.Generator, source: tuple[int, int], size: tuple[int, int]) -> tuple[float, ...]:
    """Return a box with fractions, of whole numbers, of the result's size, without area, or that is all."""
    w, h = source
    (x0, x1), (y0, y1) = (np.sort(rng.random(2) * n).tolist() for n in (w, h))
    whole = (float(int(x0)), float(int(y0)), float(min(int(x1) + 1, w)), float(min(int(y1) + 1, h)))
    of_size = (0.0, float(int(y0)), float(min(size[0], w)), float(min(int(y0) + size[1], h)))
    choices = [(x0, y0, x1, y1), (x0, y0, x1, y1), whole, of_size, (x0, y0, x0, y1), (0, 0, w + 1e-9, h), (0, 0, w, h)]
    return tuple(choices[rng.integers(len(choices))])


def seen(value: Any) -> Any:
    """Return all that can be seen of an image; of an array, what stands third of that."""
    if isinstance(value, np.ndarray):
        return bits(value if value.ndim == 3 else value[..., None])
    if not isinstance(value, Image.Image):
        return value
    palette = None
    if value.mode in ("P", "PA"):
        palette = (value.palette.mode, bytes(value.palette.palette), value.palette.rawmode, value.getpalette())
    info = sorted((key, repr(item)) for key, item in value.info.items())
    return (value.mode, value.size, bits(array_of(value)), palette, info, value.readonly, type(value).__name__)


def plain(values: np.ndarray) -> np.ndarray:
    """Return samples as an array that Pillow would take: without an axis of one band."""
    return values if values.shape[2] > 1 else values[..., 0]


def bits(array: np.ndarray) -> tuple[Any, ...]:
    """Return shape, dtype and bytes; of several NaNs that a sum meets, Pillow's compiler chose one, so all are one."""
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type(np.nan), array)
    return (array.shape, array.dtype.str, array.tobytes())


def agrees(theirs: Any, ours: Any) -> bool:
    """Return whether the outcome for an array is that for the image: the same error, or the same samples."""
    return bool(ours == (theirs if isinstance(theirs[1], str) else theirs[2]))


def outcome(function: Any, *arguments: Any, **keywords: Any) -> Any:
    """Return what a call gives: all that can be seen, or type and message of the error."""
    try:
        return seen(function(*arguments, **keywords))
    except RAISED as error:
        return (type(error).__name__, str(error))
