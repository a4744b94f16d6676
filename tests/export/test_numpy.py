"""NumPy files: the words against the reference, and whole plans against the real originals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import resample
from resample.errors import NotExact
from resample.export import to_numpy
from resample.plan.plan import Plan
from resample.plan.words import Unordered
from resample.run import reference
from tests.export.cells import SMALL, Cell, cells, same
from tests.words.making import one_sum, plan_of, same_bits
from tests.words.plans import picture, plans


def module(plan: Plan) -> dict[str, Any]:
    """Return the names that the exported file defines."""
    names: dict[str, Any] = {"__name__": "port"}
    exec(compile(to_numpy(plan), "port.py", "exec"), names)
    return names


@pytest.mark.slow
@settings(max_examples=120)
@given(plans())
def test_random_plans_equal_the_reference(plan: Plan) -> None:
    if "Unordered" in str(plan.steps):
        return
    port = module(plan)
    assert port["selftest"](), plan
    for seed in range(3):
        image = picture(plan, seed)
        assert same_bits(port["resize"](image), reference.run(plan, image), plan.dtype), plan


@pytest.mark.slow
@pytest.mark.parametrize("cell", cells(SMALL)[::7], ids=str)
def test_files_equal_the_originals(cell: Cell) -> None:
    port = module(cell.plan())
    for image in cell.pictures():
        assert same(port["resize"](image), cell.original(image))


def test_a_file_runs_alone(tmp_path: Path) -> None:
    plan = resample.plan("torch:bicubic,antialias", shape=(3, 9, 8), dtype="float32", size=(4, 5), layout="CHW")
    text = to_numpy(plan)
    assert "import resample" not in text
    (tmp_path / "port.py").write_text(text)
    command = [sys.executable, "-I", str(tmp_path / "port.py")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "equal\n"


def test_a_changed_table_is_seen() -> None:
    plan = resample.plan("pillow:bilinear", shape=(9, 8, 1), dtype="uint8", size=(4, 8))
    text = to_numpy(plan)
    weights = text.index("WEIGHT1 = np.array(\n    [[") + len("WEIGHT1 = np.array(\n    [[")
    names: dict[str, Any] = {"__name__": "port"}
    exec(compile(text[:weights] + "4000000 + " + text[weights:], "port.py", "exec"), names)
    assert not names["selftest"]()


def test_another_picture_is_refused() -> None:
    port = module(plan_of((2, 3), "u8"))
    with pytest.raises(ValueError, match=r"not uint8 of shape \(2, 3\)"):
        port["resize"]([[1.0]])


def test_names_and_unspecified_orders_are_refused() -> None:
    with pytest.raises(NotExact, match="order of a sum is not specified"):
        to_numpy(plan_of((4,), "f32", one_sum(3, [0.5, 0.25, 0.25], order=Unordered(0.5))))
    with pytest.raises(ValueError, match="no identifier of Python"):
        to_numpy(plan_of((4,), "u8"), "a b")
