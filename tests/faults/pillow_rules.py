"""Faults in the rules of Pillow: each is an assumption that looks right."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from resample.pillow import imageops, passes
from resample.pillow import resize as resizing
from resample.pillow.geometry import single
from resample.pillow.modes import MODES
from resample.pillow.versions import VERSIONS
from resample.plan.words import Forward, Quads
from resample.rules.coordinates import positions_by_product, positions_by_sum
from resample.rules.filters import FILTERS, Filter, box, cubic
from tests.faults.planting import Fault, attribute, builtin, item, sums

__all__ = ["FAULTS"]

NEW = VERSIONS["13.0"]
P = "resample.pillow"


def doubles(picture: Any, size: Any, corners: Any) -> Any:
    """Check the box as the rule does, and keep it in double precision."""
    single(picture, size, corners)
    return tuple(np.float64(v) for v in corners)


widened = passes.widened


def version(**changes: Any) -> Any:
    """Return what gives 13.0 a rule of an older release."""
    return item(VERSIONS, "13.0", replace(NEW, **changes))


def mode(name: str, **changes: Any) -> Any:
    """Return what changes a mode."""
    return item(MODES, name, replace(MODES[name], **changes))


def kernel(name: str, support: float, weight: Any) -> Any:
    """Return what changes a filter."""
    return item(passes.KERNELS, name, Filter(support, weight))


def inside_box(filter_: Filter, size: int, start: Any, stop: Any, n: int) -> Any:
    """Cut the taps at the end of the box instead of that of the source."""
    return widened(filter_, min(size, math.ceil(stop)), start, stop, n)


def reciprocal(weight: Any) -> Any:
    total = np.add.accumulate(weight, axis=1)[:, -1]
    return weight * (1.0 / np.where(total == 0.0, 1.0, total))[:, None]


def numpy_sum(weight: Any) -> Any:
    total = weight.sum(axis=1)
    return weight / np.where(total == 0.0, 1.0, total)[:, None]


def rounded_reduction(picture: Any, size: Any, name: str, box: Any, gap: float) -> Any:
    """Round the factors of a gap instead of cutting them."""
    fx, fy = (max(1, round((box[i + 2] - box[i]) / size[i] / gap)) for i in (0, 1))
    if (fx, fy) == (1, 1):
        return None
    part = resizing._part(picture, size, name, box)
    return resizing.Reduction((fx, fy), part, tuple((box[k] - part[k % 2]) / (fx, fy)[k % 2] for k in range(4)))


def exact_reciprocal(pixels: int) -> int:
    return round(2**24 / pixels)


FAULTS = (
    Fault("box closed on the left", "pillow", kernel("box", 0.5, lambda x: box(-x))),
    Fault("triangle as wide as the cubic", "pillow, literals", kernel("bilinear", 2.0, FILTERS["triangle"].weight)),
    Fault("cubic with OpenCV's a = -3/4", "pillow", kernel("bicubic", 2.0, lambda x: cubic(x, -0.75))),
    Fault("0.54 as a double in hamming", "pillow", attribute("resample.rules.filters:_HAMMING_MEAN", 0.54)),
    Fault("0.46 as a double in hamming", "pillow", attribute("resample.rules.filters:_HAMMING_SWING", 0.46)),
    Fault("box kept in double", "pillow", attribute(f"{P}.resize:single", doubles)),
    Fault("taps cut at the box", "pillow", attribute(f"{P}.passes:widened", inside_box)),
    Fault("weights times 1/sum", "pillow", attribute("resample.rules.windows:_normalised", reciprocal)),
    Fault(
        "weights summed in NumPy's order",
        "pillow, literals",
        attribute("resample.rules.windows:_normalised", numpy_sum),
    ),
    Fault("weights not normalised", "pillow", attribute("resample.rules.windows:_normalised", lambda w: w)),
    Fault(
        "centres without the half pixel",
        "pillow",
        attribute("resample.rules.windows:centres", lambda start, scale, n: float(start) + np.arange(n) * scale),
    ),
    Fault(
        "ties of weights to even",
        "pillow, literals",
        attribute(f"{P}.passes:fixed_point", lambda w, bits: np.rint(w * 2.0**bits).astype(np.int32)),
    ),
    Fault(
        "weights truncated",
        "pillow",
        attribute(f"{P}.passes:fixed_point", lambda w, bits: np.trunc(w * 2.0**bits).astype(np.int32)),
    ),
    Fault("21 fraction bits", "pillow", attribute(f"{P}.passes:PRECISION_BITS", 21)),
    Fault("rows never first", "pillow", version(vertical_first=False)),
    Fault(
        "rows first at exactly twice as well",
        "pillow",
        attribute(
            f"{P}.passes:vertical_first",
            lambda p, s: p.height > s[1] and p.height - s[1] >= 2 * (p.width - s[0]),
        ),
    ),
    Fault(
        "nearest by one product a sample", "pillow", attribute(f"{P}.nearest:positions_by_sum", positions_by_product)
    ),
    Fault(
        "I;16 nearest by a running sum",
        "pillow, other modes",
        attribute(f"{P}.nearest:positions_by_product", positions_by_sum),
    ),
    Fault(
        "nearest clipped to the box",
        "pillow, literals",
        attribute(f"{P}.nearest:kept_inside", lambda p, n: np.clip(p.astype(int), 0, n - 1)),
    ),
    Fault("alpha ignores the gap", "pillow", version(gap_with_alpha=False)),
    Fault("alpha not premultiplied", "pillow", mode("RGBA", premultiplied="")),
    Fault("premultiplied alpha premultiplied again", "pillow, other modes", mode("RGBa", premultiplied="RGBa")),
    Fault("reduce by 1 through alpha", "pillow, literals", version(reduce_by_one_crops=False)),
    Fault("reduce by the rounded reciprocal", "pillow", attribute(f"{P}.reduce:multiplier", exact_reciprocal)),
    Fault(
        "reduce of I and F pixel by pixel",
        "pillow",
        sums(lambda s: replace(s, order=Forward()) if isinstance(s.order, Quads) else s),
    ),
    Fault(
        "gap rounds its factors",
        "pillow",
        attribute(f"{P}.resize:reduction", rounded_reduction),
    ),
    Fault(
        "gap reads only the box",
        "pillow",
        attribute(f"{P}.resize:_part", lambda p, s, name, b: (int(b[0]), int(b[1]), math.ceil(b[2]), math.ceil(b[3]))),
    ),
    Fault("LAB on its bytes", "pillow, other modes", mode("LAB", signed=())),
    Fault("I;16N in its true byte order", "pillow, other modes", mode("I;16N", swapped=False)),
    Fault("I;16B in its true byte order", "pillow, other modes", mode("I;16B", swapped=False)),
    Fault("I;16 clips its bytes apart", "pillow, other modes", version(sixteen_bit="bytes_apart")),
    Fault("ImageOps rounds half up", "pillow", builtin(imageops, "round", lambda v: math.floor(v + 0.5))),
    Fault(
        "thumbnail cuts instead of choosing",
        "pillow",
        attribute(f"{P}.thumbnail:_closest", lambda n, error: max(math.floor(n), 1)),
    ),
)
