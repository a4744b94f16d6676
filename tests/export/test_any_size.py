"""C headers of any size: their tables against the rules, their results against the real originals."""

from __future__ import annotations

import ctypes
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from resample.errors import NotExact
from resample.export import probes, recipe_of, to_c_any_size
from resample.plan.words import Taps
from tests.export.cells import Size, same
from tests.export.compiling import compile_shared
from tests.export.sized import PASSES, REFUSED, ROADS, Sized, SizedLibrary, alike

#: Sizes that no probe of the self-test has.
PAIRS: tuple[tuple[Size, Size], ...] = (
    *(((19, 23), (7, 31)), ((64, 64), (32, 32)), ((7, 211), (90, 13)), ((350, 3), (31, 2)), ((37, 53), (224, 2))),
    *(((1, 9), (5, 2)), ((120, 160), (56, 60)), ((10, 11), (10, 11))),
)


#: For headers of several roads: one half, whole factors, one axis of each kind, a factor that is whole in exact
#: arithmetic alone, results of 128 and 129 rows and columns together, one pixel, and indices that depend on the road.
MORE: tuple[tuple[Size, Size], ...] = (
    *(((19, 23), (7, 31)), ((22, 30), (11, 15)), ((44, 31), (22, 31)), ((36, 60), (12, 20)), ((36, 60), (18, 12))),
    *(((49, 98), (1, 2)), ((23, 12), (23, 40)), ((40, 50), (64, 64)), ((40, 50), (64, 65)), ((9, 120), (9, 97))),
    *(((97, 31), (2, 90)), ((1, 1), (70, 80)), ((1, 7), (9, 1)), ((10, 11), (10, 11)), ((31, 50), (1, 1))),
    *(((2, 3), (1, 1)), ((2, 3), (41, 87)), ((2, 3), (41, 88)), ((31, 9), (4, 1))),
)


def check(
    chosen: Sequence[Sized], folder: Path, compiler: str, flags: str, pairs: Sequence[tuple[Size, Size]] = PAIRS
) -> None:
    """Hold headers to their self-tests and to the originals, on every pair and every picture."""
    library = SizedLibrary(folder, chosen, compiler, flags)
    for n, one in enumerate(chosen):
        assert library.selftest(n) == 0, one
        for before, after in pairs:
            if not one.taken(before, after):
                continue
            assert library.scratch(n, before, after) > 0, (one, before, after)
            cell = one.cell(before, after)
            for image in (*cell.pictures(), *cell.infinite()):
                assert alike(library.run(n, np.ascontiguousarray(image), after), cell.original(image)), cell


#: What the tests of every change compile of the first ones; `campaign.py` takes all of them.
FEW = [PASSES[n] for n in (3, 9, 7, 11, 15, 22, 24)]


@pytest.mark.slow
@pytest.mark.parametrize(("compiler", "flags"), [("gcc", "-O2 -march=native -std=gnu99"), ("g++", "-O1 -std=c++11")])
def test_headers_equal_the_originals(compiler: str, flags: str, tmp_path: Path) -> None:
    check(FEW if compiler == "gcc" else FEW[:2], tmp_path, compiler, flags)


@pytest.mark.slow
def test_headers_of_several_roads_equal_the_originals(tmp_path: Path) -> None:
    check(ROADS, tmp_path, "gcc", "-O1 -march=native -std=gnu99", MORE)


@pytest.mark.slow
def test_headers_of_several_roads_are_cpp(tmp_path: Path) -> None:
    check(ROADS[::6], tmp_path, "g++", "-O1 -std=c++11", MORE[::3])


#: A table alone leaves the functions of the passes unused.
UNUSED = ("-Wno-unused-function",)
#: Computes a table and copies it out.
TABLES = """
size_t longest_{n}(size_t before, size_t after) {{ return p{n}_longest(before, after); }}
void table_{n}(size_t before, size_t after, int32_t *first, int32_t *count, double *weight)
{{ p{n}_table(before, after, first, count, weight, p{n}_longest(before, after)); }}
"""


@pytest.mark.parametrize("mode", ["box", "bilinear", "hamming", "bicubic", "lanczos", "mks2013", "mks2021"])
def test_tables_are_those_of_the_plans_in_every_bit(mode: str, tmp_path: Path) -> None:
    one = Sized(f"pillow:{mode}", "float32", 1)
    (tmp_path / "p0.h").write_text(one.header("p0"))
    library = compile_shared(tmp_path, '#include "p0.h"\n' + TABLES.format(n=0), "gcc", ["-O2", "-std=gnu99", *UNUSED])
    library.longest_0.restype = ctypes.c_size_t
    rng = np.random.default_rng(7)
    for before, after in rng.integers(1, 400, (150, 2)).tolist():
        if before == after:
            continue
        (step,) = one.plan((1, before), (1, after)).steps
        assert isinstance(step, Taps) and step.weight is not None
        k = library.longest_0(ctypes.c_size_t(before), ctypes.c_size_t(after))
        first, count, weight = np.zeros(after, np.int32), np.zeros(after, np.int32), np.zeros((after, k))
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (first, count, weight)]
        library.table_0(ctypes.c_size_t(before), ctypes.c_size_t(after), *pointers)
        assert first.tolist() == step.index[0].tolist() and count.tolist() == step.count[0].tolist()
        width = step.weight[0].shape[1]
        assert weight[:, :width].tobytes() == step.weight[0].tobytes() and not weight[:, width:].any()


def test_sizes_that_are_refused_leave_the_result(tmp_path: Path) -> None:
    library = SizedLibrary(tmp_path, [Sized("pillow:bicubic", "uint8", 3), Sized("opencv:linear_exact", "int8", 3)])
    large = 2**24 + 1
    for before, after in (
        *(((0, 4), (4, 4)), ((4, 4), (4, 0)), ((large, 1), (4, 4)), ((4, 4), (1, large)), ((2**63, 4), (4, 4))),
    ):
        assert library.scratch(0, before, after) == 0, (before, after)
    assert library.scratch(1, (8, 10), (4, 5)) == 0 and library.scratch(1, (8, 10), (5, 5)) > 0
    status, result = library.alone(1, np.ones((8, 10, 3), np.int8), (4, 5))
    assert status == 1 and not result.any()


@pytest.mark.parametrize("spec", ["opencv@4.13:nearest_exact", "opencv@4.5.5:nearest_exact"])
def test_indices_of_16_bits_are_those_of_the_plans(spec: str, tmp_path: Path) -> None:
    one = Sized(spec, "uint8", 1)
    library = SizedLibrary(tmp_path, [one])
    assert library.selftest(0) == 0
    rng = np.random.default_rng(5)
    for before, after in rng.integers(1, 200, (60, 2, 2)).tolist():
        image = rng.integers(0, 256, (*before, 1), np.uint8)
        assert same(library.run(0, image, tuple(after)), one.plan(tuple(before), tuple(after)).run(image))
    for before, after in (((32768, 2), (5, 5)), ((1, 2), (2**17, 3)), ((2, 1), (1, 2**18))):
        assert library.scratch(0, before, after) == 0
        with pytest.raises(NotExact, match="overflows and reads outside"):
            one.plan(before, after)


def test_the_function_that_allocates_gives_the_same_and_says_when_it_cannot(tmp_path: Path) -> None:
    one = Sized("pillow:bicubic", "uint8", 4)
    library = SizedLibrary(tmp_path, [one])
    image = np.random.default_rng(3).integers(0, 256, (30, 41, 4), np.uint8)
    status, result = library.alone(0, image, (12, 17))
    assert status == 0 and same(result, one.plan((30, 41), (12, 17)).run(image))
    assert "malloc" not in re.sub(r"#ifdef RESIZE_ALLOCATE.*?#endif", "", one.header(), flags=re.DOTALL)


@pytest.mark.parametrize("one", REFUSED, ids=str)
def test_what_is_not_lowered_is_refused_by_name(one: Sized) -> None:
    with pytest.raises(NotExact, match="no lowering to C of any size"):
        one.header()


def test_samples_that_are_changed_first_are_refused() -> None:
    plans = probes("pillow:bilinear", 1, "int16")
    with pytest.raises(NotExact, match="changed by cast before have no lowering"):
        to_c_any_size(recipe_of("pillow:bilinear", plans), plans)
    with pytest.raises(ValueError, match="no identifier of C"):
        to_c_any_size(recipe_of("pillow:bilinear", plans), plans, "int-8")


def test_a_sine_of_the_c_library_is_stated() -> None:
    assert "glibc" in Sized("pillow:lanczos", "uint8", 1).header()
    assert "glibc" not in Sized("pillow:bicubic", "uint8", 1).header()


#: Spec, dtype, and a fault in its header: text that is replaced.
FAULTS = (
    ("pillow:bicubic", "uint8", "h > oh && h - oh > 2 * (w - ow)", "h > oh && h - oh >= 2 * (w - ow)"),
    ("pillow:bicubic", "uint8", "h > oh && h - oh > 2 * (w - ow)", "h > oh && h - oh > 2 * (w - ow) + 1"),
    ("pillow:bicubic", "uint8", "s - 0.5 : s + 0.5", "s : s + 0.5"),
    ("pillow:bicubic", "uint8", "+ 2097152u", "+ 2097151u"),
    ("pillow:bicubic", "float32", "(double)o + 0.5) * scale", "(double)o + 0.500001) * scale"),
    ("pillow:bicubic", "float32", "-0.5 + 3.0", "-0.5 + 3.000001"),
    ("pillow:hamming", "float32", "(double)0.46f", "0.460001"),
    ("pillow:bilinear", "float32", "x < 1 ? 1 - x", "x < 1 ? 1.000001 - x"),
    ("opencv:cubic", "uint8", "/ 8 * 8", "/ 4 * 4"),
    ("torch:bicubic,antialias", "float32", "fmaf(a, b, c)", "(a * b + c)"),
    ("opencv:cubic", "float32", "/ 4 * 4", "/ 8 * 8"),
    ("opencv:area", "uint8", "> 1e-3", "> 1e-1"),
    ("opencv:area", "uint8", "(sample + 1.0) * factor", "(sample + 1.01) * factor"),
    ("opencv:area", "float32", "1.0f / (float)(", "1.0000001f / (float)("),
    ("opencv:linear_exact", "uint16", "rint((position", "floor((position"),
    ("torch:bilinear", "float32", "oh + ow <= 128", "oh + ow <= 20"),
    ("torch:area", "float32", "(i1 + 1) * width - 1", "(i1 + 1) * width"),
)


def test_planted_faults_fail_the_self_test(tmp_path: Path) -> None:
    lines = ["#include <stdio.h>", "#include <stdlib.h>"]
    calls = []
    for n, (spec, dtype, good, bad) in enumerate(FAULTS):
        channels = 1 if dtype == "float32" else 3
        text = Sized(spec, dtype, channels).header(f"p{n}")
        assert good in text, good
        (tmp_path / f"p{n}.h").write_text(text.replace(good, bad))
        lines.append(f'#include "p{n}.h"')
        calls.append(f'm = malloc(P{n}_SELFTEST_BYTES); printf("%d", p{n}_selftest(m)); free(m);')
    source = tmp_path / "main.c"
    source.write_text("\n".join([*lines, "int main(void) {", "void *m;", *calls, "return 0; }"]))
    subprocess.run(["gcc", "-O1", "-std=c99", "-o", str(tmp_path / "main"), str(source), "-lm"], check=True)
    done = subprocess.run([str(tmp_path / "main")], capture_output=True, text=True, check=True)
    assert done.stdout == "1" * len(FAULTS)
