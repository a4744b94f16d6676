"""Weights of the separable filters as functions of the fraction, in single precision and cv2's order of operations."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from resample.rules.compiled import twins

F32 = npt.NDArray[np.float32]


def linear(t: F32) -> F32:
    """Return the two weights 1 - t and t."""
    return np.stack([np.float32(1) - t, t], -1)


def cubic(t: F32) -> F32:
    """Return the four weights of Keys' cubic with a = -0.75; the last is what the others leave of 1."""
    a, one = np.float32(-0.75), np.float32(1)
    x, u = t + one, one - t
    first = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    second = ((a + 2) * t - (a + 3)) * t * t + one
    third = ((a + 2) * u - (a + 3)) * u * u + one
    return np.stack([first, second, third, one - first - second - third], -1)


#: sin and cos of pi/4 * (t + 3 - i) out of those of pi/4 * (t + 3): factors of both for tap i.
_Q = math.sqrt(0.5)
_ROTATED = ((1.0, 0.0), (-_Q, -_Q), (0.0, 1.0), (_Q, -_Q), (-1.0, 0.0), (_Q, _Q), (0.0, -1.0), (-_Q, _Q))


def lanczos4(t: F32) -> F32:
    """Return the eight weights of Lanczos' window of 4, normalised.

    A tap on the sample itself gets 1e30 instead of a limit, so that after the division by the sum the others keep about
    1e-30 and not 0.
    """
    first = t + np.float32(3)
    angle = -first.astype(np.float64) * math.pi * 0.25
    # The C library's functions: NumPy's vector ones may differ in the last bit.
    sine, cosine = _each(math.sin, angle), _each(math.cos, angle)
    weights = []
    for i, (a, b) in enumerate(_ROTATED):
        distance = first - np.float32(i)
        y = -distance.astype(np.float64) * math.pi * 0.25
        on_sample = np.abs(distance) < np.float32(1e-6)
        value = ((a * sine + b * cosine) / np.where(on_sample, 1.0, y * y)).astype(np.float32)
        weights.append(np.where(on_sample, np.float32(1e30), value))
    total = np.float32(0) + weights[0]
    for weight in weights[1:]:
        total = total + weight
    normalised: F32 = np.stack(weights, -1) * (np.float32(1) / total)[:, None]
    return normalised


def _each(function: Callable[[float], float], values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.fromiter(map(function, values.tolist()), np.float64, len(values))


#: Mode -> weights and number of taps. AREA comes here where an axis grows.
FILTERS: dict[str, tuple[Callable[[F32], F32], int]] = {
    "linear": (linear, 2),
    "area": (linear, 2),
    "cubic": (cubic, 4),
    "lanczos4": (lanczos4, 8),
}


def fixed_point(weight: F32) -> npt.NDArray[np.int16]:
    """Return weights in 2048ths: each rounded alone, ties to even, so that their sum may miss 2048.

    Examples
    --------
    >>> fixed_point(cubic(np.float32([1 / 3])))
    array([[-228, 1631,  759, -114]], dtype=int16)
    """
    compiled = twins()
    if compiled is not None and weight.ndim == 2 and weight.dtype == np.float32 and weight.flags.c_contiguous:
        filled = np.empty(weight.shape, np.int16)
        compiled.fixed_2048(weight, filled)
        filled.setflags(write=False)  # so that a step need not copy it
        return filled
    whole: npt.NDArray[np.int16] = np.clip(np.rint(weight * np.float32(2048)), -32768, 32767).astype(np.int16)
    return whole
