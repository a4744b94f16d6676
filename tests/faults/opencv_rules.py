"""Faults in the rules of OpenCV."""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.opencv import filters, linear_exact, separable
from resample.opencv.coordinates import outputs
from tests.faults.planting import Fault, attribute, item

__all__ = ["FAULTS"]

O = "resample.opencv"  # noqa: E741 - short, because it stands in every line
half_pixel, kept_inside, body_and_tail = separable.half_pixel, separable.kept_inside, separable.body_and_tail


def in_double(axis: Any) -> Any:
    """Keep positions in double."""
    position = (outputs(axis) + 0.5) * axis.scale - 0.5
    sample = np.floor(position)
    return sample.astype(np.int64), (position - sample).astype(np.float32)


def two_taps(axis: Any, sample: Any, fraction: Any) -> Any:
    """Read a second sample at the right border, too."""
    inside, fraction, count = kept_inside(axis, sample, fraction)
    first = np.minimum(inside, max(axis.source - 2, 0))
    return first, np.where(inside > first, np.float32(1), fraction), np.full_like(count, min(2, axis.source))


def independent(t: Any) -> Any:
    """Compute the fourth weight like the others, not as what they leave."""
    weight = filters.cubic(t)
    return np.stack([weight[:, 0], weight[:, 1], weight[:, 2], filters.cubic(np.float32(1) - t)[:, 0]], -1)


def by_product(axis: Any) -> Any:
    """Take the middle of an output by one product instead of a running sum."""
    return np.minimum(np.floor((outputs(axis) + 0.5) * (axis.source / axis.result)).astype(np.int64), axis.source - 1)


def half_away(weight: Any) -> Any:
    """Round ties of weights away from zero."""
    scaled = weight * np.float32(2048)
    return np.trunc(scaled + np.copysign(np.float32(0.5), scaled)).astype(np.int16)


def lanes(factor: float) -> Any:
    """Return what makes vectors of another length."""
    return lambda columns, channels, n, body, tail: body_and_tail(columns, channels, int(n * factor), body, tail)


FAULTS = (
    Fault(
        "scale with one rounding",
        "opencv",
        attribute(f"{O}.geometry:Axis.scale", property(lambda a: a.source / a.result)),
    ),
    Fault(
        "a whole scale needs no tolerance of an ulp",
        "opencv, literals",
        attribute(f"{O}.geometry:Axis.is_whole", property(lambda a: abs(a.scale - a.whole) < 1e-3)),
    ),
    Fault("position kept in double", "opencv", attribute(f"{O}.separable:half_pixel", in_double)),
    Fault("AREA grows with the half pixel", "opencv", attribute(f"{O}.separable:area", half_pixel)),
    Fault("last column has two taps", "opencv", attribute(f"{O}.separable:kept_inside", two_taps)),
    Fault(
        "cubic with Pillow's a = -1/2",
        "opencv",
        item(filters.FILTERS, "cubic", (lambda t: filters.cubic(t) * np.float32(2 / 3), 4)),
    ),
    Fault("cubic's fourth weight by its formula", "opencv", item(filters.FILTERS, "cubic", (independent, 4))),
    Fault("ties of weights away from zero", "opencv", attribute(f"{O}.separable:fixed_point", half_away)),
    Fault("vectors of half the length", "opencv", attribute(f"{O}.separable:body_and_tail", lanes(0.5))),
    Fault("vectors of twice the length", "opencv", attribute(f"{O}.separable:body_and_tail", lanes(2))),
    Fault("no vectors", "opencv", attribute(f"{O}.separable:vector_lanes", lambda mode, dtype: 0)),
    Fault("NEAREST centred", "opencv", attribute(f"{O}.nearest:left_edge", by_product)),
    Fault("NEAREST_EXACT by one product", "opencv", attribute(f"{O}.nearest:running", by_product)),
    Fault("LINEAR_EXACT of bytes with 11 bits", "opencv", item(linear_exact.BITS, "u8", (11, "i32"))),
    Fault(
        "LINEAR at half size is LINEAR", "opencv", attribute(f"{O}.geometry:Call.is_half", property(lambda c: False))
    ),
)
