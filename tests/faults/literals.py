"""Calls that a rare fault changes, each with what the original gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

import resample.torch as F
from resample import opencv, pillow
from tests.corpora.case import canonical

__all__ = ["LITERALS", "Literal"]


@dataclass(frozen=True)
class Literal:
    """A call, and what it gives.

    Attributes
    ----------
    name : str
    call : callable
        Returns an array.
    expected : str
        Its bytes, in hexadecimal.
    """

    name: str
    call: Callable[[], np.ndarray]
    expected: str

    def found(self) -> str:
        """Return what our drop-in gives, in hexadecimal."""
        return canonical(self.call()).tobytes().hex()


def half_steps(filter_: int) -> np.ndarray:
    """Return a bit for each even width from 2 to 200: half the samples 0, half 1, resized to one sample of mode I.

    The sum of the weights over either half is 1/2 but for its roundings, so that any change of the order or of the
    precision of an addition, of a product or of a quotient decides whether 0 or 1 comes out.
    """
    bits = []
    for width in range(2, 202, 2):
        picture = np.zeros((1, width), np.int32)
        picture[0, width // 2 :] = 1
        bits.append(int(pillow.resize(picture, (1, 1), filter_)[0, 0]))
    return np.packbits(bits)


HALF_STEPS = {
    pillow.LANCZOS: "ffeefdffff991afafedfbf7f60",
    pillow.BILINEAR: "fd7fffff7fe36fbf2f7f957fc0",
    pillow.BICUBIC: "fffbfffb8be3896373f3e6ff30",
    pillow.BOX: "fdf3d88573ebfbd92098e49250",
    pillow.HAMMING: "dffffffef7dfef5d73b91ff4e0",
    pillow.MKS2013: "ffbfb77e7cbfc10bccfe432350",
    pillow.MKS2021: "fdfdd6ee5e5771feff5dcdfe30",
}


def nan_under_weight_zero() -> np.ndarray:
    """A tap counts even if its weight is 0, so that NaN spreads over the window: nan nan 5.5 7.2857."""
    return pillow.resize(np.array([[1, 2, np.nan, 4, 5, 6, 7, 8]], np.float32), (4, 1), pillow.BILINEAR)


def tie_of_a_weight() -> np.ndarray:
    """11 samples to 256 by MKS2021: one of the weights of output 95 lies half way between two integers."""
    row = np.array([[174, 158, 246, 234, 158, 249, 179, 132, 134, 0, 0]], np.uint8)
    return pillow.resize(row, (256, 1), pillow.MKS2021)[:, 95]


def beyond_the_last_column() -> np.ndarray:
    """A box without area at the right border: NEAREST finds no sample there."""
    return pillow.resize(np.array([[10, 20, 30, 40, 50]], np.uint8), (2, 1), pillow.NEAREST, (5, 0, 5, 1))


def reciprocal() -> np.ndarray:
    """-4851/98 is -49.5, and -4851 times 1/98 a little more, which rounds to -49."""
    cell = np.zeros((1, 98), np.int32)
    cell[0, 0] = -4851
    return pillow.reduce(cell, (98, 1))


def reduced_by_one() -> np.ndarray:
    """A reduction by 1 is a crop: no round trip through premultiplied alpha, which makes (204, 102, 51, 10) of this."""
    pixels = np.array([[[200, 100, 50, 10], [1, 2, 3, 4]]], np.uint8)
    return pillow.reduce(pixels, (1, 1), (0, 0, 1, 1))


def almost_whole() -> np.ndarray:
    """1/(1/49) is 49.00000000000001 and not a whole number of samples, so that no block of 49x49 is summed."""
    picture = (np.arange(49 * 49) * 31 % 251).astype(np.float32).reshape(49, 49) / np.float32(7)
    return opencv.resize(picture, (1, 1), interpolation=opencv.INTER_AREA)


def groups_of_four() -> np.ndarray:
    """A block of 3x3: two groups of four are summed by themselves."""
    block = (np.arange(1, 10, dtype=np.float32) / np.float32(7)).reshape(3, 3)
    return opencv.resize(block, (1, 1), interpolation=opencv.INTER_AREA)


def pairs() -> np.ndarray:
    """Half size: four results of a vector add pairs, the fifth adds one by one."""
    block = np.array([[0.456214249, 0.145813495], [0.493315816, 0.614433348]], np.float32)
    return opencv.resize(np.tile(block, (1, 5)), (5, 1), interpolation=opencv.INTER_AREA)


def most_bits() -> np.ndarray:
    """600 samples to 3: weights so small that 22 bits are taken, and a sum just below a half."""
    row = np.zeros((1, 1, 1, 600), np.uint8)
    row[..., :300] = 255
    return F.interpolate(row, size=(1, 3), mode="bilinear", antialias=True)


def doubled() -> np.ndarray:
    """5 samples to 10 by a factor of 2.1: the kernel for small results shifts the index."""
    row = np.arange(5, dtype=np.float32).reshape(1, 1, 1, 5)
    return F.interpolate(row, scale_factor=(1.0, 2.1), mode="nearest").astype(np.uint8)


def small_exact() -> np.ndarray:
    """2 samples to 41: output 20 reads sample 0 in the kernel for small results, and 1 in the other."""
    row = np.arange(2, dtype=np.float32).reshape(1, 1, 1, 2)
    return F.interpolate(row, size=(1, 41), mode="nearest-exact")[..., 18:22].astype(np.uint8)


def small_result() -> np.ndarray:
    """1 row and 127 columns together are 128, which is small: weights are multiplied before they meet the samples."""
    picture = np.array([[[[85, 63, 51], [26, 30, 4]]]], np.float32) / np.float32(7)
    return F.interpolate(picture, size=(1, 127), mode="bilinear")[..., [29, 30, 32, 53]]


def one_column() -> np.ndarray:
    """A result of one column has the first row's window in all rows."""
    return F.interpolate(np.arange(8, dtype=np.float32).reshape(1, 1, 8, 1), (4, 1), None, "bilinear", antialias=True)


#: Judge -> its calls.
LITERALS: dict[str, tuple[Literal, ...]] = {
    "pillow, literals": (
        Literal("NaN under weight 0", nan_under_weight_zero, "0000c07f0000c07f0000b0409224e940"),
        Literal("tie of a weight", tie_of_a_weight, "ad"),
        Literal("beyond the last column", beyond_the_last_column, "0000"),
        Literal("reciprocal", reciprocal, "cfffffff"),
        Literal("reduced by 1", reduced_by_one, "c864320a"),
        *(Literal(f"half steps, filter {f}", partial(half_steps, f), bits) for f, bits in HALF_STEPS.items()),
    ),
    "opencv, literals": (
        Literal("almost whole", almost_whole, "48d28e41"),
        Literal("groups of four", groups_of_four, "6edb363f"),
        Literal("pairs", pairs, "f9d9da3ef9d9da3ef9d9da3ef9d9da3ef8d9da3e"),
    ),
    "torch, literals": (
        Literal("most bits", most_bits, "ff7f00"),
        Literal("doubled", doubled, "00000101020203030404"),
        Literal("small exact", small_exact, "00000001"),
        Literal("small result", small_result, "839df540b6a4f4401cb3f2404b4ade40"),
        Literal("one column", one_column, "6edb363f6edb363f6edb363f6edb363f"),
    ),
}
