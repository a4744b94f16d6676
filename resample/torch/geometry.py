"""One resize as all the rules see it: axes with their sizes, the layout, the object that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from resample.plan.plan import Source
from resample.plan.words import AllFused, Cast, Forward, NotFused, Order, Part, PointOp, Span, Split, Step, Sum, Taps
from resample.run.floats import fma, round_to
from resample.torch.versions import CONTRACTION, Contraction

Array = npt.NDArray[Any]

#: Names of the spatial axes, outermost first, by their number.
SPATIAL = {1: "L", 2: "HW", 3: "DHW"}


class Axis(NamedTuple):
    """A spatial axis.

    Attributes
    ----------
    number : int
        Its place in the picture.
    before, after : int
        Its sizes.
    factor : float or None
        The caller's scale factor where it reaches the kernel; None where the scale follows from the sizes.
    """

    number: int
    before: int
    after: int
    factor: float | None


class Resize(NamedTuple):
    """One call, with everything decided that does not depend on the mode.

    Attributes
    ----------
    mode : str
    source : Source
    axes : tuple of Axis
        Outermost first.
    aligned : bool
        ``align_corners``.
    antialias : bool
    cpu : {"avx2", "default"}
    threads : int
    """

    mode: str
    source: Source
    axes: tuple[Axis, ...]
    aligned: bool
    antialias: bool
    cpu: str
    threads: int

    @property
    def channels(self) -> int:
        """Number of channels."""
        return self.source.shape[self.channel_axis]

    @property
    def channel_axis(self) -> int:
        """The axis of the channels."""
        return self.source.axis("C")

    @property
    def dtype(self) -> str:
        """Dtype name of the samples, which is that of the result."""
        return self.source.dtype

    @property
    def work(self) -> str:
        """Dtype name of coordinates, weights and sums of float samples; uint8 nearest uses float32 as well."""
        return "f64" if self.dtype == "f64" else "f32"

    def fact(self, name: str) -> bool:
        """Return a fact of the layout: ``kernel_cl``, ``result_cl``, or one of `resample.torch.mean`."""
        return dict(self.source.facts).get(name, False)

    @property
    def contraction(self) -> Contraction:
        """Where the object that runs has fused multiply-adds."""
        return CONTRACTION[self.cpu]

    @property
    def arithmetic(self) -> Arithmetic:
        """Arithmetic on coordinates and weights."""
        return Arithmetic(np.dtype(np.float64 if self.work == "f64" else np.float32), self.contraction.fused)

    def sum(self, order: Order | None = None) -> Sum:
        """Return the sum of weighted taps that starts with a product and, where the object can, fuses all others."""
        fused = AllFused() if self.contraction.fused else NotFused()
        return Sum(self.work, order or Forward(), "first", fused)

    @property
    def store(self) -> tuple[PointOp, ...]:
        """What makes a sum a sample: nothing, or one rounding to a 16-bit float."""
        return () if self.dtype == self.work else (Cast(self.dtype),)

    def rounded(self, weights: Array) -> Array:
        """Return weights rounded to the samples' dtype, as the separable kernels do."""
        return weights if self.dtype == self.work else round_to(weights, self.dtype)


def by_channels(resize: Resize, body: int, first: Taps, rest: Taps) -> Step:
    """Return taps for the first `body` channels, and other taps for the rest."""
    if body == 0:
        return rest
    if body == resize.channels:
        return first
    axes = (resize.channel_axis,)
    return Split((Part((Span(axes, 0, body),), first), Part((Span(axes, body, resize.channels),), rest)))


class Arithmetic(NamedTuple):
    """Arithmetic in one dtype, each operation rounded to it, a*b + c with one rounding or two.

    Examples
    --------
    >>> import numpy as np
    >>> a, c = np.float32([4097]), np.float32([2**-60])
    >>> [float(Arithmetic(np.dtype("f4"), fused).mad(a, a, c)[0]) for fused in (True, False)]
    [16785410.0, 16785408.0]
    """

    dtype: np.dtype[Any]
    fused: bool

    def of(self, value: Any) -> Array:
        """Return a value in the dtype."""
        return np.asarray(value, self.dtype)

    @property
    def number(self) -> Callable[[float], Any]:
        """The dtype's scalar type."""
        return self.dtype.type

    def mad(self, a: Any, b: Any, c: Any) -> Array:
        """Return a*b + c."""
        a, b, c = self.of(a), self.of(b), self.of(c)
        if not self.fused:
            return self.of(self.of(a * b) + c)
        a, b, c = np.broadcast_arrays(a, b, c)
        return self.of(fma(a, b, c))
