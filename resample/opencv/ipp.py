"""Intel IPP, which the x86-64 wheels switch on: the calls that it takes.

What IPP computes was found from outside, by inputs and outputs; it depends on its version and on the level of the CPU.
"""

from __future__ import annotations

from resample.errors import NotExact
from resample.opencv import ipp_cubic, ipp_increments, ipp_linear, ipp_warp
from resample.opencv.geometry import Call
from resample.plan.words import Step

#: Mode -> dtypes that IPP takes, and the least number of rows and of columns; of a warp, 2 for both.
TAKEN = {"linear": (("u16", "i16", "f32", "f64"), 2), "cubic": (("u8", "u16", "i16", "f32"), 4)}


def mode_taken(call: Call) -> str | None:
    """Return the mode by which IPP computes a call; None where OpenCV's own code does, IPP on or off."""
    mode = "linear" if call.mode == "linear_exact" and call.dtype in ("f32", "f64") else call.mode
    dtypes, least = TAKEN.get(mode, ((), 0))
    if call.is_copy or call.is_bool or call.dtype not in dtypes or call.channels not in (1, 3, 4):
        return None
    if ipp_warp.is_taken(call):
        least = 2
    return mode if min(call.y.source, call.x.source) >= least else None


def steps(call: Call, level: str) -> tuple[Step, ...]:
    """Return the steps of a call that IPP takes.

    Raises
    ------
    NotExact
        Where IPP's arithmetic is not known to the bit.
    """
    mode = mode_taken(call)
    if level in call.version.unknown_levels:
        raise NotExact(f"IPP of OpenCV {call.version.name} is not known to the bit; use ipp=off")
    warped = ipp_warp.is_taken(call)
    if mode == "cubic":
        if warped:
            raise NotExact(f"CUBIC of IPP by {ipp_warp.UNEVEN} is not known to the bit; give dsize, or use ipp=off")
        return ipp_cubic.steps(call, level)
    if warped:
        return ipp_warp.steps(call, level)
    return ipp_increments.steps(call, level) if call.dtype == "i16" else ipp_linear.steps(call, level)
