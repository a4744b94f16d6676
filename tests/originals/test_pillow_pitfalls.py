"""What is easily got wrong about Pillow, one literal test each; Pillow 13.0.0 itself takes them, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from resample import pillow
from resample.pillow import BICUBIC, BILINEAR, BOX, HAMMING, LANCZOS, MKS2013, MKS2021, NEAREST

Call = Callable[..., list[Any]]
#: For windows of many samples, of which the reference adds one at a time.
WITHOUT_REFERENCE = ["numba", "Pillow 13.0.0"]


def by_pillow(name: str, array: np.ndarray, *arguments: Any, mode: str | None = None) -> np.ndarray:
    """Return what Pillow's own method gives for the image that an array stands for."""
    from tests.originals.pillow_draws import Image, array_of, image_of, plain

    one = Image.fromarray(array) if mode is None else image_of(array.reshape(*array.shape[:2], -1), mode)
    result = getattr(one, name)(*arguments)
    return plain(array_of(one if result is None else result))


@pytest.fixture(params=["numpy", "numba", "Pillow 13.0.0"])
def call(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a function that makes a call of an executor of ours, or of Pillow, and gives its samples as lists."""
    if request.param == "Pillow 13.0.0":
        return lambda *arguments, **keywords: by_pillow(*arguments, **keywords).tolist()
    monkeypatch.setenv("RESAMPLE_BACKEND", request.param)
    return lambda name, *arguments, **keywords: getattr(pillow, name)(*arguments, **keywords).tolist()


def u8(*rows: Any) -> np.ndarray:
    return np.array(rows, np.uint8)


def f32(*rows: Any) -> np.ndarray:
    return np.array(rows, np.float32)


def test_the_vertical_pass_may_come_first(call: Call) -> None:
    picture = u8([230, 76], [230, 172], [227, 51], [194, 241])
    assert call("resize", picture, (1, 1), BILINEAR) == [[177]]  # 176 if it came second


def test_unpremultiplying_truncates_and_happens_for_a_crop(call: Call) -> None:
    assert call("resize", u8([[200, 100, 50, 10]] * 3), (2, 1), BICUBIC, (0, 0, 2, 1)) == [[[204, 102, 51, 10]] * 2]
    assert call("resize", u8([[200, 100, 50, 10]] * 3), (2, 1), NEAREST, (0, 0, 2, 1)) == [[[200, 100, 50, 10]] * 2]
    assert call("resize", u8([[127, 2], [127, 2]]), (1, 1), BOX) == [[[127, 2]]]
    assert call("resize", u8([[90, 100], [90, 100]]), (1, 1), BOX) == [[[89, 100]]]


def test_colour_under_no_alpha_becomes_black(call: Call) -> None:
    assert call("resize", u8([[9, 8, 7, 0], [9, 8, 7, 0]]), (1, 1)) == [[[0, 0, 0, 0]]]


def test_a_list_is_no_copy(call: Call) -> None:
    picture = u8([[200, 100, 50, 10]])
    assert call("resize", picture, (1, 1), BICUBIC, (0, 0, 1, 1)) == [[[200, 100, 50, 10]]]
    assert call("resize", picture, (1, 1), BICUBIC, [0, 0, 1, 1]) == [[[204, 102, 51, 10]]]
    assert call("reduce", picture, (1, 1)) == [[[200, 100, 50, 10]]]
    assert call("reduce", picture, [1, 1]) == [[[204, 102, 51, 10]]]


def test_reduce_is_no_rounded_mean(call: Call) -> None:
    assert call("reduce", u8([2, 0, 0]), (3, 1)) == [[0]]  # two thirds
    assert call("reduce", u8([255] * 3), (3, 1)) == [[255]]


def test_lab_is_signed(call: Call) -> None:
    assert call("resize", u8([[0, 127, 128], [0, 128, 127]]), (1, 1), BOX, mode="LAB") == [[[0, 0, 0]]]
    assert call("reduce", u8([[0, 127, 128], [0, 128, 127]]), (2, 1), mode="LAB") == [[[0, 0, 0]]]


def test_hue_has_no_wrap_and_palettes_are_numbers(call: Call) -> None:
    assert call("resize", u8([[250, 0, 0], [4, 0, 0]]), (1, 1), BOX, mode="HSV") == [[[127, 0, 0]]]
    indices = call("resize", u8([[0, 255], [10, 255]]), (4, 1), mode="PA")
    assert [index for index, _ in indices[0]] == [0, 2, 8, 11]


def test_integers_round_half_away_from_zero(call: Call) -> None:
    assert call("resize", np.array([[2, 3]], np.int32), (1, 1), BOX) == [[3]]
    assert call("resize", np.array([[-2, -3]], np.int32), (1, 1), BOX) == [[-3]]
    assert call("resize", np.array([[2, 3]], np.uint16), (1, 1), BOX) == [[3]]


def test_what_overshoots_int32_is_its_lowest(call: Call) -> None:
    low, high = -(2**31), 2**31 - 1
    assert call("resize", np.array([[low, high, high, low]], np.int32), (8, 1), BICUBIC)[0][3:5] == [low, low]
    assert call("resize", np.array([[0, 65535, 65535, 0]], np.uint16), (8, 1), BICUBIC)[0][3:5] == [65535, 65535]


def test_the_box_filter_is_open_on_the_left(call: Call) -> None:
    # The middle sample is half a window right of the first output and half a window left of the second.
    assert call("resize", u8([0, 100, 200]), (2, 1), BOX) == [[50, 200]]


def test_16_bit_samples_in_the_wrong_byte_order(call: Call) -> None:
    little, big = np.frombuffer(b"\x00\xff\x01\x01", "<u2")[None], np.frombuffer(b"\x00\xff\x01\x01", ">u2")[None]
    big = big.astype(np.uint16)  # values
    assert call("resize", little, (1, 1), BOX, mode="I;16") == [[0x8001]]  # bytes 01 80
    assert call("resize", little, (1, 1), BOX, mode="I;16L") == [[0x8001]]
    assert call("resize", big, (1, 1), BOX, mode="I;16B") == [[0x0180]]  # bytes 01 80 again: read as little-endian
    assert call("resize", little, (1, 1), BOX, mode="I;16N") == [[0x0001]]  # bytes 01 00: read as big-endian


def test_the_box_is_single_precision(call: Call) -> None:
    picture = f32([0, -4, 8, -4, 3, -3, 6, 2])
    assert call("resize", picture, (1, 1), BICUBIC, (3.4, 0, 4.7, 1)) == f32([-0.589913547039032]).tolist()
    assert call("resize", picture, (8, 1), BICUBIC, (0, 0, 8.0000001, 1)) == picture.tolist()


def test_nearest_adds_up_its_scale_but_for_16_bits(call: Call) -> None:
    assert call("resize", u8([0, 1]), (7, 1), NEAREST) == [[0, 0, 0, 0, 1, 1, 1]]
    assert call("resize", f32([0, 1]), (7, 1), NEAREST) == [[0, 0, 0, 0, 1, 1, 1]]
    assert call("resize", np.array([[0, 1]], np.uint16), (7, 1), NEAREST) == [[0, 0, 0, 1, 1, 1, 1]]


def test_alpha_modes_honour_the_gap(call: Call) -> None:
    row = [[0, 255]] * 3 + [[255, 255]] * 5
    assert call("resize", u8(row), (2, 1), BILINEAR, None, 1.0) == [[[64, 255], [255, 255]]]
    assert call("resize", u8(row), (2, 1), BILINEAR) == [[[82, 255], [246, 255]]]


def test_reduce_of_32_bits_sums_blocks_in_their_own_type(call: Call) -> None:
    row = f32([1e8, 1, -1e8, 1])
    assert call("reduce", row, (4, 1)) == [[0.0]]
    assert call("reduce", row, (5, 1)) == [[0.5]]  # not a full cell: sample by sample, in double
    pair = np.array([[2**31 - 1, 1]], np.int32)
    assert call("reduce", pair, (2, 1)) == [[-1073741824]]
    assert call("reduce", pair, (3, 1)) == [[1073741824]]


def test_constants_of_hamming_are_single_precision(call: Call) -> None:
    assert call("resize", f32([6, 3, -6, -9, 1, 6, -7]), (1, 1), HAMMING) == f32([-1.4565099477767944]).tolist()


def test_sums_run_in_double_from_left_to_right(call: Call) -> None:
    picture = f32([-25.7, -10.1, 0.7, -1.6])
    assert call("resize", picture, (2, 1), BILINEAR) == f32([-15.242857933044434, -1.8285715579986572]).tolist()


def test_weights_are_divided_by_their_sum(call: Call) -> None:
    # A product with the reciprocal would give 0.8374999761581421.
    picture = f32([0, -4.1, 3.8])
    assert call("resize", picture, (2, 1), BILINEAR) == f32([-1.5374999046325684, 0.8375000357627869]).tolist()


def test_distances_are_multiplied_by_the_reciprocal_scale(call: Call) -> None:
    # A division would take in the first sample as well, and give -2.34999942779541.
    picture = f32([-16.8, 12.1, 9.4, -0.1, 15.2, -9.7, 18.9, 5.7])
    expected = f32([12.100000381469727, 4.649999618530273, 2.75]).tolist()
    assert call("resize", picture, (3, 1), BOX, (0.5, 0, 6, 1)) == expected


def test_the_sum_of_weights_runs_from_left_to_right(call: Call) -> None:
    # In pairs, as np.sum adds, the second output would be 4.892857551574707.
    row = "1.7 3.7 -16.6 -2.5 -7.5 -5.5 23.7 14.2 -5.2 -5.7 -3.6 22.6 13.6 -4.3 6.9 7.4 5.1 -24.3 -9.3 -1.9 -5.1 -12 4"
    picture = f32([*map(float, row.split()), -9, -11.4, -25.8, -5.7])
    assert call("resize", picture, (4, 1), BILINEAR)[0][1] == float(np.float32(4.892857074737549))


def test_weights_of_zero_count(call: Call) -> None:
    picture = f32([1, 2, np.nan, 4, 5, 6, 7, 8])
    result = np.array(call("resize", picture, (4, 1), BILINEAR), np.float32)
    assert result.tobytes()[8:] == f32([5.5, 7.285714149475098]).tobytes()
    assert np.isnan(result[0, :2]).all()


def test_integer_weights_round_half_away_from_zero(call: Call) -> None:
    # Weights of this ratio lie halfway between integers; with ties to even the sample would be 237.
    result = call("resize", u8([125, 172, 115, 235, 243, 211, 118, 226]), (4096, 1), MKS2013)
    assert result[0][2608] == 236


@pytest.mark.parametrize("call", WITHOUT_REFERENCE, indirect=True)
@pytest.mark.parametrize(("length", "result"), [(1_500_000, 107), (3_000_000, 72)])
def test_integer_weights_of_long_windows_drift(call: Call, length: int, result: int) -> None:
    assert call("resize", np.full((1, length), 100, np.uint8), (1, 1), BOX) == [[result]]


@pytest.mark.parametrize("call", WITHOUT_REFERENCE, indirect=True)
@pytest.mark.parametrize(("side", "mean"), [(257, 255), (700, 253), (1000, 243), (3000, 137), (4096, 0)])
def test_reduce_of_large_cells_goes_dark(call: Call, side: int, mean: int) -> None:
    assert call("reduce", np.full((side, side), 255, np.uint8), side) == [[mean]]


def test_a_box_without_area(call: Call) -> None:
    ramp = u8([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    assert call("resize", ramp, (3, 1), BICUBIC, (5, 0, 5, 1)) == [[45, 45, 45]]
    for name in (BOX, NEAREST):
        assert call("resize", ramp, (3, 1), name, (10, 0, 10, 1)) == [[0, 0, 0]]


def test_taps_outside_the_box_count(call: Call) -> None:
    assert call("resize", u8([0, 100, 200, 0]), (1, 1), BILINEAR, (1, 0, 2, 1)) == [[100]]  # a crop
    assert call("resize", u8([0, 100, 200, 0]), (1, 1), BILINEAR, (1.5, 0, 2.5, 1)) == [[150]]
    assert call("resize", u8([4, 100, 200, 0]), (1, 1), BILINEAR, (1, 0, 3, 1)) == [[113]]  # of the box alone, 150


def test_sizes_of_thumbnails(call: Call) -> None:
    for source, size, expected in (
        ((145, 100), (50, 50), (50, 34)),
        ((200, 2), (75, 75), (75, 1)),
        ((3, 2), (2, 2), (2, 1)),
    ):
        assert np.array(call("thumbnail", np.zeros(source[::-1], np.uint8), size)).shape == expected[::-1]


def test_mode_1_keeps_its_bytes(call: Call) -> None:
    assert call("resize", u8([0, 1, 7, 255]), (2, 1), LANCZOS, mode="1") == [[1, 255]]


def test_premultiplying_again_is_another_call(call: Call) -> None:
    picture = u8([[200, 100, 50, 10], [0, 0, 0, 250]])
    assert call("resize", picture, (1, 1), BOX, mode="RGBa") == [[[100, 50, 25, 130]]]
    assert call("resize", picture, (1, 1), BOX) == [[[7, 3, 1, 130]]]


def test_scale_rounds_half_to_even() -> None:
    assert pillow.scale(np.zeros((7, 5), np.uint8), 0.5).shape == (4, 2)


def test_products_of_imageops_have_an_order() -> None:
    wide = np.zeros((7, 10), np.uint8)
    assert pillow.contain(wide, (45, 99)).shape == (31, 45)  # 7 / 10 * 45 is below 31.5, 7 * 45 / 10 is not
    assert pillow.contain(np.zeros((13, 6), np.uint8), (57, 999)).shape == (123, 57)


def test_a_bleed_of_one_half_is_none() -> None:
    ramp = u8([0, 10, 20, 30])
    assert pillow.fit(ramp, (4, 1), BOX, 0.5).tolist() == ramp.tolist()
    assert pillow.fit(ramp, (2, 1), BOX, 0.25).tolist() == [[10, 20]]


#: Integer weights of 5 to 3 samples: first source sample and weights of each output.
WEIGHTS = {
    BOX: [(0, [2097152, 2097152]), (2, [4194304]), (3, [2097152, 2097152])],
    BILINEAR: [(0, [2396745, 1797559, 0]), (1, [932068, 2330169, 932068]), (3, [1797559, 2396745])],
    HAMMING: [(0, [2613238, 1581066, 0]), (1, [600761, 2992781, 600761]), (3, [1581066, 2613238])],
    BICUBIC: [
        (0, [2452055, 1871305, 0, -129056]),
        (0, [-156067, 1033945, 2438549, 1033945, -156067]),
        (1, [-129056, 0, 1871305, 2452055]),
    ],
    LANCZOS: [
        (0, [2467317, 1952482, 0, -298379, 72884]),
        (0, [-289771, 1159085, 2455677, 1159085, -289771]),
        (0, [72884, -298379, 0, 1952482, 2467317]),
    ],
    MKS2013: [
        (0, [2503968, 1974161, 0, -255443, -28383]),
        (0, [-261772, 1094684, 2528481, 1094684, -261772]),
        (0, [-28383, -255443, 0, 1974161, 2503968]),
    ],
    MKS2021: [
        (0, [2429810, 1912422, 0, -191946, 44018]),
        (0, [-248318, 1084206, 2522528, 1084206, -248318]),
        (0, [44018, -191946, 0, 1912422, 2429810]),
    ],
}


@pytest.mark.parametrize("number", WEIGHTS)
def test_integer_weights(number: pillow.Resampling) -> None:
    from resample.front.call import plan

    taps = plan(f"pillow:{number.name.lower()}", shape=(1, 5), dtype="uint8", size=(1, 3)).steps[0]
    rows = zip(taps.index[0].tolist(), taps.count[0].tolist(), taps.weight[0].tolist(), strict=True)
    assert [(first, weights[:count]) for first, count, weights in rows] == WEIGHTS[number]
