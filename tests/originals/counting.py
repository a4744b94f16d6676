"""A pytest plugin that counts the cases of tests that do not count them themselves.

``RESAMPLE_COUNTS=FOLDER python -m pytest -p tests.originals.counting tests/words tests/originals``

A test of tests/words is one case, or as many as examples were drawn for it; in tests/originals only drawn examples are
counted, because everything else there calls `tests.originals.counts.record_cases`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any

import pytest

from tests.originals.counts import record_cases


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run a test and record its cases; this hook runs only in the process that runs the test."""
    folder, stem = item.path.parent.name, item.path.stem.removeprefix("test_")
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    drawn = [0]
    if handle is not None:
        handle.inner_test = _counted(handle.inner_test, drawn)
    failed = 1
    try:
        result = yield
        failed = 0
        return result
    finally:
        name = item.name.partition("[")[0]
        if folder == "words":
            record_cases(f"words/{stem}/{'drawn' if drawn[0] else 'literal'}", drawn[0] or 1, failed)
        elif folder == "originals" and drawn[0]:
            record_cases(f"live/{stem}/{name.removeprefix('test_')}", drawn[0], failed)


def _counted(test: Callable[..., Any], drawn: list[int]) -> Callable[..., Any]:
    """Return the inner test, counting its calls; a parametrised test is wrapped once for each parameter set."""
    original = getattr(test, "uncounted", test)

    @wraps(original)
    def counted(*args: Any, **kwargs: Any) -> Any:
        drawn[0] += 1
        return original(*args, **kwargs)

    counted.uncounted = original  # type: ignore[attr-defined]  # a mark on our own function
    return counted
