"""The first decisions of a call: result size, scales with their two roundings, and the road that is taken."""

from __future__ import annotations

from dataclasses import dataclass

from resample.caches import once
from resample.opencv.errors import error
from resample.opencv.versions import Version
from resample.plan.plan import Source
from resample.spec import Geometry

#: What the separable filters and AREA take; all other dtypes have no function in cv2's tables.
FILTERED = ("u8", "u16", "i16", "f32", "f64")
FIXED_POINT = ("u8", "i8", "u16", "i16", "i32")


@dataclass(frozen=True)
class Axis:
    """One axis of a call.

    Attributes
    ----------
    source, result : int
        Number of samples before and after.
    factor : float
        Outputs per source sample: result / source, or the fx or fy that was given, even where the size was rounded.
    """

    source: int
    result: int
    factor: float

    @once
    def scale(self) -> float:
        """Source samples per output: 1 / (result / source), two roundings; 49 to 1 gives 49.00000000000001."""
        return 1.0 / self.factor

    @once
    def whole(self) -> int:
        """The scale rounded to a whole number."""
        return round(self.scale)

    @once
    def is_whole(self) -> bool:
        """Whether the scale counts as a whole number: within DBL_EPSILON."""
        return abs(self.scale - self.whole) < 2.0**-52


@dataclass(frozen=True)
class Call:
    """A call whose size is known.

    Attributes
    ----------
    mode : str
        One of `resample.opencv.versions.MODES`.
    version : Version
    source : Source
        Axes HWC.
    y, x : Axis
    by_factor : bool
        Whether fx and fy were given rather than dsize.
    """

    mode: str
    version: Version
    source: Source
    y: Axis
    x: Axis
    by_factor: bool

    @property
    def channels(self) -> int:
        """Number of channels."""
        return self.source.shape[2]

    @property
    def dtype(self) -> str:
        """Dtype name of the samples; ``u8`` for bool, which is carried in it."""
        return self.source.dtype

    @property
    def is_bool(self) -> bool:
        """Whether the samples are bool."""
        return dict(self.source.facts).get("bool", False)

    @property
    def is_copy(self) -> bool:
        """Whether the size stays, so that any flag copies."""
        return (self.y.source, self.x.source) == (self.y.result, self.x.result)

    @property
    def is_half(self) -> bool:
        """Whether both axes shrink to exactly one half."""
        return self.y.is_whole and self.x.is_whole and self.y.whole == self.x.whole == 2


def call_of(mode: str, version: Version, source: Source, geometry: Geometry) -> Call:
    """Return the call, with the size that cv2 gives it.

    Raises
    ------
    error
        Where cv2 refuses the size or the factors.
    """
    h, w, _ = source.shape
    height, width = size_of(source, geometry)
    by_factor = not _has_size(geometry)
    fy, fx = (geometry.scale or (0.0, 0.0)) if by_factor else (height / h, width / w)
    return Call(mode, version, source, Axis(h, height, fy), Axis(w, width, fx), by_factor)


def size_of(source: Source, geometry: Geometry) -> tuple[int, int]:
    """Return height and width of the result.

    Raises
    ------
    error
        Where cv2 refuses the size or the factors.
    """
    if geometry.size is not None and _has_size(geometry):
        height, width = geometry.size
        return height, width
    fy, fx = geometry.scale or (0.0, 0.0)
    for name, factor in (("x", fx), ("y", fy)):
        if not factor > 0:
            rule = f"without a dsize of two sides above 0, f{name} must be above 0, got {factor}"
            raise error(rule, f"inv_scale_{name} > 0")
    return _rounded(source.shape[0], fy, "y"), _rounded(source.shape[1], fx, "x")


def _has_size(geometry: Geometry) -> bool:
    """Return whether cv2 takes the size; else it takes the factors."""
    return geometry.size is not None and min(geometry.size) > 0


def _rounded(n: int, factor: float, name: str) -> int:
    """Return n * factor rounded to nearest, ties to even, as an int of C holds it."""
    size = n * float(factor)
    if not 0.5 < size < 2147483647.5:
        rule = f"f{name}={factor} makes a side of {n} into {size}, which is not a size from 1 to 2147483647"
        raise error(rule, "!dsize.empty()")
    return round(size)


def effective_mode(call: Call) -> str:
    """Return the mode after cv2's own replacements.

    LINEAR_EXACT of floats is LINEAR. LINEAR at exactly one half is AREA, whatever the size comes to; so is
    LINEAR_EXACT, but not for two channels.
    """
    mode = call.mode
    if mode == "linear_exact" and call.dtype in ("f32", "f64"):
        mode = "linear"
    if call.is_half and (mode == "linear" or (mode == "linear_exact" and call.channels != 2)):
        mode = "area"
    return mode


def road(call: Call) -> str:
    """Return the arithmetic that a call takes, IPP off.

    Returns
    -------
    {"copy", "nearest", "nearest_exact", "linear_exact", "area_blocks", "area", "separable"}

    Raises
    ------
    error
        Where cv2 has no function for the dtype or the number of channels.
    """
    mode = effective_mode(call)
    if call.is_copy:
        return "copy"
    if mode in ("nearest", "nearest_exact"):
        return mode
    if mode == "linear_exact":
        _require_dtype(call, FIXED_POINT, "func != 0")
        return mode
    if mode == "area" and call.x.scale >= 1 and call.y.scale >= 1:
        if call.x.is_whole and call.y.is_whole:
            _require_dtype(call, FILTERED, "func != 0")
            return "area_blocks"
        _require_dtype(call, FILTERED, "func != 0 && cn <= 4")
        if call.channels > 4:
            rule = f"AREA shrinks by a fraction in at most 4 channels, got {call.channels}; whole factors take any"
            raise error(rule, "func != 0 && cn <= 4")
        return mode
    _require_dtype(call, FILTERED, "func != 0")
    return "separable"


def _require_dtype(call: Call, allowed: tuple[str, ...], assertion: str) -> None:
    if call.dtype in allowed and not call.is_bool:
        return
    mode = effective_mode(call)
    through = mode.upper() if mode == call.mode else f"{call.mode.upper()} (here {mode.upper()})"
    raise unsupported(through, "bool" if call.is_bool else call.dtype, allowed, assertion)


def unsupported(mode: str, dtype: str, allowed: tuple[str, ...], assertion: str) -> error:
    """Return the error for a dtype that cv2 has no function for."""
    return error(f"{mode} takes {', '.join(allowed)}, got {dtype}; NEAREST and NEAREST_EXACT take it", assertion)
