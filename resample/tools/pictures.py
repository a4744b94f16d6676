"""Pictures out of files: what Pillow decodes, with everything said that changes the pixels."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.tools import sizes
from resample.tools.refusals import Refused, reason

Array = npt.NDArray[Any]

#: What decoders raise on files that are cut off, damaged or not pictures.
DAMAGE = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError),
    *(struct.error, zlib.error),
)

_ORIENTATION = 0x0112
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}

#: Mode -> what its samples are, for the modes whose arrays mean what they say.
SAMPLES = {
    "L": "grey, 8 bits",
    "LA": "grey and alpha, 8 bits",
    "RGB": "RGB, 8 bits",
    "RGBA": "RGB and alpha, 8 bits",
    "I;16": "grey, 16 bits",
    "I": "grey, 32-bit integers",
    "F": "grey, 32-bit floats",
}
_REFUSED = {
    "CMYK": "how inks become RGB depends on colour profiles",
    "YCbCr": "its samples are not RGB, and converting them rounds",
    "LAB": "its samples are not RGB, and converting them depends on a white point",
    "HSV": "hues cannot be averaged",
}


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes
    ----------
    array : ndarray, shape (height, width, channels)
        RGB in this order, with alpha last.
    mode : str
        Pillow's mode of the array.
    notes : tuple of str
        What was done, or not done, between the file and the array.
    profile : bytes or None
        The ICC profile, for the file that is written.
    """

    array: Array
    mode: str
    notes: tuple[str, ...] = ()
    profile: bytes | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{sizes.show(*self.array.shape[:2])} {SAMPLES[self.mode]}"


def pillow() -> Any:
    """Return the module `PIL.Image`, which reads and writes files here and never resizes.

    Raises
    ------
    Refused
        If Pillow is not installed; says how to install it.
    """
    try:
        return import_module("PIL.Image")
    except ModuleNotFoundError:
        raise Refused("reading and writing files needs Pillow: pip install 'resample-exact[cli]'") from None


def load(path: Path, *, exif: str = "apply", max_pixels: int = sizes.MAX_PIXELS) -> Picture:
    """Return the first picture of a file.

    Parameters
    ----------
    path : Path
        In any format that Pillow reads.
    exif : {"apply", "ignore"}
        Whether an orientation tag turns the picture.
    max_pixels : int
        Width times height.

    Raises
    ------
    Refused
        If the file cannot be read or decoded, has more pixels than allowed, or a mode whose samples are no plain
        grey or RGB.
    """
    module = pillow()
    try:
        with _limited(module, max_pixels), module.open(path) as image:
            notes = _file_notes(image)
            tag = image.getexif().get(_ORIENTATION)
            profile = image.info.get("icc_profile")
            image.load()
            plain, note = _plain(module, image)
    except (module.DecompressionBombError, module.DecompressionBombWarning):
        raise Refused(f"{path} has more than {max_pixels:,} pixels; --max-pixels allows more") from None
    except module.UnidentifiedImageError:
        raise Refused(f"{path} is not a picture that Pillow {version(module)} can read") from None
    except MemoryError:
        raise Refused(f"{path} does not fit into memory") from None
    except DAMAGE as error:
        raise Refused(f"cannot read {path}: {getattr(error, 'strerror', None) or reason(error)}") from None
    turned, turn = _turn(module, plain, tag, exif)
    notes = (*notes, *note, turn, *(["colour profile kept, not applied"] if profile else []))
    return _picture(turned, notes, profile)


def version(module: Any) -> str:
    """Return the version of Pillow."""
    return str(getattr(module, "__version__", "?"))


@contextmanager
def _limited(module: Any, max_pixels: int) -> Iterator[None]:
    """Make Pillow refuse what is larger, inner pictures of some formats included; by itself it allows twice as much."""
    before, module.MAX_IMAGE_PIXELS = module.MAX_IMAGE_PIXELS, max_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", module.DecompressionBombWarning)
            yield
    finally:
        module.MAX_IMAGE_PIXELS = before


def _file_notes(image: Any) -> tuple[str, ...]:
    """Return what the file has that its decoded array will not show."""
    notes = [f"first of {image.n_frames} pictures"] if getattr(image, "n_frames", 1) > 1 else []
    raw = str(image.tile[0].args) if getattr(image, "tile", None) else ""
    if image.mode in ("RGB", "RGBA", "LA") and ";16" in raw:
        notes.append("16 bits a channel in the file, of which Pillow decodes 8")
    return tuple(notes)


def _plain(module: Any, image: Any) -> tuple[Any, tuple[str, ...]]:
    """Return the picture in a mode whose samples are plain, and what that took."""
    mode = image.mode
    if mode in ("P", "PA"):
        target = "RGBA" if mode == "PA" or "transparency" in image.info else "RGB"
        return image.convert(target), (f"palette expanded to {target}",)
    if mode == "1":
        return image.convert("L"), ("black and white expanded to 0 and 255",)
    if mode.startswith("I;16"):
        return module.fromarray(np.asarray(image).astype(np.uint16)), ()
    if mode not in SAMPLES:
        why = _REFUSED.get(mode, "its samples are not plain grey or RGB")
        raise ValueError(f"mode {mode}: {why}; convert it first")
    return image.copy(), ()


def _turn(module: Any, image: Any, tag: Any, exif: str) -> tuple[Any, str]:
    """Return the picture as its orientation tag wants it, if that is wanted, and what was done."""
    if tag is None:
        return image, "no EXIF orientation tag"
    if tag == 1:
        return image, "EXIF orientation 1: upright"
    if tag not in _TURNS:
        return image, f"EXIF orientation {tag} is not one of 1 to 8: not applied"
    if exif == "ignore":
        return image, f"EXIF orientation {tag} not applied"
    return image.transpose(getattr(module.Transpose, _TURNS[tag])), f"EXIF orientation {tag} applied"


def _picture(image: Any, notes: tuple[str, ...], profile: bytes | None) -> Picture:
    array = np.asarray(image)
    return Picture(array.reshape(*array.shape[:2], -1), image.mode, notes, profile)
