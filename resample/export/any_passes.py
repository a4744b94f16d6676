"""The road of a pass along each axis, and that of nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resample.export.any_around import Around
from resample.export.any_names import ALWAYS, ORDERS, Pass
from resample.export.any_pass import SizedPass
from resample.export.any_road import Picture, Road, named
from resample.export.any_rule import Rule
from resample.export.any_tabled import table
from resample.export.c_ops import Expressions
from resample.export.c_text import indented
from resample.export.c_types import STORED
from resample.plan.plan import Plan
from resample.plan.words import DTYPES, Taps

__all__ = ["Passes", "nearest", "repeats"]


# Every row of a result of one column has the taps of the first one.
_REPEATED = (
    "rows.index[o] = rows.index[0];",
    "rows.count[o] = rows.count[0];",
    "memcpy(rows.weight + o * rows.k, rows.weight, rows.k * sizeof *rows.weight);",
)


def repeats(plans: Sequence[Plan]) -> bool:
    """Return whether plans say that every row of a result of one column has the taps of the first one."""
    rows, columns = (plans[0].source.axis(letter) for letter in "HW")
    for plan in plans:
        for step in plan.steps if plan.shape[columns] == 1 < plan.shape[rows] < plan.source.shape[rows] else ():
            if isinstance(step, Taps) and step.axes == (rows,) and step.index[0].ndim == 1:
                tables = (step.index[0], step.count[0], *(step.weight or ()))
                return all((each == each[0]).all() for each in tables)
    return False


class Passes:
    """A pass along each axis, in the order of a recipe.

    Parameters
    ----------
    expressions : Expressions
    picture : Picture
    order : str
        Of a recipe.
    rule : Rule
        How the tables of both axes are made.
    words : mapping of str to Pass
        By the letter of the axis.
    around : Around
        What is done with the samples before and after.
    adaptive : bool
        Whether the number of fraction bits follows from the weights.
    repeats : bool
        Whether all rows of a result of one column have the taps of the first one.
    name : str
        In front of the names of a road that is not the only one.
    """

    def __init__(
        self,
        expressions: Expressions,
        picture: Picture,
        order: str,
        rule: Rule,
        words: Mapping[str, Pass],
        around: Around,
        *,
        adaptive: bool = False,
        repeats: bool = False,
        name: str = "",
    ) -> None:
        self.e, self.picture, self.order = expressions, picture, order
        self.rule, self.words, self.around, self.adaptive, self.name = rule, words, around, adaptive, name
        self.repeats = repeats
        self.first = ORDERS[order]  # the condition under which columns are resampled first

    def road(self, when: str = "") -> Road:
        """Return the road."""
        functions = [line for words in self.words.values() for line in self._pass(words)]
        texts = [self.around.code(), self.rule.code, table(self.rule, adaptive=self.adaptive), indented(functions)]
        code = named("\n\n".join(text.strip("\n") for text in texts if text), self.name)
        count, run = (tuple(named(line, self.name) for line in lines) for lines in (self._count(), self._run()))
        return Road(code, count, run, when)

    def _function(self, letter: str) -> str:
        return f"{self.name}_" * bool(self.name) + ("across" if letter == "W" else "down")

    def _pass(self, words: Pass) -> list[str]:
        """Return the functions of a pass."""
        name = self._function(words.letter)
        whole = self.picture.inner if words.letter == "W" else 0
        found = []
        for own, part in ((name, words), (f"{name}_tail", words.tail)):
            if part is not None:
                made = SizedPass(self.e, own, part, self.rule, whole, adaptive=self.adaptive, road=self.name)
                found += [*made.lines(), ""]
        return found

    def _count(self) -> list[str]:
        lines = ["{", "const uint64_t down = @_table_bytes(height, to_height);"]
        lines += ["const uint64_t across = @_table_bytes(width, to_width);"]
        lines += ["if (down == 0 || across == 0) return 0;", "bytes += down + across;", "}"]
        each = self.picture.channels * DTYPES[self.words["W"].to].itemsize
        taller, wider = (f"@_up((uint64_t){a} * (uint64_t){b} * {each})" for a, b in (("oh", "w"), ("h", "ow")))
        lines.append(f"bytes += {f'({self.first})' if self.first != '0' else '0'} ? {taller} : {wider};")
        return [*lines, *self.around.count()]

    def _run(self) -> list[str]:
        kind, between = self.picture.kind, STORED[self.words["W"].to]
        lines = [f"const {kind} *from = source;", "@_table_of rows, columns;", f"{between} *middle;"]
        lines += self.around.before()
        lines += ["@_make_table(&rows, at, height, to_height, 0);", "at += @_table_bytes(height, to_height);"]
        lines += ["@_make_table(&columns, at, width, to_width, 1);", "at += @_table_bytes(width, to_width);"]
        lines.append(f"middle = ({between} *)(void *)at;")
        if self.repeats:
            lines += ["if (ow == 1)", "for (size_t o = 1; o < to_height; o++) {", *_REPEATED, "}"]
        first = [self._down("from", "middle", "width"), self._across("middle", "result", "to_height")]
        second = [self._across("from", "middle", "height"), self._down("middle", "result", "to_width")]
        if self.order in ALWAYS:
            lines += second
        else:
            lines += ["if (h == oh) {", self._across("from", "result", "height"), "} else if (w == ow) {"]
            lines += [self._down("from", "result", "width")]
            lines += [f"}} else if ({self.first}) {{", *first] if self.first != "0" else []
            lines += ["} else {", *second, "}"]
        return [*lines, *self.around.after()]

    def _across(self, source: str, result: str, rows: str) -> str:
        outer, inner = (f"{self.picture.channels} * {rows}" if self.picture.first else rows), self.picture.inner
        name = self._function("W")
        return f"@_{name}({source}, {result}, {outer}, width, {inner}, to_width, 0, {inner}, &columns);"

    def _down(self, source: str, result: str, row: str) -> str:
        p, name = self.picture, self._function("H")
        inner = row if p.first else f"{row} * {p.channels}"
        arguments = f"{source}, {result}, {p.planes}, height, {inner}, to_height"
        words = self.words["H"]
        if words.tail is None:
            return f"@_{name}({arguments}, 0, {inner}, &rows);"
        cut = f"{inner} / {words.lanes} * {words.lanes}"
        return f"@_{name}({arguments}, 0, {cut}, &rows);\n@_{name}_tail({arguments}, {cut}, {inner}, &rows);"


def nearest(picture: Picture, rule: Rule, fill: Sequence[str]) -> Road:
    """Return the road of one sample for each output; `fill`: what lies outside, one number or one a channel."""
    n = picture.inner
    outside = "y[i0] < 0 || x[o] < 0"
    fills = fill if len(fill) == n else [fill[0]] * n
    copy = " ".join(f"r[{c}] = {outside} ? {fills[c]} : p[{c}];" for c in range(min(n, 4)))
    if n > 4:
        copy = f"for (size_t c = 0; c < {n}; c++) r[c] = {outside} ? {fill[0]} : p[c];"
    row = "(i * height + (size_t)(y[i0] < 0 ? 0 : y[i0])) * width"
    run = (
        "int32_t *const y = (int32_t *)(void *)at;",
        "int32_t *const x = (int32_t *)(void *)(at + @_up(4 * (uint64_t)to_height));",
        f"@_index(height, to_height, y{rule.told});",
        f"@_index(width, to_width, x{rule.told});",
        f"for (size_t i = 0; i < {picture.planes}; i++)",
        "for (size_t i0 = 0; i0 < to_height; i0++) {",
        f"const {picture.kind} *const s = source + {row} * {n};",
        "for (size_t o = 0; o < to_width; o++) {",
        f"const {picture.kind} *const p = s + (size_t)(x[o] < 0 ? 0 : x[o]) * {n};",
        f"{picture.kind} *const r = result + ((i * to_height + i0) * to_width + o) * {n};",
        copy,
        "}",
        "}",
    )
    refused = f"{rule.refused}(height, to_height) || {rule.refused}(width, to_width)" if rule.refused else ""
    why = "an index overflows, so that the original reads outside the picture"
    return Road(
        rule.code, ("bytes += @_up(4 * (uint64_t)to_height) + @_up(4 * (uint64_t)to_width);",), run, "", refused, why
    )
