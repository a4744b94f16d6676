"""One build of OpenCV with `cv2.resize`'s own arguments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy.typing as npt

from resample.front.call import exact_plan
from resample.front.memo import Calls
from resample.opencv import arguments
from resample.opencv.destination import refuse_overlap, require_memory, writable
from resample.opencv.errors import error
from resample.opencv.geometry import size_of
from resample.opencv.sources import picture, source_of
from resample.opencv.versions import MODES, VERSIONS, complete
from resample.plan.plan import Plan, Source
from resample.plan.words import DTYPES
from resample.spec import Geometry, Spec

INTER_NEAREST, INTER_LINEAR, INTER_CUBIC, INTER_AREA, INTER_LANCZOS4, INTER_LINEAR_EXACT, INTER_NEAREST_EXACT = range(7)


_NONE: Any = 0  # what fx and fy are where they are not given


@cache
def _calls(version: str, ipp: str) -> Calls:
    """Return the calls that a build remembers, however many objects stand for it."""
    return Calls()


@cache
def _spec(version: str, ipp: str, mode: str) -> Spec:
    return complete(Spec("opencv", mode, version=version, build=(("ipp", ipp),)))


@dataclass(frozen=True)
class Build:
    """A version of OpenCV, with IPP off or at one of its levels.

    Attributes
    ----------
    version : str
        Such as ``"5.0"``.
    ipp : str
        ``"off"``, or the level.

    Examples
    --------
    >>> Build("4.13").resize(np.arange(4, dtype="u1"), (1, 6), interpolation=INTER_NEAREST_EXACT).ravel()
    array([0, 1, 1, 2, 3, 3], dtype=uint8)
    """

    version: str = "5.0"
    ipp: str = "off"

    INTER_NEAREST = INTER_NEAREST
    INTER_LINEAR = INTER_LINEAR
    INTER_CUBIC = INTER_CUBIC
    INTER_AREA = INTER_AREA
    INTER_LANCZOS4 = INTER_LANCZOS4
    INTER_LINEAR_EXACT = INTER_LINEAR_EXACT
    INTER_NEAREST_EXACT = INTER_NEAREST_EXACT
    error = error

    def __post_init__(self) -> None:
        self.spec("linear")

    @property
    def calls(self) -> Calls:
        """The calls that this build remembers."""
        return _calls(self.version, self.ipp)

    def spec(self, mode: str) -> Spec:
        """Return the spec of a mode in this build."""
        return _spec(self.version, self.ipp, mode)

    def plan(self, source: Source, geometry: Geometry, interpolation: int, *, keep: bool = True) -> Plan:
        """Return the plan of a call; `keep` it in the cache if it is not there.

        Raises
        ------
        error
            If the flag names no method, unless the size stays: then every flag copies. If there is no memory for the
            result.
        """
        height, width, channels = source.shape
        size = size_of(source, geometry)
        require_memory((*size, channels), source.storage)
        known = 0 <= interpolation < len(MODES)
        if not known and size != (height, width):
            rule = f"interpolation {interpolation} is not one of 0 (INTER_NEAREST) to 6 (INTER_NEAREST_EXACT)"
            raise error(rule, "Unknown interpolation method")
        return exact_plan(self.spec(MODES[interpolation] if known else "nearest"), source, geometry, keep=keep)

    def resize(
        self,
        src: Any,
        dsize: Any,
        dst: Any = None,
        fx: float = 0,
        fy: float = 0,
        interpolation: int = INTER_LINEAR,
    ) -> npt.NDArray[Any]:
        """Resize as `cv2.resize` of this build does; see `resample.opencv.resize`."""
        plain = dst is None and fx is _NONE and fy is _NONE
        calls = self.calls
        if plain:
            call = calls.find(src, dsize, interpolation)
            if call is not None:
                result: npt.NDArray[Any] = call.run(src)
                return result
        version = VERSIONS[self.version]
        # In the order in which cv2 looks at them, so that of several faults the same one is named.
        array, target = picture(src, version), writable(dst, version)
        geometry, flag = arguments.geometry(dsize, fx, fy), arguments.flag(interpolation, INTER_LINEAR)
        source = source_of(array, version, geometry)
        if plain and calls.takes(src, dsize, interpolation):
            plan = self.plan(source, geometry, flag, keep=False)
            shape = plan.shape if source.shape[2] > 1 else plan.shape[:2]
            call = calls.keep(src, dsize, interpolation, plan, shape)
            if call is not None:
                return call.run(src)
        plan = self.plan(source, geometry, flag)
        samples = array.reshape(source.shape).view(source.storage)
        if target is None or target.shape != plan.shape or target.dtype != array.dtype:
            result = plan.run(samples).view(array.dtype)
            return result[:, :, 0] if source.shape[2] == 1 else result
        if plan.steps:
            refuse_overlap(array, target)
        plan.run(samples, out=target.view(DTYPES[plan.dtype]))
        filled: npt.NDArray[Any] = dst
        return filled
