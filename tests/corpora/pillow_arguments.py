"""Sizes, boxes and factors of a Pillow corpus, and the calls that Pillow must refuse."""

from __future__ import annotations

from typing import Any

from tests.corpora.bits import Draw
from tests.corpora.sizes import grows, span

__all__ = ["draw", "spoil"]

Size = tuple[int, int]
Given = dict[str, Any]


def draw(d: Draw, call: str, direction: str, size_class: str, number: int | None) -> tuple[Size, Given]:
    """Return the (width, height) of the source and the keyword arguments of a call.

    Parameters
    ----------
    d : Draw
    call : str
        ``resize``, ``reduce``, ``thumbnail``, or a function of ImageOps.
    direction : str
    size_class : {"small", "tiny", "large"}
        Tiny: a side of 1 or 2. Large: a side above 256.
    number : int or None
        Pillow's number of the filter; None leaves it to the default.
    """
    if call == "resize":
        return _resize(d, direction, size_class, number)
    if call == "thumbnail":
        (source, _), size = _pair(d, "shrink", size_class), (d.between(1, 60), d.between(1, 60))
        return source, {"size": size, "resample": number, "reducing_gap": d.pick((2.0, 2.0, None, 1.0, 3.3))}
    if call == "reduce":
        source = _pair(d, "shrink", size_class)[0]
        factor: Any = d.between(1, 9) if d.chance(1, 3) else (d.between(1, 9), d.between(1, 9))
        return source, {"factor": factor, "box": _whole_box(d, source) if d.chance(1, 2) else None}
    return _operation(d, call, size_class, number)


def _resize(d: Draw, direction: str, size_class: str, number: int | None) -> tuple[Size, Given]:
    # A large picture of a box is the source, because the box may decide the result.
    source, size = _pair(d, "shrink" if direction == "box" and size_class == "large" else direction, size_class)
    box, gap = None, None
    if direction == "gap":
        gap = d.pick((1.0, 1.5, 2.0, 3.0, d.real(1.0, 6.0)))
    if direction == "box" or (direction == "gap" and d.chance(1, 2)):
        box, size = _box(d, source, size)
    return source, {"size": size, "resample": number, "box": box, "reducing_gap": gap}


def _pair(d: Draw, direction: str, size_class: str) -> tuple[Size, Size]:
    """Return sizes of source and result; in `direction` every side grows, shrinks, or not all do the same."""
    across = d.between(0, 1)
    spans = [_span(d, size_class if axis == across else "small", direction) for axis in (0, 1)]
    if direction == "mixed" and d.chance(1, 4):
        keep = d.between(0, 1)
        spans[keep] = (spans[keep][1],) * 2
    up = grows(d, {"box": "any", "gap": "shrink"}.get(direction, direction), 2)
    ends = [(low, high) if grow else (high, low) for grow, (low, high) in zip(up, spans, strict=True)]
    return (ends[0][0], ends[1][0]), (ends[0][1], ends[1][1])


def _span(d: Draw, size_class: str, direction: str) -> tuple[int, int]:
    if direction == "gap" and size_class != "large":
        low = d.between(1, 2) if size_class == "tiny" else d.between(1, 30)
        return low, low * d.between(2, 6) + d.between(0, 9)
    return span(d, size_class)


def _box(d: Draw, source: Size, size: Size) -> tuple[tuple[float, ...], Size]:
    """Return a box inside the source and the size of the result, which some boxes decide."""
    kind = d.pick(("real", "real", "quarter", "whole", "crop", "empty", "rim"))
    width, height = source
    if kind in ("whole", "crop"):
        box = _whole_box(d, source)
        return box, (box[2] - box[0], box[3] - box[1]) if kind == "crop" else size
    if kind == "empty":
        x, y = d.between(0, width), d.between(0, height)
        return ((x, 0, x, height) if d.chance(1, 2) else (0, y, width, y)), size
    if kind == "rim":
        # Within half a unit of the last place of float32 of the border, inside and outside.
        return (d.pick((0.0, 1e-9)), 0, width + d.pick((-1e-7, 0.0, 1e-9)), height), size
    step = 0.0 if kind == "real" else 0.25
    left, right = _two(d, width, step)
    top, bottom = _two(d, height, step)
    return (left, top, right, bottom), size


def _two(d: Draw, side: int, step: float) -> tuple[float, float]:
    """Return two ascending positions along a side."""
    low, high = sorted((d.real(0, side), d.real(0, side)))
    if step:
        low, high = low // step * step, high // step * step
    return low, high


def _whole_box(d: Draw, source: Size) -> tuple[int, int, int, int]:
    """Return a box of whole pixels that is not empty."""
    left, top = d.between(0, source[0] - 1), d.between(0, source[1] - 1)
    return left, top, d.between(left + 1, source[0]), d.between(top + 1, source[1])


def _operation(d: Draw, call: str, size_class: str, number: int | None) -> tuple[Size, Given]:
    source = _pair(d, "shrink", size_class)[0]
    size = (d.between(1, 50), d.between(1, 50))
    if call == "scale":
        return source, {"factor": d.pick((0.5, 1.0, 2.0, 1.5, 0.3, d.real(0.2, 3.0))), "resample": number}
    given: Given = {"size": size, "method": number}
    if call in ("fit", "pad"):
        given["centering"] = (d.pick((0.5, 0.0, 1.0, d.unit(), 1.5)), d.pick((0.5, d.unit())))
    if call == "fit":
        given["bleed"] = d.pick((0.0, 0.0, d.real(0, 0.49), 0.5))
    return source, given


def spoil(d: Draw, call: str, source: Size, given: Given) -> Given:
    """Return arguments of which one breaks a rule, so that Pillow raises; a call with no rule stays as it is."""
    width, height = source
    bad_boxes = [(-1, 0, width, height), (0, -0.5, width, height), (0, 0, width + 1, height)]
    bad_boxes += [(0, 0, width, height + 0.01)]
    if call == "resize":
        size = given["size"]
        changes: list[Given] = [{"size": s} for s in ((0, size[1]), (size[0], 0), (-1, size[1]), (size[0], -7))]
        changes += [{"box": box} for box in (*bad_boxes, (width, 0, 0, height), (0, height, width, 0))]
        changes += [{"reducing_gap": gap} for gap in (0.99, 0.0, -1.0)] + [{"resample": n} for n in (99, -1)]
        # Without a box or gap of its own: an error in one then hides none in the other.
        return {**given, "box": None, "reducing_gap": None, **d.pick(changes)}
    if call == "reduce":
        whole = [tuple(int(v // 1) for v in box) for box in bad_boxes[:3]]
        changes = [{"factor": f, "box": None} for f in (0, -1, (2, 0), (-3, 1))]
        changes += [{"factor": 2, "box": box} for box in (*whole, (1, 0, 1, 1), (0, height, width, 0))]
        return {**given, **d.pick(changes)}
    if call == "thumbnail":
        return {**given, "size": (1, 1), "reducing_gap": d.pick((0.5, -2.0))}
    if call == "scale":
        return {**given, "factor": d.pick((0, -1.0, -0.5))}
    return given
