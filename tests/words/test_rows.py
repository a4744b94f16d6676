"""The programs of rows: equal to the reference for random plans of their patterns, and within their memory."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import resample
from resample.kernels.levels import level
from resample.plan.plan import Plan
from resample.run import reference, rows
from resample.run.cells import Cells
from resample.run.programs import groups
from resample.run.rows import Job
from tests.words.guards import Guarded
from tests.words.levels import LEVELS, environment, of_today
from tests.words.making import Array, same_bits
from tests.words.rows_draw import PATTERNS

Rng = np.random.Generator


def taken(plan: Plan) -> list[Job]:
    """Return the jobs of a plan that one program runs."""
    found = groups(plan)
    assert len(found) == 1, f"{found}\n{plan}"
    program = found[0].program
    assert isinstance(program, Job | Cells), plan
    return program.jobs if isinstance(program, Cells) else [program]


def picture(rng: Rng, plan: Plan) -> Array:
    """Return a picture of any bytes, or of the extremes alone."""
    source = plan.source
    image = rng.integers(0, 256, (*source.shape, source.storage.itemsize)).astype(np.uint8)
    if rng.random() < 0.4:
        image = np.where(image < 128, 0, 255).astype(np.uint8)
    return image.view(source.storage)[..., 0]


def check(plan: Plan, rng: Rng) -> None:
    """Compare a program with the reference, in memory that holds anything."""
    jobs, image = taken(plan), picture(rng, plan)
    out = np.full(plan.shape, rng.integers(0, 100), plan.source.storage)
    for job in jobs:
        rows.scratch(job.scratch)[:] = rng.integers(0, 256)
        job.run(image, out, int(rng.choice([1, 1, 3])))
    wanted = reference.run(plan, image)
    assert same_bits(wanted.view(np.uint8), out.view(np.uint8), "u8"), f"{np.argwhere(wanted != out)[:5]}\n{plan}"


@pytest.mark.slow
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_rows_equal_the_reference(pattern: str, channels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng([channels, len(pattern), ord(pattern[0])])
    monkeypatch.setattr(rows, "SMALL", 0)
    for number in range(60):
        monkeypatch.setattr(rows, "ROOM", 1 << 18 if number % 2 else 1 << 9)
        check(PATTERNS[pattern](rng, channels), rng)


@pytest.mark.slow
@pytest.mark.parametrize("width", [4, 16])
@pytest.mark.parametrize(
    ("pattern", "channels"), list(zip(PATTERNS, (3, 4, 3, 1, 3, 2, 4, 3, 4, 1, 3, 4), strict=True))
)
def test_rows_of_other_vectors(pattern: str, channels: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(width)
    monkeypatch.setattr(rows, "lanes", lambda: (width, False))
    for module in ("pairs", "filters", "shares", "cells"):
        monkeypatch.setattr(f"resample.run.{module}.lanes", lambda: (width, False))
    for _ in range(30):
        check(PATTERNS[pattern](rng, channels), rng)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_nothing_outside_is_touched(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Source, result, job and scratch each end, or begin, at a page without access."""
    rng = np.random.default_rng(len(pattern))
    room = [Guarded(2 << 20) for _ in range(4)]
    for number in range(150):
        plan = PATTERNS[pattern](rng, number % 5 + 1)
        side: list[Any] = [memory.end if number % 3 else memory.begin for memory in room]
        image = picture(rng, plan)
        src = side[0](image.nbytes).view(image.dtype).reshape(image.shape)
        out = side[1](int(np.prod(plan.shape)) * image.itemsize).view(image.dtype).reshape(plan.shape)
        src[...] = image
        monkeypatch.setattr(rows, "scratch", side[3])
        for job in taken(plan):
            packed, job.packed = job.packed, side[2](job.packed.size)
            job.packed[:] = packed
            job.run(src, out, 1)
        assert same_bits(reference.run(plan, image).view(np.uint8), out.view(np.uint8), "u8"), plan


SPECS = [
    *(f"opencv:{mode}" for mode in ("nearest", "linear", "linear_exact", "cubic", "area", "lanczos4")),
    "pillow:nearest",
    "torch:bilinear",
]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("spec", SPECS)
def test_plans_of_originals_are_taken(spec: str, channels: int) -> None:
    """Each in one program, whatever the sides: those of a half and of whole factors, and others."""
    for source, size in [((90, 80), (45, 40)), ((90, 80), (30, 20)), ((90, 80), (33, 31)), ((30, 20), (90, 81))]:
        plan = resample.plan(spec, shape=(*source, channels), dtype="uint8", size=size, layout="HWC")
        assert taken(plan), plan


@pytest.mark.parametrize("spec", SPECS)
def test_little_is_held_whatever_the_size(spec: str) -> None:
    for source, size in [((16000, 16000), (200, 200)), ((30, 16000), (16000, 30)), ((60000, 40), (8, 9))]:
        plan = resample.plan(spec, shape=(*source, 3), dtype="uint8", size=size, layout="HWC")
        assert all(job.scratch <= rows.MOST for job in taken(plan))


@pytest.mark.parametrize("pattern", ["shifted", "shares", "cells"])
def test_a_program_may_be_moved(pattern: str) -> None:
    """What is told to a kernel holds no address: a copy in other memory gives the same."""
    rng = np.random.default_rng(8)
    plan = PATTERNS[pattern](rng, 3)
    image = picture(rng, plan)
    program = pickle.loads(pickle.dumps(groups(plan)[0].program))
    out = np.empty(plan.shape, np.uint8)
    program.run(image, out, 1)
    assert same_bits(reference.run(plan, image), out, "u8")


@pytest.mark.slow
@pytest.mark.parametrize("name", of_today())
def test_rows_at_a_level_of_today(name: str, tmp_path: Path) -> None:
    """A CPU that is not here is compiled for; one whose code runs here runs it."""
    here, named = level(), LEVELS[name]
    what = "run" if here is not None and named.runs(here) else "assembly"
    told = subprocess.run(
        [sys.executable, "-m", "tests.words.rows_levels", what],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        # Of code out of the cache Numba has no assembly.
        env={**environment(name), **({"NUMBA_CACHE_DIR": str(tmp_path)} if what == "assembly" else {})},
    ).stdout  # fmt: skip
    if what == "assembly":
        assert told.partition("\n")[0] == f"{named.level} {named.lanes}"
        assert f"%{named.registers[-1]}mm" in told
        assert not re.search(r"\bvfn?m(add|sub)", told), "a product and a sum are rounded together"
