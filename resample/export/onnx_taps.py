"""Taps as nodes of ONNX: a matrix for each digit of the weights, or a product for each tap where terms are rounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.export import onnx_ops
from resample.export.onnx_divide import DivRows
from resample.export.onnx_graph import Array, Graph, Value
from resample.export.onnx_products import products
from resample.export.onnx_whole import added, negative, shifted, size, within
from resample.plan.ranges import of_dtype
from resample.plan.words import (
    FLOATS,
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
    Taps,
)

__all__ = ["Axis", "taps"]


#: Casts that change no whole number below 2**24.
_WIDER = (Cast("f32"), Cast("f64"))
#: Whole numbers below it are exact in a float dtype.
_WHOLE = {"f16": 2**11, "bf16": 2**8, "f32": 2**24, "f64": 2**53}


@dataclass(frozen=True)
class Axis:
    """An axis that is resampled: its place in the tensor, counted from the end (-1), its length, the tensor's axes."""

    place: int
    length: int
    rank: int


def taps(g: Graph, x: Value, step: Taps, axes: list[Axis], channel: tuple[int, int], dtype: str) -> Value:
    """Return the result of taps.

    Parameters
    ----------
    g : Graph
    x : Value
    step : Taps
    axes : list of Axis
    channel : (int, int)
        As in `resample.export.onnx_ops.apply`.
    dtype : str
        Of the samples.

    Raises
    ------
    NotExact
        For a sum of floats, and where no split into digits is provably exact.
    """
    acc = step.sum.acc
    loads = step.load if acc in INTEGERS else [op for op in step.load if op not in _WIDER]
    x = onnx_ops.apply(g, x, loads, channel, dtype)
    if acc not in INTEGERS and not _sums_whole_numbers(x, step):
        raise NotExact(f"a sum in {acc} depends on its order, which a runtime of ONNX does not promise")
    if not _groups_are_exact(x, step):
        raise NotExact("groups of samples that are rounded or wrap in their own dtype have no lowering to ONNX")
    finish = _finish(step, axes)
    if acc in INTEGERS:
        x = within(g, x, acc)
    if isinstance(step.term, MulShr):
        x = _shifted_terms(g, x, step, step.term, axes[0])
    elif isinstance(step.term, Mul):
        first = 0
        # What is added to the sum first is added to its digits before they are carried.
        while acc in INTEGERS and finish and isinstance(op := finish[0], Add):
            first += int(op.c)
            del finish[0]
        for n, axis in enumerate(axes):
            weights = _matrix(step, n, axis.length)
            x = products(g, x, weights, _product(g, axis), first if n == len(axes) - 1 else 0)
            if acc in INTEGERS and step.sum.wraps:
                x = within(g, x, acc)
    else:
        raise NotExact(f"the term {type(step.term).__name__} has no lowering to ONNX")
    if acc in INTEGERS:
        x = within(g, x, acc)
    return onnx_ops.apply(g, x, tuple(finish), channel, acc)


def _sums_whole_numbers(x: Value, step: Taps) -> bool:
    """Return whether a sum of floats adds whole numbers so small that it is exact in any order."""
    if not x.whole or step.weight is not None or step.sum.acc not in ("f32", "f64"):
        return False
    most = 1
    for count in step.count:
        most *= int(count.max())
    return most * size(x) < 2**24


def _groups_are_exact(x: Value, step: Taps) -> bool:
    """Return whether groups of four samples that are summed in a dtype of their own are exact in it."""
    order = step.sum.order
    if not isinstance(order, Groups4 | Quads):
        return True
    if order.inner in FLOATS:
        return 4 * size(x) < _WHOLE[order.inner]
    least, most = of_dtype(order.inner)
    assert least is not None and most is not None
    return least <= min(x.low, 4 * x.low) and max(x.high, 4 * x.high) <= most


def _finish(step: Taps, axes: list[Axis]) -> list[PointOp | DivRows]:
    """Return the finish, with a division by counts as one by a number, or by one for each row."""
    result: list[PointOp | DivRows] = [Cast(step.sum.acc)] if step.sum.acc not in INTEGERS else []
    for op in step.finish:
        if not isinstance(op, DivCount):
            result.append(op)
            continue
        product = np.ones((), np.int64)
        for n, axis in enumerate(axes):
            if step.axes[n] in op.axes:
                product = product * step.count[n].astype(np.int64).reshape((-1, *[1] * (-1 - axis.place)))
        same = bool((product == product.flat[0]).all())
        result.append(DivBy(float(product.flat[0])) if same else DivRows(product))
    return result


def _places(step: Taps, n: int) -> tuple[Array, Array, Array]:
    """Return of each tap along an axis whether it counts, its position and its weight; 0 where it does not count."""
    index, count = step.index[n].astype(np.int64), step.count[n]
    if not count.any():
        return np.zeros((count.size, 1), bool), *np.zeros((2, count.size, 1), np.int64)
    used = np.arange(int(count.max())) < count[:, None]
    places = index[:, None] + np.arange(used.shape[1]) if index.ndim == 1 else index[:, : used.shape[1]]
    weight = np.ones(used.shape) if step.weight is None else step.weight[n][:, : used.shape[1]]
    return used, np.where(used, places, 0), np.where(used, weight.astype(np.int64), 0)


def _matrix(step: Taps, n: int, before: int) -> npt.NDArray[np.int64]:
    """Return the weights of an axis as a matrix (outputs, samples)."""
    used, places, weight = _places(step, n)
    matrix = np.zeros((len(used), before), np.int64)
    rows = np.broadcast_to(np.arange(len(used))[:, None], used.shape)
    np.add.at(matrix, (rows[used], places[used]), weight[used])
    return matrix


def _product(g: Graph, axis: Axis) -> Callable[[str, Array], str]:
    """Return what multiplies a matrix and a tensor along an axis."""

    def make(name: str, weights: Array) -> str:
        matrix = _stored_matrix(g, weights)
        if axis.place == -1:
            return g.add("MatMul", name, g.add("Transpose", matrix, perm=[1, 0]))
        order = [*range(axis.rank)]
        order[-2], order[axis.place] = order[axis.place], order[-2]
        if axis.place == -2:
            return g.add("MatMul", matrix, name)
        return g.add("Transpose", g.add("MatMul", matrix, g.add("Transpose", name, perm=order)), perm=order)

    return make


def _stored_matrix(g: Graph, weights: npt.NDArray[np.int64]) -> str:
    """Return a matrix of floats: kept as bands of narrow integers, which are spread out when a model is loaded."""
    n, before = weights.shape
    some = weights != 0
    first = np.where(some.any(1), some.argmax(1), 0)
    width = int((np.where(some.any(1), before - some[:, ::-1].argmax(1), 1) - first).max())
    start = np.minimum(first, before - width)
    band = np.take_along_axis(weights, start[:, None] + np.arange(width), 1)
    kind = next(k for k in (np.int8, np.int16, np.int32, np.int64) if np.abs(band).max() <= np.iinfo(k).max)
    if width * 2 > before:
        return g.cast(g.constant(weights.astype(kind)), g.profile.real)
    from onnx import numpy_helper

    nothing = numpy_helper.from_array(np.zeros(1, g.profile.real))
    empty = g.add("ConstantOfShape", np.array([n, before], np.int64), value=nothing)
    places = g.add("Add", start[:, None].astype(np.int64), np.arange(width, dtype=np.int64)[None])
    return g.add("ScatterElements", empty, places, g.cast(g.constant(band.astype(kind)), g.profile.real), axis=1)


def _shifted_terms(g: Graph, x: Value, step: Taps, term: MulShr, axis: Axis) -> Value:
    """Return a sum of terms that are shifted one by one: sample * weight >> n, rounded down or to nearest."""
    _, places, weight = _places(step, 0)
    shape = (-1, *[1] * (-1 - axis.place))
    # To nearest, ties away from zero: half is added before the shift, and to a negative product 1 less.
    half, one_less = (1 << (term.n - 1), negative(g, x)) if term.rounding == "away" and term.n else (0, None)
    total: Value | None = None
    low = high = np.zeros(len(weight), object)
    for k in range(weight.shape[1]):
        here = places[:, k]
        column = weight[:, k].astype(object)
        ends = _rounded(column * int(x.low), term), _rounded(column * int(x.high), term)
        low, high = low + np.minimum(*ends), high + np.maximum(*ends)

        def make(name: str, digit: Array, here: Array = here) -> str:
            factors = digit[:, 0].astype(g.profile.real).reshape(shape)
            return g.add("Mul", g.add("Gather", name, here, axis=axis.place), factors)

        taken = one_less and g.gathered(one_less, here, axis.place)
        one = shifted(g, products(g, x, weight[:, k : k + 1], make, half, taken), term.n)
        # Rounding is monotone, so that the ends of each row's samples give the ends of its sum.
        total = one if total is None else added(g, total, one, int(low.min()), int(high.max()))
    assert total is not None
    return total


def _rounded(product: Array, term: MulShr) -> Array:
    """Return products, as Python integers, shifted as the term says."""
    if term.rounding == "floor" or not term.n:
        return product >> term.n
    return (product + (1 << (term.n - 1)) - (product < 0)) >> term.n
