"""Calls of torch's interpolate and torchvision's resize, drawn, and what counts as the same result."""

from __future__ import annotations

from math import prod
from typing import Any

import ml_dtypes
import numpy as np

from resample.errors import NotExact
from tests.originals.torch_worker import RAISED, Answer, Samples

#: CPU path and threads.
BUILDS = (("avx2", 1), ("avx2", 2), ("default", 1), ("default", 2))
LAYOUTS = ("plain", "last", "gaps", "view", "odd")
DTYPES = {"float32": "f4", "float64": "f8", "float16": "f2", "bfloat16": "bf16", "uint8": "u1"}
CORNERS = ("linear", "bilinear", "bicubic", "trilinear")

Rng = np.random.Generator


def samples(rng: Rng, shape: tuple[int, ...], dtype: str, layout: str) -> Samples:
    """Return an N, C, ... tensor: contiguous, channels-last, a part of a larger one, a view of one picture, or any."""
    order = list(range(len(shape)))
    if layout in ("last", "view") or (layout == "odd" and rng.random() < 0.5):
        order = [0, *range(2, len(shape)), 1]
    if layout == "odd":
        order[1:] = rng.permutation(order[1:]).tolist()
    extra = [int(rng.integers(1, 4)) if layout in ("gaps", "odd") and rng.random() < 0.6 else 0 for _ in shape]
    lengths = [n + more for n, more in zip(shape, extra, strict=True)]
    strides = [0] * len(shape)
    size = 1
    for axis in reversed(order):
        strides[axis], size = size, size * lengths[axis]
    if layout == "view":
        # One H, W, C picture, seen as C, H, W, with a new axis in front.
        strides[0], shape = shape[1] * strides[1], (1, *shape[1:])
    return Samples(values(rng, size, dtype), dtype, tuple(shape), tuple(strides))


def values(rng: Rng, n: int, dtype: str) -> np.ndarray:
    """Return n values as memory: integers of the whole range, floats of one of several kinds."""
    if dtype == "bool":
        return rng.random(n) < 0.5
    if dtype not in DTYPES or dtype == "uint8":
        limits = np.iinfo(dtype)
        near = rng.random() < 0.5 and limits.bits > 8
        low, high = (max(int(limits.min), -300), 300) if near else (int(limits.min), int(limits.max))
        return rng.integers(low, high, n, dtype=dtype, endpoint=True)
    x = rng.normal(0, 1, n)
    kind = rng.random()
    if kind < 0.12:
        x[rng.random(n) < 0.1] = np.inf
        x[rng.random(n) < 0.05] = np.nan
    elif kind < 0.24:
        x = np.where(rng.random(n) < 0.5, -0.0, x * (rng.random(n) < 0.5))
    elif kind < 0.36:
        x *= {"float16": 1e-6, "float64": 1e-309}.get(dtype, 1e-39)
    if dtype == "bfloat16":
        return x.astype(ml_dtypes.bfloat16).view(np.uint16)
    return x.astype(dtype)


def sides(rng: Rng, axes: int) -> tuple[int, ...]:
    """Return spatial sizes, small ones among them; with two axes, on either side of 64."""
    most = {1: 300, 2: 90, 3: 11}[axes]
    small = rng.random(axes) < 0.15
    return tuple(int(rng.integers(1, 3 if s else most + 1)) for s in small)


def scaling(rng: Rng, before: tuple[int, ...], after: tuple[int, ...]) -> dict[str, Any]:
    """Return ``size``, or ``scale_factor`` that gives about the same, with and without ``recompute_scale_factor``."""
    kept = rng.random(len(before)) < 0.1
    after = tuple(b if k else a for a, b, k in zip(after, before, kept, strict=True))
    if rng.random() < 0.5:
        return {"size": after}
    factors = tuple((a + rng.choice([0.0, rng.random()])) / b * (1 + 1e-12) for a, b in zip(after, before, strict=True))
    return {"scale_factor": factors, **({"recompute_scale_factor": True} if rng.random() < 0.4 else {})}


def ours(build: Any, drawn: Samples, arguments: dict[str, Any], call: str = "interpolate") -> Answer:
    """Return what our drop-in gives, `NotExact` being an error among others."""
    array = drawn.bits()
    if drawn.dtype == "bfloat16":
        array = array.view(ml_dtypes.bfloat16)
    try:
        result = getattr(build, call)(array, **arguments)
    except (*RAISED, NotExact) as error:
        return Answer(None, (), type(error).__name__)
    bits = result.view(np.uint16) if drawn.dtype == "bfloat16" else result
    return Answer(bits, tuple(step // bits.itemsize for step in bits.strides))


def same(a: Answer, b: Answer) -> bool:
    """Return whether two answers have the same bits, NaN being one value, and the same memory order."""
    if a.bits is None or b.bits is None:
        return a.error == b.error
    if a.bits.dtype != b.bits.dtype or a.bits.shape != b.bits.shape:
        return False
    if prod(a.bits.shape) > 1 and _order(a) != _order(b):
        return False
    x, y = (np.ascontiguousarray(v.bits) for v in (a, b))
    if x.dtype.kind == "f":
        return np.array_equal(np.isnan(x), np.isnan(y)) and _without_nan(x).tobytes() == _without_nan(y).tobytes()
    return x.tobytes() == y.tobytes()


def same_bfloat16(a: Answer, b: Answer) -> bool:
    """As `same`, for bits of bfloat16."""
    if a.bits is None or b.bits is None:
        return same(a, b)
    nan = [(v.bits & 0x7FFF) > 0x7F80 for v in (a, b)]
    x, y = (np.where(n, 0, v.bits) for n, v in zip(nan, (a, b), strict=True))
    return np.array_equal(*nan) and same(Answer(x, a.strides), Answer(y, b.strides))


def _order(answer: Answer) -> tuple[int, ...]:
    assert answer.bits is not None
    return tuple(s for s, n in zip(answer.strides, answer.bits.shape, strict=True) if n > 1)


def _without_nan(x: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(x), np.zeros(1, x.dtype), x)
