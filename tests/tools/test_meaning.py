"""The sentences under a table, on small tables that can be checked by hand."""

from __future__ import annotations

import numpy as np

from resample.spec import Spec
from resample.tools.compare import Row
from resample.tools.meaning import sentences


def row(original: str, mode: str, values: list[float], dtype: str = "uint8", options: tuple[str, ...] = ()) -> Row:
    array = np.array(values, dtype).reshape(1, -1, 1)
    return Row(Spec(original, mode, version="1", options=tuple((o, "") for o in options)), array, array, 0.001)


A = row("pillow", "bilinear", [0, 10, 20, 30])
B = row("opencv", "linear", [0, 14, 20, 30])
C = row("torch", "bilinear", [0, 10, 21, 30])
D = row("torch", "bilinear", [0, 10, 20, 99], options=("align_corners",))
E = row("opencv", "area", [200, 10, 20, 30])


def test_the_plainest_of_each_library_are_compared_and_the_closest_is_named() -> None:
    assert sentences([A, E, B, D, C], A) == [
        '"bilinear" is 3 different pictures in 3 libraries: opencv@1:linear and torch@1:bilinear differ in 50.00 % of '
        "the values, by up to 4 of 255 grey levels, 1.25 on average. A model that is trained behind one and served "
        "behind the other gets that as an error in every input.",
        "Outside pillow, torch@1:bilinear is closest to pillow@1:bilinear: 25.00 % of the values, by up to 1 of 255 "
        "grey levels, 0.25 on average.",
    ]


def test_libraries_that_agree() -> None:
    same = row("torch", "bilinear", [0, 10, 20, 30], "float32")
    assert sentences([A, same], A) == [
        '"bilinear" is the same picture in all 2 of them: a model cannot tell them apart.'
    ]
    assert (
        sentences([A, B, same], A)[-1] == "Outside pillow, torch@1:bilinear gives the same values as pillow@1:bilinear."
    )


def test_specs_of_several_words() -> None:
    assert sentences([A, E], A) == [
        "opencv@1:area differs from pillow@1:bilinear in 25.00 % of the values, by up to 200 of 255 grey levels, 50 on "
        "average. A model that is trained behind one and served behind the other gets that as an error in every input."
    ]


def test_sixteen_bits_have_their_own_range_and_floats_none() -> None:
    wide = [row("pillow", "box", [0, 1], "uint16"), row("opencv", "area", [0, 501], "uint16")]
    assert "by up to 500 of 65535 grey levels, 250 on average" in sentences(wide, wide[0])[0]
    floats = [row("pillow", "box", [0, 1], "float32"), row("opencv", "area", [0, 1.5], "float32")]
    assert "by up to 0.5, 0.25 on average" in sentences(floats, floats[0])[0]
