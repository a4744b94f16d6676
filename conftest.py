"""Names that every doctest may use without an import: ``resample`` and ``np``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import resample


@pytest.fixture(autouse=True)
def _names_of_examples(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace.update(resample=resample, np=np)
