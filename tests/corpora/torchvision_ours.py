"""Asks our torchvision drop-in, with arrays, so that neither torch nor torchvision is needed."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from resample import torchvision
from tests.corpora.case import Case
from tests.corpora.torch_ours import as_bfloat16

__all__ = ["WITH_MESSAGE", "build", "call", "errors"]

Array = npt.NDArray[Any]

WITH_MESSAGE = False


def build(header: dict[str, Any]) -> str:
    """Return the name of the build that a corpus is of: ``0.29(cpu=avx2,threads=1)``."""
    setup = header["setup"]
    return f"{_version(header)}(cpu={setup['cpu']},threads={setup['threads']})"


def _version(header: dict[str, Any]) -> str:
    return ".".join(header["version"].split(".")[:2])


def errors() -> tuple[type[Exception], ...]:
    """Return the errors that calls raise besides builtin ones."""
    return ()


@cache
def _module(version: str, cpu: str, threads: int) -> torchvision.Build:
    return torchvision.at(version, cpu=cpu, threads=threads)


def call(header: dict[str, Any], case: Case, array: Array) -> tuple[Array, str]:
    """Return what our drop-in gives for a case, bfloat16 as its bits."""
    module = _module(_version(header), header["setup"]["cpu"], header["setup"]["threads"])
    arguments = dict(case.arguments)
    arguments["interpolation"] = torchvision.InterpolationMode(arguments["interpolation"])
    resize = module.v2.resize if case.call.endswith("v2") else module.resize
    if case.picture.dtype != "bf16":
        return resize(array, **arguments), ""
    return resize(as_bfloat16(array), **arguments).view(np.uint16), "bf16"
