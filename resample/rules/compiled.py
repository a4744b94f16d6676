"""When the compiled twins of the rules run instead of the rules: the bits are the same, the time is not.

The rules themselves are NumPy and are read as the definition. Their twins are used in a process that has loaded the
kernels anyway, and only from a few tables on: a program that resizes one picture does not wait for a compiler.
"""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING, Any

from resample.imports import module
from resample.plan import measures
from resample.run.environment import numpy_named

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SIGNATURES", "WARM", "Twins", "twins"]

#: Tables that the rules make before the twins are loaded.
WARM = 6
#: Where kernels run, this has been imported.
_EXECUTOR = "resample.run.engine"

_I4, _I8, _F4 = "int32[::1]", "int64[::1]", "float32[::1]"
_F8 = "float64[:, ::1]"
#: Kernel -> its module and its arguments; the arrays are C-contiguous, and those that are only read may be read-only.
SIGNATURES = {
    "windows": ("windows.windows", f"(int64, float64, float64, float64, {_I4}, {_I4})"),
    "weights": ("windows.weights", f"(int64, float64, float64, float64, {_I4}, {_I4}, {_F8})"),
    "fixed_point": ("windows.fixed_point", f"({_F8}, float64, int32[:, ::1])"),
    "reach": ("windows.reach", f"({_I4}, {_I4})"),
    "positions": ("places.positions", f"(boolean, float64, float64, {_I8}, {_F4})"),
    "kept_inside": ("places.kept_inside", f"(int64, {_I8}, {_F4}, {_I4}, {_I4})"),
    "clamped": ("places.clamped", f"(int64, {_I8}, int32[:, ::1])"),
    "fractions": ("places.weights", f"({_F4}, float32[:, ::1])"),
    "fixed_2048": ("places.fixed_point", "(float32[:, ::1], int16[:, ::1])"),
    "smooth_windows": ("smooth.windows", f"(float64, float64, int64, int64, {_I4}, {_I4})"),
    "smooth_weights": ("smooth.weights", f"(int64, boolean, float64, float64, {_I4}, {_I4}, {_F8})"),
    "fixed_16": ("smooth.fixed_point", f"({_F8}, float64, int16[:, ::1])"),
    "runs": ("measures.runs", f"({_I4}, {_I4})"),
    "explicit": ("measures.explicit", f"(int32[:, ::1], {_I4})"),
    "extremes_i2": ("measures.extremes", f"(int16[:, ::1], {_I4}, int64, int64)"),
    "extremes_i4": ("measures.extremes", f"(int32[:, ::1], {_I4}, int64, int64)"),
    "extremes_i8": ("measures.extremes", f"(int64[:, ::1], {_I4}, int64, int64)"),
}


class Twins:
    """The kernels of `SIGNATURES` as attributes, each compiled or loaded from the cache when it is first asked for."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in SIGNATURES:
            raise AttributeError(name)
        where, signature = SIGNATURES[name]
        home, _, function = where.partition(".")
        kernel = getattr(module(f"resample.kernels.{home}"), function)
        made: Callable[..., Any] = module("resample.kernels.entries").entry(kernel, signature)
        setattr(self, name, made)
        return made


_TWINS = Twins()
_tables = itertools.count()
_warm = False


def twins() -> Twins | None:
    """Return the twins, or None while the rules themselves are to be used.

    None without Numba's executor in this process, where ``RESAMPLE_BACKEND`` names the other one, and for the first
    `WARM` tables.
    """
    global _warm  # once warm, always warm
    if not _warm:
        if _EXECUTOR not in sys.modules or numpy_named() or next(_tables) < WARM:
            return None
        measures.use(_TWINS)
        _warm = True
    return None if numpy_named() else _TWINS
