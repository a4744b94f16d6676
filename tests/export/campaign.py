"""Everything that the tests of every change hold for a part: ``nox -s export``.

Every compiler at every level, with and without fused products, on random plans and on the originals' small pictures;
40 pairs of sizes up to 6000x4000, each spec, three kinds of pictures; sanitizers by both compilers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.export.cells import LARGE, SMALL, Size, cells
from tests.export.test_c import check, check_random, random_plans, sanitized

LEVELS = ("-O0", "-O2", "-O3 -march=native")
BUILDS = [
    *((compiler, f"{o} -std={std}") for compiler in ("gcc", "clang") for o in LEVELS for std in ("c99", "gnu99")),
    *(("clang", "-O3 -march=native -ffp-contract=fast -std=gnu99"), ("clang++", "-O2 -std=c++11")),
    *(("g++", "-O3 -march=native -std=gnu++17"), ("g++", "-O2 -std=c++11")),
]


@pytest.mark.parametrize(("compiler", "flags"), BUILDS)
def test_random_plans(compiler: str, flags: str, tmp_path: Path) -> None:
    check_random(random_plans(200), tmp_path, compiler, flags)


@pytest.mark.parametrize(("compiler", "flags"), BUILDS)
def test_small_pictures(compiler: str, flags: str, tmp_path: Path) -> None:
    check(cells(SMALL), tmp_path, compiler, flags)


@pytest.mark.parametrize("pair", LARGE, ids=str)
def test_large_pictures(pair: tuple[Size, Size], tmp_path: Path) -> None:
    check(cells((pair,)), tmp_path, "gcc", "-O2 -std=c99")


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_sanitizers(compiler: str, tmp_path: Path) -> None:
    sanitized([*random_plans(120), *(cell.plan() for cell in cells(SMALL)[::3])], compiler, tmp_path)
