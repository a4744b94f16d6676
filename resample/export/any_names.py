"""What the names of a recipe mean in words: sums, finishes, and which axis comes first."""

from __future__ import annotations

from dataclasses import dataclass

from resample.errors import NotExact
from resample.plan.recipe import Recipe
from resample.plan.words import (
    Add,
    AfterBlocks,
    AllFused,
    AnyOrder,
    BytesApart,
    Cast,
    Clip,
    Forward,
    MulShr,
    Perm,
    PointOp,
    Reverse,
    Round,
    Shr,
    Sum,
)

__all__ = ["AROUND", "ORDERS", "Pass", "passes"]

_WRAPPING = Sum("i32", AnyOrder(), wraps=True)
_SECOND_FIRST = Perm((1, 0, 2, 3))
SUMS: dict[str, Sum] = {
    "integer": _WRAPPING,
    "f64_forward": Sum("f64", Forward()),
    "f32_forward_first": Sum("f32", Forward(), "first"),
    "f64_forward_first": Sum("f64", Forward(), "first"),
    "f32_blocks_fma": Sum("f32", Forward(), "first", AfterBlocks(4)),
    "f64_blocks_fma": Sum("f64", Forward(), "first", AfterBlocks(2)),
    "f32_second_first": Sum("f32", _SECOND_FIRST, "first"),
    "f64_second_first": Sum("f64", _SECOND_FIRST, "first"),
    "f32_second_first_fma": Sum("f32", _SECOND_FIRST, "first", AllFused()),
    "f64_second_first_fma": Sum("f64", _SECOND_FIRST, "first", AllFused()),
}
_AWAY: tuple[PointOp, ...] = (Round("away"), Cast("i32", "x86"))
_EVEN: tuple[PointOp, ...] = (Round("rne"), Cast("i32", "x86"))
FINISHES: dict[str, tuple[PointOp, ...]] = {
    "none": (),
    "shift22_clip_u8": (Add(1 << 21), Shr(22), Clip(0, 255), Cast("u8")),
    "away_x86_i32": _AWAY,
    "to_f32": (Cast("f32"),),
    "away_clip_u16": (*_AWAY, Clip(0, 0xFFFF), Cast("u16")),
    "away_bytes_apart_u16": (*_AWAY, BytesApart(), Cast("u16")),
}
#: Names of what happens around the passes; what is asked for by an argument that these functions lack does not.
AROUND = frozenset({"premultiplied", "same_size_copied", "reduced_first_on_request"})
#: Order of passes -> C condition under which columns are resampled before rows, out of signed sizes h, w, oh, ow.
ORDERS = {
    "horizontal_first": "0",
    "vertical_first_if_taller": "h > oh && h - oh > 2 * (w - ow)",
    "twice_if_tall": "h > 100 * w && oh < h",
    "rows_then_columns": "0",
    "inner_first": "0",
}
#: Orders in which an axis that keeps its size is resampled like any other.
ALWAYS = frozenset({"rows_then_columns", "inner_first"})


@dataclass(frozen=True)
class Pass:
    """The words of a pass along one axis.

    Attributes
    ----------
    letter : str
        ``H`` or ``W``.
    sum : Sum
    finish : tuple of PointOp
    dtype, to : str
        Dtypes of its samples and of what it makes.
    load : tuple of PointOp
    term : MulShr or None
    tail : Pass or None
        What makes the samples of a row behind its last whole vector of `lanes`; they are all its own where None.
    lanes : int
    weights : str
        How the weights of the table are used: ``""`` as they are, ``scaled`` times 2**-22 in single precision.
    """

    letter: str
    sum: Sum
    finish: tuple[PointOp, ...]
    dtype: str
    to: str
    load: tuple[Shr, ...] = ()
    term: MulShr | None = None
    tail: Pass | None = None
    lanes: int = 1
    weights: str = ""


def passes(recipe: Recipe, dtype: str) -> dict[str, Pass]:
    """Return the pass along each axis.

    Parameters
    ----------
    recipe : Recipe
    dtype : str
        Of the samples.

    Raises
    ------
    NotExact
        For a name that has no lowering.
    """
    for name in recipe.around:
        if name not in AROUND and not (name == "half_size_averaged" and dtype == "u8"):
            raise NotExact(f"around {name!r} has no lowering to C of any size")
    if recipe.order not in ORDERS:
        raise NotExact(f"the order {recipe.order!r} has no lowering to C of any size")
    if recipe.order == "rows_then_columns":
        return _rows_then_columns(recipe, dtype)
    if recipe.sum not in SUMS or (recipe.finish not in FINISHES and not adaptive(recipe)):
        raise NotExact(f"sum {recipe.sum!r} with finish {recipe.finish!r} has no lowering to C of any size")
    finish = () if adaptive(recipe) else FINISHES[recipe.finish]
    total = SUMS[recipe.sum]
    made = _made(dtype if adaptive(recipe) else "", total, finish)
    if made != dtype:
        raise NotExact(f"samples of {dtype} are not of the kind that {recipe.finish!r} gives ({made})")
    return {letter: Pass(letter, total, finish, dtype, dtype) for letter in "HW"}


def adaptive(recipe: Recipe) -> bool:
    """Return whether the number of fraction bits follows from the weights."""
    return recipe.finish == "shift_half_up_clip" and recipe.axes[0][1].quantise == "adaptive16_away"


def _made(dtype: str, total: Sum, finish: tuple[PointOp, ...]) -> str:
    """Return the dtype of a finished sum, unless it is known."""
    casts = [op.dtype for op in finish if isinstance(op, Cast)]
    return dtype or (casts[-1] if casts else total.acc)


def _rows_then_columns(recipe: Recipe, dtype: str) -> dict[str, Pass]:
    """Return the passes whose rows are kept in the accumulator's type and whose columns are rounded."""
    key = recipe.sum, recipe.finish
    if dtype == "u8" and recipe.axes[0][1].quantise == "fixed11_even":
        across = Pass("W", Sum("i32"), (), "u8", "i32")
        whole = Pass("H", _WRAPPING, (Add(1 << 21), Shr(22), Cast("u8", "sat")), "i32", "u8")
        if key == ("integer", "shift4_16_2"):
            finish = (Add(2), Shr(2), Cast("u8", "wrap"))
            down = Pass("H", Sum("i32"), finish, "i32", "u8", (Shr(4),), MulShr(16, "floor"))
            return {"W": across, "H": down}
        if key == ("integer", "shift22_clip_u8"):
            return {"W": across, "H": whole}
        if key == ("integer_or_f32_reversed_in_vectors", "shift22_or_even_clip_u8"):
            total = Sum("f32", Reverse(), "first")
            body = Pass("H", total, (*_EVEN, Cast("u8", "sat")), "i32", "u8", (), None, whole, 8, "scaled")
            return {"W": across, "H": body}
    if dtype == "u8" and recipe.axes[0][1].quantise == "fixed8_even":
        finish = (Add(1 << 15), Shr(16), Cast("u8", "sat"))
        return {"W": Pass("W", Sum("i32"), (), "u8", "i32"), "H": Pass("H", Sum("i32"), finish, "i32", "u8")}
    raise NotExact(f"sum {recipe.sum!r} with finish {recipe.finish!r} of {dtype} has no lowering to C of any size")
