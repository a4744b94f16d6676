"""The well-known story, in one table: what one name gives for a PIL image, for tensors and in OpenCV.

A model is trained on PIL images, served on tensors or on OpenCV's arrays, and all of them were resized by "bilinear".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from resample.spec import Spec
from resample.tools.compare import Row
from resample.tools.differences import between
from resample.tools.meaning import percent
from resample.tools.table import value

#: What is resized and how -> original, API, and whether antialias is turned off.
ROLES = {
    "PIL image": ("pillow", "", False),
    "tensor v2": ("torchvision", "v2", False),
    "tensor v1": ("torchvision", "", False),
    "tensor v2, no antialias": ("torchvision", "v2", True),
    "tensor v1, no antialias": ("torchvision", "", True),
    "cv2": ("opencv", "", False),
}
#: The name that they share -> original -> its own name for it, where that is another one.
NAMES = {"bilinear": {"opencv": "linear"}, "bicubic": {"opencv": "cubic"}}
TITLE = "One name, PIL against tensors against cv2"
LEGEND = "above the diagonal: share of values that differ; below: largest difference"


@dataclass(frozen=True)
class Chapter:
    """All roles under one name.

    Attributes
    ----------
    name : str
        ``bilinear`` or ``bicubic``.
    rows : sequence of Row
        One for each of `ROLES`, in their order.
    """

    name: str
    rows: Sequence[Row]

    @property
    def cells(self) -> list[list[str]]:
        """Each row held against each: the share above the diagonal, the largest difference below it."""
        return [[self._cell(i, j, a, b) for j, b in enumerate(self.rows)] for i, a in enumerate(self.rows)]

    @staticmethod
    def _cell(i: int, j: int, a: Row, b: Row) -> str:
        if i == j:
            return "-"
        difference = between(a.result, b.result)
        return percent(difference.share) if i < j else value(difference.largest)


def chapters(rows: Sequence[Row]) -> list[Chapter]:
    """Return what can be told of the rows of a table: the names for which every role is among them."""
    found = [Chapter(name, [row for role in ROLES for row in rows if _plays(row.spec, name, role)]) for name in NAMES]
    return [chapter for chapter in found if len(chapter.rows) == len(ROLES)]


def _plays(spec: Spec, name: str, role: str) -> bool:
    """Return whether a spec is that of a role, whatever its build is."""
    original, api, plain = ROLES[role]
    mode = NAMES[name].get(original, name)
    options = (("antialias", "off"),) if plain else ()
    return (spec.original, spec.api, spec.mode, spec.options) == (original, api, mode, options)


def lines(told: Sequence[Chapter], width: int | None) -> Iterator[Text]:
    """Yield the table: its title, what its cells are, and each chapter; 80 columns hold it.

    Parameters
    ----------
    told : sequence of Chapter
    width : int or None
        Columns of the terminal, None for a file or a pipe: the specs follow where there is room for them.

    Yields
    ------
    Text
        One line.
    """
    letters = "ABCDEF"
    labels = [f"{letter}  {role}" for letter, role in zip(letters, ROLES, strict=True)]
    widest = max(map(len, labels))
    columns = 1 + max((len(cell) for chapter in told for line in chapter.cells for cell in line), default=1)
    specs = max((len(str(row.spec)) for chapter in told for row in chapter.rows), default=0)
    wide = width is None or widest + len(letters) * columns + 2 + specs <= width
    yield Text(TITLE, "bold")
    yield Text(LEGEND)
    for chapter in told:
        yield Text(chapter.name.ljust(widest) + "".join(letter.rjust(columns) for letter in letters), "bold")
        for label, line, row in zip(labels, chapter.cells, chapter.rows, strict=True):
            text = label.ljust(widest) + "".join(cell.rjust(columns) for cell in line)
            yield Text(f"{text}  {row.spec}" if wide else text)
