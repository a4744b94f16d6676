"""Asks our Pillow drop-in, with arrays, so that Pillow is not needed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample import pillow
from tests.corpora.case import Case
from tests.corpora.pillow_cases import DTYPES

__all__ = ["WITH_MESSAGE", "build", "call", "errors"]

Array = npt.NDArray[Any]

WITH_MESSAGE = True


def build(header: dict[str, Any]) -> str:
    """Return the name of the build that a corpus is of: ``13.0``."""
    return ".".join(header["version"].split(".")[:2])


def errors() -> tuple[type[Exception], ...]:
    """Return the errors that calls raise besides builtin ones."""
    return ()


def call(header: dict[str, Any], case: Case, array: Array) -> tuple[Array, str]:
    """Return what our drop-in gives for a case; the dtype is NumPy's own."""
    arguments = dict(case.arguments)
    mode = arguments["mode"]
    if case.call == "thumbnail" and arguments["resample"] is None:
        del arguments["resample"]
    # I;16 in any byte order is kept as its two raw bytes; only I;16B has a NumPy dtype of its own.
    source = array.view(">u2") if mode == "I;16B" else array
    result = getattr(pillow.at(build(header)), case.call)(source, **arguments)
    return np.ascontiguousarray(result).view(DTYPES[mode][0]) if result.dtype.kind == "u" else result, ""
