"""Verified versions of OpenCV and what differs between them; IPP levels and which version was verified at which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from resample.builds import SPECS, Catalogue
from resample.errors import SpecError
from resample.spec import Spec

#: Modes of a spec; the position is cv2's own flag.
MODES = ("nearest", "linear", "cubic", "area", "lanczos4", "linear_exact", "nearest_exact")
LEVELS = ("avx512", "avx512-explicit", "avx2", "sse42")


@dataclass(frozen=True)
class Version:
    """What differs between the versions.

    Attributes
    ----------
    name : str
        As written in a spec.
    nearest_exact : {"running", "parity", "minus_one"}
        The formula of NEAREST_EXACT; see `resample.opencv.nearest`.
    dtypes : tuple of str
        What its Python binding takes.
    channels : int
        The most channels.
    line : {"row", "column"}
        What a one-dimensional array is.
    levels : tuple of str
        IPP levels that were verified.
    unknown_levels : tuple of str
        IPP levels that exist, and whose calls are refused where IPP computes them.
    """

    name: str
    nearest_exact: Literal["running", "parity", "minus_one"]
    dtypes: tuple[str, ...]
    channels: int
    line: Literal["row", "column"]
    levels: tuple[str, ...]
    unknown_levels: tuple[str, ...] = ()


_OLDEST = ("u8", "i8", "u16", "i16", "i32", "f32", "f64")
_FOUR = (*_OLDEST, "f16")
_FIVE = (*_FOUR, "bool", "u32")
_EARLIER = ("avx512", "avx2", "sse42")

VERSIONS = {
    v.name: v
    for v in (
        Version("5.0", "running", _FIVE, 128, "row", LEVELS),
        Version("4.13", "parity", _FOUR, 512, "column", ("avx512", "avx2")),
        Version("4.12", "parity", _FOUR, 512, "column", ("avx2",)),
        Version("4.10", "parity", _FOUR, 512, "column", (), _EARLIER),
        Version("4.8.1", "parity", _FOUR, 512, "column", (), _EARLIER),
        Version("4.5.5", "minus_one", _OLDEST, 512, "column", (), _EARLIER),
    )
}

CATALOGUE = Catalogue("opencv", tuple(VERSIONS), MODES, {"ipp": ("off", *LEVELS)})


@lru_cache(SPECS)
def complete(spec: Spec) -> Spec:
    """Return the spec with defaults filled in: 5.0, IPP off.

    Raises
    ------
    SpecError
        For a name outside the catalogue, and for an IPP level that a version does not have.
    """
    spec = CATALOGUE.complete(spec)
    version, level = VERSIONS[spec.version], spec.setting("ipp")
    known = ("off", *version.levels, *version.unknown_levels)
    if level not in known:
        raise SpecError(f"ipp={level} of opencv@{version.name} was not verified", known)
    return spec
