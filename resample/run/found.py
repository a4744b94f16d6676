"""What a matcher gives: a program, and how many steps of a plan it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt

__all__ = ["Found", "Program"]

Array = npt.NDArray[Any]


class Program(Protocol):
    """Kernels and their tables for one or more steps."""

    def run(self, src: Array, out: Array, threads: int) -> None:
        """Run on C-contiguous arrays that have the shapes and (stored) dtypes of the states around the steps."""


@dataclass(frozen=True)
class Found:
    """What a matcher found.

    Attributes
    ----------
    steps : int
        How many of the steps that were shown the program runs, from the first on.
    program : Program
    """

    steps: int
    program: Program
