"""Two cells of originals that have no room yet: the words say them, and both executors equal what was recorded.

The rules here are rough on purpose; they show that TensorFlow's lerp and onnxruntime's cubic need no other word.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resample.plan.plan import Plan, Source
from resample.plan.words import Forward, Lerp, MulDiv, Sum, Taps
from tests.originals.counts import record_cases
from tests.originals.make_cells import CASES

DATA = Path(__file__).parent / "data" / "cells.npz"
f32 = np.float32


def lerp_pass(axis: int, n: int, m: int, legacy: bool) -> Taps:
    """TensorFlow's bilinear along an axis: a + (b - a) * t, x before y, coordinates in float32."""
    scale, o = f32(n) / f32(m), np.arange(m).astype(f32)
    c = o * scale if legacy else (o + f32(0.5)) * scale - f32(0.5)
    low = np.floor(c)
    index = np.stack([np.maximum(low, 0), np.minimum(np.ceil(c), n - 1)], 1).astype(np.int32)
    return Taps((axis,), (index,), (np.full(m, 2),), ((c - low)[:, None],), Sum("f32", Forward()), term=Lerp())


def tensorflow_plan(shape: tuple[int, int, int], size: tuple[int, int], legacy: bool) -> Plan:
    source = Source(shape, "f32", "HWC")
    if shape[:2] == size:
        return Plan(source, ())
    return Plan(source, (lerp_pass(1, shape[1], size[1], legacy), lerp_pass(0, shape[0], size[0], legacy)))


def cubic_weights(n: int, m: int, exclude_outside: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """onnxruntime's cubic, a = -0.75: indices, weights and their total, all in float32."""
    scale, o, a = f32(m) / f32(n), np.arange(m).astype(f32), f32(-0.75)
    c = o if scale == 1 else (o + f32(0.5)) / scale - f32(0.5)
    s = c - np.floor(c)
    u, r = f32(1) - s, f32(2) - s

    def near(x: np.ndarray) -> np.ndarray:
        return ((a + f32(2)) * x - (a + f32(3))) * x * x + f32(1)

    def far(x: np.ndarray) -> np.ndarray:
        return ((a * x - f32(5) * a) * x + f32(8) * a) * x - f32(4) * a

    weights = np.stack([far(s + f32(1)), near(s), near(u), far(r)], 1)
    index = np.floor(c).astype(np.int64)[:, None] + np.arange(-1, 3)
    total = np.ones(m, f32)
    if exclude_outside:
        weights = np.where((index < 0) | (index >= n), f32(0), weights)
        total = ((weights[:, 0] + weights[:, 1]) + weights[:, 2]) + weights[:, 3]
    return np.clip(index, 0, n - 1), weights, total


def onnxruntime_plan(shape: tuple[int, int, int], size: tuple[int, int], exclude_outside: bool) -> Plan:
    """The x pass divides the weights by their total first, the y pass each product."""
    source = Source(shape, "f32", "HWC")
    if shape[:2] == size:
        return Plan(source, ())
    (h, w, _), (rows, columns) = shape, size
    index, weights, total = cubic_weights(w, columns, exclude_outside)
    x = Taps((1,), (index,), (np.full(columns, 4),), (weights / total[:, None],), Sum("f32", Forward()))
    index, weights, total = cubic_weights(h, rows, exclude_outside)
    y = Taps((0,), (index,), (np.full(rows, 4),), (weights,), Sum("f32", Forward()), term=MulDiv(total))
    return Plan(source, (x, y))


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("flag", [0, 1])
@pytest.mark.parametrize(
    ("name", "make"), [("tensorflow", tensorflow_plan), ("onnxruntime", onnxruntime_plan)], ids=["lerp", "mul_div"]
)
def test_recorded_bits(name: str, make: Callable[..., Plan], flag: int, backend: str) -> None:
    recorded = np.load(DATA)
    differing = 0
    for seed in range(CASES):
        picture, size = recorded[f"input_{seed}"], tuple(recorded[f"size_{seed}"].tolist())
        got = make(picture.shape, size, bool(flag)).run(picture, backend=backend)
        differing += not equal_bits(got, recorded[f"{name}_{seed}_{flag}"])
    cell = {
        "tensorflow": ("half-pixel bilinear (lerp)", "legacy bilinear (lerp)"),
        "onnxruntime": ("cubic", "cubic, exclude_outside (mul_div)"),
    }[name][flag]
    record_cases(f"hard/{name}/{cell}, {backend}", CASES, differing)
    assert differing == 0


def equal_bits(a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether two float32 arrays are equal in every bit, any NaN being like another."""
    nan = np.isnan(a) & np.isnan(b)
    return a.shape == b.shape and bool(np.all(nan | (a.view(np.uint32) == b.view(np.uint32))))
