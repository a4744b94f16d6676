"""The short road of a call that was made before: one look-up, a few identities, and the kernel.

What is kept for (shape of the picture, size, mode) runs a plan that the long road made and checked. All that the key
does not say is compared as objects, not as values: the class and dtype of the picture, the classes of the numbers (1.0
and True equal 1, and originals tell them apart). Whatever is not so takes the long road, which converts, refuses or
makes a plan.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.caches import Cache
from resample.imports import module
from resample.plan.plan import Plan
from resample.plan.words import DTYPES
from resample.run.environment import HELD, NAME, numba_named
from resample.run.found import Runs
from resample.spec import Spec

__all__ = ["Calls"]

Array = npt.NDArray[Any]

#: Calls that one original remembers, and their bytes.
CALLS = 1024
CALLS_BYTES = 64 * 2**20
_BYTES = 4096  # of a call without its arrays

_ndarray = np.ndarray
#: What can stand in a key: values that never change.
_HOWS = (str, int, tuple, type(None), Spec)


@cache
def _direct() -> Callable[[Plan, tuple[int, ...], tuple[int, ...] | None, bool], Runs]:
    # Found by name, because importing it imports Numba.
    found: Callable[..., Runs] = module("resample.run.direct").direct
    return found


class Call:
    """A call that was made before: what runs it, and the objects that the key does not tell apart."""

    __slots__ = ("dtype", "into", "kind", "result", "run", "shape", "size")

    def __init__(self, runs: Runs, result: tuple[tuple[int, ...], np.dtype[Any]], known: tuple[Any, ...]) -> None:
        self.run, self.into = runs.run, runs.into
        self.shape, self.result = result
        self.dtype, self.size, self.kind = known

    def shared(self, image: Array, out: Any, threads: Any) -> Array | None:
        """Return the result, in `out` if that is given, by so many threads; None if the long road has to look at them.

        Parameters
        ----------
        image : ndarray
            For which `find` gave this call.
        out, threads : object
            Whatever was handed in.
        """
        if threads.__class__ is not int or threads < 1:
            return None
        if out is None:
            out = _ndarray(self.shape, self.result)
        elif out.__class__ is not _ndarray or out.dtype is not self.result or out.shape != self.shape:
            return None
        else:
            flags = out.flags
            if not (flags.c_contiguous and flags.writeable and flags.aligned) or np.may_share_memory(out, image):
                return None
        self.into(image, out, threads)
        done: Array = out
        return done


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

    def takes(self, image: Any, size: Any, how: Any) -> bool:
        """Return whether a call that `find` does not know can be kept once there is a plan for it."""
        return (
            image.__class__ is _ndarray
            and size.__class__ is tuple
            and len(size) == 2
            and _whole(size)
            and isinstance(how, _HOWS)
            and image.size > 0
            and (NAME not in HELD or numba_named())
        )

    def keep(
        self,
        image: Any,
        size: Any,
        how: Any,
        plan: Plan,
        shape: tuple[int, ...],
        order: tuple[int, ...] | None = None,
        contiguous: bool = False,
    ) -> Call | None:
        """Keep a call for which the long road has made a plan, which need not be kept, too.

        Parameters
        ----------
        image, size, how : object
            As in `find`, which does not know them, but `takes` them.
        plan : Plan
            Of this picture. Its source has the axes of the picture in their order, apart from some of length 1.
        shape : tuple of int
            Of the result, which may lack axes of length 1, too.
        order : tuple of int, optional
            Axes of the picture, and of the result, in the order of the plan and of memory; default: as they are.
        contiguous : bool
            Whether a result of such a picture is in C order all the same.

        Returns
        -------
        Call or None
            None, and nothing is kept, if the plan is for samples of another dtype: truth values are bytes there.
        """
        if image.dtype != plan.source.storage:
            return None
        runs = _direct()(plan, shape, order, contiguous)
        call = Call(runs, (shape, DTYPES[plan.dtype]), (image.dtype, size, how.__class__))
        self.cache.put((image.shape, size, how), call, _BYTES + runs.nbytes)
        return call
