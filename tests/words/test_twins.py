"""The compiled twins of rules and of measures give the same bits, for every filter, over thousands of sizes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from resample.opencv import filters as fraction_filters
from resample.opencv import separable
from resample.opencv.geometry import Axis as Places
from resample.plan import measures
from resample.rules import compiled, quantise, windows
from resample.rules.filters import FILTERS
from resample.torch import integers
from resample.torch import windows as smooth
from resample.torch.geometry import Arithmetic, Axis

#: Pairs of sizes for each filter.
PAIRS = 400
TWINS = compiled.Twins()


def sizes(seed: int, n: int = PAIRS) -> Iterator[tuple[int, int, random.Random]]:
    """Yield sizes before and after: many small ones, and a few large ones."""
    rng = random.Random(seed)
    for k in range(n):
        most = 4000 if k % 40 == 0 else rng.choice((6, 70, 400))
        yield rng.randint(1, most), rng.randint(1, most), rng


def both(monkeypatch: pytest.MonkeyPatch, modules: tuple[ModuleType, ...], function: Any) -> tuple[Any, Any]:
    """Return what a function gives with the rules, and with their twins."""
    results = []
    for found in (None, TWINS):
        with monkeypatch.context() as patch:
            for module in modules:
                patch.setattr(module, "twins", lambda found=found: found)
            results.append(function())
    return results[0], results[1]


def bits(*arrays: Any) -> list[Any]:
    return [(a.shape, a.tolist() if a.dtype.kind == "i" else a.tobytes()) for a in arrays]


@pytest.mark.parametrize("name", FILTERS)
def test_windows_of_every_filter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Any:
        found = windows.widened(FILTERS[name], before, start, stop, after)
        fixed = quantise.fixed_point(found.weight, 22)
        return bits(found.first, found.count, found.weight, fixed), found.reach()

    for before, after, rng in sizes(1):
        cut = sorted((rng.random() * before, rng.random() * before)) if rng.random() < 0.3 else (0, before)
        start, stop = map(np.float32, cut)
        rule, twin = both(monkeypatch, (windows, quantise), made)
        assert rule == twin, (before, after, start, stop)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("stop", [np.nan, np.inf, 3e38, 0.0])
def test_windows_of_borders_that_are_no_sizes(stop: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Any:
        found = windows.widened(FILTERS["cubic"], 9, np.float32(0), np.float32(stop), 4)
        return bits(found.first, found.count, found.weight)

    rule, twin = both(monkeypatch, (windows,), made)
    assert rule == twin


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("mode", ["bilinear", "bicubic", "lanczos"])
def test_windows_whose_products_are_fused(mode: str, fused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    t = Arithmetic(np.dtype("f8"), fused)

    def made() -> Any:
        found = smooth.widened(t, axis, aligned, mode)
        fixed = integers.quantised(found.weight, integers.precision(found.largest))
        return bits(found.first, found.count, found.weight, fixed), found.largest

    for before, after, rng in sizes(2, PAIRS // 2):
        axis = Axis(0, before, after, rng.uniform(0.01, 9) if rng.random() < 0.3 else None)
        aligned = rng.random() < 0.2
        rule, twin = both(monkeypatch, (smooth, integers), made)
        assert rule == twin, (axis, aligned)


@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("mode", ["linear", "cubic", "lanczos4", "area"])
def test_tables_with_fractions(mode: str, across: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Any:
        found = separable.table(axis, mode, across=across)
        return bits(found.index, found.count, found.weight, fraction_filters.fixed_point(found.weight))

    for before, after, rng in sizes(3):
        axis = Places(before, after, rng.uniform(0.01, 9) if rng.random() < 0.3 else after / before)
        rule, twin = both(monkeypatch, (separable, fraction_filters), made)
        assert rule == twin, axis


def test_sines_are_those_of_the_c_library() -> None:
    assert windows.sines_agree(TWINS)


def test_other_sines_are_noticed() -> None:
    class Another(compiled.Twins):
        def __getattr__(self, name: str) -> Any:
            function = super().__getattr__(name)
            if name != "weights":
                return function

            def wrong(*arguments: Any) -> None:
                function(*arguments)
                arguments[-1][0, 0] = np.nextafter(arguments[-1][0, 0], 2)

            return wrong

    assert not windows.sines_agree(Another())


@pytest.mark.parametrize("dtype", ["i2", "i4", "i8", "u1", "u8"])
def test_measures(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    for _ in range(150):
        n, k = (int(v) for v in rng.integers(1, 9, 2))
        count = rng.integers(0, k + 1, n, np.int32)
        info = np.iinfo(dtype)
        reach = int(rng.choice([info.max // 4, 300, 2]))
        weight = rng.integers(max(info.min, -reach), min(info.max, reach), (n, k)).astype(dtype)
        runs = rng.integers(-3, 2**31 - 20, n).astype(np.int32)
        named = rng.integers(-3, 50, (n, k)).astype(np.int32)
        low, high = sorted(int(v) for v in rng.integers(-(2**31), 2**32, 2))
        found = []
        for use in (None, TWINS):
            monkeypatch.setattr(measures, "_twins", use)
            windows_found = [tuple(measures.window(index, count)) for index in (runs, named)]
            found.append((windows_found, measures.extremes(weight, count, low, high)))
        assert found[0] == found[1]
        sums = [sum(int(w) for w in row[:c] if w > 0) for row, c in zip(weight, count, strict=True)]
        less = [sum(int(w) for w in row[:c] if w < 0) for row, c in zip(weight, count, strict=True)]
        assert found[0][1][2:] == (
            min(p * low + m * high for p, m in zip(sums, less, strict=True)),
            max(p * high + m * low for p, m in zip(sums, less, strict=True)),
        )


def test_the_first_tables_wait_for_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    import itertools
    import sys

    monkeypatch.setattr(compiled, "_warm", False)
    monkeypatch.setattr(compiled, "_tables", itertools.count())
    monkeypatch.setattr(measures, "_twins", None)
    monkeypatch.setitem(sys.modules, "resample.run.engine", ModuleType("engine"))
    assert [compiled.twins() is None for _ in range(compiled.WARM + 2)] == [True] * compiled.WARM + [False] * 2
    monkeypatch.setenv("RESAMPLE_BACKEND", "numpy")
    assert compiled.twins() is None
    monkeypatch.delenv("RESAMPLE_BACKEND")
    monkeypatch.setattr(compiled, "_warm", False)
    monkeypatch.delitem(sys.modules, "resample.run.engine")
    assert compiled.twins() is None
