"""A pass along one axis as C whose sizes and tables are arguments."""

from __future__ import annotations

import numpy as np

from resample.export.any_names import Pass
from resample.export.any_road import named
from resample.export.any_rule import Rule
from resample.export.c_ops import Expressions
from resample.export.c_taps import PartOfC
from resample.export.c_types import STORED, computed
from resample.plan.words import DTYPES, Mul, Part, Taps

__all__ = ["SizedPass"]

#: What every pass is told: the source as (outer, before, inner), the result as (outer, after, inner), of each inner row
#: the samples from `begin` to `end`, and the table of the outputs.
ARGUMENTS = "size_t outer, size_t before, size_t inner, size_t after, size_t begin, size_t end, const @_table_of *table"


class SizedPass(PartOfC):
    """One pass, as C.

    Parameters
    ----------
    expressions : Expressions
    name : str
        Of the function, after the prefix.
    words : Pass
    rule : Rule
        How its table is made.
    whole : int
        Samples of an inner row if it has always as many and they are summed as one; 0: any number, in blocks.
    adaptive : bool
        Whether the number of fraction bits is the table's.
    road : str
        Whose table it is, where there are several roads with tables.
    """

    def __init__(
        self,
        expressions: Expressions,
        name: str,
        words: Pass,
        rule: Rule,
        whole: int,
        *,
        adaptive: bool,
        road: str = "",
    ) -> None:
        # One tap of one output, as a stand-in: only its words are looked at.
        acc = DTYPES[words.sum.acc]
        taps = Taps(
            (0,),
            (np.zeros(2, np.int32),),
            (np.array([0, 1], np.int32),),
            (np.ones((2, 1), acc),),
            words.sum,
            words.finish,
            words.load,
            words.term or Mul(),
        )
        super().__init__(expressions, name, Part((), taps), (1, 1), (2, 1), words.dtype, words.to)
        self.words, self.rule, self.whole, self.adaptive = words, rule, whole, adaptive
        self.arguments = named(ARGUMENTS, road)
        self.exact_product = False

    def row(self) -> tuple[str, bool]:
        """Return the length of an inner row."""
        return (str(self.whole), True) if self.whole else ("(end - begin)", False)

    def counts(self) -> list[str]:
        """Return the line that names the number of taps."""
        return [f"const size_t n0 = {'(size_t)table->count[i0]' if self.rule.counted else 'table->k'};"]

    def _tap(self, t: str, each: str, *, first: bool) -> list[str]:
        """Return the lines that add one tap; where one lies outside, a sum may start from zero."""
        lines = super()._tap(t, each, first=first)
        if first and self.words.edge_from_zero:
            ends = "table->index[(i0 + 1) * table->k - 1] - table->index[i0 * table->k]"
            lines.append(f"if ({ends} != (int32_t)table->k - 1) {each} a[x] = 0 + a[x];")
        return lines

    def offset(self) -> str:
        """Return how far the sample of tap k0 lies from the start of a row of the source."""
        if self.rule.explicit:
            return "(size_t)table->index[i0 * table->k + k0] * inner"
        return "((size_t)table->index[i0] + k0) * inner"

    def weight(self) -> str:
        """Return the weight of tap k0, as the accumulator's dtype."""
        text = "table->weight[i0 * table->k + k0]"
        if self.words.weights == "scaled":
            return f"(float){text} * 2.384185791015625e-07f"  # 2**-22
        kind = "i32" if self.rule.quantise else self.rule.dtype
        return text if kind == self.acc else f"({computed(self.acc)}){text}"

    def finish(self, total: str) -> list[str]:
        """Return the lines that store an output out of its sum."""
        if not self.adaptive:
            return super().finish(total)
        lines = [
            f"const int32_t sum = {total};",
            "const int32_t v = (int32_t)((uint32_t)sum + ((uint32_t)1 << (table->bits - 1))) >> table->bits;",
        ]
        return [*lines, "r[x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);"]

    def function(self, body: list[str]) -> list[str]:
        """Return the function around what is done for a row of outputs."""
        kinds = STORED[self.dtype], STORED[self.to]
        arguments = self.arguments.replace("@", self.e.prefix)
        head = (
            f"static void {self.name}(const {kinds[0]} *@_RESTRICT source, {kinds[1]} *@_RESTRICT result, {arguments})"
        )
        unused = "(void)end;" if self.whole else ""
        rows = [
            *("for (size_t i = 0; i < outer; i++) {", "for (size_t i0 = 0; i0 < after; i0++) {"),
            f"const {kinds[0]} *const s = source + i * before * inner + begin;",
            f"{kinds[1]} *const row = result + (i * after + i0) * inner + begin;",
        ]
        return [
            head,
            "{",
            "@_NO_CONTRACTION",
            *([unused] if unused else []),
            *rows,
            *self.counts(),
            *body,
            "}",
            "}",
            "}",
        ]
