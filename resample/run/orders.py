"""The orders of a sum as lists of additions, for `resample.kernels.rows.add_rows`.

Row k holds tap k. A line is (to, source, number, times, step): see the kernel. The definitions stand in
`resample.run.sums`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Program = npt.NDArray[np.int64]
Line = tuple[int, int, int, int, int]

#: Times of a line that sets rows to zero, and of one that copies rows.
ZERO, COPY = 0, -1


def program(lines: Iterable[Line]) -> Program:
    """Return the lines as the kernel takes them."""
    return np.array(list(lines), np.int64).reshape(-1, 5)


def left_to_right(to: int, source: int, count: int) -> Line:
    """Return the line that adds `count` neighbouring rows, one after the other."""
    return to, source, 1, count, 1


@lru_cache(maxsize=64)
def pairs(count: int) -> Program:
    """List `resample.run.sums.pairs`; the total is in row 0."""
    lines: list[Line] = []
    level = list(range(count))
    while len(level) > 1:
        lines += [(a, b, 1, 1, 0) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = level[::2]
    return program(lines)


@lru_cache(maxsize=64)
def pairwise8(count: int) -> Program:
    """List `resample.run.sums.pairwise8`; the total is in row 0."""
    return program(_pairwise(0, count))


def _pairwise(begin: int, count: int) -> list[Line]:
    if count < 8:
        return [left_to_right(begin, begin + 1, count - 1)] if count > 1 else []
    if count > 128:
        half = count // 2 - count // 2 % 8
        halves = _pairwise(begin, half) + _pairwise(begin + half, count - half)
        return [*halves, (begin, begin + half, 1, 1, 0)]
    whole = count // 8 * 8
    lines = [(begin, begin + 8, 8, whole // 8 - 1, 8)] if whole > 8 else []
    lines += [(begin + k, begin + k + distance, 1, 1, 0) for distance in (1, 2, 4) for k in range(0, 8, 2 * distance)]
    return lines + ([left_to_right(begin, begin + whole, count - whole)] if count > whole else [])


@lru_cache(maxsize=64)
def cascade(count: int, lanes: int, ways: int) -> tuple[Program, int]:
    """List `resample.run.sums.cascade`, and say how many rows it needs; the total is in the first row after the taps.

    After the taps come the four levels, each of them `ways` vectors of `lanes` rows, and a row for the lanes' total.
    """
    vectors, width = count // lanes, ways * lanes
    steps = vectors // ways
    levels = [count + 1 + j * width for j in range(4)]
    lines: list[Line] = [(count, 0, 1 + 4 * width, ZERO, 0)]
    lines += _cascade_levels(steps, levels, width)
    lines += [(levels[0], levels[j], width, 1, 0) for j in (1, 2, 3)]
    # What is left over goes to way 0, then the ways are added left to right.
    lines += [(levels[0], k * lanes, lanes, 1, 0) for k in range(steps * ways, vectors)]
    lines += [(levels[0], levels[0] + way * lanes, lanes, 1, 0) for way in range(1, ways)]
    if lanes == 1:
        return program([*lines, (count, levels[0], 1, COPY, 0)]), count + 1 + 4 * width
    if count > vectors * lanes:
        lines.append(left_to_right(count, vectors * lanes, count - vectors * lanes))
    lines.append(left_to_right(count, levels[0], lanes))
    return program(lines), count + 1 + 4 * width


def _cascade_levels(steps: int, levels: list[int], width: int) -> list[Line]:
    """List how `steps` times `width` taps go into the levels: 2**p into the lowest, which is then moved upwards."""
    power = max(4, (1 if steps <= 2 else (steps - 1).bit_length()) // 4)
    block = 1 << power
    lines: list[Line] = []
    done = 0
    while done + block <= steps:
        lines.append((levels[0], done * width, width, block, width))
        done += block
        for j in range(1, 4):
            lines.append((levels[j], levels[j - 1], width, 1, 0))
            lines.append((levels[j - 1], 0, width, ZERO, 0))
            if done & ((block - 1) << (j * power)):
                break
    if done < steps:
        lines.append((levels[0], done * width, width, steps - done, width))
    return lines


def groups4(count: int) -> list[list[int]]:
    """Return the groups of `resample.run.sums.groups4`, as tap numbers; a group of one is added by itself."""
    whole = count // 4 * 4
    return [list(range(k, k + 4)) for k in range(0, whole, 4)] + [[k] for k in range(whole, count)]


def quads(rows: int, columns: int) -> list[list[int]]:
    """Return the groups of `resample.run.sums.quads`, as flat tap numbers."""
    groups: list[list[int]] = []
    for y in range(0, rows, 2):
        for x in range(0, columns, 2):
            block = [(y + i, x + j) for i in (0, 1) for j in (0, 1) if y + i < rows and x + j < columns]
            groups.append([i * columns + j for i, j in block])
    return groups


def group_sums(sizes: list[int]) -> Program:
    """List how neighbouring rows become the sums of their groups: group g ends up in row g."""
    starts = np.cumsum([0, *sizes])[:-1].tolist()
    lines: list[Line] = []
    for g, (begin, size) in enumerate(zip(starts, sizes, strict=True)):
        lines.append(left_to_right(begin, begin + 1, size - 1))
        lines.append((g, begin, 1, COPY, 0))
    return program(lines)


def total(count: int, *, zero: int | None) -> tuple[Program, int]:
    """List the sum of the first rows left to right, and say where it is; `zero` is a spare row to start in."""
    if zero is None:
        return program([left_to_right(0, 1, count - 1)] if count > 1 else []), 0
    return program([(zero, 0, 1, ZERO, 0), left_to_right(zero, 0, count)]), zero
