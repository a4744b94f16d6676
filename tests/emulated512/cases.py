"""Plans with what the reference makes of them: random ones of every program, and those of originals; needed kernels."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numba.core.dispatcher import Dispatcher

import resample
from resample.kernels.levels import Level, level
from resample.kernels.simd import Kind
from resample.plan.plan import Plan
from resample.run import bytes as walks
from resample.run import engine, reference, room, rows
from resample.run.programs import Program, groups
from tests.words import rows_draw
from tests.words.making import Array
from tests.words.walks import ORDERS, draw, picture

__all__ = ["CPU", "CPUS", "Case", "compile_all", "make", "programs"]

#: Cases of each order of passes, number of channels and form of the sums; of each other pattern and number of channels.
WALKS, ROWS = 8, 4
#: Bytes for rows between two passes, for rows at once, and for sums of rows: as always, and less of each.
ROOMS = ((1 << 20, 1 << 18, 1 << 18), (1 << 12, 1 << 18, 1 << 9), (1 << 20, 0, 1 << 18), (1 << 12, 0, 1 << 9))


#: Plans of originals for bytes, and the sides of their pictures and results: halved, reduced, tall, enlarged.
SPECS = (
    *(f"pillow:{mode}" for mode in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")),
    *(f"opencv:{mode}" for mode in ("nearest", "linear", "cubic", "area", "lanczos4", "linear_exact")),
    *(f"torch:{mode}{also}" for mode in ("bilinear", "bicubic") for also in ("", ",antialias")),
    "torch:lanczos,antialias",
)
SIDES = (((40, 60), (20, 30)), ((37, 53), (16, 11)), ((90, 23), (14, 19)), ((11, 17), (31, 40)))


@dataclass(frozen=True)
class CPU:
    """A CPU that kernels are compiled for, and one of Bochs that stands for it.

    Attributes
    ----------
    llvm, bochs : str
        Their names.
    level : Level
        What `resample.kernels.levels.level` has to find there.
    forms : tuple of str
        Sums that the level has, by the weights that make it choose them.
    """

    llvm: str
    bochs: str
    level: Level
    forms: tuple[str, ...]


#: Weights are drawn that need these forms; with VNNI, those of 16 bits are three bytes.
FORMS = ("bytes2", "bytes3", "narrow", "mixed", "wide", "equal")
CPUS = {
    "skylake-avx512": CPU("skylake-avx512", "corei7_skylake_x", Level("avx512", 16, False), FORMS[2:]),
    "cascadelake": CPU("cascadelake", "corei7_icelake_u", Level("avx512-vnni", 16, True), FORMS),
}


@dataclass(frozen=True)
class Case:
    """A plan, a picture, its result, and the room for rows that kernels get: a little, so that they work in bands."""

    plan: Plan
    image: Array
    wanted: Array
    ring: int
    rows: int
    sums: int


def programs(case: Case) -> list[Program]:
    """Return what runs a case on the CPU of this process."""
    with (
        patch.object(room, "RING", case.ring),
        patch.object(room, "ROWS", case.rows),
        patch.object(rows, "ROOM", case.sums),
    ):
        found = [group.program for group in groups(case.plan)]
    assert all(found), case.plan
    return [program for program in found if program]


def _plans(rng: np.random.Generator, forms: tuple[str, ...]) -> Iterator[Plan]:
    for spec, channels, (before, after) in product(SPECS, (1, 3, 4), SIDES):
        yield resample.plan(spec, shape=(*before, channels), dtype="uint8", size=after, layout="HWC")
    for order, channels, form, number in product(ORDERS, (1, 2, 3, 4), forms, range(WALKS)):
        yield draw(rng, order, channels, form, alpha=channels == 4 and bool(number % 3))
    for pattern, channels, _ in product(rows_draw.PATTERNS.values(), (1, 2, 3, 4, 5), range(ROWS)):
        yield pattern(rng, channels)


def _case(rng: np.random.Generator, plan: Plan, number: int) -> Case:
    shape, storage = plan.source.shape, plan.source.storage
    if storage == np.uint8:
        image = picture(rng, plan)
    else:
        image = rng.integers(0, 256, (*shape, storage.itemsize)).astype(np.uint8).view(storage)[..., 0]
    return Case(plan, image, reference.run(plan, image), *ROOMS[number % len(ROOMS)])


def make(cpu: CPU, folder: Path) -> int:
    """Write cases, the first with a wrong byte, and the kernels that they need there; return the number of cases."""
    rng = np.random.default_rng(512)
    cases = [_case(rng, plan, number) for number, plan in enumerate(_plans(rng, cpu.forms))]
    wrong = replace(cases[0], wanted=cases[0].wanted.copy())
    wrong.wanted.flat[-1] ^= 1
    written = pickle.dumps([wrong, *(cases[k] for k in rng.permutation(len(cases)))])
    (folder / "cases").write_bytes(written)
    # Of what is read again, since whether an array can be written is a part of a signature.
    (folder / "kernels").write_bytes(pickle.dumps(_needed(cpu, pickle.loads(written))))
    return len(cases)


def _needed(cpu: CPU, cases: list[Case]) -> list[tuple[str, str, Any]]:
    """Return module, name and signature of every function that the cases call on a CPU, without running its vectors."""
    needed: dict[tuple[str, str, Any], None] = {}
    original = Dispatcher.compile

    def compiled(self: Any, signature: Any) -> Any:
        module = self.py_func.__module__
        if module.startswith("resample."):  # others are Numba's own, inside of these
            needed[module, self.py_func.__name__, signature] = None
        return _nothing if any(isinstance(a, Kind) for a in signature) else original(self, signature)

    with (
        patch.object(walks, "level", lambda: cpu.level),
        patch.object(rows, "level", lambda: cpu.level),
        patch.object(Dispatcher, "compile", compiled),
    ):
        for case in cases:
            programs(case)
            engine.run(case.plan, case.image)
    return list(needed)


def _nothing(*_: Any) -> None:
    """Stand for a kernel that this CPU may be unable to run."""


def compile_all(cpu: CPU, folder: Path) -> int:
    """Compile what the cases need, into Numba's cache, for the CPU that the environment names; return how much."""
    assert level() == cpu.level
    needed = pickle.loads((folder / "kernels").read_bytes())
    for module, name, signature in needed:
        getattr(importlib.import_module(module), name).compile(signature)
    return len(needed)
