"""Taps as NumPy statements: small functions of one tap, and the sum that goes over them."""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export import numpy_ops as ops
from resample.plan.words import (
    DTYPES,
    FLOATS,
    AfterBlocks,
    AnyOrder,
    Cascade,
    Cast,
    DivCount,
    Forward,
    Groups4,
    Lerp,
    MulDiv,
    MulShr,
    NotFused,
    Pairs,
    Pairwise8,
    Perm,
    Quads,
    Reverse,
    Taps,
    Unordered,
)

Lines = list[str]


class TapsOfNumpy:
    """The body of a function that makes the outputs of taps out of ``x``.

    Parameters
    ----------
    taps : Taps
    axes : tuple of int
        Where its axes are in `shape`.
    shape : tuple of int
        Of the source.
    dtype : str
        Of the source.
    tabled : callable
        Adds a table to the file and returns its name.
    """

    def __init__(
        self, taps: Taps, axes: tuple[int, ...], shape: tuple[int, ...], dtype: str, tabled: ops.Tabled
    ) -> None:
        self.taps, self.axes, self.before, self.dtype, self.tabled = taps, axes, shape, dtype, tabled
        self.acc = taps.sum.acc
        lengths = dict(zip(axes, (c.size for c in taps.count), strict=True))
        self.shape = tuple(lengths.get(a, n) for a, n in enumerate(shape))
        self.ragged = any((c != c[0]).any() or int(c[0]) == 0 for c in taps.count)

    def along(self, name: str, n: int) -> str:
        """Return a list of numbers, one an output of axis n, shaped to broadcast along it."""
        return f"{name}.reshape({', '.join('-1' if a == self.axes[n] else '1' for a in range(len(self.before)))})"

    def lines(self) -> Lines:
        """Return the statements, the last of which returns the result.

        Raises
        ------
        NotExact
            For an order that is not specified, or a word that is not lowered here.
        """
        total = self._total()
        lines = [*self._functions(), *total]
        counts = {axis: f"count{n}" for n, axis in enumerate(self.taps.axes)}
        if any(isinstance(op, DivCount) for op in self.taps.finish):
            named = (self.along(self.tabled("count", c), n) for n, c in enumerate(self.taps.count))
            lines += [f"count{n} = {text}" for n, text in enumerate(named)]
        finish, dtype = ops.lines(self.taps.finish, self.acc, counts, self.tabled)
        return [*lines, *finish, f"return {ops.store('x', dtype)}"]

    # --- one tap ------------------------------------------------------------------------------------------------------

    def _functions(self) -> Lines:
        """Return the statements that define the samples, weights and terms of a tap."""
        lines = [f"x = {ops.load('x', self.dtype)}"] if self.dtype in ("f16", "bf16") else []
        load, dtype = ops.lines(self.taps.load, self.dtype, {}, self.tabled)
        lines += load
        order = self.taps.sum.order
        if isinstance(order, Groups4 | Quads):
            lines.append(f"inner = {self._cast('x', dtype, order.inner)}")
        lines.append(f"loaded = {self._cast('x', dtype, self.acc)}")
        lines += ["", "def pick(y, k):", *self._picks(), ""]
        lines += ["def sample(k):", "    return pick(loaded, k)", ""]
        if self.taps.weight is not None:
            lines += ["def weight(k):", f"    return {self._weight()}", ""]
        if not isinstance(self.taps.term, Lerp):
            lines += ["def term(k):", f"    return {self._term()}", ""]
        return lines

    @staticmethod
    def _cast(value: str, dtype: str, to: str) -> str:
        return ops.cast(value, dtype, to, "x86" if dtype in FLOATS else "wrap")

    def _picks(self) -> Lines:
        lines = []
        for n, (axis, index) in enumerate(zip(self.axes, self.taps.index, strict=True)):
            name = self.tabled("index", index)
            place = f"{name} + k[{n}]" if index.ndim == 1 else f"{name}[:, k[{n}]]"
            if self.ragged:
                place = f"np.clip({place}, 0, {self.before[axis] - 1})"
            lines.append(f"    y = y.take({place}, {axis})")
        return [*lines, "    return y"]

    def _weight(self) -> str:
        assert self.taps.weight is not None
        names = []
        for n, (weight, count) in enumerate(zip(self.taps.weight, self.taps.count, strict=True)):
            if self.acc not in FLOATS:
                used = np.arange(weight.shape[1]) < (1 if isinstance(self.taps.term, Lerp) else count[:, None])
                weight = np.where(used, weight, 0).astype(weight.dtype)
            text = self.along(f"{self.tabled('weight', weight)}[:, k[{n}]]", n)
            cast = self.acc not in FLOATS and weight.dtype != DTYPES[self.acc]
            names.append(f"{text}.astype({ops.computed(self.acc)})" if cast else text)
        if self.taps.product == "inner":
            names.reverse()
        text = names[0]
        for name in names[1:]:
            text = ops.rounded(f"{text} * {name}", self.acc)
        return text

    def _term(self) -> str:
        if self.taps.weight is None:
            return "sample(k)"
        match self.taps.term:
            case MulShr(n, "floor"):
                product = f"sample(k).astype(np.int64) * weight(k).astype(np.int64) >> np.int64({n})"
                return f"({product}).astype({ops.computed(self.acc)})"
            case MulShr():
                return "mul_shr_away(sample(k), weight(k))"
            case MulDiv(divisor):
                name = self.along(self.tabled("divisor", divisor), 0)
                return ops.rounded(f"{ops.rounded('sample(k) * weight(k)', self.acc)} / {name}", self.acc)
        return ops.rounded("sample(k) * weight(k)", self.acc)

    # --- the sum ------------------------------------------------------------------------------------------------------

    def _total(self) -> Lines:
        """Return the statements that leave the sum in ``x``."""
        order, zero = self.taps.sum.order, f"np.zeros({self.shape}, {ops.computed(self.acc)})"
        counts = [int(c.max()) for c in self.taps.count]
        keys = f"[(k,) for k in range({counts[0]})]"
        if len(counts) > 1:
            names = [f"k{n}" for n in range(len(counts))]
            loops = " ".join(f"for {k} in range({c})" for k, c in zip(names, counts, strict=True))
            keys = f"[({', '.join(names)}) {loops}]"
        lines = [f"keys = {keys}"]
        if isinstance(self.taps.term, Lerp):
            return self._lerp(self.taps.term)
        add = f"lambda a, b: {ops.rounded('a + b', self.acc)}"
        items = "[term(k) for k in keys]"
        match order:
            case AnyOrder() | Forward():
                return [*lines, *self._running(zero)]
            case Reverse():
                return [*lines, "keys = keys[::-1]", *self._running(zero)]
            case Perm(p):
                return [*lines, f"keys = [keys[k] for k in {p}]", *self._running(zero)]
            case Pairs():
                return [*lines, *self._pairs(), f"x = pairs(items, {add})", *self._from_zero(zero)]
            case Pairwise8():
                return [*lines, f"x = pairwise({items}, {add})", *self._from_zero(zero)]
            case Cascade(lanes, ways):
                return [*lines, f"x = cascade({items}, {lanes}, {ways}, {zero}, {add})"]
            case Groups4() | Quads():
                return [*lines, *self._grouped(order, zero)]
            case Unordered(bound):
                raise NotExact(f"the order of a sum is not specified; it is known to {bound:g} of the largest sample")
        raise NotExact(f"the order {type(order).__name__} has no lowering to NumPy")

    def _running(self, zero: str) -> Lines:
        """Return a sum from tap to tap."""
        if self.acc not in FLOATS and not (self.ragged and (self.taps.weight is None or len(self.axes) > 1)):
            # Weights beyond the count are 0, and the order of integers is free.
            return [f"x = {zero}", "for k in keys:", "    x = x + term(k)"]
        fused, together = self.taps.sum.fused, "total + term(k)"
        if not isinstance(fused, NotFused):
            together = f"fma{'32' if self.acc == 'f32' else '64'}(sample(k), weight(k), total)"
        plus = ops.rounded(together, self.acc) if isinstance(fused, NotFused) else together
        if isinstance(fused, AfterBlocks):
            count = self.along(self.tabled("count", self.taps.count[0]), 0)
            plus = f"np.where(k[0] > {fused.lanes} * (({count} - 1) // {fused.lanes}), {together}, total + term(k))"
        valid = "np.array(True)"
        if self.ragged:
            counts = (self.along(self.tabled("count", c), n) for n, c in enumerate(self.taps.count))
            valid = " & ".join(f"(k[{n}] < {count})" for n, count in enumerate(counts))
        started = f"np.full({self.shape}, {self.taps.sum.init == 'zero'})"
        return [
            f"x = running(keys, lambda k: {valid}, term, lambda total, k: {plus},",
            f"            {zero}, {started})",
        ]

    def _lerp(self, term: Lerp) -> Lines:
        lines = ["a, b, t = sample((0,)), sample((1,)), weight((0,))"]
        lines.append(f"d = {ops.rounded('b - a', self.acc)}")
        if term.fused:
            return [*lines, f"x = fma{'32' if self.acc == 'f32' else '64'}(d, t, a)"]
        return [*lines, f"x = {ops.rounded('a + ' + ops.rounded('d * t', self.acc), self.acc)}"]

    def _pairs(self) -> Lines:
        if isinstance(self.taps.sum.fused, NotFused):
            return ["items = [term(k) for k in keys]"]
        fma = f"fma{'32' if self.acc == 'f32' else '64'}"
        return [
            f"items = [{fma}(sample(a), weight(a), term(b)) for a, b in zip(keys[::2], keys[1::2])]",
            "items += [term(keys[-1])] if len(keys) % 2 else []",
        ]

    def _from_zero(self, zero: str) -> Lines:
        return [f"x = {zero} + x"] if self.taps.sum.init == "zero" else []

    def _grouped(self, order: Groups4 | Quads, zero: str) -> Lines:
        counts = [int(c[0]) for c in self.taps.count]
        groups = f"quads({counts[0]}, {counts[1]})" if isinstance(order, Quads) else "groups4(len(keys))"
        lines = [f"x = {zero if self.taps.sum.init == 'zero' else None}", f"for group in {groups}:"]
        lines += ["    g = sample(keys[group[0]])", "    if len(group) > 1:", "        g = pick(inner, keys[group[0]])"]
        lines += [
            "        for k in group[1:]:",
            f"            g = {ops.rounded('g + pick(inner, keys[k])', order.inner)}",
        ]
        lines.append(f"        g = {self._cast('g', order.inner, self.acc)}")
        return [*lines, f"    x = g if x is None else {ops.rounded('x + g', self.acc)}"]


def describe(taps: Taps) -> str:
    """Return what the docstring of a step says."""
    words: list[Any] = [taps.sum.order, taps.sum.fused]
    named = ", ".join(type(w).__name__ for w in words)
    load = "".join(f" after {type(op).__name__}" for op in taps.load if not isinstance(op, Cast))
    return f"Sum taps along axis {', '.join(map(str, taps.axes))} in {taps.sum.acc}{load}: {named}."
