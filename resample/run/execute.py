"""The front of both executors: what a plan may be run on, batches, `out`, and which executor does it."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable
from functools import cache
from math import prod
from types import ModuleType
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from resample.imports import module
from resample.plan.plan import Plan
from resample.plan.words import DTYPES
from resample.run import reference

__all__ = ["BACKENDS", "execute"]

Array = npt.NDArray[Any]

#: Names of the executors, the default first.
BACKENDS = ("numba", "numpy")


@overload
def execute(
    plan: Plan,
    image: Array,
    out: Array | None = ...,
    backend: str | None = ...,
    threads: int = ...,
    trace: Literal[False] = ...,
) -> Array: ...
@overload
def execute(
    plan: Plan,
    image: Array,
    out: Array | None = ...,
    backend: str | None = ...,
    threads: int = ...,
    *,
    trace: Literal[True],
) -> list[Array]: ...
def execute(
    plan: Plan,
    image: Array,
    out: Array | None = None,
    backend: str | None = None,
    threads: int = 1,
    trace: bool = False,
) -> Array | list[Array]:
    """Run a plan on a picture, or on a batch of them.

    Parameters
    ----------
    plan : Plan
    image : ndarray
        Shape `plan.source.shape`, or with batch axes in front; of the source's dtype in any byte order, of any strides.
    out : ndarray, optional
        Takes the result; it may share memory with the image. It is written when all else has succeeded, that of one
        picture, where it is C-contiguous and apart from it, while the last step runs.
    backend : {"numba", "numpy"}, optional
        Both give the same bits. Default: the environment variable ``RESAMPLE_BACKEND``, else numba.
    threads : int
        Blocks are spread over this many threads; the bits do not depend on it.
    trace : bool
        Return what every step gave, the picture itself first; `out` takes the last of them.

    Returns
    -------
    ndarray, or list of ndarray when tracing

    Raises
    ------
    TypeError
        If the image or `out` is of another dtype, or `threads` is not an integer.
    ValueError
        If a shape does not fit, `out` is read-only, `threads` is below 1, or the backend is unknown.
    """
    name = choose(backend)
    threads = _positive(threads)
    batch = _batch(plan, image)
    shape, dtype = batch + plan.shape, DTYPES[plan.dtype]
    if out is not None:
        _check_out(out, shape, dtype)
    # Subclasses have shapes and rules of their own: a matrix cannot have three axes, Numba knows no masked array.
    image = np.asarray(image).astype(image.dtype.newbyteorder("="), copy=False)
    pictures = image.reshape(-1, *plan.source.shape) if batch else image[None]
    if trace:
        traced = [_trace(name, plan, picture, threads) for picture in pictures]
        images = _stacked(plan, traced, batch)
        images[0] = image
        if out is not None:
            np.copyto(out, images[-1])
        return images
    if out is not None and not batch and _is_apart(out, image):
        EXECUTORS[name](plan, pictures[0], np.asarray(out), threads)
        return out
    result = np.empty(shape, dtype)
    for picture, target in zip(pictures, result.reshape(len(pictures), *plan.shape), strict=True):
        EXECUTORS[name](plan, picture, target, threads)
    if out is None:
        return result
    np.copyto(out, result)
    return out


def choose(backend: str | None) -> str:
    """Return the name of the executor: the one asked for, that of the environment, or the default.

    Raises
    ------
    ValueError
        If there is none of that name.

    Examples
    --------
    >>> choose("numpy")
    'numpy'
    """
    name = backend if backend is not None else os.environ.get("RESAMPLE_BACKEND") or BACKENDS[0]
    if name not in BACKENDS:
        where = "backend" if backend is not None else "RESAMPLE_BACKEND"
        raise ValueError(f"{where} {name!r} is not one of {', '.join(BACKENDS)}")
    return name


def _positive(threads: int) -> int:
    try:
        number = operator.index(threads)
    except TypeError:
        raise TypeError(f"threads must be an integer, not {type(threads).__name__}") from None
    if number < 1:
        raise ValueError(f"threads must be at least 1, not {number}")
    return number


def _batch(plan: Plan, image: Array) -> tuple[int, ...]:
    """Return the batch axes of an image that fits the plan."""
    if not isinstance(image, np.ndarray):
        raise TypeError(f"an image must be a numpy.ndarray, not {type(image).__name__}")
    storage, own = plan.source.storage, plan.source.shape
    if image.dtype.newbyteorder("=") != storage:
        raise TypeError(f"the plan takes {storage} ({plan.source.dtype}), the image is {image.dtype}")
    if image.ndim < len(own) or image.shape[image.ndim - len(own) :] != own:
        raise ValueError(f"the plan takes pictures of shape {own}, batch axes in front; the image has {image.shape}")
    return image.shape[: image.ndim - len(own)]


def _check_out(out: Array, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a numpy.ndarray, not {type(out).__name__}")
    if out.dtype != dtype:
        raise TypeError(f"the result is {dtype}, out is {out.dtype}")
    if out.shape != shape:
        raise ValueError(f"the result has shape {shape}, out has {out.shape}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")


def _is_apart(out: Array, image: Array) -> bool:
    """Return whether a result can be written where `out` is while the image is read."""
    flags = out.flags
    return flags.c_contiguous and flags.aligned and not np.may_share_memory(out, image)


def _stacked(plan: Plan, traced: list[list[Array]], batch: tuple[int, ...]) -> list[Array]:
    """Return the traces of single pictures as one trace of the batch."""
    if not batch:
        return traced[0]
    images = []
    for number, state in enumerate(plan.states):
        whole = np.empty((prod(batch), *state.shape), DTYPES[state.dtype])
        for target, one in zip(whole, traced, strict=True):
            target[...] = one[number]
        images.append(whole.reshape(batch + state.shape))
    return images


@cache
def _engine() -> ModuleType:
    # Found by name, so that Numba is imported when a kernel is wanted and not before.
    return module("resample.run.engine")


def _trace(name: str, plan: Plan, picture: Array, threads: int) -> list[Array]:
    if name == "numpy":
        return list(reference.run(plan, picture, trace=True))
    return list(_engine().trace(plan, picture, threads))


def _by_reference(plan: Plan, picture: Array, target: Array, threads: int) -> None:
    target[...] = reference.run(plan, picture)


def _by_engine(plan: Plan, picture: Array, target: Array, threads: int) -> None:
    _engine().run(plan, picture, target, threads)


EXECUTORS: dict[str, Callable[[Plan, Array, Array, int], None]] = {"numba": _by_engine, "numpy": _by_reference}
