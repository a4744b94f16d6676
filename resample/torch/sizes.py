"""The sizes of a result, from what ``size`` and ``scale_factor`` of a call say, and how torch reads their numbers."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np

from resample.spec import Geometry
from resample.torch.arguments import check_corners
from resample.torch.loaded import is_tensor

#: Sizes are 64-bit integers.
_END = 1 << 63

# As tuples, because a union is made anew at every call.
_LISTS, _INTEGERS, _BOOLS = (list, tuple), (int, np.integer), (bool, np.bool_)


def sizes(size: Any, spatial: Sequence[int]) -> tuple[int, ...]:
    """Return ``size`` as a whole number for each axis.

    Raises
    ------
    ValueError
        If their number is not that of the axes.
    TypeError
        If one is not a whole number, or too large for one.

    Examples
    --------
    >>> sizes(3, (10, 20)), sizes([3, 4], (10, 20))
    ((3, 3), (3, 4))
    """
    return _whole(_for_each(size, spatial), size)


def _for_each(size: Any, spatial: Sequence[int]) -> list[Any]:
    """Return ``size`` for each axis, of which only those in a list or a tuple are looked at here."""
    if not isinstance(size, _LISTS):
        return [size] * len(spatial)
    if len(size) != len(spatial):
        raise ValueError(f"size {tuple(size)} for an input of spatial sizes {tuple(spatial)}")
    for value in size:
        if not _is_integer(value):
            raise _no_size(size)
    return list(size)


def _is_integer(value: Any) -> bool:
    return isinstance(value, _INTEGERS) or (is_tensor(value) and not value.is_floating_point())


def _whole(given: list[Any], size: Any) -> tuple[int, ...]:
    """Return numbers as integers; torch looks closely at the first one only, and refuses it if it is a truth value."""
    if given and isinstance(given[0], _BOOLS):
        raise _no_size(size)
    try:
        found = tuple(map(index, given))
    except TypeError:
        raise _no_size(size) from None
    if found and not (-_END <= min(found) and max(found) < _END):
        raise TypeError(f"size {found} is beyond 64 bits")
    return found


def _no_size(size: Any) -> TypeError:
    return TypeError(f"size is a whole number or one for each axis, not {size!r}")


def factors(scale_factor: Any, spatial: Sequence[int]) -> tuple[Any, ...]:
    """Return ``scale_factor`` as one for each axis.

    Raises
    ------
    ValueError
        If their number is not that of the axes.
    """
    given = tuple(scale_factor) if isinstance(scale_factor, list | tuple) else (scale_factor,) * len(spatial)
    if len(given) != len(spatial):
        raise ValueError(f"scale_factor {given} for an input of spatial sizes {tuple(spatial)}")
    return given


def _floats(given: tuple[Any, ...]) -> tuple[float, ...]:
    """Return factors as float64; torch takes anything but a text for one that is not the first.

    Raises
    ------
    TypeError
    """
    refused = TypeError(f"scale_factor is a number or one for each axis, not {given}")
    if not isinstance(given[0], numbers.Real | np.bool_) or any(isinstance(value, str | bytes) for value in given):
        raise refused
    try:
        return tuple(float(value) for value in given)
    except (OverflowError, TypeError):
        raise refused from None


def geometry(
    spatial: Sequence[int],
    size: Any,
    scale_factor: Any,
    mode: str,
    align_corners: bool | None,
    recompute: bool | None,
) -> Geometry:
    """Return what ``size`` and ``scale_factor`` of a call mean: sizes, or factors that reach the kernel.

    Raises
    ------
    ValueError, TypeError, OverflowError
        The last one for infinite factors that sizes are made from here.
    """
    check_corners(mode, align_corners)
    if size is not None and scale_factor is not None:
        raise ValueError("size and scale_factor exclude each other")
    if size is not None:
        given = _for_each(size, spatial)
        if recompute:
            raise ValueError("recompute_scale_factor=True goes with scale_factor, not with size")
        return Geometry(size=_whole(given, size))
    if scale_factor is None:
        raise ValueError("size or scale_factor is needed")
    wanted = factors(scale_factor, spatial)
    if recompute or mode == "area":
        # Python's own product here, in which float32 stays float32.
        made = [int(n * factor) for n, factor in zip(spatial, wanted, strict=True)]
        return Geometry(size=_whole(made, made))
    return Geometry(scale=_floats(wanted))


def result_sizes(spatial: Sequence[int], chosen: Geometry) -> tuple[int, ...]:
    """Return the sizes of the result.

    Raises
    ------
    RuntimeError
        If a factor gives none.
    """
    if chosen.size is not None:
        return chosen.size
    return tuple(scaled(n, factor) for n, factor in zip(spatial, chosen.scale or (), strict=True))


def scaled(before: int, factor: float) -> int:
    """Return the size that a factor gives: the float64 product without its fraction.

    Raises
    ------
    RuntimeError
        If the factor is not finite, or too large.

    Examples
    --------
    >>> scaled(100, 0.29)
    28
    """
    product = float(before) * float(factor)
    if not abs(product) < 2.0**63:
        raise RuntimeError(f"scale_factor {factor} times {before} is not a size")
    return int(product)
