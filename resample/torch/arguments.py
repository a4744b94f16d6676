"""The rules by which torch refuses a call, in its order and with its types of errors."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from resample.spec import Geometry

#: mode -> numbers of axes of the input, N and C among them.
DIMENSIONS = {
    "nearest": (3, 4, 5),
    "nearest-exact": (3, 4, 5),
    "area": (3, 4, 5),
    "linear": (3,),
    "bilinear": (4,),
    "bicubic": (4,),
    "lanczos": (4,),
    "trilinear": (5,),
}
WITHOUT_CORNERS = ("nearest", "nearest-exact", "area")
ANTIALIASED = ("bilinear", "bicubic", "lanczos")
_FLOATS = ("f32", "f64", "f16", "bf16")
_NAMES = {"f32": "float32", "f64": "float64", "f16": "float16", "bf16": "bfloat16", "u8": "uint8"}


def check_corners(mode: str, align_corners: bool | None) -> None:
    """Refuse ``align_corners``, even False, where there is nothing to align.

    Raises
    ------
    ValueError
    """
    if mode in WITHOUT_CORNERS and align_corners is not None:
        raise ValueError(f"align_corners is for linear, bilinear, bicubic and trilinear; {mode} takes None")


def check_mode(mode: str, ndim: int, *, align_corners: bool | None, antialias: bool) -> None:
    """Refuse a mode that the number of axes, ``align_corners`` or ``antialias`` does not go with.

    Raises
    ------
    ValueError, NotImplementedError
    """
    if antialias and not (mode in ANTIALIASED and ndim == 4):
        raise ValueError(f"antialias is for {', '.join(ANTIALIASED)} of a 4-D input, not for {mode} of a {ndim}-D one")
    if mode not in DIMENSIONS:
        raise NotImplementedError(f"mode {mode!r} is not one of {', '.join(DIMENSIONS)}")
    if ndim not in DIMENSIONS[mode]:
        needed = " or ".join(f"{n}-D" for n in DIMENSIONS[mode])
        raise NotImplementedError(f"{mode} takes {needed} inputs (batch, channels, what is resized), not {ndim}-D ones")
    if mode == "lanczos" and align_corners:
        raise ValueError("lanczos takes no align_corners=True")
    if mode == "lanczos" and not antialias:
        raise ValueError("lanczos needs antialias=True")


def check_dtype(mode: str, dtype: str, *, antialias: bool) -> None:
    """Refuse a dtype that torch has no kernel for.

    Raises
    ------
    NotImplementedError
    """
    if antialias:
        allowed: tuple[str, ...] = ("f32", "f64", "u8")
    elif mode in ("linear", "trilinear", "area"):
        allowed = _FLOATS
    else:
        allowed = (*_FLOATS, "u8")
    if dtype not in allowed:
        names = ", ".join(_NAMES[name] for name in allowed)
        kind = f"{mode} with antialias" if antialias else mode
        raise NotImplementedError(f"{kind} takes {names}, not {_NAMES.get(dtype, dtype)}")


def check_sizes(mode: str, before: Sequence[int], after: Sequence[int], channels: int) -> None:
    """Refuse sizes that are not above zero; area alone gives an empty result for a zero.

    Raises
    ------
    RuntimeError
    """
    least = 0 if mode == "area" else 1
    if any(n < least for n in after):
        raise RuntimeError(f"sizes of the result {tuple(after)} must be greater than {least - 1}")
    if any(n < 1 for n in before) or channels < 1:
        raise RuntimeError(f"an input of {channels} channels and sizes {tuple(before)} has no samples")


def sizes(size: Any, spatial: Sequence[int]) -> tuple[int, ...]:
    """Return ``size`` as a whole number for each axis.

    Raises
    ------
    ValueError
        If their number is not that of the axes.
    TypeError
        If one is not a whole number; bool is none, though Python says so.

    Examples
    --------
    >>> sizes(3, (10, 20)), sizes([3, 4], (10, 20))
    ((3, 3), (3, 4))
    """
    given = list(size) if isinstance(size, list | tuple) else [size] * len(spatial)
    if len(given) != len(spatial):
        raise ValueError(f"size {tuple(given)} for an input of spatial sizes {tuple(spatial)}")
    for value in given:
        if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__") or np.ndim(value) != 0:
            raise TypeError(f"size is a whole number or one for each axis, not {size!r}")
    return tuple(int(value) for value in given)


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
        after = sizes(size, spatial)
        if recompute:
            raise ValueError("recompute_scale_factor=True goes with scale_factor, not with size")
        return Geometry(size=after)
    if scale_factor is None:
        raise ValueError("size or scale_factor is needed")
    given = factors(scale_factor, spatial)
    if recompute or mode == "area":
        # Python's own product here, in which float32 stays float32.
        return Geometry(size=tuple(int(n * factor) for n, factor in zip(spatial, given, strict=True)))
    if not all(isinstance(factor, numbers.Real) for factor in given):
        raise TypeError(f"scale_factor is a number or one for each axis, not {scale_factor!r}")
    return Geometry(scale=tuple(float(factor) for factor in given))


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
