"""Memory that ends where a page without access begins: whoever reads or writes one byte too many is killed."""

from __future__ import annotations

import ctypes
import mmap

import numpy as np

from tests.words.making import Array

__all__ = ["Guarded"]

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


class Guarded:
    """Pages between two that cannot be touched.

    Parameters
    ----------
    size : int
        Bytes of the largest array.
    """

    def __init__(self, size: int) -> None:
        page = mmap.PAGESIZE
        self.size = -(-size // page) * page
        self._map = mmap.mmap(-1, self.size + 2 * page)
        whole = np.frombuffer(self._map, np.uint8)
        for begin in (0, page + self.size):
            if _libc.mprotect(whole.ctypes.data + begin, page, 0) != 0:
                raise OSError(ctypes.get_errno(), "mprotect")
        self._memory = whole[page : page + self.size]

    def end(self, size: int) -> Array:
        """Return so many bytes right before the page without access."""
        return self._memory[self.size - size :]

    def begin(self, size: int) -> Array:
        """Return so many bytes right after the page without access."""
        return self._memory[:size]
