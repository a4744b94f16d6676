"""The short road of a call made before: the same bytes as the long one, and everything odd takes the long one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import resample
import resample.opencv as cv2
import resample.torch as functional
from resample import pillow
from resample.front import call as front
from resample.front import memo
from resample.spec import Spec

pytestmark = pytest.mark.usefixtures("nothing_known")

Array = np.ndarray

RNG = np.random.default_rng(7)
BASE = RNG.integers(0, 256, (12, 10, 3), np.uint8)
PLANES = np.ascontiguousarray(BASE.transpose(2, 0, 1))[None]


def by_pillow(image: Any, size: Any = (7, 5), **more: Any) -> Any:
    return pillow.resize(image, size, more.pop("how", pillow.BILINEAR), **more)


def by_opencv(image: Any, size: Any = (7, 5), **more: Any) -> Any:
    return cv2.resize(image, size, interpolation=more.pop("how", cv2.INTER_LINEAR), **more)


def by_front(image: Any, size: Any = (5, 7), **more: Any) -> Any:
    return resample.resize(image, size, like=more.pop("how", "pillow:bilinear"), **more)


def by_torch(image: Any, size: Any = (5, 7), **more: Any) -> Any:
    return functional.interpolate(image, size, mode=more.pop("how", "bilinear"), antialias=True, **more)


FUNCTIONS: dict[str, tuple[Callable[..., Any], Array, memo.Calls]] = {
    "pillow": (by_pillow, BASE, pillow.build.DEFAULT.calls),
    "opencv": (by_opencv, BASE, cv2.Build().calls),
    "front": (by_front, BASE, front._CALLS),
    "torch": (by_torch, PLANES, functional.Build().calls),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_second_call_takes_the_short_road(name: str, short: list[bool]) -> None:
    function, image, _ = FUNCTIONS[name]
    first = function(image)
    again = function(image)
    assert (short[0], short[-1]) == (False, True)
    other = function(np.flip(image).copy())
    resample.clear_caches()
    wanted = function(np.flip(image).copy())
    assert first.tobytes() == again.tobytes() and first.shape == again.shape and first.dtype == again.dtype
    assert other.tobytes() == wanted.tobytes()
    assert not np.shares_memory(first, again)
    assert again.flags.writeable and again.flags.c_contiguous


class Child(np.ndarray):
    """An array of another class."""


ODD: dict[str, Callable[[Array, tuple[int, int]], tuple[Any, Any, dict[str, Any]]]] = {
    "a list of sizes": lambda a, z: (a, list(z), {}),
    "sizes of NumPy": lambda a, z: (a, tuple(map(np.int64, z)), {}),
    "sizes that are floats": lambda a, z: (a, tuple(map(float, z)), {}),
    "an array of sizes": lambda a, z: (a, np.array(z), {}),
    "three sizes": lambda a, z: (a, (*z, 1), {}),
    "one size": lambda a, z: (a, z[0], {}),
    "no size": lambda a, z: (a, None, {}),
    "sizes of zero": lambda a, z: (a, (0, z[1]), {}),
    "a subclass": lambda a, z: (a.view(Child), z, {}),
    "a masked array": lambda a, z: (np.ma.masked_array(a), z, {}),
    "float32": lambda a, z: (a.astype(np.float32), z, {}),
    "bool": lambda a, z: (a > 99, z, {}),
    "big-endian": lambda a, z: (a.astype(">u2"), z, {}),
    "int8": lambda a, z: (a.view(np.int8), z, {}),
    "a list": lambda a, z: (a.tolist(), z, {}),
    "nothing": lambda a, z: (None, z, {}),
    "no samples": lambda a, z: (a[:0], z, {}),
    "one axis": lambda a, z: (a.ravel(), z, {}),
    "two axes": lambda a, z: (a[..., 0], z, {}),
    "a mode that is a float": lambda a, z: (a, z, {"how": 1.0}),
    "a mode that is a bool": lambda a, z: (a, z, {"how": True}),
    "a mode that is none": lambda a, z: (a, z, {"how": "cubical"}),
}


def outcome(function: Callable[..., Any], image: Any, size: Any, more: dict[str, Any]) -> Any:
    """Return what a call gives: dtype, shape and bytes, or class and text of the error."""
    try:
        result = function(image, size, **more)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is compared
        return type(error), str(error)
    return type(result), result.dtype, result.shape, result.tobytes()


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_odd_calls_give_what_they_gave_before(name: str, odd: str, short: list[bool]) -> None:
    function, image, _ = FUNCTIONS[name]
    size = (7, 5) if name in ("pillow", "opencv") else (5, 7)
    alone = outcome(function, *ODD[odd](image, size))
    resample.clear_caches()
    for how in ({}, {"how": 1}) if name in ("pillow", "opencv") else ({},):
        function(image, **how)
        function(image, **how)
    before = len(short)
    assert outcome(function, *ODD[odd](image, size)) == alone
    assert not any(short[before:])
    assert outcome(function, *ODD[odd](image, size)) == alone


@pytest.mark.parametrize("name", ["pillow", "opencv", "front"])
@pytest.mark.parametrize("layout", ["reversed", "strided", "fortran", "read-only"])
def test_memory_does_not_matter(name: str, layout: str, short: list[bool]) -> None:
    function, image, _ = FUNCTIONS[name]
    wanted = function(image).tobytes()
    given = {
        "reversed": np.ascontiguousarray(image[::-1, ::-1, ::-1])[::-1, ::-1, ::-1],
        "strided": np.repeat(image, 2, 1)[:, ::2],
        "fortran": np.asfortranarray(image),
        "read-only": image.copy(),
    }[layout]
    given.setflags(write=layout != "read-only")
    assert function(given).tobytes() == wanted
    assert short[-1]


def test_torch_looks_at_strides(short: list[bool]) -> None:
    wanted = by_torch(PLANES).tobytes()
    last = np.ascontiguousarray(PLANES.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    by_torch(last)
    result = by_torch(last)
    assert result.tobytes() == wanted and not result.flags.c_contiguous
    # The same shape in another memory order is another call: the second one like it is short.
    assert short == [False, False, True]


def test_what_is_given_besides_takes_the_long_road(short: list[bool]) -> None:
    for _ in range(2):
        by_front(BASE)
        by_pillow(BASE)
        by_opencv(BASE)
    wanted = by_front(BASE)
    del short[:]
    for more in ({"backend": "numpy"}, {"layout": "HWC"}, {"exact": False}):
        assert by_front(BASE, **more).tobytes() == wanted.tobytes()
    assert by_front(BASE, box=(0, 0, 10, 12)).tobytes() == wanted.tobytes()
    assert by_pillow(BASE, box=(0, 0, 10, 12)).tobytes() == wanted.tobytes()
    assert by_pillow(BASE, mode="RGB").tobytes() == wanted.tobytes()
    assert by_pillow(BASE, reducing_gap=3.0).tobytes() == wanted.tobytes()
    filled = np.zeros((5, 7, 3), np.uint8)
    assert by_opencv(BASE, dst=filled) is filled
    assert by_opencv(BASE, fx=0.5).tobytes() == by_opencv(BASE, fy=3).tobytes() == filled.tobytes()
    assert not any(short)
    with pytest.raises(ValueError, match="threads"):
        by_front(BASE, threads=0)
    with pytest.raises(TypeError):
        by_front(BASE, threads=1.0)


TALL = RNG.integers(0, 256, (700, 300, 3), np.uint8)


@pytest.mark.parametrize("like", ["pillow:bilinear", "opencv:linear", "pillow:nearest", "torch:bicubic"])
@pytest.mark.parametrize("image", [BASE, TALL, TALL[..., 0], TALL.astype(np.float32), np.asfortranarray(TALL)])
def test_out_and_threads_take_the_short_road(
    like: str, image: Array, short: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    if image.dtype == np.float32 and like.startswith("pillow"):
        image = image[..., 0]
    size = (50, 70)
    wanted = resample.resize(image, size, like=like, backend="numpy")
    for given in (image, image[::-1]):
        wanted = resample.resize(given, size, like=like, backend="numpy")
        for threads in (1, 2, 3):
            out = np.full_like(wanted, 9)
            for _ in range(2):
                assert resample.resize(given, size, like=like, out=out, threads=threads) is out
                assert out.tobytes() == wanted.tobytes()
            new = resample.resize(given, size, like=like, threads=threads)
            assert new.tobytes() == wanted.tobytes() and new.flags.c_contiguous
            assert short[-1]
    executed = []
    monkeypatch.setattr("resample.run.execute.execute", lambda *a, **k: executed.append(a))
    resample.resize(image, size, like=like, out=np.full_like(wanted, 9), threads=2)
    assert not executed


@pytest.mark.parametrize(
    "kind", ["strided", "part of the picture", "another dtype", "another shape", "read-only", "list"]
)
def test_an_out_that_is_not_plain_takes_the_long_road(kind: str) -> None:
    image = TALL[:60, :50].copy()
    wanted = resample.resize(image, (20, 30), like="pillow:bilinear")
    resample.resize(image, (20, 30), like="pillow:bilinear", out=np.empty_like(wanted))
    out: Any = {
        "strided": np.zeros((20, 60, 3), np.uint8)[:, ::2],
        # Its first rows are the last ones that are read.
        "part of the picture": image.reshape(-1)[-wanted.size :].reshape(wanted.shape),
        "another dtype": np.zeros(wanted.shape, np.int8),
        "another shape": np.zeros((20, 30), np.uint8),
        "read-only": np.zeros(wanted.shape, np.uint8),
        "list": [1],
    }[kind]
    if kind == "read-only":
        out.setflags(write=False)
    if kind in ("strided", "part of the picture"):
        assert resample.resize(image, (20, 30), like="pillow:bilinear", out=out) is out
        assert out.tobytes() == wanted.tobytes()
        return
    with pytest.raises((TypeError, ValueError)):
        resample.resize(image, (20, 30), like="pillow:bilinear", out=out)
    assert not np.any(out) or kind == "list"


@pytest.mark.parametrize("threads", [0, -1, 1.0, "2", None])
def test_threads_that_are_none_are_refused_after_a_call_that_was_kept(threads: Any) -> None:
    by_front(BASE)
    with pytest.raises((TypeError, ValueError), match="threads"):
        by_front(BASE, threads=threads)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_environment_is_asked_at_every_call(name: str, short: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    function, image, _ = FUNCTIONS[name]
    function(image)
    wanted = function(image).tobytes()
    for value in ("numpy", "fortran"):
        monkeypatch.setenv("RESAMPLE_BACKEND", value)
        del short[:]
        if value == "fortran":
            with pytest.raises(ValueError, match="fortran"):
                function(image)
        else:
            assert function(image).tobytes() == wanted
        assert not any(short)
    monkeypatch.setenv("RESAMPLE_BACKEND", "numba")
    assert function(image).tobytes() == wanted and short[-1]
    monkeypatch.delenv("RESAMPLE_BACKEND")
    assert function(image).tobytes() == wanted and short[-1]


def test_an_image_and_its_array_share_nothing(short: list[bool]) -> None:
    from tests.require import require

    image = require("PIL.Image", "13.0.0").fromarray(BASE)
    array = by_pillow(BASE)
    assert by_pillow(image).tobytes() == array.tobytes()
    assert not any(short)


def test_versions_share_nothing(short: list[bool]) -> None:
    tall = RNG.integers(0, 256, (90, 30), np.uint8)
    new, old = pillow.at("13.0"), pillow.at("12.3")
    both = [b.resize(tall, (20, 20), pillow.BILINEAR).tobytes() for b in (new, old, new, old)]
    assert both[0] == both[2] != both[1] == both[3]
    assert short[-2:] == [True, True]


def test_a_spec_is_as_good_as_its_text(short: list[bool]) -> None:
    spec = Spec.parse("pillow:bilinear")
    assert by_front(BASE, how=spec).tobytes() == by_front(BASE).tobytes()
    by_front(BASE, how=spec)
    assert short[-1]
