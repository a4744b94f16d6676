"""The function of a header of any size: which passes run, in which order, and the memory between them."""

from __future__ import annotations

from collections.abc import Mapping

from resample.errors import NotExact
from resample.export import any_text
from resample.export.any_names import ALWAYS, ORDERS, Pass
from resample.export.any_rule import Rule
from resample.export.c_text import indented
from resample.export.c_types import STORED
from resample.plan.recipe import Recipe
from resample.plan.words import DTYPES

__all__ = ["Entry"]


class Entry:
    """The entry of one header.

    Parameters
    ----------
    recipe : Recipe
    rule : Rule
    passes : mapping of str to Pass
        By the letter of the axis; none for nearest.
    channels : int
    first : bool
        Whether channels come before rows.
    kind : str
        C type of a sample.
    name : str
        In front of all names.
    """

    def __init__(
        self, recipe: Recipe, rule: Rule, passes: Mapping[str, Pass], channels: int, first: bool, kind: str, name: str
    ) -> None:
        self.recipe, self.rule, self.passes = recipe, rule, passes
        self.channels, self.first, self.kind, self.name = channels, first, kind, name
        self.alpha = "premultiplied" in recipe.around
        self.copies = "same_size_copied" in recipe.around or recipe.order not in ALWAYS
        if self.alpha and (first or kind != "uint8_t"):
            raise NotExact("colours that are multiplied by alpha have no lowering to C of any size in this layout")

    @property
    def between(self) -> str:
        """The dtype of what one pass hands to the other."""
        return self.passes["W"].to

    def sizes(self) -> str:
        """Return the function that counts scratch memory."""
        lines = []
        if self.rule.wide:
            lines.append("if (to_height == 1 || to_width == 1) return 0;")
        if not self.passes:
            lines.append("bytes += @_up(4 * (uint64_t)to_height) + @_up(4 * (uint64_t)to_width);")
        else:
            lines += ["{", "const uint64_t down = @_table_bytes(height, to_height);"]
            lines += ["const uint64_t across = @_table_bytes(width, to_width);"]
            lines += ["if (down == 0 || across == 0) return 0;", "bytes += down + across;", "}"]
            each = self.channels * DTYPES[self.between].itemsize
            taller, wider = (f"@_up((uint64_t){a} * (uint64_t){b} * {each})" for a, b in (("oh", "w"), ("h", "ow")))
            lines.append(f"bytes += {self._down_first()} ? {taller} : {wider};")
        if self.alpha:
            lines.append(f"bytes += @_up((uint64_t)h * (uint64_t)w * {self.channels});")
        text = any_text.SIZES.replace("$COUNT", "".join(f"    {line}\n" for line in indented(lines).splitlines()))
        also = (
            ",\n * or a side of the result is 1, where the original's arithmetic depends on more"
            if self.rule.wide
            else ""
        )
        pixel = self.channels * max(DTYPES[d].itemsize for d in ("i64", *(p.to for p in self.passes.values())))
        return text.replace("$ALSO", also).replace("$PIXEL", str(pixel))

    def _down_first(self) -> str:
        condition = ORDERS[self.recipe.order]
        return condition if condition == "0" else f"({condition})"

    def function(self) -> str:
        """Return the entry."""
        kind = self.kind
        head = [
            f"static inline int @(const {kind} *source, size_t height, size_t width, {kind} *result, size_t to_height,",
            f"{' ' * (19 + len(self.name))}size_t to_width, void *scratch)",
        ]
        lines = ["const int64_t h = (int64_t)height, w = (int64_t)width;"]
        lines += ["const int64_t oh = (int64_t)to_height, ow = (int64_t)to_width;"]
        lines += ["unsigned char *at = (unsigned char *)scratch;"]
        lines += ["if (@_scratch_bytes(height, width, to_height, to_width) == 0) return 1;"]
        if self.copies:
            lines += ["if (h == oh && w == ow) {"]
            lines += [f"memcpy(result, source, height * width * {self.channels} * sizeof *result);", "return 0;", "}"]
        body = indented(["{", *lines, *(self._passes() if self.passes else self._nearest()), "return 0;", "}"])
        return self._half() + "\n".join(head) + "\n" + body

    # --- nearest ------------------------------------------------------------------------------------------------------

    def _nearest(self) -> list[str]:
        planes, inner = (self.channels, 1) if self.first else (1, self.channels)
        copy = " ".join(f"r[{c}] = y[i0] < 0 || x[o] < 0 ? 0 : p[{c}];" for c in range(min(inner, 4)))
        if inner > 4:
            copy = f"for (size_t c = 0; c < {inner}; c++) r[c] = y[i0] < 0 || x[o] < 0 ? 0 : p[c];"
        pixel = [
            f"const {self.kind} *const p = s + (size_t)(x[o] < 0 ? 0 : x[o]) * {inner};",
            f"{self.kind} *const r = result + ((i * to_height + i0) * to_width + o) * {inner};",
            copy,
        ]
        row = "(i * height + (size_t)(y[i0] < 0 ? 0 : y[i0])) * width"
        return [
            "int32_t *const y = (int32_t *)(void *)at;",
            "int32_t *const x = (int32_t *)(void *)(at + @_up(4 * (uint64_t)to_height));",
            "@_index(height, to_height, y);",
            "@_index(width, to_width, x);",
            f"for (size_t i = 0; i < {planes}; i++)",
            "for (size_t i0 = 0; i0 < to_height; i0++) {",
            f"const {self.kind} *const s = source + {row} * {inner};",
            "for (size_t o = 0; o < to_width; o++) {",
            *pixel,
            "}",
            "}",
            "(void)h, (void)w, (void)oh, (void)ow;",
        ]

    # --- passes -------------------------------------------------------------------------------------------------------

    def _passes(self) -> list[str]:
        kind, between = self.kind, STORED[self.between]
        lines = [] if not self._half() else ["if (h == 2 * oh && w == 2 * ow) {", self._halved(), "return 0;", "}"]
        lines += [f"const {kind} *from = source;", "@_table_of rows, columns;", f"{between} *middle;"]
        lines += ["@_make_table(&rows, at, height, to_height, 0);", "at += @_table_bytes(height, to_height);"]
        lines += ["@_make_table(&columns, at, width, to_width, 1);", "at += @_table_bytes(width, to_width);"]
        lines.append(f"middle = ({between} *)(void *)at;")
        if self.alpha:
            lines += self._premultiplied()
        across = self.recipe.order in ALWAYS
        first = [self._down("from", "middle", "width"), self._across("middle", "result", "to_height")]
        second = [self._across("from", "middle", "height"), self._down("middle", "result", "to_width")]
        if across:
            lines += second
        else:
            lines += ["if (h == oh) {", self._across("from", "result", "height"), "} else if (w == ow) {"]
            lines += [self._down("from", "result", "width")]
            lines += [f"}} else if {self._down_first()} {{", *first] if self._down_first() != "0" else []
            lines += ["} else {", *second, "}"]
        if self.alpha:
            last = self.channels - 1
            lines += [f"for (size_t i = 0; i < to_height * to_width * {self.channels}; i += {self.channels})"]
            lines += [f"for (size_t c = 0; c < {last}; c++)"]
            lines += [f"result[i + c] = @_unpremultiplied(result[i + c], result[i + {last}]);"]
        return [*lines, "(void)h, (void)w, (void)oh, (void)ow;"]

    def _across(self, source: str, result: str, rows: str) -> str:
        outer, inner = (f"{self.channels} * {rows}", "1") if self.first else (rows, str(self.channels))
        return f"@_across({source}, {result}, {outer}, width, {inner}, to_width, 0, {inner}, &columns);"

    def _down(self, source: str, result: str, row: str) -> str:
        outer, inner = (str(self.channels), row) if self.first else ("1", f"{row} * {self.channels}")
        words = self.passes["H"]
        if words.tail is None:
            return f"@_down({source}, {result}, {outer}, height, {inner}, to_height, 0, {inner}, &rows);"
        cut = f"{inner} / {words.lanes} * {words.lanes}"
        ranges = (("down", "0", cut), ("down_tail", cut, inner))
        calls = [
            f"@_{name}({source}, {result}, {outer}, height, {inner}, to_height, {a}, {b}, &rows);"
            for name, a, b in ranges
        ]
        return "\n".join(calls)

    def _premultiplied(self) -> list[str]:
        """Return the lines that copy the picture, its colours multiplied by its alpha."""
        c, last = self.channels, self.channels - 1
        return [
            "{",
            f"const size_t bytes = (size_t)(({self._down_first()}) ? oh * w : h * ow) * {c};",
            "uint8_t *const colours = (uint8_t *)(at + @_up(bytes));",
            f"for (size_t i = 0; i < height * width * {c}; i += {c}) {{",
            f"for (size_t c = 0; c < {last}; c++) colours[i + c] = @_premultiplied(source[i + c], source[i + {last}]);",
            f"colours[i + {last}] = source[i + {last}];",
            "}",
            "from = colours;",
            "}",
        ]

    def _half(self) -> str:
        """Return the function for results of exactly half the size, where they have one of their own."""
        exact = self.recipe.axes[0][1].quantise == "fixed8_even" and self.channels == 2
        if "half_size_averaged" not in self.recipe.around or exact:
            return ""
        plain = "((sum + 2) >> 2)" if self.channels in (1, 3, 4) else "rintf((float)sum * 0.25f)"
        return any_text.HALF.replace("$CHANNELS", str(self.channels)).replace("$MEAN", plain) + "\n"

    def _halved(self) -> str:
        return f"@_half(source, result, to_height, to_width * {self.channels});"
