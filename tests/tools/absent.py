"""Stands for the caller of an original that is not installed."""

from __future__ import annotations

from resample.spec import Spec

TITLE = "Absent"
MODULE = "a_module_that_nobody_has"


def environment(spec: Spec) -> dict[str, str]:
    """Return no variables."""
    return {}
