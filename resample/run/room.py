"""The scratch memory of a walk over bytes: how much, and what lies where."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import packing
from resample.kernels.dots import FORMS
from resample.kernels.simd import Kind
from resample.kernels.strips import BLOCK, strip_rows

__all__ = ["Room"]

Array = npt.NDArray[Any]

#: Room for the intermediate rows, and for rows with alpha multiplied in: nearly a second-level cache.
RING, TILE = 1 << 20, 1 << 19
#: Room for rows that are not in quads: a part of a second-level cache.
ROWS = 1 << 18
#: Units that are made at a time: of few, reading the source overlaps with adding; of more, alpha is multiplied in well.
UNITS, ALPHA = 48, 288
#: Quads of rows that are kept at least: moving those that are still needed to the front is then rare.
QUADS = 32
#: Pixels of a band at least: narrower ones would make most of their units again.
NARROWEST = 16


class Room:
    """The scratch of a walk: its parts, one after the other, each at a multiple of 64 bytes.

    Parameters
    ----------
    kind : Kind
    height, width : int
        Of the source.
    """

    def __init__(self, kind: Kind, height: int, width: int) -> None:
        self.kind, self.height, self.width = kind, height, width
        self.form, self.size = FORMS[kind.dot], 4 * kind.lanes
        self.deep = strip_rows(kind)
        self.strip = self.deep // 4
        self.held = self.quads = self.units = self.tile = self.pitch = self.between = 0
        self.band = 1
        self.quads = self.strip
        self.rows = self.row = 0

    def across(self, n: int, spread: int, alpha: bool) -> None:
        """Make room for units of places, of which a store needs `spread` + `n`, and for their rows before alpha."""
        channels, per = self.kind.channels, BLOCK[self.kind.channels] // 4
        # A store's own places, wherever in blocks they begin; twice that, so that units are made many at a time.
        need = spread + n + 2 * per
        held = max(need + (ALPHA if alpha else UNITS) // channels, 2 * need)
        self.held = -(-min(held, -(-self.width // 4) + need) // per) * per
        self.units = (self.held + per) * channels * self.form.vectors * 4 * self.deep
        if alpha:
            self.tile = self.deep * (self.held // per * 16 + 2 * self.size)

    def down(self, most: int, alpha: bool, order: str) -> None:
        """Make room for the quads, or the rows, that outputs need, or for copied rows."""
        if order == "across_rows":
            # A strip at a time, before the first row of an output; the second of its last pair may not be there.
            self.rows = self.deep + 2 * most + 1
            return
        if order == "across_down":
            self.quads = min(max(QUADS, 2 * most + 4 * self.strip), -(-self.height // 4) + 4 * self.strip)
            return
        # The rows of an output, four to a quad, twice over: the next outputs find most of theirs there.
        least = 8 * most * self.size
        whole = (self.height + 4) * (-(-self.width * self.kind.channels // self.size) + 1) * self.size
        self.tile = max(self.tile, least, min(TILE, whole) if alpha else 0) + self.size

    def bands(self, width: int, places: Array, n: int, order: str) -> None:
        """Choose how many pixels of a row are made at a time."""
        channels = self.kind.channels
        a_pixel = channels * (4 * self.quads + self.rows)
        if order == "down_across":
            a_pixel += -(-self.deep * self.width * channels // width)
        self.band = width if width * a_pixel <= RING else max(NARROWEST, RING // a_pixel // 4 * 4)
        # The last store of a quad writes up to 16 bytes beyond its pixels.
        self.pitch = -(-(min(self.band, width) * channels * 4 + 16) // 64) * 64
        if order == "across_rows":
            # Vectors read beyond the end of a row.
            self.row = -(-(min(self.band, width) * channels + self.size) // 64) * 64
            self.rows = max(self.rows, min(ROWS // self.row, self.height + self.deep))
            self.between = self.rows * self.row
        if order == "down_across":
            first = places[: width : self.band]
            last = places[np.minimum(np.arange(self.band, width + self.band, self.band), width) - 1]
            reach = int((last - first).max()) + n + 2 * (BLOCK[channels] // 4)
            self.between = self.deep * (min(reach * 4, self.width + 16) * channels + 64)

    def write(self, head: list[int]) -> None:
        """Write sizes and places of the parts into the header."""
        at = 0

        def part(size: int) -> int:
            nonlocal at
            start, at = at, at + -(-size // 64) * 64
            return start

        part(self.units)
        head[packing.PAD] = part(16 * self.deep + 2 * self.size)
        head[packing.LINES], head[packing.TILE] = part(self.tile), max(0, self.tile - self.size)
        # A row of the last quad is read a block at a time.
        head[packing.RING] = part((self.quads + self.strip) * self.pitch + self.between + 4 * self.size)
        head[packing.HELD_PLACES], head[packing.HELD_QUADS] = self.held, self.quads
        head[packing.HELD_ROWS], head[packing.ROW] = self.rows - 1, self.row
        head[packing.PITCH], head[packing.BAND], head[packing.SCRATCH] = self.pitch, self.band, at + 64
