"""Sides of pictures: which way they go, and how many of them are large or tiny."""

from __future__ import annotations

from tests.corpora.bits import Draw

__all__ = ["DIRECTIONS", "grows", "size_class", "span"]

DIRECTIONS = ("enlarge", "shrink", "mixed")


def size_class(index: int) -> str:
    """Return how large case number `index` of a cell is: one in ten large, one in twenty tiny.

    Large: a side above 256. Tiny: a side of 1 or 2.
    """
    return "large" if index % 10 == 0 else "tiny" if index % 20 == 5 else "small"


def span(d: Draw, name: str) -> tuple[int, int]:
    """Return a smaller and a larger side of a size class."""
    if name == "large":
        # Half of the large sides end thin, which meets the rules for pictures much higher than wide.
        return d.between(1, 6) if d.chance(1, 2) else d.between(1, 256), d.between(257, 700)
    low = d.between(1, 2) if name == "tiny" else d.between(1, 30)
    return low, low + d.between(1, 30)


def grows(d: Draw, direction: str, axes: int) -> list[bool]:
    """Return for each axis whether it grows; in ``mixed`` at least one does and one does not."""
    if direction in ("enlarge", "shrink"):
        return [direction == "enlarge"] * axes
    drawn = [d.chance(1, 2) for _ in range(axes)]
    if direction == "mixed" and axes > 1 and len(set(drawn)) == 1:
        drawn[d.between(0, axes - 1)] ^= True
    return drawn
