"""What torch's interpolate gives where one would expect something else, as literals that need no torch.

Each was read off torch 2.13.0 on AVX2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import resample
from resample import torch as F
from resample.errors import NotExact

f32 = np.float32


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", request.param)


def row(*values: float, dtype: Any = f32) -> np.ndarray:
    """Return a 4-D tensor of one row."""
    return np.array(values, dtype).reshape(1, 1, 1, -1)


def line(*values: float, dtype: Any = f32) -> np.ndarray:
    """Return a 3-D tensor of one line."""
    return np.array(values, dtype).reshape(1, 1, -1)


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(f32)


def last(x: np.ndarray) -> np.ndarray:
    """Return the tensor in channels-last memory."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)


def differ(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.mean(a != b))


def hexadecimal(x: np.ndarray) -> str:
    """Return the values, every bit of them."""
    return " ".join(float(value).hex().replace("0000000p", "p") for value in x.ravel())


def test_nearest_depends_on_the_number_of_axes_and_the_size() -> None:
    x = np.arange(5, dtype=f32)
    assert F.interpolate(line(*x), scale_factor=1.1).ravel().tolist() == [0, 0, 1, 2, 3]
    assert F.interpolate(row(*x), scale_factor=(1.0, 1.1)).ravel().tolist() == [0, 1, 2, 3, 4]
    assert F.interpolate(line(*x), scale_factor=2.1).ravel().tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4]
    assert F.interpolate(row(*x), scale_factor=(1.0, 2.1)).ravel().tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_nearest_is_not_rational() -> None:
    assert F.interpolate(row(0, 1), (1, 82)).ravel()[40:43].tolist() == [0, 0, 1]


def test_nearest_exact_has_two_kernels() -> None:
    assert F.interpolate(row(0, 1), (1, 41), mode="nearest-exact").ravel()[20] == 0
    assert F.interpolate(line(0, 1), 41, mode="nearest-exact").ravel()[20] == 1


def test_the_floor_of_float64_is_float32s() -> None:
    x = np.arange(10, dtype=np.float64).reshape(1, 1, 10)
    assert F.interpolate(x, scale_factor=1.000000001).ravel().tolist() == list(range(10))


def test_three_channels_depend_on_threads() -> None:
    x = normal(1, 3, 90, 90)
    one, two = (F.at(threads=n).interpolate(x, (97, 95), mode="bilinear") for n in (1, 2))
    assert 0.3 < differ(one, two) < 0.7
    assert np.abs(one - two).max() < 1e-6


def test_values_depend_on_the_layout() -> None:
    x = normal(1, 9, 90, 90)
    first, behind = (F.interpolate(v, (97, 95), mode="bilinear") for v in (x, last(x)))
    assert 0.3 < differ(first, behind) < 0.7


def test_values_depend_on_the_place_among_channels() -> None:
    x = normal(1, 8, 30, 30)
    together = F.interpolate(x, (41, 37), mode="bilinear")[:, 7:]
    alone = F.interpolate(x[:, 7:], (41, 37), mode="bilinear")
    assert 0.3 < differ(together, alone) < 0.6


def test_a_factor_is_not_the_size_that_it_gives() -> None:
    x = line(0, 1, 2, 3)
    given = F.interpolate(x, scale_factor=2.3, mode="linear")
    recomputed = F.interpolate(x, scale_factor=2.3, mode="linear", recompute_scale_factor=True)
    assert hexadecimal(given[..., :4]) == "0x0.0p+0 0x1.37a6f2p-3 0x1.2c8590p-1 0x1.0590b2p+0"
    assert hexadecimal(recomputed[..., :4]) == "0x0.0p+0 0x1.555556p-3 0x1.38e38ep-1 0x1.0e38e4p+0"


def test_sizes_are_cut() -> None:
    assert F.interpolate(np.zeros((1, 1, 100), f32), scale_factor=0.29).shape == (1, 1, 28)


def test_there_are_two_cubics() -> None:
    x = row(0, 1, 0, 0)
    smooth = F.interpolate(x, (1, 8), mode="bicubic", antialias=True)
    plain = F.interpolate(x, (1, 8), mode="bicubic")
    assert hexadecimal(smooth[..., :3]) == "-0x1.69696ap-4 0x1.b184acp-3 0x1.b1d502p-1"
    assert plain[..., :4].ravel().tolist() == [-0.10546875, 0.26171875, 0.87890625, 0.87890625]


@pytest.mark.parametrize("antialias", [False, True])
def test_growing_bilinear_is_the_same_with_and_without_antialias(antialias: bool) -> None:
    got = F.interpolate(row(0, 1), (1, 4), mode="bilinear", antialias=antialias)
    assert got.ravel().tolist() == [0, 0.25, 0.75, 1]


def test_uint8_is_not_rounded_float() -> None:
    values = (0, 0, 100, 200, 255, 255)
    whole, real = (row(*values, dtype=t) for t in (np.uint8, f32))
    got = [F.interpolate(x, (1, 3), mode=m, antialias=True) for m in ("bilinear", "bicubic") for x in (whole, real)]
    assert got[0].ravel().tolist() == [14, 144, 247]
    assert hexadecimal(got[1]) == "0x1.c92494p+3 0x1.20c000p+7 0x1.ee4926p+7"
    assert got[2].ravel().tolist() == [1, 147, 255]
    assert hexadecimal(got[3]) == "0x1.66d414p+0 0x1.25213ap+7 0x1.015d30p+8"


def test_weights_of_uint8_need_not_sum_to_one() -> None:
    plan = resample.plan("torch:bicubic,antialias", shape=(1, 6), dtype="uint8", size=(1, 3))
    weights = plan.steps[0].weight[0][0]
    assert (weights.dtype, int(weights.sum(dtype=int))) == (np.int16, 65535)


def test_one_column_repeats_the_first_row() -> None:
    x = np.arange(8, dtype=f32).reshape(1, 1, 8, 1)
    narrow = F.interpolate(x, (4, 1), mode="bilinear", antialias=True)
    wide = F.interpolate(x, (4, 2), mode="bilinear", antialias=True)
    assert hexadecimal(narrow) == " ".join(["0x1.6db6dcp-1"] * 4)
    assert hexadecimal(wide[..., 0]) == "0x1.6db6dcp-1 0x1.400000p+1 0x1.200000p+2 0x1.924926p+2"


def test_one_column_of_uint8_depends_on_the_cpu_path() -> None:
    x = np.arange(0, 80, 10, dtype=np.uint8).reshape(1, 1, 8, 1)
    arguments: dict[str, Any] = {"size": (4, 1), "mode": "bilinear", "antialias": True}
    assert F.interpolate(x, **arguments).ravel().tolist() == [7, 25, 45, 63]
    assert F.at(cpu="default").interpolate(x, **arguments).ravel().tolist() == [7] * 4


def test_aligned_corners_with_antialias_are_not_aligned() -> None:
    x = row(0, 1, 2, 3, 4, 5, 6, 7)
    plain, smooth = (
        F.interpolate(x, (1, 4), mode="bilinear", align_corners=True, antialias=antialias)
        for antialias in (False, True)
    )
    assert hexadecimal(plain) == "0x0.0p+0 0x1.2aaaaap+1 0x1.2aaaaap+2 0x1.c00000p+2"
    assert hexadecimal(smooth) == "0x1.b6db6cp-1 0x1.800002p+1 0x1.57fffep+2 0x1.adb6dcp+2"


def test_one_output_with_aligned_corners_is_the_first_sample() -> None:
    x = line(0, 1, 2, 3, 4)
    assert F.interpolate(x, 1, mode="linear", align_corners=True).ravel().tolist() == [0]
    assert F.interpolate(x, 1, mode="linear").ravel().tolist() == [2]


def test_volumes_of_float16_are_summed_in_float16() -> None:
    x = np.full((1, 1, 1, 1, 4096), 1, np.float16)
    x[..., 0] = 2048
    assert F.interpolate(x, (1, 1, 2), mode="area").ravel().tolist() == [1, 1]
    assert F.interpolate(x[:, :, 0], (1, 2), mode="area").ravel().tolist() == [2, 1]


def test_area_to_one_pixel_is_another_algorithm() -> None:
    x = normal(1, 1, 40, 40)
    in_order = np.add.accumulate(x.ravel())[-1] / f32(40) / f32(40)
    assert hexadecimal(F.interpolate(x, (1, 1), mode="area")) == "-0x1.1eef14p-7" != hexadecimal(in_order)


def test_a_contiguous_tensor_can_be_channels_last() -> None:
    """A pixel of four channels is both, and takes the kernel of channels-last; cut out of a picture it is neither."""
    cut = normal(1, 4, 2, 2)[:, :, :1, :1]
    copied = cut.copy()
    assert 0.05 < differ(*(F.interpolate(x, (60, 90), mode="bilinear") for x in (cut, copied))) < 0.1


def test_infinity_with_weight_0_gives_nan() -> None:
    got = F.interpolate(line(1, np.inf), 4, mode="linear").ravel()
    assert [str(v) for v in got] == ["nan", "inf", "inf", "inf"]
    x = np.ones((1, 1, 2, 2), f32)
    x[0, 0, 0, 0] = np.inf
    assert np.isnan(F.interpolate(x, (3, 2), mode="bilinear")).any()


def test_rgb_to_one_pixel_fails_in_torch() -> None:
    x = np.zeros((1, 3, 5, 5), np.uint8)
    with pytest.raises(RuntimeError, match="channels-last"):
        F.interpolate(x, (1, 1), mode="bilinear")
    assert F.interpolate(last(x), (1, 1), mode="bilinear").shape == (1, 3, 1, 1)
    assert F.at(cpu="default").interpolate(x, (1, 1), mode="bilinear").shape == (1, 3, 1, 1)


def test_one_column_with_an_odd_stride_is_refused() -> None:
    x = np.zeros((1, 1, 1, 9), np.uint8).transpose(0, 1, 3, 2)
    with pytest.raises(NotExact, match="outside a picture"):
        F.interpolate(x, (4, 1), mode="bilinear")


def test_means_that_threads_share_are_refused() -> None:
    x = np.zeros((1, 1, 400, 400), f32)
    with pytest.raises(NotExact, match="among 2 threads"):
        F.at(threads=2).interpolate(x, (1, 1), mode="area")
    assert F.interpolate(x, (1, 1), mode="area").shape == (1, 1, 1, 1)
    assert F.at(threads=2).interpolate(np.zeros((1, 2, 400, 400), f32), (1, 1), mode="area").shape == (1, 2, 1, 1)


def test_columns_that_threads_share_are_refused() -> None:
    x = np.zeros((1, 1, 100, 1), f32)
    with pytest.raises(NotExact, match="each thread's share"):
        F.at(threads=2).interpolate(x, (60000, 1), mode="bilinear", antialias=True)
    pair = np.zeros((4, 1, 100, 1), f32)
    with pytest.raises(NotExact, match="each thread's share"):
        F.at(threads=2).interpolate(pair, (10000, 1), mode="bilinear", antialias=True)
    assert F.at(threads=2).interpolate(x, (10000, 1), mode="bilinear", antialias=True).shape == (1, 1, 10000, 1)
