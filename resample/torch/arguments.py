"""The rules by which torch refuses a call, in its order and with its types of errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resample.torch.inputs import NAMES

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
_NAMES = {short: long for long, short in NAMES.items()}


def check_corners(mode: str, align_corners: bool | None) -> None:
    """Refuse ``align_corners``, even False, where there is nothing to align.

    Raises
    ------
    ValueError
    """
    if mode in WITHOUT_CORNERS and align_corners is not None:
        raise ValueError(f"align_corners is for linear, bilinear, bicubic and trilinear; {mode} takes None")


def check_mode(mode: Any, ndim: int, *, align_corners: Any, antialias: bool) -> None:
    """Refuse a mode that the number of axes, ``align_corners`` or ``antialias`` does not go with.

    Raises
    ------
    ValueError, NotImplementedError
    TypeError
        If `align_corners` is neither a truth value nor None.
    """
    if antialias and not (mode in ANTIALIASED and ndim == 4):
        raise ValueError(f"antialias is for {', '.join(ANTIALIASED)} of a 4-D input, not for {mode} of a {ndim}-D one")
    if not isinstance(mode, str) or mode not in DIMENSIONS:
        raise NotImplementedError(f"mode {mode!r} is not one of {', '.join(DIMENSIONS)}")
    if ndim not in DIMENSIONS[mode]:
        needed = " or ".join(f"{n}-D" for n in DIMENSIONS[mode])
        raise NotImplementedError(f"{mode} takes {needed} inputs (batch, channels, what is resized), not {ndim}-D ones")
    if mode == "lanczos" and align_corners:
        raise ValueError("lanczos takes no align_corners=True")
    if mode == "lanczos" and not antialias:
        raise ValueError("lanczos needs antialias=True")
    if mode != "lanczos" and not isinstance(align_corners, bool | None):
        raise TypeError(f"align_corners is True, False or None, not {align_corners!r}")


def check_mean(mode: str, dtype: str, after: Sequence[int]) -> None:
    """Refuse a mean of integers: area to one sample is torch's ``mean``, which has an error of its own.

    Raises
    ------
    RuntimeError
    """
    if mode == "area" and set(after) == {1} and dtype not in _FLOATS:
        raise RuntimeError(f"area to one sample is a mean, which takes floats, not {_NAMES.get(dtype, dtype)}")


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
    if after and min(after) < least:
        raise RuntimeError(f"sizes of the result {tuple(after)} must be greater than {least - 1}")
    if (before and min(before) < 1) or channels < 1:
        raise RuntimeError(f"an input of {channels} channels and sizes {tuple(before)} has no samples")
