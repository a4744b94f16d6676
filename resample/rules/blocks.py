"""Means of whole blocks of samples: which dtype their sums have."""

from __future__ import annotations

__all__ = ["BLOCK_SUMS"]

#: Dtype -> accumulator of a block, and the dtype in which four samples are added first.
BLOCK_SUMS = {
    "u8": ("i32", "i32"),
    "u16": ("f32", "i32"),
    "i16": ("f32", "i32"),
    "f32": ("f32", "f32"),
    "f64": ("f64", "f64"),
}
