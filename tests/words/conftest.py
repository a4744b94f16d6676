"""Both executors, for tests that must hold on each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from resample.plan.words import Step
from tests.words.making import numbers, plan_of, stored

Run = Callable[..., list[Any]]


@pytest.fixture(params=["numpy", "numba"])
def run(request: pytest.FixtureRequest) -> Run:
    """Run steps on numbers, by one executor after the other, and give numbers back."""

    def apply(values: Any, dtype: str, *steps: Step) -> list[Any]:
        image = stored(values, dtype)
        plan = plan_of(image.shape, dtype, *steps)
        return numbers(np.asarray(plan.run(image, backend=request.param)), plan.dtype)

    return apply
