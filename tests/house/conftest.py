"""Fixtures for calls that are remembered: a process that knows none, and which of them took the short road."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import resample
import resample.opencv as cv2
from resample import pillow
from resample.front import call as front
from resample.front import memo


@pytest.fixture
def nothing_known() -> Iterator[None]:
    resample.clear_caches()
    yield
    resample.clear_caches()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list of whether calls took the short road."""
    taken: list[bool] = []
    find = memo.Calls.find

    def watched(self: memo.Calls, image: Any, size: Any, how: Any) -> Any:
        found = find(self, image, size, how)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(memo.Calls, "find", watched)
    # Bound once, when their modules were loaded.
    monkeypatch.setattr(front, "_find", front._CALLS.find)
    monkeypatch.setattr(pillow, "_find", pillow.build.DEFAULT.calls.find)
    monkeypatch.setattr(cv2, "_find", cv2.Build().calls.find)
    return taken
