"""What changed in Pillow from 9.3 to 13.0, one literal test each; recorded from the releases named here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resample import pillow
from resample.errors import SpecError
from resample.pillow import BICUBIC, BILINEAR, BOX
from resample.pillow.versions import VERSIONS
from resample.spec import Spec

pytestmark = pytest.mark.parametrize("backend", ["numpy", "numba"], indirect=True)
NAMES = tuple(VERSIONS)  # newest first


def since(version: str) -> tuple[str, ...]:
    return NAMES[: NAMES.index(version) + 1]


def all_of(call: str, array: np.ndarray, *arguments: Any, **keywords: Any) -> dict[str, Any]:
    """Return what every version gives: samples as lists, or the message of an error."""
    found = {}
    for name in NAMES:
        try:
            found[name] = getattr(pillow.at(name), call)(array, *arguments, **keywords).tolist()
        except ValueError as error:
            found[name] = str(error)
    return found


def told(new: Any, old: Any, version: str) -> dict[str, Any]:
    """Return one result from a version on, and another before it."""
    return {name: new if name in since(version) else old for name in NAMES}


def test_the_names(backend: str) -> None:
    assert NAMES == ("13.0", "12.3", "12.2", "12.0", "11.3", "11.0", "10.4", "9.5", "9.3")
    with pytest.raises(SpecError, match=r"version '12\.1' of pillow is not one of 13\.0, 12\.3"):
        pillow.at("12.1")
    with pytest.raises(SpecError, match=r"pillow@12.3 has no mks2021"):
        Spec.parse("pillow@12.3:mks2021")


def test_10_4_to_11_0_filters_16_bit_samples(backend: str) -> None:
    array = np.array([[0, 3]], np.uint16)
    assert all_of("resize", array, (1, 1), BOX) == told([[2]], "image has wrong mode", "11.0")
    assert all_of("resize", array, (1, 1)) == told([[2]], [[3]], "11.0")  # by default BICUBIC, and before it NEAREST


def test_12_2_to_12_3_clips_16_bit_samples_whole(backend: str) -> None:
    found = all_of("resize", np.array([[0, 65535, 65535, 0]], np.uint16), (6, 1), BICUBIC)
    whole, apart = ([[0, 30840, most, most, 30840, 0]] for most in (65535, 65478))
    assert found == told(whole, apart, "12.3") | {name: "image has wrong mode" for name in ("10.4", "9.5", "9.3")}


def test_12_0_to_12_2_calls_twice_for_tall_pictures(backend: str) -> None:
    array = np.random.default_rng(0).integers(0, 256, (303, 3), np.uint8)
    found = {name: rows[:2] for name, rows in all_of("resize", array, (2, 101), BILINEAR).items()}
    assert found == told([[152, 167], [173, 135]], [[152, 168], [174, 135]], "12.2")


def test_12_3_to_13_0_may_begin_with_the_vertical_pass(backend: str) -> None:
    array = np.array([[230, 76], [230, 172], [227, 51], [194, 241]], np.uint8)
    assert all_of("resize", array, (1, 1), BILINEAR) == told([[177]], [[176]], "13.0")


def test_12_3_to_13_0_honours_the_gap_of_alpha_modes(backend: str) -> None:
    array = np.array([[[0, 255]] * 3 + [[255, 255]] * 5], np.uint8)
    found = all_of("resize", array, (2, 1), BILINEAR, None, 1.0)
    assert found == told([[[64, 255], [255, 255]]], [[[82, 255], [246, 255]]], "13.0")


def test_12_3_to_13_0_reduces_by_one_as_a_crop(backend: str) -> None:
    array = np.array([[[200, 100, 50, 10]] * 3], np.uint8)
    found = all_of("reduce", array, 1, (0, 0, 2, 1))
    assert found == told([[[200, 100, 50, 10]] * 2], [[[204, 102, 51, 10]] * 2], "13.0")
    found = all_of("reduce", np.ones((1, 2), np.uint8), 1, (-1, 0, 2, 1))
    assert found == told([[0, 1, 1]], "box offset can't be negative", "13.0")


def test_12_3_to_13_0_has_empty_pictures(backend: str) -> None:
    for name in NAMES:
        version = pillow.at(name)
        if name == "13.0":
            assert version.contain(np.ones((2, 2), np.uint8), (0, 5)).shape == (0, 0)
            assert version.fit(np.ones((2, 2), np.uint8), (0, 5)).shape == (5, 0)
        else:
            with pytest.raises(ValueError, match="height and width must be > 0"):
                version.contain(np.ones((2, 2), np.uint8), (0, 5))


def test_filters_that_came_with_13_0(backend: str) -> None:
    array = np.ones((2, 2), np.uint8)
    for name in NAMES[1:]:
        with pytest.raises(ValueError, match=r"Unknown resampling filter \(6\).* or Image.Resampling.HAMMING \(5\)$"):
            pillow.at(name).resize(array, (1, 1), 6)


def test_cover_came_with_10_1(backend: str) -> None:
    for name in NAMES:
        if name in since("10.4"):
            assert pillow.at(name).cover(np.ones((2, 4), np.uint8), (3, 3)).shape == (3, 6)
        else:
            with pytest.raises(AttributeError, match=r"has no ImageOps\.cover"):
                pillow.at(name).cover(np.ones((2, 4), np.uint8), (3, 3))


def test_when_a_list_is_compared_as_a_tuple(backend: str) -> None:
    array = np.array([[[200, 100, 50, 10]]], np.uint8)
    same, through = array.tolist(), [[[204, 102, 51, 10]]]
    by_size = all_of("resize", array, [1, 1], BICUBIC)
    assert by_size == {name: through if name == "10.4" else same for name in NAMES}
    by_box = all_of("resize", array, (1, 1), BICUBIC, [0, 0, 1, 1])
    assert by_box == {name: same if name in ("9.5", "9.3") else through for name in NAMES}


def test_the_installed_version(backend: str) -> None:
    from importlib.metadata import version

    assert pillow.at("installed").version == ".".join(version("pillow").split(".")[:2])
