"""Faults inside one executor: in the reference's operations, and in what the engine hands to its kernels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from resample.plan.words import Clip, Forward, Premultiply, Reverse, Round, Unpremultiply
from resample.run import ops, values
from resample.run import sums as orders
from resample.run.tables import NEVER, Tables
from resample.run.weighted import weighted
from tests.faults.planting import Fault, attribute, item, several

__all__ = ["FAULTS"]

Array = np.ndarray
WEIGHTED, sums_of_bytes = "resample.run.bytes:weighted", weighted
keys, count = Tables.keys.func, Tables.count.func


def coloured(change: Any) -> Any:
    """Return an operation of the reference on pixels whose colours are changed by (colours, alpha)."""

    def operation(x: Array, dtype: str, op: Any, counts: Any) -> tuple[Array, str]:
        colours, alpha = x[..., :-1].astype(np.int32), x[..., -1:].astype(np.int32)
        return np.concatenate([change(colours, alpha).astype(np.uint8), x[..., -1:]], -1), dtype

    return operation


def divided(colours: Array, alpha: Array, add: Array | int, most: int) -> Array:
    """Divide colours by alpha, adding something first."""
    quotient = (255 * colours + add) // np.maximum(alpha, 1)
    return np.where((alpha == 0) | (alpha == 255), colours, np.minimum(quotient, most))


def walked(**changes: int) -> Any:
    """Return the matcher's view of sums over bytes, changed."""

    def changed(step: Any, after: Any) -> Any:
        found = sums_of_bytes(step, after)
        return None if found is None else replace(found, **changes)

    return changed


def in_kernel(operation: Any) -> Any:
    """Return the engine's operation for one of the reference's."""

    def run(x: Array, dtype: str, op: Any, where: Any) -> tuple[Array, str]:
        pixels, to = operation(x.reshape(-1, where.channels), dtype, op, {})
        return np.ascontiguousarray(pixels).reshape(-1), to

    return run


def cut_off(colours: Array, alpha: Array) -> Array:
    """Multiply by alpha without rounding."""
    return colours * alpha // 255


def rounded(colours: Array, alpha: Array) -> Array:
    """Divide by alpha to the nearest."""
    return divided(colours, alpha, alpha // 2, 255)


def unclipped(colours: Array, alpha: Array) -> Array:
    """Divide by alpha without a limit, so that the quotient wraps."""
    return divided(colours, alpha, 0, 2**16)


def same(x: Array, dtype: str, op: Any, extra: Any) -> tuple[Array, str]:
    """Do nothing."""
    return x, dtype


def to_even(x: Array, dtype: str, op: Any, where: Any) -> tuple[Array, str]:
    """Round every tie to even."""
    return values.round_(x, dtype, Round("rne"), where)


def table(name: str, value: Any) -> Any:
    """Return what changes a table that the engine makes of a step."""
    return attribute(f"resample.run.tables:Tables.{name}", property(value))


FAULTS = (
    Fault("premultiplied without rounding", "pillow", item(ops.OPS, Premultiply, coloured(cut_off))),
    Fault("unpremultiplied to the nearest", "pillow", item(ops.OPS, Unpremultiply, coloured(rounded))),
    Fault("unpremultiplied without a limit", "pillow", item(ops.OPS, Unpremultiply, coloured(unclipped))),
    Fault("forward sums in reverse", "pillow", item(orders.SUMS, Forward, orders.reverse)),
    Fault("reverse sums forward", "opencv", item(orders.SUMS, Reverse, orders.forward)),
    Fault(
        "products rounded where they are fused", "torch", attribute("resample.run.sums:fma", lambda a, b, c: a * b + c)
    ),
    Fault(
        "premultiplied without rounding", "pillow", item(values.OPS, Premultiply, in_kernel(coloured(cut_off))), "numba"
    ),
    Fault(
        "unpremultiplied to the nearest",
        "pillow",
        item(values.OPS, Unpremultiply, in_kernel(coloured(rounded))),
        "numba",
    ),
    # In the plain loops: none may be taken from them.
    Fault(
        "clip missing",
        "pillow",
        several(attribute("resample.run.programs:MATCHERS", ()), item(values.OPS, Clip, same)),
        "numba",
    ),
    Fault("walk without its half", "pillow", attribute(WEIGHTED, walked(half=0)), "numba"),
    Fault("walk with two halves", "pillow", attribute(WEIGHTED, walked(half=1 << 22)), "numba"),
    Fault("walk that shifts by one less", "pillow", attribute(WEIGHTED, walked(shift=21)), "numba"),
    Fault("ties of I to even", "pillow", item(values.OPS, Round, to_even), "numba"),
    Fault("taps added from the last to the first", "pillow", table("keys", lambda t: keys(t)[::-1].copy()), "numba"),
    Fault(
        "last tap left out",
        "opencv",
        table("count", lambda t: tuple(np.where(c > 1, c - 1, c) for c in count(t))),
        "numba",
    ),
    Fault("-0.0 lost", "opencv", table("start", lambda t: t.dtype.type(0)), "numba"),
    Fault("nothing fused", "torch", table("apart", lambda t: np.full_like(t.count[0], NEVER)), "numba"),
    Fault("all fused", "torch", table("apart", lambda t: np.zeros_like(t.count[0])), "numba"),
)
