"""The transform: a resize with its arguments kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resample.torchvision.build import Build, loaded_or
from resample.torchvision.modes import InterpolationMode, mode_of


class Resize:
    """Resize a picture to a size, as `torchvision.transforms.Resize` does.

    Parameters
    ----------
    size : int or sequence of int
        (height, width), or the length of the shorter side.
    interpolation : InterpolationMode or int
    max_size : int, optional
        Bounds the longer side, if `size` is a single number.
    antialias : bool, optional

    Raises
    ------
    TypeError
        If the size is neither a number nor a sequence.
    ValueError
        If it has more than two numbers.

    Examples
    --------
    >>> import numpy as np
    >>> Resize(2)(np.arange(16.0).reshape(1, 4, 4)).shape
    (1, 2, 2)
    """

    build = Build()

    def __init__(
        self,
        size: Any,
        interpolation: Any = InterpolationMode.BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        if not isinstance(size, int | Sequence):
            raise TypeError(f"size is a number or a sequence of numbers, not {type(size).__name__}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError(f"size has one or two numbers, not {len(size)}")
        self.size: Any = size
        self.max_size = max_size
        self.interpolation = interpolation
        if isinstance(interpolation, int):
            self.interpolation = InterpolationMode(mode_of(interpolation, self.build.api))
        self.antialias = antialias

    def forward(self, img: Any) -> Any:
        """Return the picture resized; the same as calling the transform."""
        build = loaded_or(self.build, img)
        return build.resize(img, self.size, self.interpolation, self.max_size, self.antialias)

    def __call__(self, img: Any) -> Any:
        """Return the picture resized."""
        return self.forward(img)

    def __repr__(self) -> str:
        mode = getattr(self.interpolation, "value", self.interpolation)
        arguments = f"size={self.size}, interpolation={mode}, max_size={self.max_size}, antialias={self.antialias}"
        return f"{type(self).__name__}({arguments})"
