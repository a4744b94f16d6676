"""Levels of CPU that kernels are compiled for, by CPUs that stand for them: ``python -m tests.words.levels run``."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resample.kernels import bytes as kernels
from resample.kernels.levels import Level, level
from resample.kernels.simd import Kind
from resample.run import bytes as walks

__all__ = ["LEVELS", "Named", "environment", "of_today", "to_run"]


@dataclass(frozen=True)
class Named:
    """A CPU by LLVM's name, its level, and what its code has and has not.

    Attributes
    ----------
    level : str
    lanes : int
    registers : str
        Letters of the vector registers, the widest last.
    has, hasnt : tuple of str
        Instructions.
    """

    level: str
    lanes: int
    registers: str
    has: tuple[str, ...]
    hasnt: tuple[str, ...] = ()

    def runs(self, here: Level) -> bool:
        """Return whether a CPU of another level can run this one's code."""
        return self.lanes < here.lanes or self.level == here.name or (self.lanes == here.lanes and here.dot8)


LEVELS = {
    "nehalem": Named("sse4", 4, "x", ("pmaddwd", "pshufb"), ("vpmaddwd", "vpdpbusd")),
    "haswell": Named("avx2", 8, "xy", ("vpmaddwd",), ("vpdpbusd", "vpdpwssd")),
    "alderlake": Named("avx2-vnni", 8, "xy", ("vpdpbusd",)),
    "skylake-avx512": Named("avx512", 16, "xyz", ("vpmaddwd",), ("vpdpbusd", "vpdpwssd")),
    "icelake-server": Named("avx512-vnni", 16, "xyz", ("vpdpbusd",)),
}


def of_today(names: Sequence[str] = tuple(LEVELS)) -> list[str]:
    """Return two of these levels, others every day; all of them with ``RESAMPLE_LEVELS=all``."""
    if os.environ.get("RESAMPLE_LEVELS") == "all":
        return list(names)
    day = datetime.date.today().toordinal()
    return [names[(2 * day + k) % len(names)] for k in range(min(2, len(names)))]


def to_run() -> list[str]:
    """Return the levels of today that this CPU can run."""
    here = level()
    return [] if here is None else of_today([name for name, named in LEVELS.items() if named.runs(here)])


def environment(name: str) -> dict[str, str]:
    """Return the environment in which Numba compiles for a CPU; the name alone would leave this one's features on."""
    return {**os.environ, "NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": ""}


def assembly() -> None:
    """Print the level, and the code of one kernel."""
    found = level()
    assert found is not None
    kind = Kind(found.lanes, "bytes3" if found.dot8 else "mixed", 3, True)
    walks.compiled(kernels.across_down_of, kind)
    (text,) = (t for s, t in kernels.across_down_of.inspect_asm().items() if s[0] == kind)
    sys.stdout.write(f"{found.name} {found.lanes}\n{text}")


def run() -> None:
    """Compare the walks of this level with the reference."""
    from tests.words.test_bytes import check
    from tests.words.walks import ORDERS, draw, walk_of

    found = level()
    assert found is not None
    rng = np.random.default_rng(found.lanes)
    for order in ORDERS:
        for number, channels in enumerate((1, 3, 4)):
            dot = ("narrow", "mixed", "wide")[number]
            for _ in range(20):
                plan = draw(rng, order, channels, dot, alpha=channels == 4)
                check(plan, walk_of(plan, found.lanes, found.dot8, native=True), rng)


if __name__ == "__main__":
    {"assembly": assembly, "run": run}[sys.argv[1]]()
