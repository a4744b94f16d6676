"""What a matcher gives: a program, and how many steps of a plan it runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy.typing as npt

__all__ = ["Found", "Program", "Runs", "made"]

Array = npt.NDArray[Any]
T = TypeVar("T")

#: Where an object keeps what was made of it, and how many things at most.
_MADE = "_made"
_NOTHING: dict[Hashable, Any] = {}
_MOST = 8


class Program(Protocol):
    """Kernels and their tables for one or more steps."""

    def run(self, src: Array, out: Array, threads: int) -> None:
        """Run on C-contiguous arrays that have the shapes and (stored) dtypes of the states around the steps."""


class Runs(Protocol):
    """The short road of a whole plan, for pictures that are known to fit; see `resample.run.direct`.

    Attributes
    ----------
    nbytes : int
        Bytes that are kept for it.
    """

    nbytes: int

    def run(self, image: Array) -> Array:
        """Return the result of a picture of the shape and dtype that the plan takes, of any strides."""

    def into(self, image: Array, out: Array, threads: int) -> None:
        """Write such a result into a C-contiguous array apart from the picture, by so many threads."""


class Found(NamedTuple):
    """What a matcher found.

    Attributes
    ----------
    steps : int
        How many of the steps that were shown the program runs, from the first on.
    program : Program
    """

    steps: int
    program: Program


def made(of: object, key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made of a frozen object for a key, kept in the object; made now if it is not there.

    Pictures of many sizes have few widths and heights: plans share the steps of an axis, and programs what they pack of
    them.
    """
    kept: dict[Hashable, Any] = vars(of).get(_MADE, _NOTHING)
    if key in kept:
        known: T = kept[key]
        return known
    new = make()
    object.__setattr__(of, _MADE, {**dict(list(kept.items())[1 - _MOST :]), key: new})
    return new
