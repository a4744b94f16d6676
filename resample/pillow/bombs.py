"""The limit to the pixels of a crop: Pillow warns of what may be a decompression bomb, and refuses twice as much."""

from __future__ import annotations

import sys
import warnings

from resample.pillow.geometry import Size

__all__ = ["MAX_IMAGE_PIXELS", "DecompressionBombError", "DecompressionBombWarning", "check"]

#: A quarter of a gigabyte of three-byte pixels; while Pillow is loaded, its own variable of this name counts.
MAX_IMAGE_PIXELS = 1024 * 1024 * 1024 // 4 // 3


class DecompressionBombWarning(RuntimeWarning):
    """More pixels than the limit; where Pillow is loaded, its own class of this name is used."""


class DecompressionBombError(Exception):
    """More than twice as many pixels as the limit; where Pillow is loaded, its own class of this name is raised."""


def check(size: Size) -> None:
    """Warn of a size above the limit.

    Raises
    ------
    DecompressionBombError
        If it is more than twice the limit.
    """
    loaded = sys.modules.get("PIL.Image")
    limit = MAX_IMAGE_PIXELS if loaded is None else loaded.MAX_IMAGE_PIXELS
    pixels = max(1, size[0]) * max(1, size[1])
    if limit is None or pixels <= limit:
        return
    bound = 2 * limit if pixels > 2 * limit else limit
    message = f"Image size ({pixels} pixels) exceeds limit of {bound} pixels, could be decompression bomb DOS attack."
    if pixels > 2 * limit:
        raise (DecompressionBombError if loaded is None else loaded.DecompressionBombError)(message)
    warnings.warn(message, DecompressionBombWarning if loaded is None else loaded.DecompressionBombWarning, 5)
