"""Programs of rows at the level that Numba compiles for: ``python -m tests.words.rows_levels run``, or ``assembly``."""

from __future__ import annotations

import sys

import numpy as np

from resample.kernels import filters as kernels
from resample.kernels.levels import level
from resample.kernels.simd import Kind
from resample.run import rows
from tests.words.rows_draw import PATTERNS
from tests.words.test_rows import check


def assembly() -> None:
    """Print the level, and the code of one kernel."""
    found = level()
    assert found is not None
    kind = Kind(found.lanes, "f32x4", 3, True)
    rows.compiled(kernels.filters_of, kind.dot, kind.channels, kind.lanes, kind.native)
    (text,) = (t for s, t in kernels.filters_of.inspect_asm().items() if s[0] == kind)
    sys.stdout.write(f"{found.name} {found.lanes}\n{text}")


def run() -> None:
    """Compare the programs of this level with the reference; three channels, and one where its vectors are others."""
    rng = np.random.default_rng(5)
    for pattern, draw in PATTERNS.items():
        for channels in (3, 1) if pattern in ("shifted", "shares", "cells") else (3,):
            for _ in range(15):
                check(draw(rng, channels), rng)


if __name__ == "__main__":
    {"assembly": assembly, "run": run}[sys.argv[1]]()
