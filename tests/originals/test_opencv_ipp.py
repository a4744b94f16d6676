"""cv2.resize of OpenCV 5.0.0 as the wheels come, IPP on: at the level of this machine, and at lower ones by request."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from resample import opencv
from resample.errors import NotExact
from resample.opencv.installed import DISPATCH
from tests.originals.counts import record_cases
from tests.originals.opencv_draws import DTYPES, FLAGS, ODD_FLOATS, Drawn, call, picture, same
from tests.originals.opencv_worker import OpenCV
from tests.require import require

require("cv2", "5.0.0")
CELLS = [("linear", t) for t in ("uint16", "int16", "float32", "float64")]
CELLS += [("cubic", t) for t in ("uint8", "uint16", "int16", "float32")]
CELLS += [("linear_exact", "float32")]


@pytest.fixture(scope="module", params=["as it is", "avx2", "sse42"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[OpenCV, opencv.Build]]:
    """Return cv2 at a level, and our build of that level; a level that is not known is reported, not guessed."""
    asked = "" if request.param == "as it is" else request.param
    worker = OpenCV(ipp=True, level=asked)
    letters = worker.ipp.partition("(")[2].partition(")")[0]
    assert letters in DISPATCH, f"IPP {worker.ipp!r} is at a level that was not verified"
    assert asked in ("", DISPATCH[letters])
    yield worker, opencv.at("5.0", ipp=DISPATCH[letters])
    worker.close()


def differs(pair: tuple[OpenCV, opencv.Build], src: np.ndarray, drawn: Drawn, flag: str) -> bool:
    """Return whether the results differ in a bit, or only one of them is an error."""
    cv2, build = pair
    theirs = cv2.resize(src, *drawn.arguments, FLAGS.index(flag))
    try:
        ours = build.resize(src, drawn.dsize, None, drawn.fx, drawn.fy, FLAGS.index(flag))
    except opencv.error as error:
        return not (isinstance(theirs, str) and error.assertion in theirs)
    return isinstance(theirs, str) or not same(theirs, ours)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(("flag", "dtype"), CELLS)
def test_cells(
    pair: tuple[OpenCV, opencv.Build], flag: str, dtype: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", backend)
    rng = np.random.default_rng(len(dtype))
    ratios = ("up", "down", "any", "any", "whole", "half")
    drawn = [call(rng, ratios[k % len(ratios)], (1, 3, 4), most=60, least=2) for k in range(24)]
    differing = [d for d in drawn if differs(pair, picture(rng, d.shape, dtype), d, flag)]
    record_cases(f"hard/opencv/IPP {pair[1].ipp} {flag} {dtype} {backend}", len(drawn), len(differing))
    assert differing == []


@pytest.mark.parametrize("dtype", ["uint16", "int16", "float32", "float64"])
@pytest.mark.parametrize("least", [2, 20])
def test_linear_by_factors(pair: tuple[OpenCV, opencv.Build], dtype: str, least: int) -> None:
    """Sources of 2 to 7 samples a side, many of which go another way, and larger ones."""
    rng = np.random.default_rng(3)
    drawn = [call(rng, ("factors", "halves")[k % 4 == 0], (1, 3, 4), most=least + 25, least=least) for k in range(40)]
    if least == 2:
        drawn = [replace(d, shape=(2 + k % 6, *d.shape[1:])) for k, d in enumerate(drawn)]
    known = []
    for d in drawn:
        with contextlib.suppress(NotExact):
            known.append(differs(pair, picture(rng, d.shape, dtype), d, "linear"))
    assert len(known) > (0 if pair[1].ipp.startswith("avx512") and least == 2 else 20)
    assert not any(known)


def test_ties(pair: tuple[OpenCV, opencv.Build]) -> None:
    rng = np.random.default_rng(5)
    for (h, w), (dw, dh) in product(((3, 6), (9, 4), (5, 5)), ((9, 2), (2, 6), (10, 15))):
        for flag, dtype in CELLS:
            src = rng.integers(0, 5, (h, w, 3)).astype(dtype)
            assert not differs(pair, src, Drawn(src.shape, (dw, dh)), flag)


def test_cubic_weights_to_the_last_bit(pair: tuple[OpenCV, opencv.Build]) -> None:
    """Rows of ones give the weights themselves; of 10,000 outer ones about one tells how their polynomial is added."""
    for rows, result in ((19, 1500), (7, 2804), (18, 1727), (22, 1921)):
        for k in range(rows):
            src = np.zeros((rows, 4), "f4")
            src[k] = 1
            assert not differs(pair, src, Drawn(src.shape, (1, result)), "cubic")


def test_bool_is_refused_as_without_ipp(pair: tuple[OpenCV, opencv.Build]) -> None:
    for flag in ("linear", "cubic", "area", "lanczos4"):
        src = np.arange(63).reshape(9, 7) % 2 == 0
        assert not differs(pair, src, Drawn(src.shape, (5, 6)), flag)


@pytest.mark.parametrize("flag", ["linear", "cubic"])
def test_small_sides(pair: tuple[OpenCV, opencv.Build], flag: str) -> None:
    rng = np.random.default_rng(6)
    for h, w, channels in product(range(1, 6), range(1, 6), (1, 2, 3, 4, 5)):
        src = rng.random((h, w, channels)).astype("f4")
        size = int(rng.integers(1, 12)), int(rng.integers(1, 12))
        assert not differs(pair, src, Drawn(src.shape, size), flag)


@pytest.mark.parametrize(("flag", "dtype"), CELLS)
def test_large_sides(pair: tuple[OpenCV, opencv.Build], flag: str, dtype: str) -> None:
    rng = np.random.default_rng(10)
    for shape, dsize in (((4, 40000, 1), (777, 5)), ((33001, 4, 3), (3, 333)), ((5, 4, 4), (33000, 3))):
        assert not differs(pair, picture(rng, shape, dtype), Drawn(shape, dsize), flag)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("flag", FLAGS)
def test_all_other_calls_are_native(pair: tuple[OpenCV, opencv.Build], flag: str, dtype: str) -> None:
    rng = np.random.default_rng(7)
    for ratio, channels in product(("any", "half"), ((1,), (2,), (3,), (5,))):
        drawn = call(rng, ratio, channels, most=30)
        assert not differs(pair, picture(rng, drawn.shape, dtype), drawn, flag)


@pytest.mark.parametrize(("flag", "dtype"), [("linear", "float32"), ("linear", "float64"), ("cubic", "float32")])
def test_layouts_and_odd_values(pair: tuple[OpenCV, opencv.Build], flag: str, dtype: str) -> None:
    """NaN, infinities and negative zeros in sources that lie in memory in other ways, read-only ones too."""
    cv2, build = pair
    rng = np.random.default_rng(12)
    for channels in (1, 3, 4):
        src = rng.choice(ODD_FLOATS, (23, 30, channels)).astype(dtype)
        src[::2, ::2] = 0.5
        views = (src[::2, ::3], src[::-1, :, ::-1], np.asfortranarray(src), src[:, 3:9], src.transpose(1, 0, 2))
        for view in views:
            view.flags.writeable = False
            ours = build.resize(view, (17, 13), interpolation=FLAGS.index(flag))
            assert same(cv2.resize(view, (17, 13), 0, 0, FLAGS.index(flag)), ours)


def test_wide_strips(pair: tuple[OpenCV, opencv.Build]) -> None:
    """Strips of 5 to 70 columns, whose blocks and rests add differently in float32."""
    rng = np.random.default_rng(8)
    for channels, columns in product((3, 4), range(20, 280, 13)):
        src = rng.standard_normal((3, 2, channels)).astype("f4")
        assert not differs(pair, src, Drawn(src.shape, (columns, 7)), "linear")


@pytest.mark.parametrize(
    ("flag", "dtype", "shape", "fx"),
    [
        ("cubic", "float32", (9, 9), 1.3),
        ("cubic", "uint8", (2, 3), 2.3),
        ("linear", "float64", (9, 11), 1.4),
        ("linear", "float32", (2, 9), 1.3),
        ("linear", "uint16", (9, 3), 0.3),
        ("linear", "float32", (5, 4), 0.2),
    ],
)
def test_what_is_not_known_is_refused(flag: str, dtype: str, shape: tuple[int, int], fx: float) -> None:
    build = opencv.at("5.0", ipp="avx512")
    with pytest.raises(NotExact, match="of IPP"):
        build.resize(np.zeros(shape, dtype), None, fx=fx, fy=1, interpolation=FLAGS.index(flag))
    opencv.resize(np.zeros(shape, dtype), None, fx=fx, fy=1, interpolation=FLAGS.index(flag))


def test_factors_that_give_the_size_exactly_are_as_good_as_a_size() -> None:
    build, src = opencv.at("5.0", ipp="avx2"), np.random.default_rng(9).random((6, 8))
    assert same(build.resize(src, None, fx=0.5, fy=2), build.resize(src, (4, 12)))
