"""Operations on samples as NumPy statements, one function a word; see `resample.run.ops` for what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.plan.words import (
    DTYPES,
    FLOATS,
    Add,
    BytesApart,
    ByteSwap,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Lut,
    MulBy,
    Number,
    PointOp,
    Premultiply,
    Round,
    Shr,
    Unpremultiply,
)

#: Adds a table to the file and returns its name.
Tabled = Callable[[str, Any], str]


def stored(dtype: str) -> str:
    """Return the NumPy dtype that holds samples, as code."""
    return f"np.{DTYPES[dtype].name}"


def computed(dtype: str) -> str:
    """Return the NumPy dtype in which a dtype is computed, as code."""
    return "np.float32" if dtype in ("f16", "bf16") else stored(dtype)


def load(value: str, dtype: str) -> str:
    """Return stored samples as numbers to compute with."""
    return f"{dtype}_to_f32({value})" if dtype in ("f16", "bf16") else value


def store(value: str, dtype: str) -> str:
    """Return computed numbers as they are stored."""
    return f"f32_to_{dtype}({value})" if dtype in ("f16", "bf16") else value


def rounded(value: str, dtype: str) -> str:
    """Return the result of one operation, rounded to the dtype."""
    return f'round_to({value}, "{dtype}")' if dtype in ("f16", "bf16") else value


def constant(c: Number, dtype: str) -> str:
    """Return a constant of a dtype."""
    text = repr(float(c)) if dtype in FLOATS else repr(int(c))
    return f"{computed(dtype)}({text if np.isfinite(float(c)) else repr(text)})"


def cast(value: str, dtype: str, to: str, mode: str) -> str:
    """Return a value in another dtype."""
    if to in FLOATS:
        text = value if computed(to) == computed(dtype) else f"{value}.astype({computed(to)})"
        return rounded(text, to) if to != dtype or to in ("f16", "bf16") else text
    if to == dtype:
        return value
    if dtype not in FLOATS and mode != "sat":
        return f"{value}.astype({stored(to)})"
    if mode == "x86":
        return f"cast_x86_{'i64' if to in ('u32', 'i64') else 'i32'}({value}).astype({stored(to)})"
    bits = 8 * DTYPES[to].itemsize
    low, high = (0, 2**bits - 1) if to[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return f"{'cast_sat' if dtype in FLOATS else 'saturated'}({value}, {low}, {high}).astype({stored(to)})"


def lines(ops: tuple[PointOp, ...], dtype: str, counts: dict[int, str], tabled: Tabled) -> tuple[list[str], str]:
    """Return the statements that change ``x`` by operations in order, and the dtype after them.

    Raises
    ------
    NotExact
        For a word that is not lowered here.
    """
    result = []
    for op in ops:
        if type(op) not in OPS:
            raise NotExact(f"the word {type(op).__name__} has no lowering to NumPy")
        text, dtype = OPS[type(op)](op, dtype, counts, tabled)
        result.append(f"x = {text}")
    return result, dtype


Result = tuple[str, str]


def add(op: Add, dtype: str, *_: Any) -> Result:
    """Lower `Add`."""
    return rounded(f"x + {constant(op.c, dtype)}", dtype), dtype


def mul_by(op: MulBy, dtype: str, *_: Any) -> Result:
    """Lower `MulBy`."""
    return rounded(f"x * {constant(op.c, dtype)}", dtype), dtype


def div_by(op: DivBy, dtype: str, *_: Any) -> Result:
    """Lower `DivBy`."""
    return rounded(f"x / {constant(op.c, dtype)}", dtype), dtype


def div_count(op: DivCount, dtype: str, counts: dict[int, str], _: Tabled) -> Result:
    """Lower `DivCount`."""
    number = " * ".join(f"{counts[axis]}.astype(np.int64)" for axis in op.axes)
    return rounded(f"x / {rounded(f'({number}).astype({computed(dtype)})', dtype)}", dtype), dtype


def shr(op: Shr, dtype: str, *_: Any) -> Result:
    """Lower `Shr`."""
    return f"x >> {computed(dtype)}({op.n})", dtype


def round_(op: Round, dtype: str, *_: Any) -> Result:
    """Lower `Round`."""
    if op.mode == "away":
        return f"np.trunc({rounded('round_half_away(x)', dtype)})", dtype
    return f"np.{ {'rne': 'rint', 'floor': 'floor', 'trunc': 'trunc'}[op.mode] }(x)", dtype


def clip(op: Clip, dtype: str, *_: Any) -> Result:
    """Lower `Clip`."""
    low, high = constant(op.lo, dtype), constant(op.hi, dtype)
    return f"np.where(x < {low}, {low}, np.where(x > {high}, {high}, x))", dtype


def cast_(op: Cast, dtype: str, *_: Any) -> Result:
    """Lower `Cast`."""
    return cast("x", dtype, op.dtype, op.mode), op.dtype


def bytes_apart(op: BytesApart, dtype: str, *_: Any) -> Result:
    """Lower `BytesApart`."""
    return f"bytes_apart(x).astype({computed(dtype)})", dtype


def lut(op: Lut, dtype: str, counts: dict[int, str], tabled: Tabled) -> Result:
    """Lower `Lut`."""
    rows = "np.arange(x.shape[-1])" if len(op.table) > 1 else "0"
    return load(f"{tabled('lut', op.table)}[{rows}, x]", op.dtype), op.dtype


def premultiply(op: Premultiply, dtype: str, *_: Any) -> Result:
    """Lower `Premultiply`."""
    return "premultiply(x)", dtype


def unpremultiply(op: Unpremultiply, dtype: str, *_: Any) -> Result:
    """Lower `Unpremultiply`."""
    return "unpremultiply(x)", dtype


def byte_swap(op: ByteSwap, dtype: str, *_: Any) -> Result:
    """Lower `ByteSwap`."""
    return "x.byteswap()", dtype


OPS: dict[type, Callable[..., Result]] = {
    Add: add,
    Shr: shr,
    MulBy: mul_by,
    DivBy: div_by,
    DivCount: div_count,
    Round: round_,
    Clip: clip,
    Cast: cast_,
    BytesApart: bytes_apart,
    Lut: lut,
    Premultiply: premultiply,
    Unpremultiply: unpremultiply,
    ByteSwap: byte_swap,
}
