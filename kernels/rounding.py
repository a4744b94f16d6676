"""Vectors of floats to the nearest integers."""

from __future__ import annotations

from llvmlite import ir
from numba.core import cgutils

from resample.kernels.simd import I32, Emit, Value

__all__ = ["rounded"]


def rounded(e: Emit, values: Value) -> Value:
    """Return float32 lanes as int32, ties to even; they have to lie within int32."""
    n = values.type.count
    rint = cgutils.get_or_insert_function(e.b.module, ir.FunctionType(values.type, [values.type]), f"llvm.rint.v{n}f32")
    return e.b.fptosi(e.b.call(rint, [values]), ir.VectorType(I32, n))
