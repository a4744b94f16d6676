"""Operations on one sample as C expressions, one function a word; see `resample.run.ops` for what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from resample.errors import NotExact
from resample.export.c_types import Tables, computed, modular, number, wrapped
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
    PointOp,
    Round,
    Shr,
)


class Expressions:
    """Writes expressions; every one has the type in which its dtype is computed.

    Parameters
    ----------
    prefix : str
        Of the header's names.
    tables : Tables
        Takes look-up tables.
    """

    def __init__(self, prefix: str, tables: Tables) -> None:
        self.prefix, self.tables = prefix, tables

    def load(self, stored: str, dtype: str) -> str:
        """Return a stored sample as one to compute with."""
        return f"{self.prefix}_load_{dtype}({stored})" if dtype in ("f16", "bf16") else stored

    def store(self, value: str, dtype: str) -> str:
        """Return a computed value as it is stored."""
        return f"{self.prefix}_store_{dtype}({value})" if dtype in ("f16", "bf16") else value

    def rounded(self, value: str, dtype: str) -> str:
        """Return the result of one operation, rounded to the dtype."""
        return f"{self.prefix}_round_{dtype}({value})" if dtype in ("f16", "bf16") else value

    def binary(self, a: str, sign: str, b: str, dtype: str) -> str:
        """Return a sum, a difference or a product of two values."""
        if dtype in FLOATS:
            return self.rounded(f"({a} {sign} {b})", dtype)
        wide = modular(dtype)
        return f"(({computed(dtype)})(({wide}){a} {sign} ({wide}){b}))"

    def fma(self, a: str, b: str, c: str, dtype: str) -> str:
        """Return a * b + c rounded once."""
        return f"{'fmaf' if dtype == 'f32' else 'fma'}({a}, {b}, {c})"

    def cast(self, value: str, dtype: str, to: str, mode: str) -> str:
        """Return a value in another dtype."""
        if to == dtype and to not in ("f16", "bf16"):
            return value
        if to in FLOATS:
            return self.rounded(f"({computed(to)}){value}", to)
        if dtype not in FLOATS:
            return self._clipped(value, dtype, to) if mode == "sat" else f"(({computed(to)}){value})"
        if mode == "x86":
            way = "i64" if to in ("u32", "i64") else "i32"
            return f"({computed(to)}){self.prefix}_x86_{way}((double){value})"
        low, high = _range(to)
        return f"({computed(to)}){self.prefix}_sat((double){value}, {number(low, 'i64')}, {number(high, 'i64')})"

    def _clipped(self, value: str, dtype: str, to: str) -> str:
        """Return an integer clipped to another dtype's range, comparing only what can be outside."""
        (low, high), (least, most) = _range(dtype), _range(to)
        text = f"({computed(to)}){value}"
        if high > most:
            text = f"({value} > {number(most, dtype)} ? ({computed(to)}){number(most, to)} : {text})"
        if low < least:
            text = f"({value} < {number(least, dtype)} ? ({computed(to)}){number(least, to)} : {text})"
        return text

    def ops(
        self,
        value: str,
        dtype: str,
        ops: tuple[PointOp, ...],
        counts: Mapping[int, str],
        channel: str = "",
        name: str = "v",
    ) -> tuple[list[str], str, str]:
        """Return the lines that compute operations in order, and the name and the dtype of the result.

        Parameters
        ----------
        value, dtype : str
            A name that holds the sample.
        ops : tuple of PointOp
        counts : mapping of int to str
            Axis -> number of taps of this output, for `DivCount`.
        channel : str
            The position along the last axis, for `Lut`.
        name : str
            In front of the numbers of the names of what is computed.
        """
        lines = []
        for n, op in enumerate(ops):
            if type(op) not in OPS:
                raise NotExact(f"the word {type(op).__name__} has no lowering to C here")
            text, dtype = OPS[type(op)](self, value, dtype, op, counts, channel)
            lines.append(f"const {computed(dtype)} {name}{n} = {text};")
            value = f"{name}{n}"
        return lines, value, dtype


def _range(dtype: str) -> tuple[int, int]:
    bits = 8 * DTYPES[dtype].itemsize
    return (0, 2**bits - 1) if dtype[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


Result = tuple[str, str]


def add(e: Expressions, x: str, dtype: str, op: Add, *_: Any) -> Result:
    """Lower `Add`."""
    return _with_constant(e, x, "+", op.c, dtype), dtype


def mul_by(e: Expressions, x: str, dtype: str, op: MulBy, *_: Any) -> Result:
    """Lower `MulBy`."""
    return _with_constant(e, x, "*", op.c, dtype), dtype


def _with_constant(e: Expressions, x: str, sign: str, c: int | float, dtype: str) -> str:
    if dtype in FLOATS:
        return e.binary(x, sign, number(c, dtype), dtype)
    return f"({computed(dtype)})(({modular(dtype)}){x} {sign} {wrapped(int(c), dtype)})"


def div_by(e: Expressions, x: str, dtype: str, op: DivBy, *_: Any) -> Result:
    """Lower `DivBy`."""
    return e.rounded(f"({x} / {number(op.c, dtype)})", dtype), dtype


def div_count(e: Expressions, x: str, dtype: str, op: DivCount, counts: Mapping[int, str], _: str) -> Result:
    """Lower `DivCount`."""
    product = " * ".join(f"(int64_t){counts[axis]}" for axis in op.axes)
    return e.rounded(f"({x} / {e.rounded(f'({computed(dtype)})({product})', dtype)})", dtype), dtype


def shr(e: Expressions, x: str, dtype: str, op: Shr, *_: Any) -> Result:
    """Lower `Shr`."""
    return f"({computed(dtype)})({x} >> {op.n})", dtype


def round_(e: Expressions, x: str, dtype: str, op: Round, *_: Any) -> Result:
    """Lower `Round`."""
    f = "" if dtype == "f64" else "f"
    if op.mode == "away":
        half = number(0.5, dtype)
        moved = e.rounded(f"({x} >= 0 ? {x} + {half} : {x} - {half})", dtype)
        return f"trunc{f}({moved})", dtype
    return f"{ {'rne': 'rint', 'floor': 'floor', 'trunc': 'trunc'}[op.mode] }{f}({x})", dtype


def clip(e: Expressions, x: str, dtype: str, op: Clip, *_: Any) -> Result:
    """Lower `Clip`; a bound that is the end of an unsigned type is not compared, as compilers complain."""
    low, high = number(op.lo, dtype), number(op.hi, dtype)
    if dtype in FLOATS:
        return f"{x} < {low} ? {low} : {x} > {high} ? {high} : {x}", dtype
    least, most = _range(dtype)
    text = x if op.hi >= most else f"{x} > {high} ? {high} : {x}"
    text = text if op.lo <= least else f"{x} < {low} ? {low} : {text}"
    return f"({computed(dtype)})({text})", dtype


def cast(e: Expressions, x: str, dtype: str, op: Cast, *_: Any) -> Result:
    """Lower `Cast`."""
    return e.cast(x, dtype, op.dtype, op.mode), op.dtype


def bytes_apart(e: Expressions, x: str, dtype: str, op: BytesApart, *_: Any) -> Result:
    """Lower `BytesApart`."""
    low = f"({x} % 256 < 0 ? 0 : {x} % 256)"
    high = f"({x} < 0 ? 0 : {x} >> 8 > 255 ? 255 : {x} >> 8)"
    return f"({computed(dtype)})({high} * 256 | {low})", dtype


def lut(e: Expressions, x: str, dtype: str, op: Lut, counts: Mapping[int, str], channel: str) -> Result:
    """Lower `Lut`."""
    stored = "u16" if op.dtype == "bf16" else op.dtype
    values = op.table.view("u2") if op.dtype == "f16" else op.table
    name, _ = e.tables.add("lut", values, "u16" if op.dtype == "f16" else stored)
    place = f"{channel} * 256 + {x}" if len(op.table) > 1 else x
    return e.load(f"{name}[{place}]", op.dtype), op.dtype


def byte_swap(e: Expressions, x: str, dtype: str, op: ByteSwap, *_: Any) -> Result:
    """Lower `ByteSwap`."""
    return f"({computed(dtype)})(uint16_t)((uint32_t)(uint16_t){x} << 8 | (uint32_t)(uint16_t){x} >> 8)", dtype


OPS: dict[type, Callable[..., Result]] = {
    Add: add,
    Shr: shr,
    MulBy: mul_by,
    DivBy: div_by,
    DivCount: div_count,
    Round: round_,
    Clip: clip,
    Cast: cast,
    BytesApart: bytes_apart,
    Lut: lut,
    ByteSwap: byte_swap,
}
