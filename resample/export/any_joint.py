"""Sums over both axes at once, as C whose sizes are arguments: blocks, windows, and four taps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resample.export import c_sums
from resample.export.any_road import Picture, named
from resample.export.c_ops import Expressions
from resample.export.c_taps import PartOfC
from resample.export.c_types import STORED, computed
from resample.plan.words import DTYPES, Part, PointOp, Sum, Taps

__all__ = ["Joint", "SizedJoint"]


@dataclass(frozen=True)
class Joint:
    """The words of a sum over both axes.

    Attributes
    ----------
    sum : Sum
    finish : tuple of PointOp
        Axes in it are 0 for rows and 1 for columns.
    shared : tuple of PointOp or None
        What the sum goes through before it is multiplied by 1 / the number of taps, in single precision; None: it is
        not.
    start, stop : int
        Channels.
    """

    sum: Sum
    finish: tuple[PointOp, ...]
    shared: tuple[PointOp, ...] | None = None
    start: int = 0
    stop: int = 0


class SizedJoint(PartOfC):
    """One sum over both axes, as C.

    Parameters
    ----------
    expressions : Expressions
    name : str
        Of the function, after the prefix.
    words : Joint
    picture : Picture
    places : tuple of str
        Lines that name the first tap f0, f1 of output i0, i1 along each axis, and the number of taps n0, n1; empty if
        tables name two taps an axis.
    of : str
        The road whose tables these are.
    """

    passed = ("n1", "width")

    def __init__(
        self,
        expressions: Expressions,
        name: str,
        words: Joint,
        picture: Picture,
        places: tuple[str, ...] = (),
        of: str = "",
    ) -> None:
        # One output of one tap, as a stand-in: only its words are looked at.
        one = np.ones(1, np.int32)
        weight = None if places else (np.ones((1, 1), DTYPES[words.sum.acc]),) * 2
        taps = Taps((0, 1), (0 * one, 0 * one), (one, one), weight, words.sum, words.finish)
        super().__init__(expressions, name, Part((), taps), (1, 1), (1, 1), picture.dtype, picture.dtype)
        self.words, self.picture, self.places, self.of = words, picture, places, of
        self.channels = picture.inner if picture.first else words.stop - words.start

    @property
    def prototype(self) -> str:
        """The arguments behind source and result; with tables, those of rows and columns too."""
        sizes = "size_t planes, size_t height, size_t width, size_t to_height, size_t to_width, size_t from, size_t to"
        kind = named("@_table_of", self.of).replace("@", self.e.prefix)
        tables = f", const {kind} *rows, const {kind} *columns"
        return sizes + ("" if self.places else tables)

    def code(self) -> list[str]:
        """Return the functions."""
        return self.lines() if self.running else c_sums.lines(self)

    def row(self) -> tuple[str, bool]:
        """Return the number of channels."""
        return str(self.channels), True

    def number(self, n: int) -> str:
        """Return the number of taps along an axis."""
        return f"n{n}" if self.places else "2"

    def offset(self) -> str:
        """Return how far the sample of tap k0, k1 lies from the first one, or from the start of the picture."""
        at = "k0 * width + k1"
        if not self.places:
            at = "(size_t)rows->index[i0 * 2 + k0] * width + (size_t)columns->index[i1 * 2 + k1]"
        return f"({at}) * {self.picture.inner}"

    def weight(self) -> str:
        """Return the product of the weights of both axes."""
        names = ("rows->weight[i0 * 2 + k0]", "columns->weight[i1 * 2 + k1]")
        return self.e.binary(names[0], "*", names[1], self.acc)

    def every(self, first: int, adds: list[str]) -> list[str]:
        """Return the loop over the taps: along both axes where they are added in their order from zero."""
        if not self.places:
            return super().every(first, adds)
        return [
            "(void)n;",
            *("for (size_t k0 = 0; k0 < n0; k0++)", "for (size_t k1 = 0; k1 < n1; k1++) {"),
            *adds,
            "}",
        ]

    def key(self, t: str) -> list[str]:
        """Return the lines that name the tap."""
        return [] if self.places else super().key(t)

    def finish(self, total: str) -> list[str]:
        """Return the lines that store an output out of its sum."""
        if self.words.shared is None:
            return super().finish(total)
        e, counts = self.e, {0: "n0", 1: "n1"}
        lines, value, dtype = e.ops("sum", self.acc, self.words.shared, counts, name="u")
        share = "share" if dtype == "f32" else f"({computed(dtype)})share"
        last, result, _ = e.ops("mean", dtype, self.words.finish, counts)
        return [
            *(f"const {computed(self.acc)} sum = {total};", *lines),
            "const float share = 1.0f / (float)((uint64_t)n0 * (uint64_t)n1);",
            f"const {computed(dtype)} mean = {e.binary(value, '*', share, dtype)};",
            *(*last, f"r[x] = {e.store(result, self.to)};"),
        ]

    def function(self, body: list[str]) -> list[str]:
        """Return the function around what is done for one pixel."""
        kind, inner = STORED[self.dtype], self.picture.inner
        first = f"(f0 * width + f1) * {inner} + " if self.places else ""
        start = 0 if self.picture.first else self.words.start
        head = f"static void {self.name}(const {kind} *@_RESTRICT source, {kind} *@_RESTRICT result, {self.prototype})"
        rows, columns = self.places or ("const size_t n0 = 2;", "const size_t n1 = 2;")
        return [
            *(head, "{", "@_NO_CONTRACTION", "(void)rows, (void)columns;" if not self.places else "(void)height;"),
            *("for (size_t i = 0; i < planes; i++)", "for (size_t i0 = 0; i0 < to_height; i0++) {", rows),
            *("for (size_t i1 = from; i1 < to; i1++) {", columns),
            f"const {kind} *const s = source + i * height * width * {inner} + {first}{start};",
            f"{kind} *const row = result + ((i * to_height + i0) * to_width + i1) * {inner} + {start};",
            *(*body, "}", "}", "}"),
        ]
