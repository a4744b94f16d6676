"""Cells of samples with shares of those at their borders, and what stands for them where an axis grows."""

from __future__ import annotations

from dataclasses import replace

from resample.errors import NotExact
from resample.export.any_around import Around
from resample.export.any_blocks import half, whole_factors
from resample.export.any_fixed import fixed
from resample.export.any_names import Pass, pairs_of_bytes, rounded_to
from resample.export.any_passes import Passes
from resample.export.any_road import Picture, Road
from resample.export.any_rule import Rule
from resample.export.c_ops import Expressions
from resample.plan.recipe import AxisRecipe, Recipe
from resample.plan.words import Forward, Sum

__all__ = ["MOST_CHANNELS", "cells"]

#: Of pictures that shrink by a fraction.
MOST_CHANNELS = 4
_SHRINKS = "oh <= h && ow <= w"
# A share of a sample's 1/1000 or less is left out; each weight is rounded to single precision by itself.
_SHARES = """\
static inline size_t @_longest(size_t n, size_t m) { return n / m + 4; }

/* The samples of each output's cell, and how much of each lies in it, as a share of the cell. */
static inline void @_table(size_t n, size_t m, int32_t *index, int32_t *count, float *weight, size_t k)
{
    @_NO_CONTRACTION
    const double scale = 1.0 / ((double)m / (double)n), end = (double)n - 1.0;
    for (size_t o = 0; o < m; o++, weight += k) {
        const double start = (double)o * scale, stop = start + scale, left = (double)n - start;
        const double cell = scale < left ? scale : left;
        const double below = floor(stop), above = ceil(start);
        const double last = below < end ? below : end, first = above < last ? above : last;
        const int head = first - start > 1e-3, tail = stop - last > 1e-3;
        const double over = stop - last < 1.0 ? stop - last : 1.0;
        size_t j = 0;
        index[o] = (int32_t)first - head;
        count[o] = (int32_t)(last - first) + head + tail;
        if (head) weight[j++] = (float)((first - start) / cell);
        for (int64_t i = (int64_t)first; i < (int64_t)last && j < k; i++) weight[j++] = (float)(1.0 / cell);
        if (tail && j < k) weight[j++] = (float)((over < cell ? over : cell) / cell);
        for (; j < k; j++) weight[j] = 0.0f;
    }
}
"""


def cells(e: Expressions, recipe: Recipe, picture: Picture) -> list[Road]:
    """Return the roads of means over cells: one half, whole factors, any factors, and where an axis grows.

    Raises
    ------
    NotExact
        For names that are not known beside a share.
    """
    axis = recipe.axes[-1][1]
    found = axis.coordinate, axis.precision, recipe.order, *recipe.around
    known = ("same_size_copied", "whole_factors_averaged", "growing_paired")
    totals = {"f32_forward_first": "f32", "f64_forward_first": "f64"}
    if found != ("cells_by_scale", "f64_then_f32", "rows_then_columns", *known) or recipe.sum not in totals:
        raise NotExact(f"shares of {axis.coordinate!r} around {recipe.around} have no lowering to C of any size")
    acc, dtype = totals[recipe.sum], picture.dtype
    across, down = Sum(acc, Forward(), "zero"), Sum(acc, Forward(), "first")
    words = {"W": Pass("W", across, (), dtype, acc), "H": Pass("H", down, rounded_to(dtype), acc, dtype)}
    around, rule = Around(e, picture, ()), Rule(_SHARES, "f32", False, "")
    shrinking = Passes(e, picture, recipe.order, rule, words, around, name="cells")
    blocks, growing = [half(e, picture), whole_factors(e, picture)], _growing(e, axis, picture, acc)
    if picture.channels <= MOST_CHANNELS:
        return [*blocks, shrinking.road(_SHRINKS), growing]
    part = f"{_SHRINKS} && !({blocks[1].when})"
    why = f"the picture shrinks by a fraction, which the original takes of {MOST_CHANNELS} channels at most"
    return [*blocks, replace(growing, refused=part, why=why)]


def _growing(e: Expressions, axis: AxisRecipe, picture: Picture, acc: str) -> Road:
    """Return the road of pairs; the second weight is what lies beyond the sample's end."""
    dtype = picture.dtype
    words, quantise = pairs_of_bytes(), "fixed11_even"
    if dtype != "u8":
        total, quantise = Sum(acc, Forward(), "first"), ""
        words = {"W": Pass("W", total, (), dtype, acc), "H": Pass("H", total, rounded_to(dtype), acc, dtype)}
    rule = fixed("linear", quantise, beyond=True)
    return Passes(e, picture, "rows_then_columns", rule, words, Around(e, picture, ())).road()
