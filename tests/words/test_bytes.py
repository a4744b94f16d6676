"""Walks over bytes, for every kind of vectors: equal to the reference, within their memory, of the level they claim."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tracemalloc
from dataclasses import fields
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from resample.kernels import bytes as kernels
from resample.kernels import packing
from resample.kernels.levels import Level, level
from resample.kernels.simd import Kind
from resample.plan.plan import Plan
from resample.plan.words import Add, AnyOrder, Cast, Clip, Shr, Sum, Taps
from resample.run import bytes as walks
from resample.run import engine, reference, room
from resample.run.programs import groups
from tests.words.guards import Guarded
from tests.words.levels import LEVELS, environment, of_today, to_run
from tests.words.making import plan_of, same_bits
from tests.words.walks import ORDERS, draw, picture, walk_of

#: This CPU's vectors; without any, the generic form of the smallest.
FOUND = level()
HERE, NATIVE = FOUND or Level("plain", 4, False), FOUND is not None
#: Lanes, whether bytes are multiplied at once, form, order, channels, alpha: vectors that this CPU may not have.
OTHERS = [
    (4, False, "wide", "across_down", 3, False),
    (8, True, "bytes2", "across_down", 3, False),
    (8, False, "narrow", "down_across", 1, False),
    (16, True, "bytes3", "across_down", 3, False),
    (16, True, "bytes3", "across_down", 4, True),
    (16, True, "bytes2", "down_across", 1, False),
    (16, False, "wide", "down_across", 2, False),
    (16, False, "narrow", "across", 4, False),
    (4, False, "mixed", "across_down", 1, False),
    (8, False, "mixed", "down_across", 4, True),
    (16, False, "mixed", "across_down", 3, False),
    (4, False, "equal", "across_down", 3, False),
    (16, True, "equal", "down_across", 2, False),
]
OWN = list(product(ORDERS, (1, 2, 3, 4), ("narrow", "mixed", "wide", "equal")))


def check(plan: Plan, walk: walks.Walk | None, rng: np.random.Generator) -> None:
    """Compare a walk with the reference, in memory that holds anything."""
    assert walk is not None, f"{plan} is not taken"
    image = picture(rng, plan)
    out = rng.integers(0, 256, plan.shape).astype(np.uint8)
    walks.scratch(walk.scratch)[:] = rng.integers(0, 256)
    walk.run(image, out, int(rng.choice([1, 1, 3])))
    assert same_bits(reference.run(plan, image), out, "u8"), f"{walk.kind}\n{plan}"


@pytest.mark.slow
@pytest.mark.parametrize(("order", "channels", "dot"), OWN)
def test_own_vectors_equal_the_reference(order: str, channels: int, dot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng([channels, len(order), len(dot)])
    monkeypatch.setattr(walks, "SMALL", 0)
    for number in range(80):
        # Bands of columns are for pictures whose rows fill the room: here also for others.
        monkeypatch.setattr(room, "RING", 1 << 20 if number % 2 else 1 << 12)
        monkeypatch.setattr(room, "ROWS", 1 << 18 if number % 4 < 2 else 0)
        plan = draw(rng, order, channels, dot, alpha=channels == 4 and bool(number % 3))
        check(plan, walk_of(plan, HERE.lanes, HERE.dot8, native=NATIVE), rng)
        assert [group.program is not None for group in groups(plan)] == (
            [True] if NATIVE else [False] * len(plan.steps)
        )


@pytest.mark.slow
@pytest.mark.parametrize(("lanes", "dot8", "dot", "order", "channels", "alpha"), OTHERS)
def test_other_vectors_equal_the_reference(
    lanes: int, dot8: bool, dot: str, order: str, channels: int, alpha: bool
) -> None:
    rng = np.random.default_rng(lanes)
    for _ in range(40):
        plan = draw(rng, order, channels, dot, alpha)
        walk = walk_of(plan, lanes, dot8, native=False)
        check(plan, walk, rng)
        assert walk is not None
        assert walk.kind.dot in (dot, "equal")  # one tap is as many of equal weights


@pytest.mark.slow
def test_nothing_outside_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Source, result, plan and scratch each end, or begin, at a page without access; 1 to 5 samples a pixel."""
    rng = np.random.default_rng(7)
    pages = [Guarded(5 << 20) for _ in range(4)]
    for number, (channels, order) in enumerate(product([1, 2, 3, 4, 5] * 16, ORDERS)):
        plan = draw(
            rng, order, channels, ("wide", "equal", "mixed")[number % 3], alpha=channels == 4 and number % 4 == 0
        )
        image = picture(rng, plan)
        monkeypatch.setattr(room, "ROWS", 1 << 18 if number % 2 else 0)
        side = [memory.end if number % 3 else memory.begin for memory in pages]
        src, out = side[0](image.size).reshape(image.shape), side[1](int(np.prod(plan.shape))).reshape(plan.shape)
        src[...] = image
        if channels == 5:
            engine.run(plan, src, out)
        else:
            walk = walk_of(plan, HERE.lanes, HERE.dot8, native=NATIVE)
            assert walk is not None
            packed, memory = side[2](walk.plan.nbytes).view(np.int32), side[3](walk.scratch)
            packed[:] = walk.plan
            entry = walks.compiled(walk.function, walk.kind)
            for q in range(walk.outer):
                entry(None, src.reshape(-1), out.reshape(-1), packed, memory, q, 0, walk.rows)
        assert same_bits(reference.run(plan, image), out, "u8"), f"{plan}"


@pytest.mark.parametrize("taps", [3, 4, 251, 252, 253, 254, 256, 257, 300, 1030])
@pytest.mark.parametrize("axis", [0, 1])
def test_sums_of_equal_weights_are_held(taps: int, axis: int) -> None:
    """White samples, as many as 16 bits hold and more."""
    shape = (taps + 5, 9, 3) if axis == 0 else (9, taps + 5, 3)
    first, weight = np.array([0, 3, 5]), (1 << 22) // taps
    finish = (Add(1 << 21), Shr(22), Clip(0, 255), Cast("u8"))
    step = Taps(
        (axis,), (first,), (np.full(3, taps),), (np.full((3, taps), weight),), Sum("i32", AnyOrder()), finish
    )  # fmt: skip
    plan = plan_of(shape, "u8", step)
    image = np.full(shape, 255, np.uint8)
    assert same_bits(reference.run(plan, image), engine.run(plan, image), "u8")


@pytest.mark.parametrize(
    ("highs", "form"),
    [
        ((64, 64), "mixed"),
        ((-64, -64), "mixed"),
        ((1, 127), "mixed"),
        ((-128,), "mixed"),
        ((128,), "wide"),
        ((65, 64), "wide"),
        ((-1, -128), "wide"),
        ((50, -50, 28), "mixed"),
        ((50, -50, 28, -1), "wide"),
        ((0, 64, 0, 0, 0, 64), "mixed"),
    ],
)
@pytest.mark.parametrize("low", [-(1 << 15), (1 << 15) - 1])
@pytest.mark.parametrize("axis", [0, 1])
def test_high_bytes_of_weights_are_held(highs: tuple[int, ...], form: str, low: int, axis: int) -> None:
    """White samples, and sums of high bytes as large as 16 bits hold and larger."""
    length = len(highs) + 7
    shape = (length, 9, 3) if axis == 0 else (9, length, 3)
    weight = np.array([[*((high << 16) + low for high in highs), 1]] * 7)  # one more, so that they are not equal
    count = np.full(7, len(highs) + 1)
    step = Taps(
        (axis,),
        (np.arange(7),),
        (count,),
        (weight,),
        Sum("i32", AnyOrder(), wraps=True),
        (Add(0), Shr(24), Cast("u8", "sat")),
    )
    plan = plan_of(shape, "u8", step)
    image = np.full(shape, 255, np.uint8)
    walk = walk_of(plan, HERE.lanes, dot8=False, native=NATIVE)
    assert walk is not None
    assert walk.kind.dot == form
    out = np.zeros(plan.shape, np.uint8)
    walk.run(image, out, 1)
    assert same_bits(reference.run(plan, image), out, "u8")


@pytest.mark.parametrize(
    "sides", [((16000, 9), (1, 9)), ((9, 16000), (9, 1)), ((1, 3), (16000, 3)), ((3, 1), (3, 16000))]
)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_extreme_ratios(sides: tuple[tuple[int, int], tuple[int, int]], channels: int) -> None:
    import resample

    (source, size), rng = sides, np.random.default_rng(channels)
    plan = resample.plan("pillow:lanczos", shape=(*source, channels), dtype="uint8", size=size, layout="HWC")
    image = picture(rng, plan)
    assert same_bits(reference.run(plan, image), engine.run(plan, image), "u8")


@pytest.mark.parametrize(
    ("source", "size"), [((16000, 16000), (200, 200)), ((30, 16000), (16000, 30)), ((60000, 40), (8, 9))]
)
def test_little_is_held_whatever_the_size(source: tuple[int, int], size: tuple[int, int]) -> None:
    import resample

    for spec, channels in (("pillow:lanczos", 3), ("pillow:bicubic,as=RGBA", 4), ("torch:bilinear,antialias", 3)):
        plan = resample.plan(spec, shape=(*source, channels), dtype="uint8", size=size, layout="HWC")
        walk = walk_of(plan, HERE.lanes, HERE.dot8, native=NATIVE)
        assert walk is not None
        assert walk.scratch <= walks.MOST


@pytest.mark.parametrize(
    "spec",
    [
        "pillow:lanczos",
        "pillow:bicubic,as=RGBA",
        "pillow:nearest",
        *(f"opencv:{mode}" for mode in ("linear", "area", "cubic", "lanczos4", "linear_exact", "nearest")),
        "torch:bilinear,antialias",
        "torch:bicubic",
    ],
)
def test_a_call_holds_little(spec: str) -> None:
    """Beyond input and output at most 4 MB, the scratch that stays with the thread included."""
    import resample

    channels = 4 if "RGBA" in spec else 3
    for source, size in (((2000, 2100), (300, 310)), ((200, 210), (2000, 2100)), ((2000, 700), (90, 600))):
        image = np.zeros((*source, channels), np.uint8)
        plan = resample.plan(spec, shape=image.shape, dtype="uint8", size=size, layout="HWC")
        plan.run(image)
        walks.clear()
        tracemalloc.start()
        result = plan.run(image)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most - result.nbytes <= 4 << 20 or not NATIVE  # plain loops keep whole pictures between steps


@pytest.mark.parametrize(
    "finish",
    [
        (Add(8), Shr(4), Cast("u8")),
        (Add(8), Shr(4), Clip(0, 254), Cast("u8")),
        (Add(8), Shr(4), Clip(1, 255), Cast("u8")),
        (Shr(4), Add(8), Clip(0, 255), Cast("u8")),
        (Add(8), Clip(0, 255), Shr(4), Cast("u8")),
        (Add(8), Shr(4), Clip(0, 255), Cast("u16")),
    ],
)
def test_other_words_are_not_taken(finish: tuple[Add | Shr | Clip | Cast, ...]) -> None:
    from dataclasses import replace

    plan = draw(np.random.default_rng(1), "down", 3, "narrow")
    step = replace(plan.steps[0], finish=finish)
    assert groups(plan_of(plan.source.shape, "u8", step))[0].program is None


def test_taps_in_no_order_are_not_taken() -> None:
    from dataclasses import replace

    plan = draw(np.random.default_rng(3), "down", 3, "narrow")
    step = plan.steps[0]
    assert (groups(plan)[0].program is not None) == NATIVE
    mixed = replace(step, index=(step.index[0][::-1],), count=(step.count[0][::-1],), weight=(step.weight[0][::-1],))
    assert step.index[0].size > 1
    found = plan_of(plan.source.shape, "u8", mixed)
    assert groups(found)[0].program is None
    image = picture(np.random.default_rng(3), found)
    assert same_bits(reference.run(found, image), engine.run(found, image), "u8")


def test_packed_weights() -> None:
    weight = np.array([[-1, 70000, -8388608, 8355711, 5]])
    for words, byte, bits in ((4, False, 16), (3, True, 8)):
        out = np.empty((1, 2, words), np.int32)
        packing.weights(np.array([1]), np.array([5]), weight, 4, words, byte, out)
        parts = out.view(np.int8 if byte else np.int16).reshape(1, 2, words, -1)
        if byte:
            whole = sum(parts[0, :, k].astype(int) << (8 * (words - 1 - k)) for k in range(words)).reshape(-1)
        else:
            even, odd = ((parts[0, :, k].astype(int) << bits) + parts[0, :, k + 2] for k in (0, 1))
            whole = np.stack([even, odd], -1).reshape(-1)
        assert whole.tolist() == [0, -1, 70000, -8388608, 8355711, 5, 0, 0]


@pytest.mark.parametrize("name", of_today())
def test_the_code_of_a_level_is_what_it_says(name: str, tmp_path: Path) -> None:
    """A CPU that is not here is compiled for, not run: its registers and instructions are looked for."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.words.levels", "assembly"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        env={**environment(name), "NUMBA_CACHE_DIR": str(tmp_path)},  # what comes from a cache has no assembly
    ).stdout  # fmt: skip
    lanes, registers, has, hasnt = LEVELS[name].lanes, LEVELS[name].registers, LEVELS[name].has, LEVELS[name].hasnt
    first, _, assembly = told.partition("\n")
    assert first == f"{LEVELS[name].level} {lanes}"
    assert set(re.findall(r"%([xyz])mm", assembly)) <= set(registers)
    assert registers[-1] in set(re.findall(r"%([xyz])mm", assembly))
    for word in has:
        assert re.search(rf"\b{word}\b", assembly), f"no {word}"
    for word in hasnt:
        assert not re.search(rf"\b{word}\b", assembly), word
    assert int(max(map(int, re.findall(r"mm(\d+)", assembly)))) <= (31 if lanes == 16 else 15)


def test_a_level_of_today_runs() -> None:
    """The levels below this CPU's own, in turn: the same tests in a process that compiles for them."""
    for name in to_run():
        subprocess.run(
            [sys.executable, "-m", "tests.words.levels", "run"],
            check=True, env=environment(name), cwd=Path(__file__).parents[2],
        )  # fmt: skip


def test_kinds_are_types() -> None:
    assert Kind(8, "wide", 3, True) == Kind(8, "wide", 3, True)
    assert Kind(8, "wide", 3, True) != Kind(8, "wide", 3, False)
    assert {f.__name__ for f in (kernels.across_of, kernels.down_of)} == {"across_of", "down_of"}


def test_a_plan_travels_without_its_programs() -> None:
    plan = draw(np.random.default_rng(5), "across", 3, "narrow")
    assert groups(plan)
    again = pickle.loads(pickle.dumps(plan))
    assert (again, again.memo) == (plan, {})
    assert all(set(vars(step)) == {f.name for f in fields(step)} for step in again.steps)
