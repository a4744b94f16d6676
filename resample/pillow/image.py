"""`PIL.Image.Image` in and out: samples, mode, palette and info.  Pillow lends its containers and computes nothing."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.pillow.geometry import Size
from resample.pillow.modes import MODES, typestr
from resample.plan.plan import Source
from resample.plan.words import DTYPES

__all__ = ["ImagePicture"]


class ImagePicture:
    """An image of Pillow's.

    Parameters
    ----------
    image : PIL.Image.Image
        Of any of the modes; it is loaded when its samples are asked for.

    Raises
    ------
    ValueError
        If its mode is none that Pillow 13 has.
    """

    converts = False

    def __init__(self, image: Any) -> None:
        if image.mode not in MODES:
            raise ValueError(f"mode {image.mode!r} is not one of {', '.join(MODES)}")
        self.image = image
        self.mode = MODES[image.mode]
        self.width, self.height = image.size

    @property
    def source(self) -> Source:
        """The source of its plans."""
        return Source((self.height, self.width, self.mode.bands), self.mode.dtype, "HWC")

    def loaded(self) -> ImagePicture:
        """Return the picture when its file was read: a format or two tell their mode only then."""
        self.image.load()
        same = self.image.mode == self.mode.name and self.image.size == (self.width, self.height)
        return self if same else ImagePicture(self.image)

    def pixels(self) -> npt.NDArray[Any]:
        """Return the samples, shape (height, width, bands), 16-bit ones by their value."""
        if self.mode.name == "1":
            return _bytes_of_bits(self.image)
        stored = np.frombuffer(self.image.tobytes(), _stored(self.mode.name)).reshape(self.source.shape)
        return stored.astype(DTYPES[self.mode.dtype], copy=False)

    def part(self, axis: int, start: int, stop: int) -> ImagePicture:
        """Return some rows (axis 0) or columns (axis 1) as a picture of their own."""
        box = (0, start, self.width, stop) if axis == 0 else (start, 0, stop, self.height)
        return ImagePicture(self.image._new(self.image.im.crop(box)))

    def wrap(self, result: npt.NDArray[Any], filtered: bool = False) -> Any:
        """Return an image of these samples, with the palette and the info of this one.

        A filter gives a core image that does not know the palette, though the image around it does: the colours of PA
        are lost, as they are in Pillow.
        """
        height, width, _ = result.shape
        if self.mode.name in ("P", "PA") and not filtered:
            core = self.image.im.crop((0, 0, width, height))
        else:
            core = _pil().new(self.mode.name, (width, height), None).im
        image = self.image._new(core)
        if result.size == 0:
            return image
        if self.mode.name == "1":
            _set_bits(image, result[..., 0])
        else:
            image.frombytes(np.ascontiguousarray(result, _stored(self.mode.name)).tobytes())
        return image

    def copy(self) -> Any:
        """Return a copy."""
        return self.image.copy()

    def blank(self, size: Size) -> Any:
        """Return a result that nothing was copied to."""
        result = np.empty((size[1], size[0], self.mode.bands), DTYPES[self.mode.dtype])
        result[...] = self.mode.empty
        return self.wrap(result)

    def new(self, size: Size) -> Any:
        """Return an empty image of a size, without info."""
        return _pil().new(self.mode.name, size)

    def padded(self, inner: Any, size: Size, at: Size, color: Any, in_palette: bool) -> Any:
        """Return a result on a larger image of one colour, as ImageOps makes it."""
        if isinstance(color, str):
            from PIL import ImageColor

            color = ImageColor.getcolor(color, inner.mode)
        image = (_canvas if in_palette else _old_canvas)(inner, size, color)
        image.paste(inner, at)
        return image


def replace(image: Any, other: Any) -> None:
    """Make an image show what another one does, in place."""
    image.im = other.im
    if image.mode != other.mode:  # the file said so when it was read
        image._mode = other.mode
    image._size = other.size
    image.readonly = 0
    if hasattr(image, "pyaccess"):
        image.pyaccess = None  # before Pillow 11: a view of the memory that was given up


def _pil() -> Any:
    """Return Pillow's module, which made the image and is therefore loaded."""
    return sys.modules["PIL.Image"]


def _stored(mode: str) -> np.dtype[Any]:
    """Return the dtype of an image's bytes."""
    order = {"I;16": "<", "I;16L": "<", "I;16B": ">"}.get(mode, "=")
    return np.dtype(order + typestr(MODES[mode].dtype)[1:])


def _bytes_of_bits(image: Any) -> npt.NDArray[Any]:
    """Return the bytes that mode 1 holds: any but 0 is on, NEAREST keeps them, and `tobytes` makes bits of them."""
    width, height = image.size
    if any(image.histogram()[1:255]):
        flat = image.get_flattened_data() if hasattr(image, "get_flattened_data") else image.getdata()
        return np.array(flat, np.uint8).reshape(height, width, 1)
    bits = np.frombuffer(image.tobytes(), np.uint8).reshape(height, (width + 7) // 8)
    return (np.unpackbits(bits, axis=1, count=width) * np.uint8(255))[..., None]


def _set_bits(image: Any, values: npt.NDArray[Any]) -> None:
    if ((values == 0) | (values == 255)).all():
        image.frombytes(np.packbits(values != 0, axis=1).tobytes())
    else:
        image.putdata(values.ravel().tolist())


def _canvas(inner: Any, size: Size, color: Any) -> Any:
    """Return an image of one colour for a result to be pasted on, with its palette and its transparency."""
    palette, mode = None, ""
    if inner.palette:
        from PIL import ImagePalette

        mode = inner.palette.mode
        palette = ImagePalette.ImagePalette(mode, inner.getpalette(mode))
        if isinstance(color, tuple) and len(color) in (3, 4):
            color = palette.getcolor(color, inner)
    image = _pil().new(inner.mode, size, color)
    if palette is not None:
        image.putpalette(palette.palette, mode)
    if "transparency" in inner.info:
        image.info["transparency"] = inner.info["transparency"]
    return image


def _old_canvas(inner: Any, size: Size, color: Any) -> Any:
    """Return such an image as it was before 13.0: the palette is put on it in RGB, after the colour."""
    image = _pil().new(inner.mode, size, color)
    if inner.palette:
        palette = inner.getpalette()
        if palette is not None:
            image.putpalette(palette)
    return image
