"""Sums over taps, one function an order: the definition that kernels and exporters are held to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from resample.plan.words import (
    FLOATS,
    AfterBlocks,
    AnyOrder,
    Cascade,
    Cast,
    Forward,
    Groups4,
    NotFused,
    Pairs,
    Pairwise8,
    Perm,
    Quads,
    Reverse,
    Unordered,
)
from resample.run.floats import fma
from resample.run.ops import Array, apply, compute_dtype, rounded
from resample.run.terms import Terms

Key = tuple[int, ...]


def running(terms: Terms, keys: Sequence[Key]) -> Array:
    """Return the sum of the taps in this order, one addition after the other."""
    total = zeros(terms)
    started = np.full(terms.shape, terms.step.sum.init == "zero")
    for key in keys:
        valid = terms.valid(key)
        term = terms.term(key)
        total = np.where(valid, np.where(started, plus(terms, total, term, key), term), total)
        started = started | valid
    return total


def plus(terms: Terms, total: Array, term: Array, key: Key) -> Array:
    """Return the total with one more tap, its product rounded before the addition or not."""
    fused = terms.step.sum.fused
    apart = rounded(total + term, terms.acc)
    if isinstance(fused, NotFused):
        return apart
    together = fma(terms.sample(key), terms.weight(key), total)
    if isinstance(fused, AfterBlocks):
        count = next(iter(terms.counts.values()))
        whole = fused.lanes * ((count - 1) // fused.lanes)
        return np.where(key[0] > whole, together, apart)
    return together


def zeros(terms: Terms) -> Array:
    """Return zeros in the accumulator's dtype."""
    return np.zeros(terms.shape, compute_dtype(terms.acc))


def from_zero(terms: Terms, total: Array) -> Array:
    """Return a finished sum, added to zero where the sum starts with zero."""
    return np.asarray(zeros(terms) + total) if terms.step.sum.init == "zero" else total


def any_order(terms: Terms, order: AnyOrder) -> Array:
    """Define `AnyOrder`."""
    return running(terms, terms.keys)


def forward(terms: Terms, order: Forward) -> Array:
    """Define `Forward`."""
    return running(terms, terms.keys)


def reverse(terms: Terms, order: Reverse) -> Array:
    """Define `Reverse`."""
    return running(terms, terms.keys[::-1])


def perm(terms: Terms, order: Perm) -> Array:
    """Define `Perm`."""
    return running(terms, [terms.keys[k] for k in order.p])


def unordered(terms: Terms, order: Unordered) -> Array:
    """Stand in for `Unordered`: forward, within the bound of what the original gives."""
    return running(terms, terms.keys)


def pairs(terms: Terms, order: Pairs) -> Array:
    """Define `Pairs`."""
    keys = terms.keys
    if isinstance(terms.step.sum.fused, NotFused):
        level = [terms.term(key) for key in keys]
    else:
        level = [
            fma(terms.sample(a), terms.weight(a), terms.term(b)) for a, b in zip(keys[::2], keys[1::2], strict=False)
        ]
        level += [terms.term(keys[-1])] if len(keys) % 2 else []
    while len(level) > 1:
        rest = level[-1:] if len(level) % 2 else []
        level = [rounded(a + b, terms.acc) for a, b in zip(level[::2], level[1::2], strict=False)] + rest
    return from_zero(terms, level[0])


class Grouped:
    """A total in the accumulator's dtype that takes groups summed in an inner dtype."""

    def __init__(self, terms: Terms, inner: str) -> None:
        self.terms, self.inner = terms, inner
        self.image = terms.cast(terms.loaded, inner)
        self.total: Array | None = zeros(terms) if terms.step.sum.init == "zero" else None

    def group(self, keys: Sequence[Key]) -> None:
        """Add taps that are first summed left to right in the inner dtype."""
        part = self.terms.pick(self.image, keys[0])
        for key in keys[1:]:
            part = rounded(part + self.terms.pick(self.image, key), self.inner)
        self._add(_cast(part, self.inner, self.terms.acc))

    def single(self, key: Key) -> None:
        """Add one tap."""
        self._add(self.terms.sample(key))

    def _add(self, term: Array) -> None:
        self.total = term if self.total is None else rounded(self.total + term, self.terms.acc)


def _cast(value: Array, dtype: str, to: str) -> Array:
    return apply(value, dtype, (Cast(to, "x86" if dtype in FLOATS else "wrap"),))[0]


def groups4(terms: Terms, order: Groups4) -> Array:
    """Define `Groups4`."""
    sums, keys = Grouped(terms, order.inner), terms.keys
    whole = len(keys) // 4 * 4
    for k in range(0, whole, 4):
        sums.group(keys[k : k + 4])
    for key in keys[whole:]:
        sums.single(key)
    assert sums.total is not None
    return sums.total


def quads(terms: Terms, order: Quads) -> Array:
    """Define `Quads`."""
    rows, columns = (int(c[0]) for c in terms.step.count)
    sums = Grouped(terms, order.inner)
    for y in range(0, rows - 1, 2):
        for x in range(0, columns - 1, 2):
            sums.group([(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)])
        if columns % 2:
            sums.group([(y, columns - 1), (y + 1, columns - 1)])
    if rows % 2:
        for x in range(0, columns - 1, 2):
            sums.group([(rows - 1, x), (rows - 1, x + 1)])
        if columns % 2:
            sums.single((rows - 1, columns - 1))
    assert sums.total is not None
    return sums.total


def cascade(terms: Terms, order: Cascade) -> Array:
    """Define `Cascade`."""
    lanes, acc = order.lanes, terms.acc
    items = [terms.term(key) for key in terms.keys]
    whole = len(items) // lanes * lanes
    vectors = [np.stack(items[k : k + lanes]) for k in range(0, whole, lanes)]
    zero = np.zeros((lanes, *terms.shape), compute_dtype(acc))
    vector = _ways(vectors, zero, acc) if order.ways == 4 else _levels(vectors, zero, acc)
    if lanes == 1:
        return np.asarray(vector[0])
    total = zeros(terms)
    for item in [*items[whole:], *vector]:
        total = rounded(total + item, acc)
    return total


def _levels(vectors: Sequence[Array], zero: Array, acc: str) -> Array:
    """Return the sum of vectors by one cascade: 2**p vectors a block of the lowest of four levels."""
    n = len(vectors)
    ceil_log2 = 1 if n <= 2 else (n - 1).bit_length()
    power = max(4, ceil_log2 // 4)
    block = 1 << power
    level = [zero, zero, zero, zero]
    done = 0
    while done + block <= n:
        for vector in vectors[done : done + block]:
            level[0] = rounded(level[0] + vector, acc)
        done += block
        for j in range(1, 4):
            level[j], level[j - 1] = rounded(level[j] + level[j - 1], acc), zero
            if done & ((block - 1) << (j * power)):
                break
    for vector in vectors[done:]:
        level[0] = rounded(level[0] + vector, acc)
    return _left_to_right(level, acc)


def _ways(vectors: Sequence[Array], zero: Array, acc: str) -> Array:
    """Return the sum of vectors by four interleaved cascades."""
    whole = len(vectors) // 4 * 4
    way = [_levels(vectors[k:whole:4], zero, acc) for k in range(4)]
    for vector in vectors[whole:]:
        way[0] = rounded(way[0] + vector, acc)
    return _left_to_right(way, acc)


def _left_to_right(values: Sequence[Array], acc: str) -> Array:
    total = values[0]
    for value in values[1:]:
        total = rounded(total + value, acc)
    return total


def pairwise8(terms: Terms, order: Pairwise8) -> Array:
    """Define `Pairwise8`."""
    return from_zero(terms, _pairwise([terms.term(key) for key in terms.keys], terms.acc))


def _pairwise(items: Sequence[Array], acc: str) -> Array:
    n = len(items)
    if n < 8:
        return _left_to_right(items, acc)
    if n > 128:
        half = n // 2 - n // 2 % 8
        return rounded(_pairwise(items[:half], acc) + _pairwise(items[half:], acc), acc)
    whole = n // 8 * 8
    r = [_left_to_right(items[k:whole:8], acc) for k in range(8)]
    fours = [rounded(rounded(r[k] + r[k + 1], acc) + rounded(r[k + 2] + r[k + 3], acc), acc) for k in (0, 4)]
    return _left_to_right([rounded(fours[0] + fours[1], acc), *items[whole:]], acc)


SUMS: dict[type, Callable[[Terms, Any], Array]] = {
    AnyOrder: any_order,
    Forward: forward,
    Reverse: reverse,
    Perm: perm,
    Pairs: pairs,
    Groups4: groups4,
    Quads: quads,
    Cascade: cascade,
    Pairwise8: pairwise8,
    Unordered: unordered,
}
