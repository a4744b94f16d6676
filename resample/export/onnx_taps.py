"""Taps as nodes of ONNX: a matrix for each digit of the weights, so few that every sum is provably exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.export import onnx_ops
from resample.export.onnx_graph import Graph, Value
from resample.plan.words import (
    INTEGERS,
    Add,
    Cast,
    DivBy,
    DivCount,
    Groups4,
    Mul,
    MulShr,
    PointOp,
    Quads,
    Shr,
    Taps,
)

Array = npt.NDArray[Any]
#: Most digits that weights are split into.
_MOST_DIGITS = 4


@dataclass(frozen=True)
class Axis:
    """One axis of taps: its place in the tensor, counted from the end, its lengths, and its weights as a matrix."""

    place: int
    before: int
    weights: npt.NDArray[np.int64]


def taps(g: Graph, x: Value, step: Taps, axes: list[tuple[int, int]], channel: tuple[int, int], dtype: str) -> Value:
    """Return the result of taps.

    Parameters
    ----------
    g : Graph
    x : Value
    step : Taps
    axes : list of (int, int)
        Of each of its axes the place in the tensor, counted from the end (-1), and the length.
    channel : (int, int)
        As in `resample.export.onnx_ops.apply`.
    dtype : str
        Of the samples.

    Raises
    ------
    NotExact
        For a sum of floats, and where no split of the weights is provably exact.
    """
    if step.sum.acc not in INTEGERS:
        if not _sums_whole_numbers(x, step):
            raise NotExact(f"a sum in {step.sum.acc} depends on its order, which a runtime of ONNX does not promise")
    x = onnx_ops.apply(g, x, step.load, channel, dtype)
    if x.whole and step.sum.acc in INTEGERS:
        onnx_ops.inside(step.sum.acc, x.low, x.high)
    if isinstance(step.term, MulShr):
        return _ending(g, [_shifted_terms(g, x, step, step.term, axes[0])], 0, step, channel)
    if not isinstance(step.term, Mul):
        raise NotExact(f"the term {type(step.term).__name__} has no lowering to ONNX")
    pieces = [Axis(*axes[n], _matrix(step, n, axes[n][1])) for n in range(len(axes))]
    *firsts, last = pieces
    for axis in firsts:
        x = _product(g, [x], axis, [axis.weights])
    shift = next((op.n for op in step.finish if isinstance(op, Shr)), 0)
    for bits, samples, digits in _splits(x, last.weights, shift):
        # A digit is added to what the one below it carries, which is no more than the digit's own bound.
        spare = 2 if samples * len(digits) > 1 else 1
        if all(_largest(*level) * spare < g.profile.limit for level in _levels(_ranges(x, bits, samples), digits)):
            parts = _levels(_samples(g, x, bits, samples), digits)
            return _ending(g, [_product(g, xs, last, ws) for xs, ws in parts], bits, step, channel)
    raise NotExact(f"no split of samples and weights into digits keeps every sum below {g.profile.limit}")


def _splits(x: Value, weights: npt.NDArray[np.int64], shift: int) -> Iterator[tuple[int, int, list[Array]]]:
    """Yield bits of a digit, digits of a sample, and the weights in digits, the cheapest first."""
    size, span = int(np.abs(weights).max()).bit_length(), int(max(-x.low, x.high)).bit_length()
    numbers = [(s, w) for s in range(1, _MOST_DIGITS + 1) for w in range(1, _MOST_DIGITS + 1)]
    for samples, count in sorted(numbers, key=lambda pair: (pair[0] * pair[1], pair)):
        bits = max(-(-size // count) if count > 1 else 0, -(-span // samples) if samples > 1 else 0)
        if bits * (samples + count - 2) <= shift:
            yield bits, samples, _digits(weights, bits, count) if count > 1 else [weights]


def _ranges(x: Value, bits: int, count: int) -> list[Value]:
    """Return what is known of the digits of a sample."""
    low = [Value("", 0, (1 << bits) - 1)] * (count - 1)
    moved = bits * (count - 1)
    return [*low, Value("", int(x.low) >> moved, int(x.high) >> moved)]


def _samples(g: Graph, x: Value, bits: int, count: int) -> list[Value]:
    """Return samples in digits, the lowest first; only the highest may be negative."""
    result = []
    for _ in range(count - 1):
        upper = g.shifted(x, bits)
        lower = g.add("Sub", x.name, g.times(upper, 1 << bits).name)
        result.append(Value(lower, 0, (1 << bits) - 1))
        x = upper
    return [*result, x]


def _levels(samples: list[Value], weights: list[Array]) -> list[tuple[list[Value], list[Array]]]:
    """Return for each power of the digits' base the samples and weights whose products have it."""
    levels: list[tuple[list[Value], list[Array]]] = [([], []) for _ in range(len(samples) + len(weights) - 1)]
    for i, x in enumerate(samples):
        for j, w in enumerate(weights):
            levels[i + j][0].append(x)
            levels[i + j][1].append(w)
    return levels


def _sums_whole_numbers(x: Value, step: Taps) -> bool:
    """Return whether a sum of floats adds whole numbers so small that it is exact in any order."""
    if not x.whole or step.weight is not None or step.sum.acc not in ("f32", "f64"):
        return False
    most = 1
    for count in step.count:
        most *= int(count.max())
    inner_fits = not isinstance(step.sum.order, Groups4 | Quads) or 4 * max(-x.low, x.high) < 2**24
    return bool(inner_fits and most * max(-x.low, x.high) < 2**24)


def _matrix(step: Taps, n: int, before: int) -> npt.NDArray[np.int64]:
    """Return the weights of an axis as a matrix (outputs, samples)."""
    index, count = step.index[n], step.count[n]
    used = np.arange(int(count.max())) < count[:, None]
    places = index[:, None] + np.arange(used.shape[1]) if index.ndim == 1 else index[:, : used.shape[1]]
    weight = (
        np.ones(used.shape, np.int64) if step.weight is None else step.weight[n][:, : used.shape[1]].astype(np.int64)
    )
    matrix = np.zeros((count.size, before), np.int64)
    rows = np.broadcast_to(np.arange(count.size)[:, None], used.shape)
    np.add.at(matrix, (rows[used], places[used]), weight[used])
    return matrix


def _digits(weights: npt.NDArray[np.int64], bits: int, count: int) -> list[npt.NDArray[np.int64]]:
    """Return signed digits d[0], d[1], ...: the weights are the sum of d[j] * 2**(bits * j)."""
    digits, rest = [], weights
    for _ in range(count - 1):
        low = ((rest + (1 << (bits - 1))) & ((1 << bits) - 1)) - (1 << (bits - 1))
        digits.append(low)
        rest = (rest - low) >> bits
    return [*digits, rest]


def _largest(samples: list[Value], weights: list[Array]) -> int:
    """Return a bound of every partial sum of products, in whatever order it is made."""
    pairs = zip(samples, weights, strict=True)
    return sum(int(np.abs(w).sum(1).max()) * int(max(-x.low, x.high)) for x, w in pairs)


def _product(g: Graph, samples: list[Value], axis: Axis, weights: list[Array]) -> Value:
    """Return the sums along an axis, added over pairs of samples and weights."""
    largest = _largest(samples, weights)
    if largest >= g.profile.limit:
        raise NotExact(f"a sum of up to {largest} is not below {g.profile.limit}")
    total: Value | None = None
    for x, w in zip(samples, weights, strict=True):
        positive, negative = np.maximum(w, 0).sum(1), np.minimum(w, 0).sum(1)
        low = int((positive * int(x.low) + negative * int(x.high)).min())
        high = int((positive * int(x.high) + negative * int(x.low)).max())
        matrix = _stored_matrix(g, w)
        if axis.place == -2:
            name = g.add("MatMul", matrix, x.name)
        elif axis.place == -1:
            name = g.add("MatMul", x.name, g.add("Transpose", matrix, perm=[1, 0]))
        else:
            raise NotExact(f"taps along axis {axis.place} from the end have no lowering to ONNX")
        one = g.proven(name, low, high, "sum")
        total = one if total is None else g.sum(total, one)
    assert total is not None
    return total


def _stored_matrix(g: Graph, weights: npt.NDArray[np.int64]) -> str:
    """Return a matrix of floats: kept as bands of narrow integers, which are spread out when a model is loaded."""
    n, before = weights.shape
    some = weights != 0
    first = np.where(some.any(1), some.argmax(1), 0)
    width = int((np.where(some.any(1), before - some[:, ::-1].argmax(1), 1) - first).max())
    start = np.minimum(first, before - width)
    band = np.take_along_axis(weights, start[:, None] + np.arange(width), 1)
    kind = np.int8 if np.abs(band).max() < 128 else np.int16 if np.abs(band).max() < 2**15 else np.int32
    if width * 2 > before:
        return g.cast(g.constant(weights.astype(kind)), g.profile.real)
    from onnx import numpy_helper

    nothing = numpy_helper.from_array(np.zeros(1, g.profile.real))
    empty = g.add("ConstantOfShape", np.array([n, before], np.int64), value=nothing)
    places = g.add("Add", start[:, None].astype(np.int64), np.arange(width, dtype=np.int64)[None])
    return g.add("ScatterElements", empty, places, g.cast(g.constant(band.astype(kind)), g.profile.real), axis=1)


def _ending(g: Graph, digits: list[Value], bits: int, step: Taps, channel: tuple[int, int]) -> Value:
    """Return the finish applied to a sum that is given in digits, the lowest first."""
    finish = list(_without_counts(step))
    if len(digits) == 1:
        if step.sum.acc in INTEGERS:
            onnx_ops.inside(step.sum.acc, digits[0].low, digits[0].high)
        return onnx_ops.apply(g, digits[0], tuple(finish), channel, step.sum.acc)
    added = 0
    while finish and isinstance(op := finish[0], Add):
        added += int(op.c)
        del finish[0]
    shift = finish.pop(0) if finish else Cast(step.sum.acc)
    if not isinstance(shift, Shr):
        raise NotExact(f"{type(shift).__name__} on a sum of more than {g.profile.limit} has no lowering to ONNX")
    _refuse_wrapping(g, digits, bits, added, step)
    total = g.plus(digits[0], added & ((1 << bits) - 1))
    for n, digit in enumerate(digits[1:], 1):
        part = added >> (bits * n)
        part = part if n == len(digits) - 1 else part & ((1 << bits) - 1)
        total = g.plus(g.sum(digit, g.shifted(total, bits)), part)
    total = g.shifted(total, shift.n - bits * (len(digits) - 1))
    return onnx_ops.apply(g, total, tuple(finish), channel, step.sum.acc)


def _refuse_wrapping(g: Graph, digits: list[Value], bits: int, added: int, step: Taps) -> None:
    """Refuse a sum that may leave its accumulator, for here nothing wraps."""
    low = sum(int(d.low) << (bits * n) for n, d in enumerate(digits)) + added
    high = sum(int(d.high) << (bits * n) for n, d in enumerate(digits)) + added
    width = 64 if step.sum.acc == "i64" else 32
    if step.sum.wraps and (low < -(2 ** (width - 1)) or high >= 2 ** (width - 1)):
        raise NotExact(f"a sum of {low}..{high} may wrap in {step.sum.acc}, and nothing wraps in ONNX")


def _without_counts(step: Taps) -> tuple[PointOp, ...]:
    """Return the finish, a division by counts that are all the same as one by their product."""
    result: list[PointOp] = [Cast(step.sum.acc)] if step.sum.acc not in INTEGERS else []
    for op in step.finish:
        if isinstance(op, DivCount):
            counts = [step.count[step.axes.index(axis)] for axis in op.axes]
            if any((c != c[0]).any() for c in counts):
                raise NotExact("a division by counts that differ has no lowering to ONNX")
            op = DivBy(float(np.prod([int(c[0]) for c in counts])))
        result.append(op)
    return tuple(result)


def _shifted_terms(g: Graph, x: Value, step: Taps, term: MulShr, axis: tuple[int, int]) -> Value:
    """Return a sum of terms that are shifted one by one: sample * weight >> n, in two halves of the sample."""
    assert step.weight is not None
    if term.rounding != "floor" or step.index[0].ndim != 2 or (step.count[0] != step.count[0][0]).any():
        raise NotExact("these terms, each shifted by itself, have no lowering to ONNX")
    half = min(int(max(-x.low, x.high)).bit_length() // 2, term.n)
    upper = g.shifted(x, half)
    lower = Value(g.add("Sub", x.name, g.times(upper, 1 << half).name), 0, (1 << half) - 1)
    place, _ = axis
    total: Value | None = None
    for k in range(int(step.count[0][0])):
        weight = step.weight[0][:, k].astype(np.int64)
        shaped = weight.astype(g.profile.real).reshape((-1, *[1] * (-1 - place)))
        index = step.index[0][:, k].astype(np.int64)
        ends = [_scaled(g, v, index, shaped, weight, place) for v in (lower, upper)]
        carried = g.sum(ends[1], g.shifted(ends[0], half))
        one = g.shifted(carried, term.n - half)
        total = one if total is None else g.sum(total, one)
    assert total is not None
    # Closer than what the single terms allow: each is at most what it would be without its rounding.
    sums = [int(x.high) * int(w) for w in step.weight[0].astype(np.int64).sum(1)]
    if step.weight[0].min() >= 0 and x.low >= 0:
        total = Value(total.name, 0, max(sums) >> term.n)
    return total


def _scaled(g: Graph, x: Value, index: Array, shaped: Array, weight: Array, place: int) -> Value:
    """Return one tap's samples times its weights."""
    product = g.add("Mul", g.add("Gather", x.name, index, axis=place), shaped)
    ends = [int(x.low) * int(w) for w in (weight.min(), weight.max())]
    ends += [int(x.high) * int(w) for w in (weight.min(), weight.max())]
    return g.proven(product, min(ends), max(ends), "product")
