"""The table of the well-known story: its cells again by hand, and when it is told."""

from __future__ import annotations

import numpy as np

from resample.spec import Spec
from resample.tools import story
from resample.tools.compare import Row
from tests.tools.command import call


def row(text: str, *values: int) -> Row:
    array = np.array(values, np.uint8).reshape(1, -1, 1)
    return Row(Spec.parse(text), array, array, 0.001)


ROWS = [
    row("opencv:linear", 10, 25, 30, 49),
    row("pillow:bilinear", 10, 20, 30, 40),
    row("torchvision:bilinear", 10, 20, 31, 40),
    row("torchvision:bilinear,antialias=off", 10, 25, 30, 48),
    row("torchvision.v2:bilinear", 10, 20, 30, 40),
    row("torchvision.v2:bilinear,antialias=off", 10, 26, 30, 49),
    row("torch:bilinear", 1, 2, 3, 4),
    row("pillow:bicubic", 1, 2, 3, 4),
]

TOLD = """\
One name, PIL against tensors against cv2
above the diagonal: share of values that differ; below: largest difference
bilinear                         A       B       C       D       E       F
A  PIL image                     -     0 % 25.00 % 50.00 % 50.00 % 50.00 %
B  tensor v2                     0       - 25.00 % 50.00 % 50.00 % 50.00 %
C  tensor v1                     1       1       - 75.00 % 75.00 % 75.00 %
D  tensor v2, no antialias       9       9       9       - 50.00 % 25.00 %
E  tensor v1, no antialias       8       8       8       1       - 25.00 %
F  cv2                           9       9       9       1       1       -"""


def test_every_role_is_held_against_every_other() -> None:
    told = story.chapters(ROWS)
    assert [chapter.name for chapter in told] == ["bilinear"]
    assert "\n".join(str(line) for line in story.lines(told, 80)) == TOLD


def test_it_is_told_only_with_all_its_roles() -> None:
    assert story.chapters(ROWS[1:]) == []
    assert story.chapters([]) == []


def test_it_fits_eighty_columns_and_names_the_specs_where_there_is_room() -> None:
    least = [row(str(r.spec), *range(k, 200 + k), *[7] * 2**15) for k, r in enumerate(ROWS[:6])]
    told = story.chapters([*least[:-1], row(str(ROWS[5].spec), *range(200), *[8] * 2**15)])
    narrow, wide = ([str(line) for line in story.lines(told, width)] for width in (120, None))
    assert any("<0.01 %" in line or ">99.99 %" in line or "100 %" in line for line in narrow)
    assert max(map(len, narrow)) <= 80
    assert [f"{line}  {r.spec}" for line, r in zip(narrow[3:], told[0].rows, strict=True)] == wide[3:]


def test_the_command_tells_it() -> None:
    result = call("compare", "--size", "40x30", *(f"--like={r.spec}" for r in ROWS[:6]))
    assert result.exit_code == 0
    _, _, after = result.stdout.partition(f"{story.TITLE}\n{story.LEGEND}\n")
    told = after.partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in told] == ["bilinear", *"ABCDEF"]
    assert [line.split()[-1] for line in told[1:]] == [str(ROWS[k].spec.complete()) for k in (1, 4, 2, 5, 3, 0)]
