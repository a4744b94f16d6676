"""Pictures into files: the formats that Pillow writes, and whether they hold what was put in."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from resample.tools.pictures import DAMAGE, SAMPLES, Array, Picture, pillow
from resample.tools.refusals import Refused, reason


def format_of(path: Path) -> str:
    """Return the format that a name stands for.

    Raises
    ------
    Refused
        If Pillow writes no format of this extension.
    """
    module = pillow()
    known = module.registered_extensions()
    name = known.get(path.suffix.lower())
    if name not in module.SAVE:
        common = [e for e in (".png", ".jpg", ".webp", ".tiff", ".bmp") if known.get(e) in module.SAVE]
        extension = f"extension {path.suffix!r}" if path.suffix else "a name without extension"
        raise Refused(f"{path}: {extension} is no format to write; try {', '.join(common)}")
    return str(name)


def encode(picture: Picture, name: str) -> bytes:
    """Return a picture as the bytes of a file.

    Raises
    ------
    Refused
        If the format does not hold such a picture.
    """
    module = pillow()
    array = picture.array[:, :, 0] if picture.array.shape[2] == 1 else picture.array
    options: dict[str, Any] = {"icc_profile": picture.profile} if picture.profile else {}
    options |= {"quality": 95, "subsampling": 0} if name == "JPEG" else {}
    options |= {"lossless": True, "exact": True} if name == "WEBP" else {}
    stream = io.BytesIO()
    try:
        module.fromarray(np.ascontiguousarray(array)).save(stream, format=name, **options)
    except DAMAGE as error:
        raise Refused(f"{name} does not hold a picture of {picture}: {reason(error)}") from None
    return stream.getvalue()


def kept(picture: Picture, data: bytes) -> str:
    """Return whether an encoded file holds a picture's values, found by decoding it."""
    module = pillow()
    try:
        with module.open(io.BytesIO(data)) as image:
            decoded = np.asarray(image.convert(picture.mode) if image.mode in ("P", "1") else image)
    except DAMAGE:
        return "not read back: Pillow only writes this format"
    array = picture.array.reshape(decoded.shape) if decoded.size == picture.array.size else None
    if array is None or array.dtype != decoded.dtype:
        return "another kind of samples than was resized"
    differ = int(np.count_nonzero(array != decoded))
    if differ == 0:
        return "read back: every value is there"
    largest = float(np.abs(array.astype(np.float64) - decoded).max())
    share = f"{differ / array.size:.0%} of the values differ, by up to {largest:g}"
    return f"a lossy format: read back, {share}; PNG keeps them"


def with_array(picture: Picture, array: Array) -> Picture:
    """Return a picture with another array of the same kind.

    Raises
    ------
    Refused
        If the array is of another dtype, which no file of the same kind holds.
    """
    if array.dtype != picture.array.dtype:
        raise Refused(f"the result is {array.dtype}, which a picture of {SAMPLES[picture.mode]} does not hold")
    return replace(picture, array=array)
