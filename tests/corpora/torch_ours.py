"""Asks our torch drop-in, with arrays, so that torch is not needed; bfloat16 is that of ml_dtypes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample import torch as ours
from resample.torch.loaded import version_of
from tests.corpora.case import Case

__all__ = ["WITH_MESSAGE", "as_bfloat16", "build", "call", "errors"]

Array = npt.NDArray[Any]

WITH_MESSAGE = False


def build(header: dict[str, Any]) -> str:
    """Return the name of the build that a corpus is of: ``2.13(cpu=avx2,threads=1)``."""
    setup = header["setup"]
    return f"{version_of(header['version'])}(cpu={setup['cpu']},threads={setup['threads']})"


def errors() -> tuple[type[Exception], ...]:
    """Return the errors that calls raise besides builtin ones."""
    return ()


@cache
def _module(version: str, cpu: str, threads: int) -> ours.Build:
    return ours.at(version, cpu=cpu, threads=threads)


def call(header: dict[str, Any], case: Case, array: Array) -> tuple[Array, str]:
    """Return what our drop-in gives for a case, bfloat16 as its bits."""
    module = _module(version_of(header["version"]), header["setup"]["cpu"], header["setup"]["threads"])
    if case.picture.dtype != "bf16":
        return module.interpolate(array, **case.arguments), ""
    return module.interpolate(as_bfloat16(array), **case.arguments).view(np.uint16), "bf16"


def as_bfloat16(array: Array) -> Array:
    """Return bits as bfloat16."""
    import ml_dtypes

    return array.view(ml_dtypes.bfloat16)
