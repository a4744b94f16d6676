"""No word is without a definition, a kernel, and a test by hand."""

from __future__ import annotations

import ast
from pathlib import Path

from resample.plan import points, sums, words
from resample.plan.text import WORDS
from resample.run import engine, ops, reference, values
from resample.run import sums as defined_sums

#: Parts of a split, which its tests show.
PIECES = {"part", "span"}


def named_tests() -> set[str]:
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        found |= {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
    return found


def test_every_word_is_worked_by_hand() -> None:
    named = named_tests()
    missing = [word for word in WORDS if not any(test.startswith(f"test_word_{word}") for test in named)]
    assert sorted(set(missing) - PIECES) == []


def test_every_operation_has_a_definition_and_kernels() -> None:
    declared = set(points.PointOp.__args__)
    assert set(ops.OPS) == set(values.OPS) == declared


def test_every_order_has_a_definition() -> None:
    assert set(defined_sums.SUMS) == set(sums.Order.__args__)


def test_every_step_has_a_definition_and_kernels() -> None:
    assert set(reference.STEPS) == set(engine.STEPS) == set(words.Step.__args__)
