"""What the tests of originals share: the executor that a test runs on."""

from __future__ import annotations

import pytest


@pytest.fixture
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the executor named by an indirect parameter the one that calls choose."""
    monkeypatch.setenv("RESAMPLE_BACKEND", request.param)
    return str(request.param)
