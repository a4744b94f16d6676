"""The floor: reading a source once and writing a result once, with nothing computed."""

from __future__ import annotations

import time
from statistics import median

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["floor"]


@numba.njit(cache=True, nogil=True)
def _read(words: npt.NDArray[np.int64]) -> np.int64:
    total = np.int64(0)
    for word in words:
        total ^= word
    return total


def floor(read: int, written: int) -> float:
    """Return the seconds that it takes to read so many bytes and to write so many to a fresh array."""
    source = np.ones(max(1, read // 8), np.int64)
    _read(source)
    times = []
    for _ in range(5):
        calls = max(1, int(4e6 / (read + written)))
        start = time.thread_time()
        for _ in range(calls):
            _read(source)
            np.empty(written, np.uint8).fill(1)
        times.append((time.thread_time() - start) / calls)
    return median(times)
