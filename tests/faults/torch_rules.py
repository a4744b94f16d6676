"""Faults in the rules of torch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from resample.torch import area, coordinates, integers, layout, nearest
from resample.torch.filters import FILTERS, cubic
from resample.torch.geometry import Arithmetic
from resample.torch.versions import CONTRACTION, LANES
from tests.faults.planting import Fault, attribute, item, several

__all__ = ["FAULTS"]

T = "resample.torch"
AVX2 = CONTRACTION["avx2"]
positions, precision = coordinates.positions, integers.precision


def contraction(**changes: Any) -> Any:
    """Return what moves a fused operation of the AVX2 object."""
    return item(CONTRACTION, "avx2", replace(AVX2, **changes))


def unclamped(t: Any, axis: Any, aligned: bool, *, clamped: bool) -> Any:
    """Leave positions before the first sample where they are."""
    return positions(t, axis, aligned, clamped=False)


def unfused(t: Any, axis: Any, aligned: bool, *, clamped: bool) -> Any:
    """Round the product of a position before the half is taken off."""
    return positions(Arithmetic(t.dtype, False), axis, aligned, clamped=clamped)


def floored_in_double(position: Any, before: int) -> Any:
    """Take the floor in the dtype of the position."""
    return np.minimum(np.floor(position).astype(np.int64), before - 1)


def rounded_down(axis: Any) -> Any:
    """End windows of area at the sample below their border."""
    start, _ = area.window(axis)
    border = (np.arange(axis.after) + 1) * axis.before // axis.after
    return start, np.maximum(border, start + 1)


def ties_to_even(weight: Any, bits: int) -> Any:
    return np.rint(weight * 2.0**bits).astype(np.int16)


def flat(rule: Any) -> Any:
    """Return what decides which linear kernel runs."""
    return attribute(f"{T}.linear:flat_kernel", rule)


FAULTS = (
    Fault("positions not clamped", "torch", attribute(f"{T}.linear:positions", unclamped)),
    Fault(
        "positions not fused",
        "torch",
        several(attribute(f"{T}.linear:positions", unfused), attribute(f"{T}.nearest:positions", unfused)),
    ),
    Fault("floor of doubles in double", "torch", attribute(f"{T}.nearest:floor", floored_in_double)),
    Fault("one kernel for small and large results", "torch", flat(lambda r: False)),
    Fault(
        "128 rows and columns is large",
        "torch, literals",
        attribute(f"{T}.layout:_small_result", lambda r: sum(a.after for a in r.axes) < 128),
    ),
    Fault(
        "three channels like all others on one thread",
        "torch",
        flat(lambda r: layout._many_channels_last(r) or layout._small_result(r)),
    ),
    Fault("vectors of half the length", "torch", item(LANES, "f32", 4)),
    Fault("vectors of float64 as long as of float32", "torch", item(LANES, "f64", 8)),
    Fault(
        "tail of float32 starts with the other product",
        "torch",
        contraction(tail_starts={**AVX2.tail_starts, "f32": 0}),
    ),
    Fault("tail of float16 as of float32", "torch", contraction(tail_starts={**AVX2.tail_starts, "f16": 1})),
    Fault(
        "body of float32 starts with the other product",
        "torch",
        contraction(body_starts={**AVX2.body_starts, "f32": 0}),
    ),
    Fault("antialias without blocks", "torch", contraction(blocks={"f32": 1, "f64": 1})),
    Fault("bicubic adds left to right", "torch", attribute(f"{T}.cubic:SUMMED", (0, 1, 2, 3))),
    Fault("antialiased cubic with a = -3/4", "torch", item(FILTERS, "bicubic", (4, lambda t, x: cubic(t, x, -0.75)))),
    Fault("NumPy's sine in single precision", "torch", attribute(f"{T}.filters:sinf", np.sin)),
    Fault("weights of 21 bits at most", "torch, literals", attribute(f"{T}.integers:MOST_BITS", 21)),
    Fault(
        "one bit of weights less", "torch", attribute(f"{T}.integers:precision", lambda largest: precision(largest) - 1)
    ),
    Fault("ties of weights to even", "torch", attribute(f"{T}.integers:quantised", ties_to_even)),
    Fault(
        "every row has its own window in one column",
        "torch, literals",
        several(
            attribute(f"{T}.antialias:rows_repeat", lambda r, a: False),
            attribute(f"{T}.integers:rows_repeat", lambda r, a: False),
        ),
    ),
    Fault(
        "doubled sizes by the factor",
        "torch, literals",
        attribute(f"{T}.nearest:nearest_small", nearest.nearest_generic),
    ),
    Fault(
        "nearest-exact from the generic kernel",
        "torch, literals",
        attribute(f"{T}.nearest:exact_small", nearest.exact_generic),
    ),
    Fault("area windows rounded down at the end", "torch", attribute(f"{T}.area:window", rounded_down)),
)
