"""The corpora's own random numbers: a seed means the same bits in every release of NumPy and of Python.

NumPy may change its streams from one release to the next, and a corpus names its inputs by seed alone. Word number i of
the stream of a seed is ``mix(seed + (i + 1) * GAMMA)`` modulo 2**64, which is SplitMix64 (Steele, Lea and Flood, 2014)
read as a hash of a counter: integers only, any word without those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Draw", "mix", "seed_of", "words"]

GAMMA = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1

T = TypeVar("T")


def mix(z: int) -> int:
    """Return the 64-bit hash of a 64-bit number.

    Examples
    --------
    >>> hex(mix(GAMMA))
    '0xe220a8397b1dcdaf'
    """
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def words(seed: int, n: int) -> npt.NDArray[np.uint64]:
    """Return the first n words of the stream of a seed, shape (n,)."""
    z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(GAMMA) + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def seed_of(*names: object) -> int:
    """Return a seed that belongs to these names and numbers alone."""
    text = "/".join(map(str, names))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "little")


class Draw:
    """Single draws, one after the other, from the stream of a seed.

    Examples
    --------
    >>> draw = Draw(1)
    >>> draw.between(1, 6), draw.between(1, 6), draw.unit()
    (4, 5, 0.9710027535867962)
    """

    def __init__(self, seed: int) -> None:
        self.state = seed

    def word(self) -> int:
        """Return the next 64 bits."""
        self.state = self.state + GAMMA & MASK
        return mix(self.state)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + (self.word() * (high - low + 1) >> 64)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.between(0, len(items) - 1)]

    def chance(self, hits: int, of: int) -> bool:
        """Return True in `hits` of `of` draws."""
        return self.between(1, of) <= hits

    def unit(self) -> float:
        """Return a double in [0, 1), a multiple of 2**-53."""
        return (self.word() >> 11) * 2.0**-53

    def real(self, low: float, high: float) -> float:
        """Return a double from low to high."""
        return low + (high - low) * self.unit()
