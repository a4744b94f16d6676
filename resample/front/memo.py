"""The short road of a call that was made before: one look-up, a few identities, and the kernel.

What is kept for (shape of the picture, size, mode) runs a plan that the long road made and checked. All that the key
does not say is compared as objects, not as values: the class and dtype of the picture, the classes of the numbers (1.0
and True equal 1, and originals tell them apart). Whatever is not so takes the long road, which converts, refuses or
makes a plan.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from resample.caches import Cache
from resample.plan.measures import nbytes
from resample.plan.plan import Plan
from resample.plan.words import DTYPES
from resample.run.environment import HELD, NAME, numba_named
from resample.spec import Spec

__all__ = ["Calls"]

Array = npt.NDArray[Any]

#: Calls that one original remembers, and their bytes.
CALLS = 1024
CALLS_BYTES = 64 * 2**20
_BYTES = 4096  # of a call without its arrays
_EXECUTOR = "resample.run.engine"

_ndarray = np.ndarray
#: What can stand in a key: values that never change.
_HOWS = (str, int, tuple, type(None), Spec)


@cache
def _direct() -> Callable[[Plan, tuple[int, ...], tuple[int, ...] | None, bool], Runs]:
    # Found by name, because importing it imports Numba.
    found: Callable[..., Runs] = import_module("resample.run.direct").direct
    return found


class Runs(Protocol):
    """What runs a plan; see `resample.run.direct`."""

    def run(self, image: Array) -> Array:
        """Return the result of a picture that fits."""


class Call:
    """A call that was made before: what runs it, and the objects that the key does not tell apart."""

    __slots__ = ("dtype", "kind", "run", "size")

    def __init__(self, runs: Runs, dtype: np.dtype[Any], size: tuple[int, int], kind: type) -> None:
        self.run, self.dtype, self.size, self.kind = runs.run, dtype, size, kind


def _whole(size: Any) -> bool:
    """Return whether a size that equals one of whole numbers is one."""
    first, second = size
    return type(first) is int and type(second) is int


class Calls:
    """Calls that were made before, of one function."""

    __slots__ = ("cache", "kept")

    def __init__(self) -> None:
        self.cache: Cache[Any, Call] = Cache(CALLS, CALLS_BYTES)
        self.kept = self.cache.kept

    def find(self, image: Any, size: Any, how: Any) -> Call | None:
        """Return what runs a call, or None if it takes the long road.

        Parameters
        ----------
        image : object
            Whatever was handed in as a picture.
        size : object
            Whatever was handed in as a size of two numbers.
        how : object
            The mode, and whatever else changes from call to call.
        """
        try:
            call = self.kept[image.shape, size, how]
        except (KeyError, TypeError, AttributeError):  # a new call; a list, which has no hash; no array
            return None
        if (
            image.__class__ is _ndarray
            and image.dtype is call.dtype
            and how.__class__ is call.kind
            and (size is call.size or _whole(size))
            and (NAME not in HELD or numba_named())
        ):
            return call
        return None

    def remember(
        self,
        image: Any,
        size: Any,
        how: Any,
        plan: Plan,
        result: Any,
        order: tuple[int, ...] | None = None,
        contiguous: bool = False,
    ) -> None:
        """Keep a call that the long road has made, if the next one like it can take the short one.

        Parameters
        ----------
        image, size, how : object
            As in `find`.
        plan : Plan
            What gave the result of this picture. Its source has the axes of the picture in their order, apart from some
            of length 1.
        result : ndarray
        order : tuple of int, optional
            Axes of the picture, and of the result, in the order of the plan and of memory; default: as they are.
        contiguous : bool
            Whether a result of such a picture is in C order all the same.
        """
        if _EXECUTOR not in sys.modules or type(image) is not _ndarray or type(size) is not tuple or len(size) != 2:
            return
        plain = image.dtype == plan.source.storage and result.dtype == DTYPES[plan.dtype] and image.size > 0
        if not (plain and all(type(n) is int for n in size) and isinstance(how, _HOWS)):
            return
        runs = _direct()(plan, result.shape, order, contiguous)
        key = (image.shape, size, how)
        self.cache.put(key, Call(runs, image.dtype, size, type(how)), _BYTES + 2 * sum(map(nbytes, plan.steps)))
