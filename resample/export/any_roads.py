"""Which roads a recipe means: names of the table of recipes -> C for sizes that are arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resample.errors import NotExact
from resample.export.any_around import Around
from resample.export.any_blocks import HALF, half, windows
from resample.export.any_cells import cells
from resample.export.any_four import four_taps
from resample.export.any_names import AROUND, EXACT, ORDERS, adaptive, passes
from resample.export.any_passes import Passes, nearest, repeats
from resample.export.any_road import Picture, Road
from resample.export.any_tables import rule
from resample.export.c_ops import Expressions
from resample.export.c_types import number
from resample.plan.plan import Plan
from resample.plan.recipe import Recipe
from resample.plan.words import Gather
from resample.rules.blocks import BLOCK_SUMS

__all__ = ["roads"]


def roads(e: Expressions, recipe: Recipe, picture: Picture, plans: Sequence[Plan]) -> list[Road]:
    """Return the roads of a recipe, in the order in which their conditions are asked.

    Parameters
    ----------
    e : Expressions
    recipe : Recipe
    picture : Picture
    plans : sequence of Plan
        For several sizes of pictures of this kind.

    Raises
    ------
    NotExact
        For a name, or names together, that have no lowering.
    """
    for name in recipe.around:
        if name not in AROUND:
            raise NotExact(f"around {name!r} has no lowering to C of any size")
    if recipe.order not in ORDERS:
        raise NotExact(f"the order {recipe.order!r} has no lowering to C of any size")
    axis = recipe.axes[-1][1]
    if axis.filter == "nearest":
        fills = [step.fill for plan in plans for step in plan.steps if isinstance(step, Gather)]
        return [nearest(picture, rule(axis, picture), [number(v, picture.dtype) for v in (fills or [(0,)])[0]])]
    if (axis.coordinate, axis.filter, recipe.finish) == ("cells_outward", "mean", "divided_in_turn"):
        return windows(e, picture, plans)
    if axis.filter == "share":
        return cells(e, recipe, picture)
    words, own = passes(recipe, picture.dtype), rule(axis, picture)
    own_bits, first_row = adaptive(recipe), repeats(plans)
    around = Around(e, picture, plans)
    made = Passes(e, picture, recipe.order, own, words, around, adaptive=own_bits, repeats=first_row)
    found = [made.road()]
    if "half_size_averaged" in recipe.around and not (axis.quantise in EXACT and picture.channels == 2):
        if picture.dtype in BLOCK_SUMS:
            found.insert(0, half(e, picture))
        else:
            found[0] = replace(
                found[0], refused=HALF, why="the result is exactly half the picture: there is no mean of such samples"
            )
    if recipe.order == "inner_first_or_together":
        together = rule(replace(axis, quantise="none"), picture)
        found[:0] = four_taps(e, together, picture, plans)
    always = [n for n, road in enumerate(found) if not road.when]
    return found[: always[0] + 1]
