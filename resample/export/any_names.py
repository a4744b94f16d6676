"""What the names of a recipe mean in words: sums, finishes, and which axis comes first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from resample.errors import NotExact
from resample.plan.recipe import Recipe
from resample.plan.words import (
    FLOATS,
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

__all__ = ["AROUND", "EXACT", "ORDERS", "Pass", "pairs_of_bytes", "passes", "rounded_to"]

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
_ROUNDED_APART = ("f32_forward_first", "f64_forward_first", "f32_reversed_in_vectors")
#: Quantisation of pairs that are exact to the last rounding -> fraction bits of a weight, and the accumulator.
EXACT = {"fixed8_even": (8, "i32"), "fixed16_even": (16, "i64"), "fixed32_even": (32, "i64")}
FINISHES: dict[str, tuple[PointOp, ...]] = {
    "none": (),
    "shift22_clip_u8": (Add(1 << 21), Shr(22), Clip(0, 255), Cast("u8")),
    "away_x86_i32": _AWAY,
    "to_f32": (Cast("f32"),),
    "to_f16": (Cast("f16"),),
    "to_bf16": (Cast("bf16"),),
    "away_clip_u16": (*_AWAY, Clip(0, 0xFFFF), Cast("u16")),
    "away_bytes_apart_u16": (*_AWAY, BytesApart(), Cast("u16")),
}
#: Names of what happens around the passes; what is asked for by an argument that these functions lack does not.
AROUND = frozenset(
    {"premultiplied", "upper_bit_flipped", "bytes_swapped", "reduced_first_on_request"}
    | {"same_size_copied", "half_size_averaged", "whole_factors_averaged", "growing_paired"}
)
#: Order of passes -> C condition under which columns are resampled before rows, out of signed sizes h, w, oh, ow.
ORDERS = {
    "horizontal_first": "0",
    "vertical_first_if_taller": "h > oh && h - oh > 2 * (w - ow)",
    "twice_if_tall": "h > 100 * w && oh < h",
    "rows_then_columns": "0",
    "inner_first": "0",
    "inner_first_or_together": "0",
    "together": "0",
    "any": "0",
}
#: Orders in which an axis that keeps its size is resampled like any other.
ALWAYS = frozenset({"rows_then_columns", "inner_first", "inner_first_or_together", "together"})


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
    edge_from_zero : bool
        Whether a sum with a tap outside starts from zero instead of from its first term.
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
    edge_from_zero: bool = False


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
    if recipe.order == "rows_then_columns":
        return _rows_then_columns(recipe, dtype)
    if recipe.sum not in SUMS or (recipe.finish not in FINISHES and not adaptive(recipe)):
        raise NotExact(f"sum {recipe.sum!r} with finish {recipe.finish!r} has no lowering to C of any size")
    finish = () if adaptive(recipe) else FINISHES[recipe.finish]
    total = SUMS[recipe.sum]
    if isinstance(total.order, Perm) and recipe.axes[0][1].filter == "linear":
        total = replace(total, order=Reverse())
    made = _made(dtype if adaptive(recipe) else "", total, finish)
    if made != dtype:
        raise NotExact(f"samples of {dtype} are not of the kind that {recipe.finish!r} gives ({made})")
    if dtype in ("f16", "bf16"):
        return {"W": Pass("W", total, (), dtype, total.acc), "H": Pass("H", total, finish, total.acc, dtype)}
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
    key, axis = (recipe.sum, recipe.finish), recipe.axes[0][1]
    if dtype == "u8" and axis.quantise == "fixed11_even":
        across = Pass("W", Sum("i32"), (), "u8", "i32")
        whole = Pass("H", _WRAPPING, (Add(1 << 21), Shr(22), Cast("u8", "sat")), "i32", "u8")
        if key == ("integer", "shift4_16_2"):
            return pairs_of_bytes()
        if key == ("integer", "shift22_clip_u8"):
            return {"W": across, "H": whole}
        if key == ("integer_or_f32_reversed_in_vectors", "shift22_or_even_clip_u8"):
            total = Sum("f32", Reverse(), "first")
            body = Pass("H", total, rounded_to("u8"), "i32", "u8", (), None, whole, 8, "scaled")
            return {"W": across, "H": body}
    if recipe.finish == "shift_half_up_clip" and axis.quantise in EXACT:
        return _exact_pairs(recipe.sum, axis.quantise, dtype)
    if key[0] in _ROUNDED_APART and axis.quantise == "none" and recipe.finish == _finish(dtype):
        return _floats(recipe.sum, dtype, edges=axis.filter != "linear")
    raise NotExact(f"sum {recipe.sum!r} with finish {recipe.finish!r} of {dtype} has no lowering to C of any size")


def rounded_to(dtype: str) -> tuple[PointOp, ...]:
    """Return the finish of a sum in floats: half to even, what does not fit 32 bits to the lowest integer, clipped."""
    return () if dtype in FLOATS else (Round("rne"), Cast("i32", "x86"), Cast(dtype, "sat"))


def _finish(dtype: str) -> str:
    return "none" if dtype in FLOATS else "even_x86_clip"


def pairs_of_bytes() -> dict[str, Pass]:
    """Return the passes of pairs of bytes in 2048ths."""
    down = Pass("H", Sum("i32"), (Add(2), Shr(2), Cast("u8", "wrap")), "i32", "u8", (Shr(4),), MulShr(16, "floor"))
    return {"W": Pass("W", Sum("i32"), (), "u8", "i32"), "H": down}


def _exact_pairs(total: str, quantise: str, dtype: str) -> dict[str, Pass]:
    """Return the passes of pairs that are exact to the last rounding, half up."""
    bits, acc = EXACT[quantise]
    apart = total == "integer_rounded_products"
    if not apart and total != "integer":
        raise NotExact(f"sum {total!r} of pairs of {dtype} has no lowering to C of any size")
    term, drop = (MulShr(bits, "away"), bits) if apart else (None, 2 * bits)
    down = Sum(acc, AnyOrder(), wraps=True)
    finish = (Add(1 << (drop - 1)), Shr(drop), Cast(dtype, "sat"))
    return {"W": Pass("W", Sum(acc), (), dtype, acc), "H": Pass("H", down, finish, acc, dtype, (), term)}


def _floats(total: str, dtype: str, *, edges: bool) -> dict[str, Pass]:
    """Return the passes of products that are rounded one by one; `edges`: whether taps outside start a sum from zero.

    That is the sign of a zero, and lost where the result is an integer.
    """
    acc = "f64" if total.startswith("f64") else "f32"
    forward = Sum(acc, Forward(), "first")
    across = Pass("W", forward, (), dtype, acc, edge_from_zero=edges and dtype in FLOATS)
    down = Pass("H", forward, rounded_to(dtype), acc, dtype)
    if total == "f32_reversed_in_vectors":
        reverse = Sum("f32", Reverse(), "first")
        down = replace(down, sum=reverse, tail=down, lanes=4 if dtype == "f32" else 8)
    return {"W": across, "H": down}
