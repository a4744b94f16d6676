"""PNG files of plain samples, written without compression, so that the same picture is the same bytes everywhere."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["read", "takes", "write"]

Array = npt.NDArray[Any]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Channels -> PNG's colour type: grey, with alpha, RGB, with alpha.
_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}
_STORED = 65535


def takes(dtype: str, channels: int) -> bool:
    """Return whether a PNG holds such pictures.

    Examples
    --------
    >>> takes("uint8", 3), takes("uint16", 1), takes("float32", 3)
    (True, True, False)
    """
    return dtype in ("uint8", "uint16") and channels in _COLOURS


def write(image: Array) -> bytes:
    """Return the file of a picture (height, width, channels) of uint8 or uint16.

    Raises
    ------
    ValueError
        If a PNG cannot hold it.

    Examples
    --------
    >>> image = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    >>> (read(write(image)) == image).all()
    np.True_
    """
    height, width, channels = image.shape
    if not takes(image.dtype.name, channels):
        raise ValueError(f"a PNG holds no {image.dtype} of {channels} channels")
    rows = image.astype(image.dtype.newbyteorder(">")).reshape(height, -1).view(np.uint8)
    raw = np.concatenate([np.zeros((height, 1), np.uint8), rows], 1).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8 * image.itemsize, _COLOURS[channels], 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", _stored(raw)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(raw: bytes) -> bytes:
    """Return a zlib stream of stored blocks."""
    blocks = [raw[i : i + _STORED] for i in range(0, len(raw), _STORED)]
    parts = [
        struct.pack("<BHH", n == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for n, block in enumerate(blocks)
    ]
    return b"\x78\x01" + b"".join(parts) + struct.pack(">I", zlib.adler32(raw))


def read(data: bytes) -> Array:
    """Return the picture of a file that `write` made.

    Raises
    ------
    ValueError
        If it is another file.
    """
    try:
        width, height, bits, colour = struct.unpack(">IIBB", data[16:26])
        channels = {v: k for k, v in _COLOURS.items()}[colour]
        (length,) = struct.unpack(">I", data[33:37])
        raw = np.frombuffer(zlib.decompress(data[41 : 41 + length]), np.uint8).reshape(height, -1)
    except (struct.error, zlib.error, KeyError, ValueError) as error:
        raise ValueError(f"not a PNG of plain samples: {error}") from None
    if data[:8] != _SIGNATURE or raw[:, 0].any():
        raise ValueError("not a PNG of plain samples")
    samples = np.ascontiguousarray(raw[:, 1:]).view(f">u{bits // 8}")
    return samples.astype(f"u{bits // 8}").reshape(height, width, channels)
