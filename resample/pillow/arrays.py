"""ndarrays as pictures: their mode, and the way back to their shape and dtype."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.caches import once
from resample.pillow.colors import samples
from resample.pillow.geometry import Size
from resample.pillow.modes import MODES, Mode, infer, typestr
from resample.plan.plan import Source
from resample.plan.words import DTYPES

__all__ = ["ArrayPicture"]

_NAMES = {dtype: name for name, dtype in DTYPES.items() if name not in ("bf16", "f16", "i64")}


class ArrayPicture:
    """An array (height, width) or (height, width, bands) in a mode.

    Parameters
    ----------
    array : ndarray
        One of a single axis is a column.
    mode : str or None
        None: as `Image.fromarray` finds it.

    Raises
    ------
    TypeError
        If no mode has such samples.
    ValueError
        If the mode that is given has others.
    """

    def __init__(self, array: npt.NDArray[Any], mode: str | None) -> None:
        array = np.asarray(array)  # of a subclass, such as a matrix, only the samples
        self.array = array
        if array.ndim == 0 or array.ndim > 3 or (array.ndim == 3 and array.shape[2] == 1):
            raise TypeError(f"Cannot handle this data type: {(1, 1, *array.shape[2:])}, {array.dtype.str}")
        self.bands = array.shape[2] if array.ndim == 3 else 1
        self.height, self.width = array.shape[0], array.shape[1] if array.ndim > 1 else 1
        self.mode, self.dtype = self._mode(mode)

    def _mode(self, name: str | None) -> tuple[Mode, str]:
        """Return the mode and the dtype name; bool is mode 1, a byte a sample."""
        if name is not None and name not in MODES:
            raise ValueError(f"mode {name!r} is not one of {', '.join(MODES)}")
        dtype = self.array.dtype
        if dtype == np.bool_:
            return infer("bool", self.bands, name or ""), "u8"
        known = _NAMES.get(dtype.newbyteorder("="))
        if known is None:
            shape = (1, 1) if self.bands == 1 else (1, 1, self.bands)
            raise TypeError(f"Cannot handle this data type: {shape}, {dtype.str}")
        if name is None and known == "u16" and not dtype.isnative:
            name = "I;16B" if np.dtype(typestr("u16")).isnative else None
        return infer(known, self.bands, name or ""), known

    @property
    def converts(self) -> bool:
        """Whether the mode has samples of another dtype."""
        return self.dtype != self.mode.dtype

    @once
    def source(self) -> Source:
        """The source of its plans."""
        return Source((self.height, self.width, self.bands), self.dtype, "HWC")

    def loaded(self) -> ArrayPicture:
        """Return the picture; no file stands behind an array."""
        return self

    def pixels(self) -> npt.NDArray[Any]:
        """Return the samples, shape (height, width, bands), of the source's dtype."""
        array = self.array.reshape(self.source.shape)
        return array.view(np.uint8) if array.dtype == np.bool_ else array.astype(DTYPES[self.dtype], copy=False)

    def wrap(self, result: npt.NDArray[Any], filtered: bool = False) -> npt.NDArray[Any]:
        """Return a result with the axes of the array, filtered or not; 16-bit samples keep their byte order."""
        if self.array.ndim < 3:
            result = result[..., 0]
        if self.array.dtype == np.bool_:
            return result.view(np.bool_)
        return result.astype(self.array.dtype, copy=False) if self.dtype == "u16" else result

    def copy(self) -> npt.NDArray[Any]:
        """Return a copy."""
        return self.wrap(self.pixels().copy())

    def blank(self, size: Size) -> npt.NDArray[Any]:
        """Return a result that nothing was copied to."""
        return self.wrap(_filled(self.mode, size, self.mode.empty))

    def new(self, size: Size) -> npt.NDArray[Any]:
        """Return an empty picture of a size, zero by Pillow's count."""
        return self.blank(size)

    def padded(
        self, inner: npt.NDArray[Any], size: Size, at: Size, color: Any, in_palette: bool = True
    ) -> npt.NDArray[Any]:
        """Return a result on a larger one of one colour; an array has no palette to look it up in.

        Raises
        ------
        TypeError
            If it is no colour of the mode.
        """
        result = self.wrap(_filled(self.mode, size, samples(self.mode, color)))
        result[at[1] : at[1] + inner.shape[0], at[0] : at[0] + inner.shape[1]] = inner
        return result


def _filled(mode: Mode, size: Size, value: tuple[Any, ...]) -> npt.NDArray[Any]:
    if not isinstance(size, list | tuple):
        raise ValueError("Size must be a list or tuple")
    if len(size) != 2:
        raise ValueError("Size must be a sequence of length 2")
    if min(size) < 0:
        raise ValueError("Width and height must be >= 0")
    result = np.empty((index(size[1]), index(size[0]), mode.bands), DTYPES[mode.dtype])
    result[...] = value
    return result
