"""Functions that an exported NumPy file may bring along, word for word as they stand here.

Each is complete by itself or calls others of this module, of `resample.run.fused`, `resample.run.floats` or
`resample.run.orders`, whose text can be copied as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Key = tuple[int, ...]
Add = Callable[[Array, Array], Array]


def running(
    keys: Iterable[Key],
    valid: Callable[[Key], Array],
    term: Callable[[Key], Array],
    plus: Callable[[Array, Key], Array],
    total: Array,
    started: Any,
) -> Array:
    """Return the sum of the taps in this order; where nothing was added yet, the first term starts it."""
    for key in keys:
        here = valid(key)
        total = np.where(here, np.where(started, plus(total, key), term(key)), total)
        started = started | here
    return total


def pairs(items: list[Array], add: Add) -> Array:
    """Return the sum by pairs of neighbours, and pairs of these; an odd last one is carried along."""
    while len(items) > 1:
        rest = items[-1:] if len(items) % 2 else []
        items = [add(a, b) for a, b in zip(items[::2], items[1::2])] + rest  # noqa: B905  # Python 3.9 too
    return items[0]


def left_to_right(items: Sequence[Array], add: Add) -> Array:
    """Return the sum of one after the other."""
    total = items[0]
    for item in items[1:]:
        total = add(total, item)
    return total


def pairwise(items: list[Array], add: Add) -> Array:
    """Return the sum of eight interleaved ones; more than 128 items are halved first."""
    n = len(items)
    if n < 8:
        return left_to_right(items, add)
    if n > 128:
        half = n // 2 - n // 2 % 8
        return add(pairwise(items[:half], add), pairwise(items[half:], add))
    whole = n // 8 * 8
    r = [left_to_right(items[k:whole:8], add) for k in range(8)]
    fours = [add(add(r[k], r[k + 1]), add(r[k + 2], r[k + 3])) for k in (0, 4)]
    return left_to_right([add(*fours), *items[whole:]], add)


def cascade(items: list[Array], lanes: int, ways: int, zero: Array, add: Add) -> Array:
    """Return the sum of vectors of `lanes` items by a cascade of four levels, in one way or four."""
    whole = len(items) // lanes * lanes
    vectors = [np.stack(items[k : k + lanes]) for k in range(0, whole, lanes)]
    nothing = np.stack([zero] * lanes)
    behind = len(vectors) // ways * ways
    way = [levels(vectors[k:behind:ways], nothing, add) for k in range(ways)]
    for vector in vectors[behind:]:
        way[0] = add(way[0], vector)
    vector = left_to_right(way, add)
    return vector[0] if lanes == 1 else left_to_right([zero, *items[whole:], *vector], add)


def levels(vectors: Sequence[Array], nothing: Array, add: Add) -> Array:
    """Return the sum of vectors: 2**p into the lowest level, which is then moved upwards."""
    n = len(vectors)
    power = max(4, (1 if n <= 2 else (n - 1).bit_length()) // 4)
    block = 1 << power
    level = [nothing, nothing, nothing, nothing]
    done = 0
    while done + block <= n:
        for vector in vectors[done : done + block]:
            level[0] = add(level[0], vector)
        done += block
        for j in range(1, 4):
            level[j], level[j - 1] = add(level[j], level[j - 1]), nothing
            if done & ((block - 1) << (j * power)):
                break
    for vector in vectors[done:]:
        level[0] = add(level[0], vector)
    return left_to_right(level, add)


def mul_shr_away(sample: Array, weight: Array) -> Array:
    """Return sample * weight / 2**32 to nearest, ties away from zero, for weights from 0 to 2**32."""
    negative = sample < 0
    size = np.where(negative, (-(sample + 1)).astype(np.uint64) + np.uint64(1), sample.astype(np.uint64))
    wide = weight.astype(np.uint64)
    low = ((size & np.uint64(0xFFFFFFFF)) * wide + np.uint64(2**31)) >> np.uint64(32)
    result = ((size >> np.uint64(32)) * wide + low).astype(np.int64)
    return np.asarray(np.where(negative, -result, result).astype(sample.dtype))


def bytes_apart(x: Array) -> Array:
    """Return both bytes of a 16-bit result, each clipped by itself."""
    low, high = np.clip(np.fmod(x, 256), 0, 255), np.clip(x >> 8, 0, 255)
    return np.asarray((high << 8) | low)


def premultiply(x: Array) -> Array:
    """Return colours multiplied by the alpha in the last channel."""
    t = x[..., :-1].astype(np.int32) * x[..., -1:] + 128
    colours = ((t >> 8) + t) >> 8
    return np.concatenate([colours.astype(np.uint8), x[..., -1:]], -1)


def unpremultiply(x: Array) -> Array:
    """Return colours divided by the alpha in the last channel."""
    colours, alpha = x[..., :-1].astype(np.int32), x[..., -1:].astype(np.int32)
    divided = np.minimum(255 * colours // np.maximum(alpha, 1), 255)
    colours = np.where((alpha == 0) | (alpha == 255), colours, divided)
    return np.concatenate([colours.astype(np.uint8), x[..., -1:]], -1)


def round_half_away(x: Array) -> Array:
    """Return trunc(x + 0.5), below 0 trunc(x - 0.5)."""
    half = x.dtype.type(0.5)
    return np.asarray(np.where(x >= 0, x + half, x - half))


def saturated(x: Array, low: int, high: int) -> Array:
    """Return integers clipped to a range."""
    return np.asarray(np.clip(x.astype(np.int64), low, high))
