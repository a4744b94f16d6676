"""Asks the installed Pillow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps
from PIL import __version__ as VERSION

from tests.corpora.case import Case
from tests.corpora.pillow_cases import DTYPES

__all__ = ["WITH_MESSAGE", "call", "setup"]

Array = npt.NDArray[Any]

#: Texts of errors are promised to be Pillow's own.
WITH_MESSAGE = True


def setup(part: str) -> dict[str, Any]:
    """Return the version of Pillow, and what else its results depend on: nothing."""
    return {"version": VERSION, "setup": {}}


def call(case: Case, array: Array) -> Array:
    """Return what Pillow gives for a case."""
    arguments = {name: value for name, value in case.arguments.items() if name != "mode"}
    return from_image(_CALLS[case.call](to_image(array, case.arguments["mode"]), arguments))


def to_image(array: Array, mode: str) -> Image.Image:
    """Return the image of a mode that has these samples."""
    raw = np.packbits(array, axis=1) if mode == "1" else array
    return Image.frombytes(mode, (array.shape[1], array.shape[0]), raw.tobytes())


def from_image(image: Image.Image) -> Array:
    """Return the samples of an image, in the dtype and shape of `tests.corpora.pillow_cases.DTYPES`."""
    width, height = image.size
    dtype, channels = DTYPES[image.mode]
    raw = np.frombuffer(image.tobytes(), np.uint8)
    if image.mode == "1":
        return np.unpackbits(raw.reshape(height, (width + 7) // 8), axis=1)[:, :width].astype(bool)
    return raw.view(dtype).reshape((height, width) + ((channels,) if channels > 1 else ()))


def _thumbnail(image: Image.Image, arguments: dict[str, Any]) -> Image.Image:
    if arguments["resample"] is None:
        del arguments["resample"]
    image.thumbnail(**arguments)
    return image


def _operation(name: str) -> Callable[[Image.Image, dict[str, Any]], Image.Image]:
    return lambda image, arguments: getattr(ImageOps, name)(image, **arguments)


_CALLS: dict[str, Callable[[Image.Image, dict[str, Any]], Image.Image]] = {
    "resize": lambda image, arguments: image.resize(**arguments),
    "reduce": lambda image, arguments: image.reduce(**arguments),
    "thumbnail": _thumbnail,
    **{name: _operation(name) for name in ("contain", "cover", "fit", "pad", "scale")},
}
