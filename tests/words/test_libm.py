"""The C library's sines: literals by hand, and every float32 against the library itself."""

from __future__ import annotations

import ctypes

import numba
import numpy as np
import pytest

from resample.rules import libm
from tests.words.patterns import Array

# glibc's sinf, as bits.
SINF_LITERALS = [
    (0.0, 0x00000000),
    (-0.0, 0x80000000),
    (2.0**-13, 0x39000000),
    (0.1875, 0x3E3EE082),  # the correctly rounded sine ends in 1: glibc does not promise it
    (0.5, 0x3EF57744),
    (1.0, 0x3F576AA4),
    (-2.5, 0xBF193578),
    (3.0, 0x3E1081C3),
    (10.09375, 0xBF1EC41D),  # here it ends in C
    (float(np.float32(3 * np.pi)), 0xB2CCDE2E),  # the last bit of pi/2 decides the last one here
    (15.7, 0x3C0278D0),
    (15.707862854003906, 0x38D29553),
]

c_sinf = ctypes.CDLL("libm.so.6").sinf
c_sinf.restype, c_sinf.argtypes = ctypes.c_float, [ctypes.c_float]


@numba.njit
def sinf_each(x: Array, out: Array) -> None:
    """Put the C library's sinf of every element into out."""
    for i in range(out.size):
        out[i] = c_sinf(x[i])


def differences(x: Array) -> int:
    """Return for how many elements our sinf is not the C library's."""
    out = np.empty_like(x)
    sinf_each(x, out)
    return int((libm.sinf(x).view(np.uint32) != out.view(np.uint32)).sum())


def test_sinf_literals() -> None:
    x, want = (list(v) for v in zip(*SINF_LITERALS, strict=True))
    assert libm.sinf(np.array(x, np.float32)).view(np.uint32).tolist() == want


def test_sinf_equals_the_c_library() -> None:
    rng = np.random.default_rng(24)
    x = np.concatenate([rng.uniform(-16, 16, 300_000), np.pi / 4 * np.arange(-20, 21), [16, -16]]).astype(np.float32)
    near = np.concatenate(
        [np.nextafter(x[-43:], np.float32(0)), np.float32([2**-12, 0.78515625]) * np.float32(1 - 2**-24)]
    )
    last = int(np.float32(16).view(np.uint32))
    patterns = rng.integers(0, last, 200_000, np.uint32, endpoint=True) | (rng.integers(0, 2, 200_000, np.uint32) << 31)
    assert differences(np.concatenate([x, near, patterns.view(np.float32)])) == 0


@pytest.mark.slow
def test_sinf_equals_the_c_library_everywhere() -> None:
    first, end = int(np.float32(2.0**-13).view(np.uint32)), int(np.float32(16).view(np.uint32)) + 1
    differ = 0
    for start in range(first, end, 2**22):  # every float32 from 2**-13 to 16
        x = np.arange(start, min(start + 2**22, end), dtype=np.uint32).view(np.float32)
        differ += differences(x) + differences(-x)
    x = np.arange(0, first, 61, dtype=np.uint32).view(np.float32)  # below 2**-12 the argument itself returns
    assert differ + differences(x) + differences(-x) == 0


def test_sinf_refusals() -> None:
    for x in (np.nextafter(np.float32(16), np.float32(17)), np.float32(-17), np.float32(np.nan), np.float32(np.inf)):
        with pytest.raises(ValueError, match=r"sinf is proven for \|x\| <= 16 only, got"):
            libm.sinf(np.array([0, x], np.float32))
    with pytest.raises(TypeError, match="sinf takes float32, got float64"):
        libm.sinf(np.zeros(1))
    assert libm.sinf(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_libm_sin_and_cos() -> None:
    assert libm.libm_sin(np.array([[0.5], [-0.0]])).tolist() == [[0.479425538604203], [-0.0]]
    assert libm.libm_cos([0.5, 0.0]).tolist() == [0.8775825618903728, 1.0]
    assert libm.libm_sin([]).shape == (0,)
