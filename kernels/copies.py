"""Copies, bit for bit or into another dtype: the twins of `resample.run.reference.gather` and of what moves blocks."""

from __future__ import annotations

from typing import Any

from resample.kernels._jit import jit

__all__ = ["box", "gather"]


@jit
def gather(src: Any, index: Any, length: Any, fill: Any, run: Any, out: Any) -> None:
    """Equals `resample.run.reference.gather` on samples seen as unsigned integers of their size.

    src : flat, (outer, length, run); out : flat, (outer, index, run).  fill : one number for each sample of a run.
    """
    outer = src.size // (length * run)
    at = 0
    for p in range(outer):
        for o in range(index.size):
            row = out[at : at + run]
            at += run
            if index[o] < 0:
                for c in range(run):
                    row[c] = fill[c]
            else:
                begin = (p * length + index[o]) * run
                other = src[begin : begin + run]
                for c in range(run):
                    row[c] = other[c]


@jit
def box(src: Any, src_base: Any, src_steps: Any, out: Any, out_base: Any, out_steps: Any, shape: Any) -> None:
    """Equals `numpy.copyto` of one block to another: from each of the bases (n0, n1, n2) runs.

    shape : (n0, n1, n2, run); steps : how far runs lie apart along the three axes. `out` may have another dtype.
    """
    T = out.dtype.type
    for q in range(src_base.size):
        for i in range(shape[0]):
            for j in range(shape[1]):
                for k in range(shape[2]):
                    at = src_base[q] + i * src_steps[0] + j * src_steps[1] + k * src_steps[2]
                    to = out_base[q] + i * out_steps[0] + j * out_steps[1] + k * out_steps[2]
                    source, target = src[at : at + shape[3]], out[to : to + shape[3]]
                    for c in range(shape[3]):
                        target[c] = T(source[c])
