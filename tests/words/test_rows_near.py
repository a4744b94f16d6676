"""Plans that are almost those of the programs of rows: whoever runs them, the reference is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from resample.errors import PlanError
from resample.plan.plan import Plan
from resample.plan.words import (
    DTYPES,
    Add,
    AllFused,
    AnyOrder,
    Cast,
    Clip,
    Forward,
    Mul,
    MulShr,
    Pairs,
    Part,
    Reverse,
    Round,
    Shr,
    Split,
    Step,
    Taps,
)
from resample.run import engine, reference
from resample.run.programs import groups
from tests.words.making import same_bits
from tests.words.rows_draw import PATTERNS
from tests.words.test_rows import picture

Rng = np.random.Generator


def _finish(rng: Rng, step: Taps) -> Taps:
    """Exchange, drop or change an operation after the sum."""
    ops = list(step.finish)
    more: list[Any] = [Add(3), Shr(3), Clip(1, 200), Cast("u8"), Cast("u8", "sat"), Round("trunc"), Cast("i32", "sat")]
    at = int(rng.integers(len(ops) + 1))
    if rng.random() < 0.5 or at == len(ops):
        ops.insert(at, more[int(rng.integers(len(more)))])
    elif rng.random() < 0.5:
        ops[at] = more[int(rng.integers(len(more)))]
    else:
        del ops[at]
    return replace(step, finish=tuple(ops))


def _weights(rng: Rng, step: Taps) -> Taps:
    """Make one weight extreme."""
    if step.weight is None:
        return step
    weight = step.weight[0].copy()
    extremes = [1e30, np.inf, np.nan, -0.0] if weight.dtype.kind == "f" else [32768, -32769, 2**20, -(2**15), 2**31]
    weight[int(rng.integers(weight.shape[0])), 0] = rng.choice(extremes)
    return replace(step, weight=(weight,))


def _sum(rng: Rng, step: Taps) -> Taps:
    """Change how terms are added."""
    changes: list[dict[str, Any]] = [
        {"order": Reverse()},
        {"order": Forward()},
        {"order": Pairs()},
        {"fused": AllFused()},
    ]
    changes += [{"acc": a} for a in ("i64", "u32", "f64", "i32")] + [
        {"init": "first"},
        {"wraps": True},
        {"order": AnyOrder()},
    ]
    return replace(step, sum=replace(step.sum, **changes[int(rng.integers(len(changes)))]))


def _term(rng: Rng, step: Taps) -> Taps:
    """Change what a tap contributes, or how it is loaded."""
    terms: list[dict[str, Any]] = [{"term": MulShr(n, "floor")} for n in (15, 16, 17)]
    terms += [{"term": Mul()}, {"load": (Shr(3),)}, {"load": (Shr(4),)}, {"load": ()}, {"load": (Cast("i8"),)}]
    return replace(step, **terms[int(rng.integers(len(terms)))])


CHANGES: tuple[Callable[[Rng, Taps], Taps], ...] = (_finish, _weights, _sum, _term)


def _changed(rng: Rng, step: Step) -> Step:
    if isinstance(step, Split):
        number = int(rng.integers(len(step.parts)))
        parts = list(step.parts)
        taps = CHANGES[int(rng.integers(4))](rng, parts[number].taps)
        parts[number] = Part(parts[number].spans, taps)
        return Split(tuple(parts))
    return CHANGES[int(rng.integers(4))](rng, step) if isinstance(step, Taps) else step


def near(rng: Rng, plan: Plan) -> Plan | None:
    """Return the plan with a change in one step, or None where that is no plan."""
    steps = list(plan.steps)
    at = int(rng.integers(len(steps)))
    try:
        steps[at] = _changed(rng, steps[at])
        return replace(plan, steps=tuple(steps))
    except (PlanError, OverflowError):
        return None


@pytest.mark.slow
@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p != "nearest"])
def test_plans_nearby(pattern: str) -> None:
    rng = np.random.default_rng([7, len(pattern)])
    met: Counter[bool] = Counter()
    for number in range(120):
        plan = near(rng, PATTERNS[pattern](rng, (3, 1, 4)[number % 3]))
        if plan is None:
            continue
        met[any(g.program is not None for g in groups(plan))] += 1
        image = picture(rng, plan)
        out = engine.run(plan, image, np.empty(plan.shape, DTYPES[plan.dtype]))
        assert same_bits(reference.run(plan, image), out, plan.dtype), plan
    assert met[True] + met[False] > 10
