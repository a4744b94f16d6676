"""The terms of a sum: samples, weights and products of one tap for all outputs at once."""

from __future__ import annotations

from itertools import product

import numpy as np

from resample.caches import once
from resample.plan.words import FLOATS, Cast, Lerp, MulDiv, MulShr, Taps
from resample.run.floats import fma
from resample.run.ops import Array, apply, rounded


class Terms:
    """What the taps of a step contribute; a tap is a tuple of numbers, one for each axis.

    Parameters
    ----------
    image : ndarray
        Samples to compute with, after `resample.run.ops.from_storage`.
    dtype : str
        Their dtype name.
    step : Taps
    """

    def __init__(self, image: Array, dtype: str, step: Taps) -> None:
        self.step = step
        self.acc = step.sum.acc
        self.loaded, self.dtype = apply(image, dtype, step.load)
        self.axes = dict(zip(step.axes, range(len(step.axes)), strict=True))
        self.counts = {a: self._along(a, c) for a, c in zip(step.axes, step.count, strict=True)}
        self.keys = list(product(*(range(int(c.max())) for c in step.count)))
        lengths = {a: c.size for a, c in zip(step.axes, step.count, strict=True)}
        self.shape = tuple(lengths.get(a, n) for a, n in enumerate(image.shape))

    def _along(self, axis: int, values: Array) -> Array:
        """Return a list of numbers, one an output, shaped to broadcast along the axis."""
        return values.reshape([-1 if a == axis else 1 for a in range(self.loaded.ndim)])

    @once
    def image(self) -> Array:
        """The loaded samples, cast to the accumulator's dtype."""
        return self.cast(self.loaded, self.acc)

    def cast(self, value: Array, dtype: str) -> Array:
        """Return loaded samples in another dtype: integers wrap."""
        return apply(value, self.dtype, (Cast(dtype, "wrap" if self.dtype not in FLOATS else "x86"),))[0]

    def pick(self, image: Array, key: tuple[int, ...]) -> Array:
        """Return one tap's samples out of an image."""
        for axis, number in self.axes.items():
            index, k = self.step.index[number], key[number]
            positions = index + k if index.ndim == 1 else index[:, k]
            # Entries beyond the count are read here, harmlessly inside the picture, and never used.
            image = image.take(np.clip(positions, 0, image.shape[axis] - 1), axis)
        return image

    def sample(self, key: tuple[int, ...]) -> Array:
        """Return one tap's samples in the accumulator's dtype."""
        return self.pick(self.image, key)

    def weight(self, key: tuple[int, ...]) -> Array:
        """Return one tap's weights: those of the axes multiplied, outermost first or innermost first."""
        assert self.step.weight is not None
        weights = [self._along(a, self.step.weight[n][:, key[n]]) for a, n in self.axes.items()]
        if self.acc not in FLOATS:
            weights = [w.astype(self.image.dtype) for w in weights]
        if self.step.product == "inner":
            weights.reverse()
        result = weights[0]
        for weight in weights[1:]:
            result = rounded(result * weight, self.acc)
        return result

    def valid(self, key: tuple[int, ...]) -> Array:
        """Return which outputs have this tap."""
        result = np.array(True)
        for axis, number in self.axes.items():
            result = result & (key[number] < self.counts[axis])
        return result

    def term(self, key: tuple[int, ...]) -> Array:
        """Return what one tap contributes, by the step's term."""
        sample = self.sample(key)
        if self.step.weight is None:
            return sample
        match self.step.term:
            case MulShr(n, rounding):
                return mul_shr(sample, self.weight(key), n, rounding)
            case MulDiv(divisor):
                divided = rounded(sample * self.weight(key), self.acc) / self._along(self.step.axes[0], divisor)
                return rounded(divided, self.acc)
            case _:
                return rounded(sample * self.weight(key), self.acc)


def mul_shr(sample: Array, weight: Array, n: int, rounding: str) -> Array:
    """Define `MulShr`: the product is exact, whatever the accumulator."""
    if rounding == "floor":
        return ((sample.astype(np.int64) * weight.astype(np.int64)) >> np.int64(n)).astype(sample.dtype)
    # n is 32 and a weight is at most 2**32: the high and the low half of |sample| are multiplied apart.
    negative = sample < 0
    size = np.where(negative, (-(sample + 1)).astype(np.uint64) + np.uint64(1), sample.astype(np.uint64))
    wide = weight.astype(np.uint64)
    low = ((size & np.uint64(0xFFFFFFFF)) * wide + np.uint64(2**31)) >> np.uint64(32)
    result = ((size >> np.uint64(32)) * wide + low).astype(np.int64)
    return np.where(negative, -result, result).astype(sample.dtype)


def lerp(terms: Terms, term: Lerp) -> Array:
    """Define `Lerp`."""
    assert terms.step.weight is not None
    a, b, t = terms.sample((0,)), terms.sample((1,)), terms.weight((0,))
    difference = rounded(b - a, terms.acc)
    if term.fused:
        return fma(difference, t, a)
    return rounded(a + rounded(difference * t, terms.acc), terms.acc)
