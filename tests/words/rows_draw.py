"""Random plans of the programs of rows: two passes over bytes, window sums in a grid, gathers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from resample.plan.plan import Plan
from resample.plan.words import (
    DTYPES,
    Add,
    AnyOrder,
    Cast,
    Clip,
    Forward,
    Gather,
    Map,
    MulBy,
    MulShr,
    Part,
    Premultiply,
    Reverse,
    Round,
    Shr,
    Span,
    Split,
    Step,
    Sum,
    Taps,
    Unpremultiply,
)
from tests.words.making import Array, plan_of

__all__ = ["PATTERNS", "SIZES"]

Rng = np.random.Generator
Shape = tuple[int, int, int]

SIZES = (*range(1, 41), 47, 63, 64, 65, 70, 131)
TO_BYTES = (Round("rne"), Cast("i32", "x86"), Cast("u8", "sat"))


def _shape(rng: Rng, channels: int) -> Shape:
    return int(rng.choice(SIZES)), int(rng.choice(SIZES)), channels


def _window(rng: Rng, length: int, most: int, *, uniform: bool = False) -> tuple[Array, Array]:
    """Return index and count of at most so many near taps: of runs, or of places in any order, also twice."""
    outputs = int(rng.choice(SIZES))
    middle = ((np.arange(outputs) + rng.random()) * length / outputs).astype(int)
    if rng.random() < 0.2:
        middle = rng.permutation(middle)
    if rng.random() < 0.5:
        n = min(most, length)
        count = np.full(outputs, n) if uniform else rng.integers(0 if rng.random() < 0.2 else 1, n + 1, outputs)
        return np.clip(middle - rng.integers(0, n), 0, length - count), count
    count = np.full(outputs, most) if uniform else rng.integers(1, most + 1, outputs)
    begin = np.clip(middle, 0, max(length - most, 0))
    return begin[:, None] + rng.integers(0, min(most, length), (outputs, most)), count


def _weights(rng: Rng, shape: tuple[int, ...], total: int, *, signed: bool = True) -> Array:
    """Return integers whose sizes add up to at most `total` in every row; often exactly."""
    share = rng.random(shape) + 1e-9
    whole = np.floor(share / share.sum(1, keepdims=True) * total).astype(np.int64)
    whole[:, 0] += total - whole.sum(1)
    if rng.random() < 0.3:
        whole[:] = 0
        whole[:, int(rng.integers(shape[1]))] = total
    return whole * rng.choice([-1, 1], shape) if signed and rng.random() < 0.7 else whole


def _taps(axis: int, window: tuple[Array, Array], weight: Array, total: Sum, finish: tuple = (), **more: Any) -> Taps:
    return Taps((axis,), (window[0],), (window[1],), (weight,), total, finish, **more)


def shifted(rng: Rng, channels: int) -> Plan:
    """Draw products of shifted rows."""
    shape = _shape(rng, channels)
    x, y = _window(rng, shape[1], 2), _window(rng, shape[0], 2)
    first = _taps(1, x, _weights(rng, (x[1].size, 2), int(rng.integers(1, 2049))), Sum("i32"))
    finish = (Add(2), Shr(2), Cast("u8", "wrap"))
    weight = _weights(rng, (y[1].size, 2), int(rng.choice([2048, 32767])))
    second = _taps(0, y, weight, Sum("i32"), finish, load=(Shr(4),), term=MulShr(16, "floor"))
    return plan_of(shape, "u8", first, second)


def products(rng: Rng, channels: int) -> Plan:
    """Draw products of rows that are kept whole."""
    shape = _shape(rng, channels)
    x, y = _window(rng, shape[1], 2), _window(rng, shape[0], 2)
    first = _taps(1, x, _weights(rng, (x[1].size, 2), int(rng.choice([256, 257, 31])), signed=False), Sum("i32"))
    shift = int(rng.choice([16, 15, 0, 31]))
    finish = (Add(int(rng.choice([0, 1 << 15, -(1 << 20)]))), Shr(shift), Cast("u8", "sat"))
    weight = _weights(rng, (y[1].size, 2), int(rng.choice([256, 32767])))
    return plan_of(shape, "u8", first, _taps(0, y, weight, Sum("i32", wraps=True), finish))


def _runs(rng: Rng, length: int, most: int) -> tuple[Array, Array]:
    """Return runs of one to so many taps, in order."""
    outputs = int(rng.choice(SIZES))
    count = rng.integers(1, min(most, length) + 1, outputs)
    return np.sort(np.clip((rng.random(outputs) * length).astype(int), 0, length - min(most, length))), count


def _to_bytes(rng: Rng, shift: int) -> tuple[Add | Shr | Clip | Cast, ...]:
    """Return a rounded shift to bytes, in both ways to say it."""
    half = Add(int(rng.choice([0, 1 << shift >> 1]))), Shr(shift)
    return (*half, Clip(0, 255), Cast("u8", "wrap")) if rng.random() < 0.5 else (*half, Cast("u8", "sat"))


def rounded(rng: Rng, channels: int) -> Plan:
    """Draw products whose sums are rounded to bytes between the passes."""
    shape = _shape(rng, channels)
    x, y = _runs(rng, shape[1], 2), _runs(rng, shape[0], 2)
    shift, then = int(rng.integers(1, 17)), int(rng.integers(0, 31))
    total = min(1 << shift, (1 << 15) - 1)
    first = _taps(1, x, _weights(rng, (x[1].size, 2), total, signed=False), Sum("i32"), _to_bytes(rng, shift))
    weight = _weights(rng, (y[1].size, 2), int(rng.choice([1 << min(then, 14), 32767])))
    return plan_of(shape, "u8", first, _taps(0, y, weight, Sum("i32", wraps=True), _to_bytes(rng, then)))


def copies(rng: Rng, channels: int) -> Plan:
    """Draw sums of one sample that give it back."""
    shape = _shape(rng, channels)
    steps = []
    for axis in ((1, 0), (0, 1), (0,), (1,))[int(rng.integers(4))]:
        shift = int(rng.integers(1, 23))
        window = _runs(rng, shape[axis], 1)
        weight = np.full((window[1].size, int(rng.integers(1, 4))), 1 << shift)
        steps.append(_taps(axis, window, weight, Sum("i32"), _to_bytes(rng, shift)))
    return plan_of(shape, "u8", *steps)


def _across(rng: Rng, shape: Shape, taps: int, total: int) -> Taps:
    x = _window(rng, shape[1], taps)
    return _taps(1, x, _weights(rng, (x[1].size, taps), total), Sum("i32"))


def integers(rng: Rng, channels: int) -> Plan:
    """Draw sums along columns in integers that may wrap."""
    shape = _shape(rng, channels)
    taps = int(rng.choice([3, 4, 8]))
    y = _window(rng, shape[0], taps)
    weight = _weights(rng, (y[1].size, taps), int(rng.choice([2048, 32767, 2**31 - 1])))
    finish = (Add(1 << 21), Shr(int(rng.choice([22, 5]))), Cast("u8", "sat"))
    last = _taps(0, y, weight, Sum("i32", wraps=True), finish)
    return plan_of(shape, "u8", _across(rng, shape, taps, 32767), last)


def _floats(rng: Rng, shape: Shape, taps: int) -> Taps:
    y = _window(rng, shape[0], taps, uniform=True)
    weight = (rng.normal(size=(y[1].size, taps)) * rng.choice([2.0**-22, 2.0**-14, 1e-3])).astype(np.float32)
    order = Reverse() if rng.random() < 0.6 else Forward()
    return _taps(0, y, weight, Sum("f32", order, "first" if rng.random() < 0.5 else "zero"), TO_BYTES)


def floats(rng: Rng, channels: int) -> Plan:
    """Draw sums along columns in floats."""
    shape = _shape(rng, channels)
    taps = int(rng.choice([4, 8]))
    return plan_of(shape, "u8", _across(rng, shape, taps, 8000), _floats(rng, shape, taps))


def body_and_tail(rng: Rng, channels: int) -> Plan:
    """Draw sums along columns in floats in the front of each row, in integers in the rest."""
    shape = _shape(rng, channels)
    across = _across(rng, shape, 4, 8000)
    width = across.count[0].size * channels
    cut = int(rng.integers(0, width + 1)) if rng.random() < 0.5 else width - width % 8
    body = _floats(rng, shape, 4)
    n = body.count[0].size
    total = Sum("i32", AnyOrder(), wraps=True)
    weight = _weights(rng, (n, 4), int(rng.choice([2048, 2**31 - 1])))
    tail = replace(body, weight=(weight,), sum=total, finish=(Add(1 << 21), Shr(22), Cast("u8", "sat")))
    if cut in (0, width):
        return plan_of(shape, "u8", across, body if cut else tail)
    row = (1, 2)
    return plan_of(shape, "u8", across, Split((Part((Span(row, 0, cut),), body), Part((Span(row, cut, width),), tail))))


def shares(rng: Rng, channels: int) -> Plan:
    """Draw two forward passes in floats."""
    shape = _shape(rng, channels)
    steps: list[Step] = []
    for axis, finish in ((1, ()), (0, TO_BYTES)):
        most = int(rng.choice([1, 2, 5, 17]))
        window = _window(rng, shape[axis], most)
        while axis == 1 and window[0].ndim == 2:
            window = _window(rng, shape[axis], most)
        weight = (rng.normal(size=(window[1].size, most)) * 0.6).astype(np.float32)
        if rng.random() < 0.5:
            weight = np.abs(weight) / np.maximum(np.abs(weight).sum(1, keepdims=True), np.float32(0.1))
        steps.append(_taps(axis, window, weight, Sum("f32", Forward(), "first" if axis == 0 else "zero"), finish))
    return plan_of(shape, "u8", *steps)


def _grid(rng: Rng, length: int) -> tuple[Array, Array]:
    taps = int(rng.integers(1, min(length, 9) + 1))
    step = taps if rng.random() < 0.7 else int(rng.integers(1, 5))
    first = int(rng.integers(0, min(3, length - taps) + 1))
    outputs = int(rng.integers(1, (length - taps - first) // step + 2))
    return first + step * np.arange(outputs), np.full(outputs, taps)


def _sums(rng: Rng, rows: tuple[Array, Array], columns: tuple[Array, Array], kind: int) -> Taps:
    pixels = int(rows[1][0] * columns[1][0])
    factor = int(rng.choice([(1 << 24) // pixels, (1 << 32) // pixels % (1 << 31), 7]))
    if kind == 0:
        total, finish = Sum("i32"), (Cast("f32"), MulBy(float(np.float32(1) / np.float32(pixels))), *TO_BYTES)
    elif kind == 1:
        shift = int(rng.choice([24, 9, 31]))
        total, finish = Sum("u32", wraps=True), (Add(pixels // 2), MulBy(factor), Shr(shift), Cast("u8"))
    elif kind == 2:
        total, finish = Sum("i32", wraps=True), (Add(-3), MulBy(factor), Shr(24), Cast("u8"))
    else:
        total, finish = Sum("i32"), (Add(2), Shr(2), Cast("u8"))
    return Taps((0, 1), (rows[0], columns[0]), (rows[1], columns[1]), None, total, finish)


def cells(rng: Rng, channels: int) -> Plan:
    """Draw sums over windows in a grid, and over one more row and column of other windows."""
    shape = _shape(rng, channels)
    rows, columns, kind = _grid(rng, shape[0]), _grid(rng, shape[1]), int(rng.integers(4))
    whole = _sums(rng, rows, columns, kind)
    if rng.random() < 0.5:
        return plan_of(shape, "u8", whole)
    n, m = rows[0].size, columns[0].size
    more = [(rows, (0, n)), (_grid(rng, shape[0]), (n, n + 1))], [(columns, (0, m)), (_grid(rng, shape[1]), (m, m + 1))]
    parts = []
    for r, y in more[0]:
        for c, x in more[1]:
            short = [(i[: b - a], k[: b - a]) for (i, k), (a, b) in ((r, y), (c, x))]
            parts.append(Part((Span((0,), *y), Span((1,), *x)), _sums(rng, short[0], short[1], kind)))
    return plan_of(shape, "u8", Split(tuple(parts)))


def alpha_cells(rng: Rng, channels: int) -> Plan:
    """Draw cells of pixels of four channels, whose alpha is multiplied in before and divided out after."""
    inside = cells(rng, 4)
    around = Map((Premultiply(),)), Map((Unpremultiply(),))
    return plan_of(inside.source.shape, "u8", around[0], *inside.steps, around[1])


def halves(rng: Rng, channels: int) -> Plan:
    """Draw sums over 2 x 2 pixels."""
    height, width = (2 * int(rng.choice(SIZES)) + int(rng.integers(3)) for _ in range(2))
    n, m = height // 2, width // 2
    index = np.arange(n) * 2 + height % 2, np.arange(m) * 2 + width % 2
    step = Taps((0, 1), index, (np.full(n, 2), np.full(m, 2)), None, Sum("i32"), (Add(2), Shr(2), Cast("u8")))
    return plan_of((height, width, channels), "u8", step)


def nearest(rng: Rng, channels: int) -> Plan:
    """Draw gathers of rows and columns, of any dtype."""
    shape = _shape(rng, channels)
    axes = [(0, 1), (1, 0), (0,), (1,)][int(rng.integers(4))]
    steps = []
    for axis in axes:
        index = rng.integers(0, shape[axis], int(rng.choice(SIZES)))
        steps.append(Gather(axis, np.sort(index) if rng.random() < 0.7 else index))
    if rng.random() < 0.2:
        steps[-1] = Gather(axes[-1], np.arange(shape[axes[-1]]))
    return plan_of(shape, str(rng.choice([n for n in DTYPES if n not in ("f16", "bf16")])), *steps)


PATTERNS: dict[str, Callable[[Rng, int], Plan]] = {
    f.__name__: f
    for f in (
        shifted,
        products,
        rounded,
        integers,
        floats,
        body_and_tail,
        shares,
        cells,
        alpha_cells,
        halves,
        nearest,
        copies,
    )
}
