"""Small plans and pictures for tests by hand, and what "the same bits" means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.plan.plan import Plan, Source
from resample.plan.words import DTYPES, FLOATS, AnyOrder, Forward, Order, Step, Sum, Taps
from resample.run.floats import bf16_to_f32, f32_to_bf16

Array = npt.NDArray[Any]

AXES = {1: "W", 2: "HW", 3: "HWC", 4: "DHWC"}


def stored(values: Any, dtype: str) -> Array:
    """Return numbers as a plan stores them; bfloat16 as its bits."""
    if dtype == "bf16":
        return f32_to_bf16(np.array(values, np.float32))
    return np.array(values, DTYPES[dtype])


def numbers(array: Array, dtype: str) -> list[Any]:
    """Return stored samples as numbers."""
    return (bf16_to_f32(array) if dtype == "bf16" else array).tolist()


def plan_of(shape: Sequence[int], dtype: str, *steps: Step) -> Plan:
    """Return a plan for pictures of this shape."""
    return Plan(Source(tuple(shape), dtype, AXES[len(shape)]), steps)


def one_sum(
    taps: int,
    weight: Sequence[Any] | None = None,
    *,
    acc: str = "f32",
    order: Order | None = None,
    init: Any = "first",
    fused: Any = None,
    wraps: bool = False,
    **words: Any,
) -> Taps:
    """Return the step that makes one output of so many neighbouring samples along axis 0."""
    if order is None:
        order = Forward() if acc in FLOATS else AnyOrder()
    more = {} if fused is None else {"fused": fused}
    return Taps(
        (0,),
        (np.zeros(1),),
        (np.array([taps]),),
        None if weight is None else (np.array([weight], weights_of(acc)),),
        Sum(acc, order, init, wraps=wraps, **more),
        **words,
    )


def weights_of(acc: str) -> np.dtype[Any]:
    """Return the dtype that the weights of an accumulator have."""
    return np.dtype(np.float32) if acc in ("f16", "bf16") else DTYPES[acc]


def same_bits(one: Array, other: Array, dtype: str) -> bool:
    """Return whether two results of a dtype are the same, bit for bit; any NaN equals any NaN.

    The bits of a NaN are not promised: which operand's payload an addition keeps is not the same on all machines.
    """
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if dtype not in FLOATS:
        return bool((one == other).all())
    real = [bf16_to_f32(a) if dtype == "bf16" else a for a in (one, other)]
    nan = [np.isnan(a) for a in real]
    bits = [np.where(n, 0, a.view(f"u{a.itemsize}")) for n, a in zip(nan, (one, other), strict=True)]
    return bool((nan[0] == nan[1]).all() and (bits[0] == bits[1]).all())
