"""Sums of products of whole numbers as nodes of ONNX: in digits so small that every partial sum is provably exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from resample.errors import NotExact
from resample.export.onnx_graph import Array, Graph, Value
from resample.export.onnx_whole import carried, digits, in_digits, plus, size

__all__ = ["products", "times"]

#: Most digits that samples and weights are split into.
_MOST_DIGITS = 8
#: Weights below it are added in int64, others as Python integers.
_NARROW = 2**40


def products(
    g: Graph, x: Value, weights: Array, make: Callable[[str, Array], str], added: int = 0, more: Value | None = None
) -> Value:
    """Return for each row of weights the sum of samples times its weights, plus a constant.

    Parameters
    ----------
    g : Graph
    x : Value
        Whole numbers.
    weights : ndarray of int64 or object, shape (rows, taps)
    make : callable
        Takes a tensor of samples and digits of the weights, and gives the tensor of sums.
    added : int
    more : Value, optional
        One tensor that is added.

    Raises
    ------
    NotExact
        Where no split into digits is provably exact.
    """
    if _largest(weights) >= _NARROW:
        weights = weights.astype(object)
    low, high = _range(weights, int(x.low), int(x.high), added)
    low, high = low + int(more.low if more else 0), high + int(more.high if more else 0)
    for bits, samples, split in _splits(g, x, weights):
        levels = len(split) + samples - 1
        parts = in_digits(added, bits, levels)
        if not _provable(
            g, _ranges(x, bits, samples), split, bits, [abs(c) + (size(more) if more else 0) for c in parts]
        ):
            continue
        made: list[Value | None] = [more, *[None] * (levels - 1)]
        for i, digit in enumerate(digits(g, x, bits, samples)):
            for j, weight in enumerate(split):
                one = g.proven(make(digit.name, weight), *_range(weight, int(digit.low), int(digit.high), 0), "sum")
                before = made[i + j]
                made[i + j] = one if before is None else g.sum(before, one)
        sums = [g.plus(level, part) for level, part in zip(made, parts, strict=True) if level]
        return carried(g, sums, bits, low, high)
    if added:
        return plus(g, products(g, x, weights, make, 0, more), added)
    raise NotExact(f"no split of samples and weights into digits keeps every sum below {g.profile.limit}")


def times(g: Graph, x: Value, c: int) -> Value:
    """Return x * c."""
    if len(x.names) == 1 and max(size(x), 1) * abs(c) < g.profile.limit:
        return g.times(x, c)
    return products(g, x, np.array([[c]], object), lambda name, digit: g.add("Mul", name, g.real(int(digit[0, 0]))))


def _largest(weights: Array) -> int:
    return max(int(weights.max()), -int(weights.min()))


def _range(weights: Array, low: int, high: int, added: int) -> tuple[int, int]:
    """Return the lowest and the highest sum."""
    positive, negative = (ends(weights, 0).sum(1).astype(object) for ends in (np.maximum, np.minimum))
    lows, highs = positive * low + negative * high, positive * high + negative * low
    return int(lows.min()) + added, int(highs.max()) + added


def _splits(g: Graph, x: Value, weights: Array) -> Iterator[tuple[int, int, list[Array]]]:
    """Yield bits of a digit, digits of a sample, and the weights in digits, the cheapest first."""
    width, span = _largest(weights).bit_length(), size(x).bit_length()
    numbers = [(s, w) for s in range(1, _MOST_DIGITS + 1) for w in range(1, _MOST_DIGITS + 1)]
    for samples, count in sorted(numbers, key=lambda pair: (pair[0] * pair[1], pair)):
        bits = max(-(-width // count) if count > 1 else 0, -(-span // samples) if samples > 1 else 0)
        if (samples > 1 or size(x) < g.profile.limit) and (samples == count == 1 or bits):
            yield bits, samples, _in_digits(weights, bits, count)


def _in_digits(weights: Array, bits: int, count: int) -> list[Array]:
    """Return signed digits d[0], d[1], ...: the weights are the sum of d[j] * 2**(bits * j)."""
    result, rest = [], weights
    for _ in range(count - 1):
        low = ((rest + (1 << (bits - 1))) & ((1 << bits) - 1)) - (1 << (bits - 1))
        result.append(low)
        rest = (rest - low) >> bits
    return [*result, rest]


def _ranges(x: Value, bits: int, count: int) -> list[int]:
    """Return the largest absolute value of each digit of a sample; at least 1, so that its weights are floats too."""
    moved = bits * (count - 1)
    return [*[(1 << bits) - 1] * (count - 1), max(-(int(x.low) >> moved), int(x.high) >> moved, 1)]


def _provable(g: Graph, samples: list[int], weights: list[Array], bits: int, added: list[int]) -> bool:
    """Return whether every partial sum of every level is exact, with what the level below carries to it."""
    rows = [max(int(np.abs(w).sum(1).max()), 1) for w in weights]
    carry = 0
    for level, c in enumerate(added):
        pairs = ((samples[i], level - i) for i in range(len(samples)) if 0 <= level - i < len(rows))
        largest = sum(sample * rows[j] for sample, j in pairs) + c + carry
        if largest >= g.profile.limit:
            return False
        carry = (largest >> bits) + 1
    return True
