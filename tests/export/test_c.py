"""C headers: the words against the reference, and whole plans against the real originals."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import resample
from resample.errors import NotExact
from resample.export import to_c
from resample.plan.plan import Plan
from resample.plan.words import Cast, Forward, Mul, Sum, Taps, Unordered
from resample.run import reference
from tests.export.cells import SMALL, Cell, cells, same
from tests.export.compiling import Library
from tests.export.sized import LOWERED, Sized
from tests.words.making import one_sum, plan_of, same_bits
from tests.words.plans import picture, plans


def random_plans(n: int) -> list[Plan]:
    """Return plans that can be lowered, drawn the same way every time."""
    found: list[Plan] = []

    @settings(max_examples=n, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
    @given(plans())
    def collect(plan: Plan) -> None:
        if not any("Unordered" in str(step) for step in plan.steps):
            found.append(plan)

    collect()
    return found


def check_random(drawn: list[Plan], folder: Path, compiler: str, flags: str) -> None:
    library = Library(folder, drawn, compiler, flags.split())
    for n, plan in enumerate(drawn):
        assert library.selftest(n) == 0, plan
        for seed in range(5):
            image = picture(plan, seed)
            assert same_bits(library.run(n, image), reference.run(plan, image), plan.dtype), plan


@pytest.mark.slow
def test_random_plans_equal_the_reference(tmp_path: Path) -> None:
    # gcc in its gnu modes fuses products and sums where the machine has FMA.
    check_random(random_plans(30), tmp_path, "gcc", "-O3 -march=native -std=gnu99")


@pytest.mark.slow
@pytest.mark.parametrize(("compiler", "flags"), [("gcc", "-O2 -std=c99"), ("g++", "-O1 -std=c++11")])
def test_headers_equal_the_originals(compiler: str, flags: str, tmp_path: Path) -> None:
    check(cells(SMALL)[3 if compiler == "gcc" else 0 :: 19], tmp_path, compiler, flags)


def check(chosen: list[Cell], folder: Path, compiler: str, flags: str) -> None:
    library = Library(folder, [cell.plan() for cell in chosen], compiler, flags.split())
    for n, cell in enumerate(chosen):
        assert library.selftest(n) == 0, cell
        for image in cell.pictures():
            assert same(library.run(n, image), cell.original(image)), cell


def test_the_sanitizers_see_a_few_plans(tmp_path: Path) -> None:
    sanitized(random_plans(12) + [c.plan() for c in cells(SMALL)[::40]], "gcc", tmp_path, LOWERED[9:24:7])


def sanitized(chosen: list[Plan], compiler: str, folder: Path, sized: Sequence[Sized] = ()) -> None:
    """Run every self-test in a program of its own, in memory that ends where the pictures end."""
    lines = ["#include <stdlib.h>"]
    calls = []
    texts = [to_c(plan, f"p{n}") for n, plan in enumerate(chosen)]
    texts += [one.header(f"p{n}") for n, one in enumerate(sized, len(texts))]
    for n, text in enumerate(texts):
        (folder / f"p{n}.h").write_text(text)
        lines.append(f'#include "p{n}.h"')
        calls.append(f"m = malloc(P{n}_SELFTEST_BYTES); bad += p{n}_selftest(m); free(m);")
    source = folder / "main.c"
    source.write_text("\n".join([*lines, "int main(void) {", "void *m; int bad = 0;", *calls, "return bad; }"]))
    flags = ["-O1", "-g", "-std=c99", "-fsanitize=undefined,address", "-fno-sanitize-recover=all"]
    subprocess.run([compiler, *flags, "-o", str(folder / "main"), str(source), "-lm"], check=True)
    done = subprocess.run([str(folder / "main")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_fast_math_is_refused_for_floats_and_for_floats_alone(tmp_path: Path) -> None:
    for dtype, code in (("float32", 1), ("uint8", 0)):
        plan = resample.plan("pillow:bicubic", shape=(9, 8, 1), dtype=dtype, size=(4, 5))
        (tmp_path / "resize.h").write_text(to_c(plan))
        (tmp_path / "main.c").write_text('#include "resize.h"\nint main(void) { return 0; }\n')
        command = ["gcc", "-std=c99", "-ffast-math", "-c", "-o", str(tmp_path / "main.o"), str(tmp_path / "main.c")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert ("-ffast-math and its parts change results" in done.stderr) == bool(code)


def test_the_selftest_sees_a_changed_weight(tmp_path: Path) -> None:
    plan = resample.plan("pillow:bilinear", shape=(9, 8, 1), dtype="uint8", size=(4, 8))
    text = to_c(plan, "p0")
    name = "static const int32_t p0_weight1[20] = {\n    "
    assert name in text
    (tmp_path / "p0.h").write_text(text.replace(name, name + "4000000 + "))
    (tmp_path / "main.c").write_text(
        '#include "p0.h"\nstatic unsigned char m[P0_SELFTEST_BYTES];\nint main(void) { return p0_selftest(m); }\n'
    )
    program = str(tmp_path / "main")
    subprocess.run(["gcc", "-std=c99", "-o", program, str(tmp_path / "main.c")], check=True)
    assert subprocess.run([program], check=False).returncode == 1


def test_names_and_unspecified_orders_are_refused() -> None:
    plan = plan_of((4,), "f32", one_sum(3, [0.5, 0.25, 0.25], order=Unordered(0.5)))
    with pytest.raises(NotExact, match="order of a sum is not specified"):
        to_c(plan)
    with pytest.raises(ValueError, match="no identifier of C"):
        to_c(plan_of((4,), "u8"), "int-8")


def test_an_inexact_plan_is_refused() -> None:
    plan = Plan(plan_of((4,), "u8").source, (), bound=0.5, notes=("because",))
    with pytest.raises(NotExact, match="because"):
        to_c(plan)


def test_a_plan_without_steps_copies(tmp_path: Path) -> None:
    plan = plan_of((2, 3), "u16")
    image = np.arange(6, dtype=np.uint16).reshape(2, 3)
    assert Library(tmp_path, [plan]).run(0, image).tolist() == image.tolist()


def test_products_are_not_fused_where_the_plan_says_so(tmp_path: Path) -> None:
    # (1 + 2**-12)**2 - 1 loses its last bit if the product is rounded first.
    x = 1 + 2.0**-12
    taps = Taps((0,), (np.zeros(1),), (np.array([2]),), (np.array([[x, 1.0]], np.float32),), Sum("f32", Forward()))
    plan = plan_of((2,), "f32", taps)
    assert isinstance(taps.term, Mul) and not any(isinstance(op, Cast) for op in taps.finish)
    image = np.array([x, -1.0], np.float32)
    library = Library(tmp_path, [plan], "gcc", ["-O3", "-march=native", "-std=gnu99"])
    assert library.run(0, image).tolist() == [2.0**-11]
