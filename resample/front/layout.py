"""Layouts: which axis of an array is which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from resample.front.kinds import Array
from resample.plan.plan import Source

_BY_NDIM = {2: "HW", 3: "HWC", 4: "NHWC"}
_TENSOR_BY_NDIM = {2: "HW", 3: "CHW", 4: "NCHW", 5: "NCDHW"}


def infer(shape: tuple[int, ...], kind: str, layout: str | None) -> str:
    """Return the letters of an array's axes, out of ``N D H W L C``.

    Parameters
    ----------
    shape : tuple of int
    kind : str
        A tensor is (N)CHW unless the layout says otherwise, everything else HW, HWC or NHWC.
    layout : str or None

    Raises
    ------
    ValueError
        If the layout does not fit the shape, or the shape looks like channels first and no layout was given.
    """
    letters = _letters(shape, kind, layout)
    if any(n == 0 for n, letter in zip(shape, letters, strict=True) if letter != "N"):
        raise ValueError(f"a picture of shape {shape} is empty")
    return letters


def _letters(shape: tuple[int, ...], kind: str, layout: str | None) -> str:
    if layout is not None:
        letters = layout.upper()
        if len(letters) != len(shape) or len(set(letters)) != len(letters) or not set(letters) <= set("NDHWLC"):
            raise ValueError(
                f"layout {layout!r} does not name the {len(shape)} axes of shape {shape} out of N D H W L C"
            )
        if "N" in letters[1:] or not set(letters) & set("HWL"):
            raise ValueError(f"layout {layout!r}: N comes first, and there is something to resize")
        return letters
    known = _TENSOR_BY_NDIM if kind == "tensor" else _BY_NDIM
    if len(shape) not in known:
        raise ValueError(
            f"an array of shape {shape} needs layout=, such as 'NHWC'; without it {list(known)} axes are known"
        )
    if kind == "array" and len(shape) >= 3 and shape[-1] > 4 >= shape[-3]:
        raise ValueError(
            f"shape {shape} looks like channels first, but is read as {known[len(shape)]}: "
            f"say layout='{'NCHW'[4 - len(shape) :]}' or layout='{known[len(shape)]}'"
        )
    return known[len(shape)]


@dataclass(frozen=True)
class View:
    """How an array of some layout is seen as pictures of a plan's source, and back."""

    letters: str
    axes: str

    def to_source(self, array: Array) -> Array:
        """Return the array with the batch first and then the axes of the source; a view."""
        missing = [c for c in self.axes if c not in self.letters]
        letters = self.letters + "".join(missing)
        array = array.reshape(*array.shape, *(1 for _ in missing))
        order = [letters.index(c) for c in ("N" if "N" in letters else "") + self.axes]
        return array.transpose(order)

    def from_source(self, result: Array) -> Array:
        """Return a result in the layout of the array; a view."""
        batch = "N" if "N" in self.letters else ""
        letters = batch + self.axes
        extra = tuple(i for i, c in enumerate(letters) if c not in self.letters)
        kept = [c for c in letters if c in self.letters]
        return np.squeeze(result, extra).transpose([kept.index(c) for c in self.letters])


def view_as(letters: str, source: Source) -> View:
    """Return the view that turns arrays of this layout into pictures of the source."""
    return View(letters, source.axes)
