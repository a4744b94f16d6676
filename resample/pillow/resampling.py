"""Filters by number."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["BICUBIC", "BILINEAR", "BOX", "HAMMING", "LANCZOS", "MKS2013", "MKS2021", "NEAREST", "Resampling"]


class Resampling(IntEnum):
    """Filters, by Pillow's own numbers; `MKS2013` and `MKS2021` came with 13.0."""

    NEAREST = 0
    LANCZOS = 1
    BILINEAR = 2
    BICUBIC = 3
    BOX = 4
    HAMMING = 5
    MKS2013 = 6
    MKS2021 = 7


NEAREST = Resampling.NEAREST
LANCZOS = Resampling.LANCZOS
BILINEAR = Resampling.BILINEAR
BICUBIC = Resampling.BICUBIC
BOX = Resampling.BOX
HAMMING = Resampling.HAMMING
MKS2013 = Resampling.MKS2013
MKS2021 = Resampling.MKS2021
