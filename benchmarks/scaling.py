"""How time grows with size, and what a second thread gives."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np

import resample
from benchmarks.cases import SHAPES, named, noise

__all__ = ["curve", "threads"]

#: Sides of square pictures.
SIDES = (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16000)
TARGET = 224


def curve() -> list[dict[str, Any]]:
    """Return nanoseconds per pixel of the larger of input and output, of RGB pictures by Pillow's bilinear filter."""
    made = []
    for side in SIDES:
        row: dict[str, Any] = {"side": side}
        for name, source, result in (("reduce", side, TARGET), ("enlarge", TARGET, side), ("halve", side, side // 2)):
            image = np.zeros((source, source, 3), np.uint8)
            out = np.empty((result, result, 3), np.uint8)
            resample.resize(image, (result, result), like="pillow:bilinear", out=out)
            times = []
            for _ in range(5):
                calls = max(1, 1_000_000 // (source * source + result * result))
                start = time.thread_time()
                for _ in range(calls):
                    resample.resize(image, (result, result), like="pillow:bilinear", out=out)
                times.append((time.thread_time() - start) / calls)
            row[name] = round(median(times) / max(source, result) ** 2 * 1e9, 3)
        sys.stdout.write(f"{row}\n")
        made.append(row)
    return made


def threads() -> Iterator[dict[str, Any]]:
    """Yield rows of two threads against one, ours both: wall time, the least of many, for another process only adds."""
    for source, result in SHAPES:
        image = noise(source)
        for filter_ in ("bilinear", "lanczos"):
            out = np.empty((result[1], result[0], 3), np.uint8)
            best = [float("inf"), float("inf")]
            for _ in range(25):
                for side, count in enumerate((1, 2)):
                    start = time.perf_counter()
                    resample.resize(image, result[::-1], like=f"pillow:{filter_}", out=out, threads=count)
                    best[side] = min(best[side], time.perf_counter() - start)
            if best[0] < 1e-3:
                continue
            ratio = best[0] / best[1]
            sys.stdout.write(f"two threads {filter_} {named(source, result)}: {ratio:.2f}\n")
            yield {
                "original": "ourselves",
                "what": f"2 threads, RGB {filter_.upper()}",
                "shape": named(source, result),
                "group": "threads",
                "new_size": False,
                "equal": True,
                "ours_ms": round(best[1] * 1e3, 4),
                "theirs_ms": round(best[0] * 1e3, 4),
                "ratio": round(ratio, 2),
                "floors": None,
            }
