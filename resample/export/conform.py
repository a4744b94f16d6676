"""Judges what a port gave: equal, or where, how many and how much it differs, and what the difference looks like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from resample import registry
from resample.errors import ResampleError
from resample.front.call import resize
from resample.spec import Spec

__all__ = ["Judgement", "judge"]

Array = npt.NDArray[Any]

#: Pixels that a result is moved by to see whether it was shifted.
_SHIFTS = 2
#: By what factor another explanation has to be nearer.
_NEARER = 8


@dataclass(frozen=True)
class Judgement:
    """What came of one case.

    Attributes
    ----------
    differing, values : int
        How many samples differ, of how many.
    largest : float
        Largest difference.
    where : tuple of int
        Index of the first difference; empty if there is none.
    kind : str
        ``equal``, ``rounding``, ``shift``, ``other filter``, ``different`` or ``no result``.
    text : str
        A sentence.
    """

    differing: int
    values: int
    largest: float
    where: tuple[int, ...]
    kind: str
    text: str

    @property
    def equal(self) -> bool:
        """Whether every bit is the same."""
        return self.kind == "equal"


def judge(spec: Spec, image: Array, wanted: Array, data: bytes, layout: str = "HWC") -> Judgement:
    """Return the judgement on the bytes that a port gave.

    Parameters
    ----------
    spec : Spec
        What it was to equal.
    image, wanted : ndarray
        With the axes of the layout.
    data : bytes
        The samples in C order, low byte first, or an ``.npy`` file of them.
    layout : {"HWC", "CHW"}
    """
    found = _array(data, wanted)
    if isinstance(found, str):
        return Judgement(wanted.size, wanted.size, float("inf"), (), "no result", found)
    bits = [np.ascontiguousarray(a).view(f"u{a.itemsize}") for a in (found, wanted)]
    apart = bits[0] != bits[1]
    if not apart.any():
        return Judgement(0, wanted.size, 0.0, (), "equal", "equal")
    size = _distance(found, wanted)
    where = tuple(int(i) for i in np.argwhere(apart)[0])
    kind, why = _explain(spec, image, wanted, found, size, layout)
    count, largest = int(apart.sum()), float(size.max())
    names = ", ".join({"H": "row", "W": "column", "C": "channel"}[letter] for letter in layout)
    at = f"first at ({names}) {where}: {found[where]} for {wanted[where]}"
    text = f"{kind}: {count:,} of {wanted.size:,} values differ, by up to {largest:g}; {at}; {why}"
    return Judgement(count, wanted.size, largest, where, kind, text)


def _array(data: bytes, wanted: Array) -> Array | str:
    """Return the samples, or what is wrong with the bytes."""
    if data.startswith(b"\x93NUMPY"):
        from io import BytesIO

        try:
            found: Array = np.load(BytesIO(data), allow_pickle=False)
        except (ValueError, EOFError, OSError) as error:
            return f"the file is no array: {error}"
        if found.dtype != wanted.dtype or found.size != wanted.size:
            return f"{found.dtype} of shape {found.shape} for {wanted.dtype} of shape {wanted.shape}"
        return found.reshape(wanted.shape)
    if len(data) != wanted.nbytes:
        return f"{len(data):,} bytes for {wanted.nbytes:,}"
    return np.frombuffer(data, wanted.dtype.newbyteorder("<")).astype(wanted.dtype).reshape(wanted.shape)


def _distance(a: Array, b: Array) -> npt.NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(np.abs(a.astype(np.float64) - b.astype(np.float64)), nan=np.inf, posinf=np.inf)


def _explain(spec: Spec, image: Array, wanted: Array, found: Array, size: Array, layout: str) -> tuple[str, str]:
    """Return the kind of a difference, and why it is taken for that."""
    step = 1.0 if wanted.dtype.kind in "iu" else 1e-5 * max(1.0, float(np.abs(wanted.astype(np.float64)).max()))
    own = float(size.mean())
    other, least = _nearest_spec(spec, image, found, layout)
    if other is not None and least == 0:
        return "other filter", f"it is exactly {other}"
    if float(size.max()) <= step:
        return "rounding", "no value is off by more than one step"
    last = [layout.index(letter) for letter in "HWC"]
    shift, moved = _nearest_shift(wanted.transpose(last), found.transpose(last))
    if shift != (0, 0) and moved * _NEARER < own and moved <= least:
        return (
            "shift",
            f"moved by {shift[0]} rows and {shift[1]} columns it is {own / max(moved, 1e-9):.0f} times nearer",
        )
    if other is not None and least * _NEARER < own:
        return "other filter", f"{other} is nearer"
    return "different", "neither a rounding nor a shift by whole pixels nor another known filter explains it"


def _nearest_spec(spec: Spec, image: Array, found: Array, layout: str) -> tuple[Spec | None, float]:
    """Return which other spec is nearest, and its mean distance."""
    best: tuple[Spec | None, float] = (None, float("inf"))
    size = found.shape[layout.index("H")], found.shape[layout.index("W")]
    for other, result in _others(spec, image, size, layout):
        if result.dtype == found.dtype and result.shape == found.shape:
            distance = float(_distance(result, found).mean())
            best = (other, distance) if distance < best[1] else best
    return best


def _others(spec: Spec, image: Array, size: tuple[int, int], layout: str) -> Iterator[tuple[Spec, Array]]:
    """Yield the other specs that take the picture, and what they give."""
    for name in registry.ORIGINALS:
        for other in registry.original(name).specs():
            if other == spec:
                continue
            try:
                result = resize(image, size, like=other, layout=layout, backend="numpy")
            except (ResampleError, ValueError, TypeError, NotImplementedError, RuntimeError):
                continue
            yield other, result


def _nearest_shift(wanted: Array, found: Array) -> tuple[tuple[int, int], float]:
    """Return by how many rows and columns the result has to be moved to be nearest, and the mean distance then."""
    best = ((0, 0), float("inf"))
    for dy, dx in sorted(product(range(-_SHIFTS, _SHIFTS + 1), repeat=2), key=lambda s: (abs(s[0]) + abs(s[1]), s)):
        h, w = wanted.shape[0] - abs(dy), wanted.shape[1] - abs(dx)
        if min(h, w) < 3:
            continue
        a = wanted[max(dy, 0) : max(dy, 0) + h, max(dx, 0) : max(dx, 0) + w]
        b = found[max(-dy, 0) : max(-dy, 0) + h, max(-dx, 0) : max(-dx, 0) + w]
        distance = float(_distance(a, b).mean())
        best = ((dy, dx), distance) if distance < best[1] else best
    return best
