"""Why a call is not known to the bit: threads that share it, or a C library with another sine."""

from __future__ import annotations

import math
from functools import cache

from resample.torch.geometry import Resize
from resample.torch.threads import Reason, split_reason

#: Arguments whose sines differ in the last bit between glibc's code for CPUs with FMA, which gave these, and its other
#: code: one argument in 1,400 is such a one. float64 lanczos has hundreds of sines; a float32 weight rounds them away.
_SINES = {
    "0x1.42ced952baf25p+2": "-0x1.e420683837e90p-1",
    "0x1.7274bf5a95a41p+2": "-0x1.e642c67a09bd3p-2",
    "0x1.c1f3d28647b43p+2": "0x1.5bfe8cc39b473p-1",
    "0x1.055059b12fabdp+1": "0x1.c850f8aec540ap-1",
    "0x1.6b7cac6f78ca2p+1": "0x1.306c207f39377p-2",
    "0x1.68834f2e3cd05p+2": "-0x1.35ecd0dd9b1a4p-1",
    "0x1.adbf911957122p+1": "-0x1.b6916dc4423d5p-3",
    "0x1.823030ac83c9dp+2": "-0x1.f8afd4f9687e0p-3",
    "0x1.68a39cddd7630p+1": "0x1.46192ad79add3p-2",
    "0x1.a77ac65e44f1ep+1": "-0x1.541bd08c86592p-3",
    "0x1.a17fe091021e0p+2": "0x1.e74d3f08897c8p-3",
    "0x1.1f2e81e4fe2eep+3": "0x1.bdba667ae2ad6p-2",
}


def reason_against(resize: Resize, batch: int) -> Reason | None:
    """Return why a resize of a batch of this size is not exact; None if it is."""
    return _of_sine(resize) or split_reason(resize, batch)


def _of_sine(resize: Resize) -> Reason | None:
    """Return whether weights contain double sines that this machine's C library computes otherwise."""
    if resize.mode != "lanczos" or resize.dtype != "f64" or verified_sine():
        return None
    # Sines that are off by a unit of 2**-53 make weights that are off by a few, and sums of at most two passes.
    return Reason("float64 lanczos needs the sine that glibc has for CPUs with FMA; this machine has another", 2.0**-40)


@cache
def verified_sine() -> bool:
    """Return whether the C library of this machine has the sine that torch was verified with."""
    return all(math.sin(float.fromhex(x)) == float.fromhex(sine) for x, sine in _SINES.items())
