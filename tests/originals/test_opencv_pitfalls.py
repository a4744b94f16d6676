"""What cv2.resize gives where one would expect something else, as literals that need no cv2; each was read off cv2."""

from __future__ import annotations

import numpy as np
import pytest

from resample import opencv as cv2
from resample.errors import NotExact

f32 = np.float32


@pytest.fixture(params=["numpy", "numba"], autouse=True)
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", request.param)


def row(*values: float, dtype: type = np.uint8) -> np.ndarray:
    return np.array([values], dtype)


def test_nearest_has_no_half_pixel() -> None:
    src = row(0, 1, 2, 3, 4)
    assert cv2.resize(src, (3, 1), interpolation=cv2.INTER_NEAREST).tolist() == [[0, 1, 3]]
    assert cv2.resize(src, (3, 1), interpolation=cv2.INTER_NEAREST_EXACT).tolist() == [[0, 2, 4]]


def test_nearest_takes_the_reciprocal_of_a_quotient() -> None:
    assert cv2.resize(row(0, 1), (98, 1), interpolation=cv2.INTER_NEAREST)[0, 48:51].tolist() == [0, 0, 1]


def test_nearest_exact_changed_twice() -> None:
    src, flag = row(0, 1, 2, 3), cv2.INTER_NEAREST_EXACT
    assert cv2.resize(src, (6, 1), interpolation=flag).tolist() == [[0, 1, 1, 2, 2, 3]]
    assert cv2.at("4.13").resize(src, (6, 1), interpolation=flag).tolist() == [[0, 1, 1, 2, 3, 3]]
    assert cv2.at("4.5.5").resize(src, (6, 1), interpolation=flag).tolist() == [[0, 0, 1, 2, 3, 3]]


def test_factors_are_not_the_size_that_they_give() -> None:
    src = np.tile(np.arange(7, dtype=f32), (2, 1))
    assert cv2.resize(src, None, fx=0.5, fy=0.5).tolist() == [[0.5, 2.5, 4.5, 6]]
    assert cv2.resize(src, (4, 1)).tolist() == [[0.375, 2.125, 3.875, 5.625]]


def test_sizes_by_factors_are_rounded_to_even() -> None:
    assert cv2.resize(np.zeros((1, 7), np.uint8), None, fx=0.5, fy=1).shape == (1, 4)
    assert cv2.resize(np.zeros((1, 5), np.uint8), None, fx=0.5, fy=1).shape == (1, 2)


def test_area_loses_what_no_output_covers() -> None:
    src = row(0, 1, 2, 3, 4, dtype=f32)
    assert cv2.resize(src, None, fx=0.5, fy=1, interpolation=cv2.INTER_AREA).tolist() == [[0.5, 2.5]]


def test_a_factor_that_keeps_the_size_copies() -> None:
    src = np.arange(12, dtype=f32).reshape(3, 4)
    for flag in (*range(7), 99):
        result = cv2.resize(src, None, fx=1.01, fy=1.01, interpolation=flag)
        assert result.tolist() == src.tolist() and not np.shares_memory(result, src)


def test_two_by_two_mean_rounds_by_channels() -> None:
    block = np.array([[0, 1], [1, 0]], np.uint8)
    assert cv2.resize(block, (1, 1), interpolation=cv2.INTER_AREA).tolist() == [[1]]
    two = np.stack([block, block], -1)
    assert cv2.resize(two, (1, 1), interpolation=cv2.INTER_AREA).tolist() == [[[0, 0]]]
    negative = np.array([[-1, -1], [0, 0]], np.int16)
    assert cv2.resize(negative, (1, 1), interpolation=cv2.INTER_AREA).tolist() == [[0]]


def test_enlarging_area_is_not_linear() -> None:
    src = row(0, 10, 20, dtype=f32)
    area = cv2.resize(src, (7, 1), interpolation=cv2.INTER_AREA)
    assert area.tolist() == np.array([[0, 0, 6.66666698, 10, 13.333333, 20, 20]], f32).tolist()
    linear = [[0, 1.42857146, 5.71428585, 10, 14.285715, 18.5714283, 20]]
    assert cv2.resize(src, (7, 1)).tolist() == np.array(linear, f32).tolist()


def test_enlarging_area_may_miss_an_edge_by_a_rounding() -> None:
    """Output 49 of 98 begins at sample 1, but 49 * (1 / 49) is below 1: beyond sample 0 lies all of it, taken as 0."""
    result = cv2.resize(row(0, 10, dtype=f32), (98, 1), interpolation=cv2.INTER_AREA)
    assert result[0, 48:51].tolist() == [0, 0, 10]


def test_area_uses_its_own_coordinates_on_the_axis_that_shrinks_too() -> None:
    src = np.array([[0, 10, 20], [30, 40, 50]], f32)
    result = cv2.resize(src, (2, 4), interpolation=cv2.INTER_AREA)
    upper, lower = [3.3333335, 16.666668], [33.333332, 46.666668]
    assert result.tolist() == np.array([upper, upper, lower, lower], f32).tolist()


def test_linear_and_linear_exact_differ() -> None:
    src = np.array([[201, 72], [81, 166]], np.uint8)
    assert cv2.resize(src, (3, 3))[0, 1] == 136
    assert cv2.resize(src, (3, 3), interpolation=cv2.INTER_LINEAR_EXACT)[0, 1] == 137


def test_cubic_bytes_depend_on_the_column() -> None:
    src = np.tile(np.array([[244], [137], [201], [55], [113], [57]], np.uint8), (1, 9))
    result = cv2.resize(src, (9, 3), interpolation=cv2.INTER_CUBIC)
    assert result[:, 0].tolist() == [184, 129, 90]
    assert result[:, 8].tolist() == [185, 129, 90]


def test_cubic_floats_depend_on_the_column() -> None:
    src = np.tile(np.array([[1], [0.25], [0.875], [0.75], [0.25], [0.75]], f32), (1, 5))
    result = cv2.resize(src, (5, 7), interpolation=cv2.INTER_CUBIC)
    assert result[0, 0] == f32(1.03464389)
    assert result[0, 4] == f32(1.03464377)


def test_halving_floats_depends_on_the_column() -> None:
    block = np.array([[0.456214249, 0.145813495], [0.493315816, 0.614433348]], f32)
    result = cv2.resize(np.tile(block, (1, 5)), (5, 1), interpolation=cv2.INTER_AREA)
    assert result[0, 0] == f32(0.427444249)
    assert result[0, 4] == f32(0.42744422)


def test_lanczos_leaks_where_it_lies_on_a_sample() -> None:
    src = np.zeros((1, 9), f32)
    src[0, 4] = 1
    result = cv2.resize(src, (27, 1), interpolation=cv2.INTER_LANCZOS4)
    assert result[0, 13] == 1
    assert result[0, 10] == f32(1.14631830e-30)


def test_sums_with_a_tap_outside_start_with_zero() -> None:
    src = row(-0.0, -0.0, -0.0, -0.0, -0.0, -0.0, dtype=f32)
    result = cv2.resize(src, None, fx=3, fy=1, interpolation=cv2.INTER_CUBIC)
    assert not result.any()
    assert np.flatnonzero(np.signbit(result[0])).tolist() == [4, 7, 10]


def test_infinity_times_a_zero_weight() -> None:
    result = cv2.resize(row(1, np.inf, 2, 3, dtype=f32), (8, 1))
    assert np.isnan(result[0, :5]).all()
    assert result[0, 5:].tolist() == [2.25, 2.75, 3]


def test_forty_nine_is_no_whole_factor() -> None:
    with pytest.raises(cv2.error, match="at most 4 channels"):
        cv2.resize(np.zeros((49, 49, 5), np.uint8), (1, 1), interpolation=cv2.INTER_AREA)
    assert cv2.resize(np.zeros((4, 4, 5), np.uint8), (2, 2), interpolation=cv2.INTER_AREA).shape == (2, 2, 5)


def test_linear_exact_of_signed_integers_is_refused_at_one_half() -> None:
    for dtype in (np.int8, np.int32):
        flag = cv2.INTER_LINEAR_EXACT
        assert cv2.resize(np.ones((6, 6), dtype), (2, 2), interpolation=flag).tolist() == [[1, 1], [1, 1]]
        with pytest.raises(cv2.error, match="here AREA"):
            cv2.resize(np.ones((6, 6), dtype), (3, 3), interpolation=flag)
        assert cv2.resize(np.ones((6, 6, 2), dtype), (3, 3), interpolation=flag).shape == (3, 3, 2)


def test_linear_exact_reaches_the_ends_of_int32() -> None:
    src = np.full((2, 2), -(2**31), np.int32)
    assert cv2.resize(src, (3, 5), interpolation=cv2.INTER_LINEAR_EXACT).tolist() == [[-(2**31)] * 3] * 5


def test_ipp_cubic_of_bytes() -> None:
    src = np.array([[177, 188, 8, 29], [115, 100, 227, 132], [107, 110, 170, 150], [44, 188, 193, 244]], np.uint8)
    assert cv2.resize(src, (3, 5), interpolation=cv2.INTER_CUBIC)[1, 1] == 153
    assert cv2.at("5.0", ipp="avx512").resize(src, (3, 5), interpolation=cv2.INTER_CUBIC)[1, 1] == 154


def test_ipp_linear_of_floats_needs_two_rows() -> None:
    src = np.tile(np.array([[0, 1, 0, 0, 0, 0, 0]], f32), (2, 1))
    ipp = cv2.at("5.0", ipp="avx512")
    assert cv2.resize(src, (23, 2))[0, 5] == ipp.resize(src[:1], (23, 1))[0, 5] == f32(0.826087)
    assert ipp.resize(src, (23, 3))[0, 5] == f32(0.82608694)


def test_ipp_of_older_versions_is_refused_where_it_computes() -> None:
    older = cv2.at("4.10", ipp="avx2")
    assert older.resize(np.zeros((4, 4), np.uint8), (3, 3)).shape == (3, 3)
    with pytest.raises(NotExact, match=r"IPP of OpenCV 4\.10"):
        older.resize(np.zeros((4, 4), f32), (3, 3))
