"""What cv2.resize of OpenCV 5.0.0 takes and refuses: the same calls, the same results, the same rules.

The calls here are ones that IPP never takes, so that the cv2 of this process may be asked.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import resample
from resample import opencv
from resample.errors import NotExact
from tests.originals.opencv_draws import same
from tests.require import require

cv2 = require("cv2", "5.0.0")
Z = np.arange(24, dtype=np.uint8).reshape(4, 6)
NAN, INF = float("nan"), float("inf")


def zeros(*shape: int, dtype: Any = np.uint8) -> np.ndarray:
    return np.zeros(shape, dtype)


REFUSED: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "none": ((None, (4, 2)), {}),
    "no rows": ((zeros(0, 4), (4, 2)), {}),
    "no columns": ((zeros(4, 0, 3), (4, 2)), {}),
    "empty line": ((zeros(0), (4, 2)), {}),
    "no channels": ((zeros(2, 2, 0), (4, 2)), {}),
    "129 channels": ((zeros(2, 2, 129), (4, 2)), {}),
    "four axes": ((zeros(2, 2, 2, 3), (4, 2)), {}),
    "complex": ((zeros(2, 2, dtype="c8"), (4, 2)), {}),
    "objects": ((zeros(2, 2, dtype="O"), (4, 2)), {}),
    "strings": ((np.array([["a"]]), (4, 2)), {}),
    "long double": ((zeros(2, 2, dtype=np.longdouble), (4, 2)), {}),
    "dates": ((zeros(2, 2, dtype="M8[s]"), (4, 2)), {}),
    "list": (([[1, 2]], (4, 2)), {}),
    "tuple of strings": ((("a",), (4, 2)), {}),
    "empty tuple": (((), (4, 2)), {}),
    "numpy float32": ((np.float32(5), (4, 2)), {}),
    "no size": ((Z, None), {}),
    "size 0": ((Z, (0, 0)), {}),
    "width 0": ((Z, (0, 5)), {}),
    "width below 0": ((Z, (-3, 5)), {}),
    "height 0, fx only": ((Z, (5, 0)), {"fx": 2}),
    "width None": ((Z, (None, 2)), {}),
    "fx 0": ((Z, None), {"fx": 0, "fy": 1}),
    "fy below 0": ((Z, None), {"fx": 1, "fy": -1}),
    "fx nan": ((Z, None), {"fx": NAN, "fy": 1}),
    "fy nan": ((Z, None), {"fx": 1, "fy": NAN}),
    "fx inf": ((Z, None), {"fx": INF, "fy": 1}),
    "fx huge": ((Z, None), {"fx": 1e9, "fy": 1}),
    "fx small": ((Z, None), {"fx": 0.01, "fy": 1}),
    "fx to one half": ((Z, None), {"fx": 0.5 / 6, "fy": 1}),
    "fx text": ((Z, None), {"fx": "1", "fy": 1}),
    "fx bool": ((Z, None), {"fx": True, "fy": 1}),
    "fx list": ((Z, None), {"fx": [1], "fy": 1}),
    "size of floats": ((Z, (4.0, 2)), {}),
    "size of bools": ((Z, (True, 2)), {}),
    "size of three": ((Z, (1, 2, 3)), {}),
    "size of one": ((Z, (1,)), {}),
    "size a number": ((Z, 5), {}),
    "size a text": ((Z, "ab"), {}),
    "size of 2**31": ((Z, (2**31, 1)), {}),
    "size of more bytes than there are": ((Z, (2**31 - 1, 2**31 - 1)), {}),
    "flag -1": ((Z, (3, 3)), {"interpolation": -1}),
    "flag 7": ((Z, (3, 3)), {"interpolation": 7}),
    "flag 99": ((Z, (3, 3)), {"interpolation": 99}),
    "flag bool": ((Z, (3, 3)), {"interpolation": True}),
    "flag float": ((Z, (3, 3)), {"interpolation": 2.0}),
    "flag text": ((Z, (3, 3)), {"interpolation": "a"}),
    "area of 5 channels": ((zeros(7, 7, 5), (3, 3)), {"interpolation": 3}),
    "dst a list": ((Z, (3, 3), [1]), {}),
    "dst a text": ((Z, (3, 3), "a"), {}),
    "dst complex": ((Z, (3, 3), zeros(3, 3, dtype="c8")), {}),
    "dst int64": ((Z, (3, 3), zeros(3, 3, dtype="i8")), {}),
    "dst transposed": ((Z, (3, 3), zeros(3, 3).T), {}),
    "dst reversed": ((Z, (3, 3), zeros(3, 3)[::-1]), {}),
    "dst with columns apart": ((Z, (3, 3), zeros(3, 6)[:, ::2]), {}),
    "dst with channels apart": ((zeros(4, 4, 3), (3, 3), zeros(3, 3, 4)[:, :, :3]), {}),
    "dst of wrong shape with columns apart": ((Z, (3, 3), zeros(5, 12)[:, ::2]), {}),
    "dst read-only": ((Z, (3, 3), np.broadcast_to(np.uint8(0), (3, 3))), {}),
    "dst empty": ((Z, (3, 3), zeros(0, 3)), {}),
}
REFUSED |= {
    f"{dtype} by flag {flag}": ((zeros(4, 6, dtype=dtype), (5, 3)), {"interpolation": flag})
    for dtype, flags in {"i1": (1, 2, 3, 4), "i4": (1, 2, 3, 4), "f2": (1, 2, 3, 4, 5)}.items()
    for flag in flags
}
REFUSED |= {
    f"{dtype} by flag {flag}": ((zeros(4, 6, dtype=dtype), (3, 3)), {"interpolation": flag})
    for dtype in ("?", "u4")
    for flag in (1, 2, 3, 4, 5)
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cv2_refuses(name: str) -> None:
    arguments, keywords = REFUSED[name]
    with pytest.raises(cv2.error) as theirs:
        cv2.resize(*arguments, **keywords)
    with pytest.raises(opencv.error) as ours:
        opencv.resize(*arguments, **keywords)
    assert ours.value.assertion in str(theirs.value)
    assert ours.value.rule and ours.value.rule in str(ours.value)


TAKEN: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "number": ((5.0, (4, 2)), {}),
    "whole number": ((5, (4, 2)), {"interpolation": 0}),
    "numpy double": ((np.float64(5), (4, 2)), {}),
    "tuple": (((1, 2.5, 3, 4, True), (4, 2)), {}),
    "no axis": ((np.array(5.0), (4, 2)), {}),
    "line": ((np.arange(4.0), (8, 2)), {}),
    "one channel": ((zeros(4, 4, 1), (3, 3)), {}),
    "one channel, copied": ((Z[:, :, None], (6, 4)), {}),
    "int64": ((np.array([[2**31, -(2**31) - 1, 2**40 + 5, -7]]), (4, 2)), {"interpolation": 0}),
    "uint64": ((np.array([[2**63 + 9, 1]], "u8"), (4, 2)), {"interpolation": 6}),
    "big-endian int64": ((np.array([[1, 2, 3]], ">i8"), (6, 1)), {"interpolation": 0}),
    "bool": ((Z > 9, (4, 7)), {"interpolation": 0}),
    "bool, copied by linear": ((Z > 9, (6, 4)), {}),
    "masked array": ((np.ma.array(Z), (3, 3)), {}),
    "fortran": ((np.asfortranarray(Z), (3, 3)), {}),
    "reversed": ((Z[::-1, ::-1], (3, 3)), {}),
    "strided": ((Z[::2, ::3], (3, 3)), {}),
    "channels reversed": ((np.arange(48, dtype="u1").reshape(4, 4, 3)[:, :, ::-1], (3, 3)), {}),
    "read-only": ((np.broadcast_to(np.arange(3, dtype="u1"), (2, 3)), (4, 4)), {}),
    "size a list": ((Z, [4, 2]), {}),
    "size an array": ((Z, np.array([4, 2])), {}),
    "size of numpy ints": ((Z, (np.int8(4), np.uint64(2))), {}),
    "width 0 with factors": ((Z, (0, 5)), {"fx": 2, "fy": 2}),
    "width below 0 with factors": ((Z, (-3, 5)), {"fx": 0.5, "fy": 2}),
    "height None with factors": ((Z, (5, None)), {"fx": 2, "fy": 2}),
    "size and factors": ((Z, (5, 3)), {"fx": 2, "fy": -1}),
    "factor of numpy": ((Z, None), {"fx": np.float32(1.7), "fy": np.int64(2)}),
    "flag of numpy": ((Z, (3, 3)), {"interpolation": np.int64(2)}),
    "flag None": ((Z, (3, 3)), {"interpolation": None}),
    "unknown flag, copied": ((Z, (6, 4)), {"interpolation": -1}),
    "dst of other dtype": ((Z, (3, 3), zeros(3, 3, dtype="u2")), {}),
    "dst of other shape": ((Z, (3, 3), zeros(3, 4)), {}),
    "dst a number": ((Z, (3, 3), 1), {}),
    "dst a tuple": ((Z, (3, 3), (1, 2)), {}),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_cv2_takes(name: str) -> None:
    arguments, keywords = TAKEN[name]
    theirs = cv2.resize(*arguments, **keywords)
    ours = opencv.resize(*arguments, **keywords)
    assert same(theirs, ours)
    assert type(ours) is np.ndarray


DST = {
    "plain": (Z, (3, 3), lambda: zeros(3, 3)),
    "with a channel axis": (Z, (3, 3), lambda: zeros(3, 3, 1)),
    "rows apart": (Z, (3, 3), lambda: zeros(3, 6)[:, :3]),
    "every second row": (Z, (3, 3), lambda: zeros(6, 3)[::2]),
    "line": (Z, (3, 1), lambda: zeros(3)),
    "colours": (np.arange(48, dtype="u1").reshape(4, 4, 3), (3, 3), lambda: zeros(3, 5, 3)[:, :3]),
    "copy": (Z, (6, 4), lambda: zeros(4, 6)),
    "bool": (Z > 9, (6, 4), lambda: zeros(4, 6, dtype="?")),
}


@pytest.mark.parametrize("name", DST)
def test_dst_is_filled_and_returned(name: str) -> None:
    src, dsize, make = DST[name]
    theirs, ours = make(), make()
    assert cv2.resize(src, dsize, theirs) is theirs
    assert opencv.resize(src, dsize, ours) is ours
    assert same(theirs, ours)


def test_dst_that_does_not_fit_is_left_alone() -> None:
    for dst in (zeros(3, 4), zeros(3, 3, dtype="u2"), zeros(3, 3, 3), zeros(9)):
        assert opencv.resize(Z + 1, (3, 3), dst) is not dst
        assert not dst.any()


def test_dst_is_untouched_by_a_call_that_fails() -> None:
    dst = zeros(3, 3, dtype="i4")
    with pytest.raises(opencv.error):
        opencv.resize(np.ones((4, 4), "i4"), (3, 3), dst)
    assert not dst.any()


def test_dst_may_be_src_only_for_a_copy() -> None:
    src = Z.copy()
    assert opencv.resize(src, (6, 4), src) is src
    assert same(src, Z)
    with pytest.raises(NotExact, match="overlaps"):
        opencv.resize(src, (3, 2), src[:2, :3])
    assert same(src, Z)


@pytest.mark.parametrize("take", ["halves", "every second row", "reversed", "transposed", "int64"])
def test_dst_may_lie_between_the_rows_of_src(take: str) -> None:
    """So it may where cv2's binding copies src before it resizes."""

    def resized(resize: Any) -> np.ndarray:
        wide = np.arange(8 * 12, dtype="i8" if take == "int64" else "u1").reshape(8, 12)
        src, dst = {
            "halves": (wide[:, :6], wide[:5, 6:10]),
            "every second row": (wide[::2], wide[1::2, :4]),
            "reversed": (wide[:, ::-1], wide[:5, :4]),
            "transposed": (wide.T, wide[:5, :4]),
            "int64": (wide, wide.view("i4")[:5, :4]),
        }[take]
        result = resize(src, dst.shape[::-1], dst, interpolation=0)
        assert result is dst
        return wide

    assert same(resized(cv2.resize), resized(opencv.resize))


def test_of_several_faults_the_same_one_is_named() -> None:
    """Each call leaves out the fault that the one before it was refused for."""
    bad, many = zeros(3, 3).T, zeros(2, 2, 130, dtype="i1")
    for arguments in (
        (zeros(2, 2, 0), 5, bad, "a", 1, "b"),
        (many, 5, bad, "a", 1, "b"),
        (many, 5, None, "a", 1, "b"),
        (many, None, None, "a", 1, "b"),
        (many, None, None, 0, 1, "b"),
        (many, None, None, 0, 1, 99),
        (many[:, :, :5], None, None, 0, 1, 99),
        (many[:, :, :5], (3, 3), None, 0, 1, 99),
        (many[:, :, :5], (3, 3), None, 0, 1, 1),
    ):
        with pytest.raises(cv2.error) as theirs:
            cv2.resize(*arguments)
        with pytest.raises(opencv.error) as ours:
            opencv.resize(*arguments)
        assert ours.value.assertion in str(theirs.value)


def test_big_endian_samples_are_refused() -> None:
    src = np.array([[1, 256]], ">u2")
    assert cv2.resize(src, (2, 1)).tolist() == [[256, 1]]
    with pytest.raises(NotExact, match="wrong order"):
        opencv.resize(src, (2, 1))


def test_objects_of_others_are_sent_where_they_belong() -> None:
    image = require("PIL.Image").new("L", (3, 3))
    with pytest.raises(TypeError, match=r"resample\.pillow"):
        opencv.resize(image, (2, 2))
    tensor = require("torch").zeros(3, 3)
    with pytest.raises(TypeError, match=r"resample\.torch"):
        opencv.resize(tensor, (2, 2))


@pytest.mark.parametrize("given", [{"box": (0, 0, 2, 2)}, {"reducing_gap": 2.0}])
def test_what_is_pillows_is_refused_at_the_front_door(given: Any) -> None:
    with pytest.raises(TypeError, match="neither a box nor a reducing gap"):
        resample.resize(Z, (3, 3), like="opencv:linear", **given)


@pytest.mark.parametrize("flag", ["nearest", "nearest_exact"])
def test_bool_at_the_front_door(flag: str) -> None:
    theirs = cv2.resize(Z > 9, (5, 7), interpolation=opencv.Build.__dict__[f"INTER_{flag.upper()}"])
    assert same(theirs, resample.resize(Z > 9, (7, 5), like=f"opencv:{flag}"))


def test_constants_are_those_of_cv2() -> None:
    for name in opencv.__all__:
        if name.startswith("INTER_"):
            assert getattr(opencv, name) == getattr(cv2, name) == getattr(opencv.at("4.13"), name)
