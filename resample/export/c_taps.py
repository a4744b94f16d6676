"""Taps as C loops; a sum that runs from tap to tap takes a block of neighbouring outputs along.

Each output's terms are added in the order of the plan, and only in that order; that its neighbours' are added in
between is what lets a compiler use vectors.
"""

from __future__ import annotations

from math import prod

import numpy as np

from resample.errors import NotExact
from resample.export.c_ops import Expressions
from resample.export.c_types import STORED, Tables, computed, modular
from resample.export.regions import Loop, region
from resample.plan.words import (
    DTYPES,
    FLOATS,
    AfterBlocks,
    AnyOrder,
    Cast,
    Forward,
    Groups4,
    Lerp,
    Mul,
    MulDiv,
    MulShr,
    NotFused,
    Part,
    Perm,
    PointOp,
    Quads,
    Reverse,
    Shr,
)

#: Outputs that are summed side by side; their accumulators stay in the first cache.
BLOCK = 256
#: Rows up to this long are summed whole, by loops of a fixed length.
WHOLE_ROW = 32
_RUNNING = (AnyOrder, Forward, Reverse, Perm)


class PartOfC:
    """One part of a step, as C.

    Parameters
    ----------
    expressions : Expressions
    name : str
        Of the function, after the prefix.
    part : Part
    before, after : tuple of int
        Shapes of source and result.
    dtype, to : str
        Dtypes of source and result.

    Attributes
    ----------
    passed : tuple of str
        Sizes that a function of one tap is told, beside the outputs and the tap.
    """

    passed: tuple[str, ...] = ()

    def __init__(
        self,
        expressions: Expressions,
        name: str,
        part: Part,
        before: tuple[int, ...],
        after: tuple[int, ...],
        dtype: str,
        to: str,
    ) -> None:
        self.e, self.name = expressions, f"{expressions.prefix}_{name}"
        self.taps, self.dtype, self.to = part.taps, dtype, to
        self.acc = part.taps.sum.acc
        self.region = region(part, before, after)
        by_tap = {loop.tap: loop for loop in self.region.loops if loop.tap is not None}
        self.axes: list[Loop] = [by_tap[n] for n in range(len(part.taps.axes))]
        self.loaded = _after_load(dtype, part.taps.load)
        self.tables: Tables = expressions.tables
        self.exact_product = self._product_fits()

    @property
    def running(self) -> bool:
        """Whether the sum runs from tap to tap; integers, whose order is free, always may."""
        order = self.taps.sum.order
        if isinstance(self.taps.term, Lerp) or isinstance(order, Groups4 | Quads):
            return False
        return isinstance(order, _RUNNING) or self.acc not in FLOATS

    def _product_fits(self) -> bool:
        """Return whether a product of sample and weight fits an int, whatever the sample."""
        if self.acc != "i32" or self.dtype not in ("u8", "i8", "u16", "i16") or self.taps.weight is None:
            return False
        largest = prod(int(np.abs(w.astype(np.int64)).max()) for w in self.taps.weight)
        return bool(largest * 2 ** (8 * DTYPES[self.dtype].itemsize) < 2**31)

    # --- pieces -------------------------------------------------------------------------------------------------------

    def counts(self) -> list[str]:
        """Return the lines that name the number of taps along each axis."""
        lines = []
        for n, (loop, count) in enumerate(zip(self.axes, self.taps.count, strict=True)):
            if (count == count[0]).all():
                lines.append(f"const size_t n{n} = {int(count[0])};")
            else:
                lines.append(f"const size_t n{n} = {self.tables.add('count', count)[0]}[i{loop.number}];")
        return lines

    def number(self, n: int) -> str:
        """Return the number of taps along an axis, where every output has as many."""
        return str(int(self.taps.count[n][0]))

    def offset(self) -> str:
        """Return how far the sample of tap k0, k1, ... lies from the start of the passed axes."""
        terms = []
        for n, (loop, index) in enumerate(zip(self.axes, self.taps.index, strict=True)):
            table, _ = self.tables.add("index", index)
            at = f"i{loop.number}"
            place = f"({table}[{at}] + k{n})" if index.ndim == 1 else f"{table}[{at} * {index.shape[1]} + k{n}]"
            terms.append(f"(size_t){place} * {loop.before}" if loop.before != 1 else f"(size_t){place}")
        return " + ".join(terms)

    def weight(self) -> str:
        """Return the weight of tap k0, k1, ..., as the accumulator's dtype."""
        assert self.taps.weight is not None
        dtype = {"f64": "f64"}.get(self.acc, "f32") if self.acc in FLOATS else ""
        names = []
        for n, (loop, weight) in enumerate(zip(self.axes, self.taps.weight, strict=True)):
            table, kind = self.tables.add("weight", weight, dtype)
            text = f"{table}[i{loop.number} * {weight.shape[1]} + k{n}]"
            names.append(text if kind == computed(self.acc) else f"({computed(self.acc)}){text}")
        if self.taps.product == "inner":
            names.reverse()
        text = names[0]
        for name in names[1:]:
            text = self.e.binary(text, "*", name, self.acc)
        return text

    def sample(self, stored: str, dtype: str = "") -> str:
        """Return a stored sample, loaded and cast to a dtype, the accumulator's by default."""
        text, kind = self.e.load(stored, self.dtype), self.dtype
        for op in self.taps.load:
            if isinstance(op, Shr):
                text = f"({computed(kind)})({text} >> {op.n})"
            elif isinstance(op, Cast):
                text, kind = f"({self.e.cast(text, kind, op.dtype, op.mode)})", op.dtype
        return self.e.cast(text, kind, dtype or self.acc, "x86" if kind in FLOATS else "wrap")

    def term(self, sample: str, weight: str, divisor: str = "") -> str:
        """Return what a tap contributes."""
        match self.taps.term:
            case _ if self.taps.weight is None:
                return sample
            case MulShr(n, "floor"):
                return f"({computed(self.acc)})((int64_t){sample} * (int64_t){weight} >> {n})"
            case MulShr():
                return f"({computed(self.acc)}){self.e.prefix}_mul_shr_away({sample}, {weight})"
            case MulDiv():
                return self.e.rounded(f"({self.e.binary(sample, '*', weight, self.acc)} / {divisor})", self.acc)
            case Mul() if self.exact_product:
                return f"{sample} * {weight}"
            case Mul():
                return self.e.binary(sample, "*", weight, self.acc)
        raise NotExact(f"the term {type(self.taps.term).__name__} has no lowering to C")

    def divisor(self) -> str:
        """Return the divisor of an output, or nothing."""
        if not isinstance(self.taps.term, MulDiv):
            return ""
        values = self.taps.term.divisor.astype(DTYPES["f64" if self.acc == "f64" else "f32"])
        table, _ = self.tables.add("divisor", values, "f64" if self.acc == "f64" else "f32")
        return f"{table}[i{self.axes[0].number}]"

    def finish(self, total: str) -> list[str]:
        """Return the lines that store an output at r[x] out of its sum."""
        counts = {axis: f"n{n}" for n, axis in enumerate(self.taps.axes)}
        lines, value, _ = self.e.ops("sum", self.acc, self.taps.finish, counts)
        return [f"const {computed(self.acc)} sum = {total};", *lines, f"r[x] = {self.e.store(value, self.to)};"]

    # --- a running sum ------------------------------------------------------------------------------------------------

    def function(self, body: list[str]) -> list[str]:
        """Return the function of the part around what is done for a row of outputs."""
        r = self.region
        kinds = STORED[self.dtype], STORED[self.to]
        head = f"static void {self.name}(const {kinds[0]} *@_RESTRICT source, {kinds[1]} *@_RESTRICT result)"
        opened, source, result = [], "", ""
        for loop in r.loops:
            first, last = (loop.start, loop.stop) if loop.tap is None else (0, loop.stop - loop.start)
            i = f"i{loop.number}"
            opened.append(f"for (size_t {i} = {first}; {i} < {last}; {i}++) {{")
            moved = f"({i} + {loop.start})" if loop.tap is not None and loop.start else i
            result += f" + {moved} * {loop.after}"
            source += f" + {i} * {loop.before}" if loop.tap is None else ""
        row = f" + {r.start}" if r.start else ""
        inside = [f"const {STORED[self.dtype]} *const s = source{source}{row};"]
        inside += [f"{STORED[self.to]} *const row = result{result}{row};", *self.counts(), *body]
        return [head, "{", "@_NO_CONTRACTION", *opened, *inside, *["}"] * len(opened), "}"]

    def row(self) -> tuple[str, bool]:
        """Return the number of neighbouring samples that have the same taps, and whether they are summed as one."""
        length = self.region.stop - self.region.start
        return str(length), length <= WHOLE_ROW

    def lines(self) -> list[str]:
        """Return the function of a running sum."""
        length, whole = self.row()
        accumulator = computed(self.acc) if self.acc in FLOATS else modular(self.acc)
        each = f"for (size_t x = 0; x < {length if whole else 'm'}; x++)"
        starts_with_term = self.taps.sum.init == "first" and self.acc in FLOATS
        body = [f"{accumulator} a[{length if whole else BLOCK}];", f"{each} a[x] = 0;"]
        never, empty = (any(int(f(c)) == 0 for c in self.taps.count) for f in (np.min, np.max))
        number = " * ".join(f"n{n}" for n in range(len(self.axes)))
        body.append(f"const size_t n = {number}; (void)n; (void)b;" if empty else f"const size_t n = {number};")
        if starts_with_term and not empty:
            first = self._tap("0", each, first=True)
            body += ["if (n > 0) {" if never else "{", *first, "}"]
        if not empty:
            adds = self._tap("t", each, first=False)
            body += self.every(int(starts_with_term), adds)
        total = "a[x]" if self.acc in FLOATS else f"({computed(self.acc)})a[x]"
        body += [f"{each} {{", *self.finish(total), "}"]
        if whole:
            pointers = [f"{STORED[self.to]} *const r = row;", f"const {STORED[self.dtype]} *const b = s;"]
            return self.function(pointers + body)
        pointers = [f"{STORED[self.to]} *const r = row + x0;", f"const {STORED[self.dtype]} *const b = s + x0;"]
        step = f"for (size_t x0 = 0; x0 < {length}; x0 += {BLOCK}) {{"
        rest = f"const size_t m = {length} - x0 < {BLOCK} ? {length} - x0 : {BLOCK};"
        return self.function([step, rest, *pointers, *body, "}"])

    def every(self, first: int, adds: list[str]) -> list[str]:
        """Return the loop over the taps from number `first` on, each named t."""
        return [f"for (size_t t = {first}; t < n; t++) {{", *adds, "}"]

    def key(self, t: str) -> list[str]:
        """Return the lines that name the tap that is added as number t: k0, k1, ..."""
        order = self.taps.sum.order
        flat = t
        if self.acc not in FLOATS:
            pass  # in any order the same
        elif isinstance(order, Reverse):
            flat = f"n - 1 - {t}"
        elif isinstance(order, Perm):
            flat = f"{self.tables.add('order', np.array(order.p))[0]}[{t}]"
        if len(self.axes) == 1:
            return [f"const size_t k0 = {flat};"]
        lines = [f"const size_t k = {flat};"]
        rest = "k"
        for n in range(len(self.axes) - 1, 0, -1):
            lines.append(f"const size_t k{n} = {rest} % n{n};")
            rest = f"{rest} / n{n}" if rest == "k" else f"({rest}) / n{n}"
        return [*lines, f"const size_t k0 = {rest};"]

    def _tap(self, t: str, each: str, *, first: bool) -> list[str]:
        """Return the lines that add one tap to a block of sums, or start them with it."""
        lines = [*self.key(t), f"const {STORED[self.dtype]} *const p = b + {self.offset()};"]
        weight = "w" if self.taps.weight is not None else ""
        if weight:
            lines.append(f"const {computed(self.acc)} w = {self.weight()};")
        sample = self.sample("p[x]")
        term = self.term(sample, weight, self.divisor())
        if first:
            return [*lines, f"{each} a[x] = {term};"]
        if self.acc not in FLOATS:
            return [*lines, f"{each} a[x] += ({modular(self.acc)})({term});"]
        apart = f"{each} a[x] = {self.e.binary('a[x]', '+', term, self.acc)};"
        fused = self.taps.sum.fused
        if isinstance(fused, NotFused):
            return [*lines, apart]
        together = f"{each} a[x] = {self.e.fma(sample, 'w', 'a[x]', self.acc)};"
        if isinstance(fused, AfterBlocks):
            return [*lines, f"if (k0 > {fused.lanes} * ((n - 1) / {fused.lanes})) {together}", f"else {apart}"]
        return [*lines, together]


def _after_load(dtype: str, load: tuple[PointOp, ...]) -> str:
    for op in load:
        dtype = op.dtype if isinstance(op, Cast) else dtype
    return dtype
