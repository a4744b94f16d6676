"""Dtypes, numbers and tables as C99 that C++ takes too."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.words import DTYPES, FLOATS, Number

Array = npt.NDArray[Any]

#: dtype name -> the C type of a stored sample; 16-bit floats are stored as their bits.
STORED = {
    "u8": "uint8_t",
    "i8": "int8_t",
    "u16": "uint16_t",
    "i16": "int16_t",
    "u32": "uint32_t",
    "i32": "int32_t",
    "i64": "int64_t",
    "f16": "uint16_t",
    "bf16": "uint16_t",
    "f32": "float",
    "f64": "double",
}
#: Width of the lines of a table.
_COLUMNS = 110


def computed(dtype: str) -> str:
    """Return the C type in which a dtype is computed."""
    return "float" if dtype in ("f16", "bf16") else STORED[dtype]


def modular(dtype: str) -> str:
    """Return the unsigned C type in which integers of a dtype are added and multiplied.

    C leaves the overflow of signed integers undefined; unsigned ones wrap, and the low bits are the same.
    """
    return "uint64_t" if dtype == "i64" else "uint32_t"


def number(value: Number, dtype: str) -> str:
    """Return a constant of a dtype, so that it means the same number in every compiler.

    Examples
    --------
    >>> number(-1, "i32"), number(0.1, "f64"), number(float(np.float32(0.1)), "f32"), number(-2**63, "i64")
    ('-1', '0.1', '0.1f', '(-9223372036854775807LL - 1)')
    """
    if dtype in FLOATS:
        return _real(float(value), dtype)
    if value in (-(2**31), -(2**63)):
        return f"(-{-int(value) - 1}{'LL' if dtype == 'i64' else ''} - 1)"
    return f"{int(value)}{'LL' if dtype == 'i64' else 'u' if dtype == 'u32' else ''}"


def wrapped(value: int, dtype: str) -> str:
    """Return a constant in the unsigned type in which a dtype is added and multiplied."""
    wide = modular(dtype) == "uint64_t"
    return f"{int(value) % 2 ** (64 if wide else 32)}{'ULL' if wide else 'u'}"


def _real(value: float, dtype: str) -> str:
    single = dtype != "f64"
    if math.isnan(value):
        return "NAN" if single else "(double)NAN"
    if math.isinf(value):
        return f"{'-' if value < 0 else ''}{'' if single else '(double)'}INFINITY"
    # The shortest digits that read back to the same number; hexadecimal floats are no C++ before C++17.
    text = repr(float(value)) if not single else str(np.float32(value))
    if not re.search(r"[.e]", text):
        text += ".0"
    return text + ("f" if single else "")


def narrowest(values: Array) -> str:
    """Return the dtype name of the smallest integers that hold all values."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for name in ("u8", "i8", "u16", "i16", "i32", "u32", "i64"):
        info = np.iinfo(DTYPES[name])  # type: ignore[type-var]  # only integer dtypes are named
        if info.min <= low and high <= info.max:
            return name
    raise AssertionError("no integer of a plan is wider than 64 bits")


@dataclass
class Tables:
    """The tables of a file, equal ones once.

    Attributes
    ----------
    prefix : str
        In front of every name.
    """

    prefix: str
    lines: list[str] = field(default_factory=list)
    _names: dict[tuple[str, bytes], str] = field(default_factory=dict)

    def add(self, what: str, values: Array, dtype: str = "") -> tuple[str, str]:
        """Return name and C type of the table that holds the values, in C order; integers as narrow as they fit."""
        dtype = dtype or narrowest(values)
        key = dtype, values.tobytes()
        if key not in self._names:
            name = f"{self.prefix}_{what}{len(self._names)}"
            self._names[key] = name
            self.lines.append(f"static const {STORED[dtype]} {name}[{values.size}] = {{")
            self.lines += _rows(number(v, dtype) for v in values.ravel().tolist())
            self.lines.append("};")
        return self._names[key], STORED[dtype]


def _rows(numbers: Iterable[str]) -> Iterable[str]:
    line = "   "
    for text in numbers:
        if len(line) + len(text) + 2 > _COLUMNS:
            yield line
            line = "   "
        line += f" {text},"
    yield line
