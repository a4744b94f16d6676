"""Pictures and calls for the tests of OpenCV, and what counts as equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

FLAGS = ("nearest", "linear", "cubic", "area", "lanczos4", "linear_exact", "nearest_exact")
DTYPES = ("uint8", "int8", "uint16", "int16", "int32", "float32", "float64")
ODD_FLOATS = (0.0, -0.0, 1.0, -1.0, 0.5, 1e-40, 3e38, np.inf, -np.inf, np.nan)


@dataclass(frozen=True)
class Drawn:
    """Arguments of one call."""

    shape: tuple[int, ...]
    dsize: tuple[int, int] | None
    fx: float = 0.0
    fy: float = 0.0

    @property
    def arguments(self) -> tuple[Any, ...]:
        """`dsize`, `fx` and `fy`."""
        return self.dsize, self.fx, self.fy


def picture(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> np.ndarray:
    """Return samples of one of four kinds: even, extreme or odd, small, of many magnitudes."""
    kind = rng.integers(4)
    if np.dtype(dtype).kind == "f":
        if kind == 0:
            return rng.choice(ODD_FLOATS, shape, p=(0.2, 0.2, 0.15, 0.15, 0.1, 0.08, 0.06, 0.02, 0.02, 0.02)).astype(
                dtype
            )
        if kind == 1:
            return rng.random(shape).astype(dtype)
        scale = 10.0 ** rng.integers(-6, 7) if kind == 2 else 1.0
        return (rng.standard_normal(shape) * scale).astype(dtype)
    info = np.iinfo(dtype)
    if kind == 0:
        return rng.choice([info.min, info.max], shape).astype(dtype)
    low, high = (0, 3) if kind == 1 else (info.min, info.max)
    return rng.integers(low, high, shape, endpoint=True).astype(dtype)


def call(rng: np.random.Generator, ratio: str, channels: tuple[int, ...], most: int = 40, least: int = 1) -> Drawn:
    """Return a call whose ratio is of one kind: up, down, any, whole, half, factors or halves.

    `half` and `whole` have exact ratios by size, `halves` shrinks by 0.5, and leaves partial cells of odd sides.
    """
    cn = int(rng.choice(channels))

    def drawn(side: tuple[int, int], **given: Any) -> Drawn:
        return Drawn(side if cn == 1 and rng.integers(2) else (*side, cn), **given)

    h, w = (int(v) for v in rng.integers(least, most, 2, endpoint=True))
    if ratio == "factors":
        fx, fy = (float(v) for v in np.exp(rng.uniform(-1.2, 1.1, 2)))
        return drawn((h, w), dsize=None, fx=max(fx, 0.6 / w), fy=max(fy, 0.6 / h))
    if ratio == "halves":
        return drawn((h + 2, w + 2), dsize=None, fx=0.5, fy=0.5)
    if ratio in ("half", "whole"):
        ky, kx = (2, 2) if ratio == "half" else (int(v) for v in rng.integers(1, 6, 2))
        return drawn((-(-h // ky) * ky, -(-w // kx) * kx), dsize=(-(-w // kx), -(-h // ky)))
    tall, wide = (int(v) for v in rng.integers(1, most, 2, endpoint=True))
    if ratio == "up":
        tall, wide = h + tall, w + wide
    elif ratio == "down":
        tall, wide = 1 + (tall - 1) % h, 1 + (wide - 1) % w
    return drawn((h, w), dsize=(wide, tall))


def same(a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether dtype, shape and every bit are equal; a NaN equals every NaN."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind != "f":
        return a.tobytes() == b.tobytes()
    nan = np.isnan(a)
    return bool((nan == np.isnan(b)).all()) and a[~nan].tobytes() == b[~nan].tobytes()
