"""Modes: what the samples of a picture mean, and in which arithmetic they are resized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from resample.plan.words import ByteSwap, Cast, Gather, Lut, Map, Premultiply, Step, Unpremultiply

__all__ = ["MODES", "Mode", "around", "infer", "into", "typestr"]

Arithmetic = Literal["copy", "u8", "u16", "i32", "f32"]


@dataclass(frozen=True)
class Mode:
    """A mode of Pillow.

    Attributes
    ----------
    name : str
    bands : int
    arithmetic : {"copy", "u8", "u16", "i32", "f32"}
        What a filter computes with, which is the dtype of the samples; ``copy``: bytes that are only ever copied.
    premultiplied : str
        The mode in which it is resized, where that is another one.
    signed : tuple of int
        Bands that Pillow holds with the upper bit flipped (a and b of LAB, whose bytes are otherwise offset by 128).
    swapped : bool
        Whether the two bytes of a sample are read in the wrong order when filtering. On a little-endian machine the
        source reads I;16B as if it were little-endian and I;16N as if it were big-endian.
    """

    name: str
    bands: int = 1
    arithmetic: Arithmetic = "u8"
    premultiplied: str = ""
    signed: tuple[int, ...] = ()
    swapped: bool = False

    @property
    def dtype(self) -> str:
        """Dtype name of the samples."""
        return "u8" if self.arithmetic == "copy" else self.arithmetic

    @property
    def empty(self) -> tuple[int, ...]:
        """What a sample outside of everything is, Pillow's zero, one number or one a band."""
        return tuple(128 if band in self.signed else 0 for band in range(self.bands)) if self.signed else (0,)


MODES: dict[str, Mode] = {
    m.name: m
    for m in (
        Mode("1", arithmetic="copy"),
        Mode("L"),
        Mode("P", arithmetic="copy"),
        Mode("LA", 2, premultiplied="La"),
        Mode("La", 2),
        Mode("PA", 2),
        Mode("RGB", 3),
        Mode("YCbCr", 3),
        Mode("HSV", 3),
        Mode("LAB", 3, signed=(1, 2)),
        Mode("RGBA", 4, premultiplied="RGBa"),
        Mode("RGBa", 4),
        Mode("RGBX", 4),
        Mode("CMYK", 4),
        Mode("I", arithmetic="i32"),
        Mode("F", arithmetic="f32"),
        Mode("I;16", arithmetic="u16"),
        Mode("I;16L", arithmetic="u16"),
        Mode("I;16B", arithmetic="u16", swapped=True),
        Mode("I;16N", arithmetic="u16", swapped=True),
    )
}

#: What `Image.fromarray` makes of an array: (dtype, bands) -> mode.
_INFERRED = {
    ("u8", 1): "L",
    ("u8", 2): "LA",
    ("u8", 3): "RGB",
    ("u8", 4): "RGBA",
    ("u16", 1): "I;16",
    ("i8", 1): "I",
    ("i16", 1): "I",
    ("u32", 1): "I",
    ("i32", 1): "I",
    ("f32", 1): "F",
    ("f64", 1): "F",
    ("bool", 1): "1",
}


def infer(dtype: str, bands: int, name: str = "") -> Mode:
    """Return the mode of an array, as `Image.fromarray` finds it.

    Parameters
    ----------
    dtype : str
        Dtype name of the array, or ``"bool"``.
    bands : int
        Length of its last axis; 1 where it has none.
    name : str
        The mode, where it is given.

    Raises
    ------
    TypeError
        If no mode has such samples.
    ValueError
        If the mode that is given has others.

    Examples
    --------
    >>> infer("u8", 4).name, infer("u8", 4, "CMYK").name
    ('RGBA', 'CMYK')
    """
    if (dtype, bands) not in _INFERRED:
        shape = "(1, 1)" if bands == 1 else f"(1, 1, {bands})"
        raise TypeError(f"Cannot handle this data type: {shape}, {typestr(dtype)}")
    mode = MODES[_INFERRED[dtype, bands]]
    if dtype == "bool" and name not in ("", "1"):
        raise ValueError("Invalid mode for data type")
    if name and (MODES[name].dtype, MODES[name].bands) != (mode.dtype, mode.bands):
        raise ValueError("Invalid mode for data type")
    return MODES[name] if name else mode


def typestr(dtype: str) -> str:
    """Return NumPy's code of a dtype name: ``u16`` is ``<u2``."""
    if dtype in ("bf16", "bool"):
        return {"bf16": "bfloat16", "bool": "|b1"}[dtype]
    kind = {"u": "u", "i": "i", "f": "f"}[dtype[0]]
    return np.dtype(f"{kind}{int(dtype[1:]) // 8}").str


def into(dtype: str, mode: Mode) -> tuple[Step, ...]:
    """Return the step that takes an array's samples to those of the mode: integers wrap, int8 is read as uint8."""
    if dtype == mode.dtype:
        return ()
    return (Map((Cast("u8"), Cast(mode.dtype)) if dtype == "i8" else (Cast(mode.dtype),)),)


def around(mode: Mode, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps, between those that take samples to what Pillow holds and back, where they do more than copy."""
    if all(isinstance(step, Gather) for step in steps):
        return steps
    if mode.signed:
        flipped = (_flip(mode),)
        return (*flipped, *steps, *flipped)
    if mode.swapped:
        return (Map((ByteSwap(),)), *steps, Map((ByteSwap(),)))
    return steps


def _flip(mode: Mode) -> Map:
    """Return the step that flips the upper bit of the signed bands; it is its own inverse."""
    table = np.tile(np.arange(256, dtype=np.uint8), (mode.bands, 1))
    table[list(mode.signed)] ^= 0x80
    return Map((Lut(table, "u8"),))


def premultiplied(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps on colours multiplied by their alpha; what is lost that way is lost for a crop, too."""
    return (Map((Premultiply(),)), *steps, Map((Unpremultiply(),)))
