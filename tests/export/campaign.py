"""Everything that the tests of every change hold for a part: ``nox -s export``. Needs gcc and clang.

* Every word, in random plans, by every compiler at every level, with and without fused products.
* The originals on all pairs of sizes, 6000x4000 to 224x224 among them, each spec, three kinds of pictures: every target
  in its real runtime. Headers of any size by every compiler on every pair; headers of a fixed size, of which there are
  hundreds, by the compilers in turn.
* Sanitizers of both compilers.

Each test appends what it compared to the file that ``RESAMPLE_EXPORT_COUNTS`` names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import prod
from pathlib import Path

import numpy as np
import pytest

from resample.errors import NotExact
from resample.export import certify, to_numpy, to_onnx
from tests.export.cells import LARGE, SMALL, Array, Cell, cells, digest
from tests.export.compiling import Library
from tests.export.counts import count
from tests.export.runtimes import numpy_port, onnx_session
from tests.export.sized import LOWERED, SizedLibrary
from tests.export.test_c import check_random, random_plans, sanitized

LEVELS = ("-O0", "-O2", "-O3 -march=native")
BUILDS = [(compiler, f"{level} -std=gnu99") for compiler in ("gcc", "clang") for level in LEVELS]
#: Without GNU's extensions gcc fuses nothing by itself; C++ has other rules for conversions.
MORE = [
    *((compiler, f"{level} -std=c99") for compiler in ("gcc", "clang") for level in LEVELS),
    *(("g++", "-O3 -march=native -std=gnu++17"), ("g++", "-O2 -std=c++11"), ("clang++", "-O2 -std=c++11")),
]
PAIRS = (*SMALL, *LARGE)
#: Of a picture that every compiler resizes; larger ones go through the first alone.
MOST = 400_000


@pytest.mark.parametrize(("compiler", "flags"), [*BUILDS, *MORE])
def test_random_plans(compiler: str, flags: str, tmp_path: Path) -> None:
    drawn = random_plans(100)
    check_random(drawn, tmp_path, compiler, flags)
    count(f"random plans, C, {compiler} {flags}", 5 * len(drawn), 0)


@cache
def wanted(cell: Cell) -> tuple[str, ...]:
    """Return the digests of what the original gives for the pictures of a cell."""
    return tuple(digest(cell.original(image)) for image in cell.pictures())


def hold(what: str, cell: Cell, results: Iterator[Array]) -> int:
    """Count results of a target against the original; return how many differ."""
    found = [digest(result) for result in results]
    differing = sum(a != b for a, b in zip(found, wanted(cell), strict=True))
    count(what, len(found), differing)
    return differing


@pytest.mark.parametrize(("compiler", "flags"), BUILDS)
def test_any_size(compiler: str, flags: str, tmp_path: Path) -> None:
    library = SizedLibrary(tmp_path, LOWERED, compiler, flags)
    every = (compiler, flags) == BUILDS[1]
    pairs = [p for p in PAIRS if every or max(prod(p[0]), prod(p[1])) <= MOST]
    differing = 0
    for n, one in enumerate(LOWERED):
        assert library.selftest(n) == 0, one
        for before, after in pairs:
            if library.scratch(n, before, after) and one.taken(before, after):
                cell = one.cell(before, after)
                differing += hold(f"C of any size, {compiler} {flags}", cell, sized(library, n, cell))
    assert differing == 0


def sized(library: SizedLibrary, n: int, cell: Cell) -> Iterator[Array]:
    """Yield what a header of any size gives for the pictures of a cell."""
    for image in cell.pictures():
        yield library.run(n, np.ascontiguousarray(image), cell.after)


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=lambda n: "{}-{}".format(*PAIRS[n]))
def test_fixed_sizes(number: int, tmp_path: Path) -> None:
    chosen = cells((PAIRS[number],))
    plans = [cell.plan() for cell in chosen]
    made = [certify(plan) for plan in plans]
    compiler, flags = BUILDS[number % len(BUILDS)]
    library = Library(tmp_path, plans, compiler, flags.split(), made)
    differing = 0
    for n, (cell, plan, certificate) in enumerate(zip(chosen, plans, made, strict=True)):
        assert library.selftest(n) == 0, cell
        pictures = [np.ascontiguousarray(image) for image in cell.pictures()]
        differing += hold("C", cell, (library.run(n, image) for image in pictures))
        for profile in ("portable", "ort"):
            try:
                run = onnx_session(to_onnx(plan, profile=profile, certificate=certificate))
            except NotExact:
                count(f"ONNX, {profile}: refused", 1, 0)
                continue
            differing += hold(f"ONNX, {profile}", cell, (run(image) for image in pictures))
        if max(prod(cell.before), prod(cell.after)) <= MOST:
            port = numpy_port(to_numpy(plan, certificate=certificate))
            differing += hold("NumPy", cell, (port(image) for image in pictures))
    assert differing == 0


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_sanitizers(compiler: str, tmp_path: Path) -> None:
    chosen = [*random_plans(100), *(cell.plan() for cell in cells(SMALL)[::5])]
    sanitized(chosen, compiler, tmp_path, LOWERED)
    count(f"self-tests under UBSan and ASan, {compiler}", len(chosen) + len(LOWERED), 0)
