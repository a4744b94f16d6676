"""What a table of differences means for a model, in sentences computed from it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec
from resample.tools.compare import Row
from resample.tools.differences import Difference, between

#: Word of everyday speech -> the modes that go by it.
FAMILIES = {
    "bilinear": ("bilinear", "linear"),
    "bicubic": ("bicubic", "cubic"),
    "nearest": ("nearest",),
    "area": ("area", "box"),
    "lanczos": ("lanczos", "lanczos4"),
}


def family(spec: Spec) -> str:
    """Return what a spec's mode is called in everyday speech.

    Examples
    --------
    >>> family(Spec("opencv", "linear")), family(Spec("pillow", "hamming"))
    ('bilinear', 'hamming')
    """
    return next((word for word, modes in FAMILIES.items() if spec.mode in modes), spec.mode)


def sentences(rows: Sequence[Row], first: Row) -> list[str]:
    """Return what the rows mean for a model; `first` is what the table holds them against.

    Spoken of is the first row's family: of every original, the row that is written with the fewest options. Where
    nothing else goes by that word, all rows are one family.
    """
    if len(rows) < 2:
        return ["One spec alone: name a second one with --like to see what separates them."]
    word = family(first.spec)
    plain = _plainest([row for row in rows if family(row.spec) == word])
    told = _family(word, plain) if len(plain) > 1 else _farthest(rows, first)
    return [*told, *_closest(rows, first)]


def _plainest(rows: Sequence[Row]) -> list[Row]:
    """Return of every original the row with the fewest options, the earliest of several."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: len(row.spec.options)):
        found.setdefault(f"{row.spec.original}.{row.spec.api}", row)
    return [row for row in rows if row in found.values()]


def _family(word: str, rows: Sequence[Row]) -> list[str]:
    """Return what it means that rows of several originals go by one word."""
    pictures = different_pictures([row.result for row in rows])
    if pictures == 1:
        return [f'"{word}" is the same picture in all {len(rows)} of them: a model cannot tell them apart.']
    difference, a, b = max(
        ((between(x.result, y.result), x, y) for x, y in combinations(rows, 2)),
        key=lambda pair: (pair[0].largest, pair[0].mean),
    )
    libraries = len({row.spec.original for row in rows})
    return [
        f'"{word}" is {pictures} different pictures in {libraries} libraries: {a.spec} and {b.spec} differ in '
        f"{amount(difference, a, b)}. {_ADVICE}"
    ]


_ADVICE = "A model that is trained behind one and served behind the other gets that as an error in every input."


def _farthest(rows: Sequence[Row], first: Row) -> list[str]:
    """Return how far the row goes that is farthest from the first."""
    difference, row = max(
        ((between(row.result, first.result), row) for row in rows if row is not first),
        key=lambda pair: (pair[0].largest, pair[0].mean),
    )
    if difference.differing == 0:
        return [f"All {len(rows)} specs give the same values: a model cannot tell them apart."]
    return [f"{row.spec} differs from {first.spec} in {amount(difference, row, first)}. {_ADVICE}"]


def _closest(rows: Sequence[Row], first: Row) -> list[str]:
    """Return what comes closest to the first row out of another original, where there is a choice."""
    others = [row for row in rows if row.spec.original != first.spec.original]
    if len(others) < 2:
        return []
    difference, row = min(
        ((between(row.result, first.result), row) for row in others), key=lambda pair: (pair[0].mean, pair[0].largest)
    )
    if difference.differing == 0:
        return [f"Outside {first.spec.original}, {row.spec} gives the same values as {first.spec}."]
    return [f"Outside {first.spec.original}, {row.spec} is closest to {first.spec}: {amount(difference, row, first)}."]


def different_pictures(results: Sequence[npt.NDArray[Any]]) -> int:
    """Return how many of the results are different in any value.

    Examples
    --------
    >>> different_pictures([np.uint8([1, 2]), np.float32([1, 2]), np.uint8([1, 3])])
    2
    """
    return len({(result.astype(np.float64) + 0.0).tobytes() for result in results})


def amount(difference: Difference, a: Row, b: Row) -> str:
    """Return a difference in words, with the range of the samples where they have one."""
    return (
        f"{percent(difference.share)} of the values, by up to {_number(difference.largest)}"
        f"{_range(a, b)}, {_number(difference.mean)} on average"
    )


def _range(a: Row, b: Row) -> str:
    """Return what the largest difference could be: of bytes, and of floats that are held against bytes, 255."""
    kinds = {row.result.dtype for row in (a, b)} - {np.dtype(np.float32)}
    dtype = kinds.pop() if kinds else None
    return f" of {np.iinfo(dtype).max} grey levels" if dtype in (np.uint8, np.uint16) else ""


def percent(share: float) -> str:
    """Return a share so that neither 0 nor 100 % is said of what is not.

    Examples
    --------
    >>> percent(0.5), percent(0.0), percent(1e-9), percent(1 - 1e-9), percent(1.0)
    ('50.00 %', '0 %', '<0.01 %', '>99.99 %', '100 %')
    """
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", " %")
    if round(share, 4) in (0.0, 1.0):
        return "<0.01 %" if share < 0.5 else ">99.99 %"
    return f"{100 * share:.2f} %"


def _number(value: float) -> str:
    """Return a difference with three digits, and no exponent where it is a grey level."""
    return f"{value:.0f}" if not isfinite(value) or value >= 100 or value == int(value) else f"{value:.3g}"
