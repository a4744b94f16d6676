"""Asks our OpenCV drop-in."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy.typing as npt

from resample import opencv
from resample.opencv.installed import version_of
from tests.corpora.case import Case

__all__ = ["MAY_REFUSE", "WITH_MESSAGE", "build", "call", "errors"]

Array = npt.NDArray[Any]

WITH_MESSAGE = False
#: Where IPP's arithmetic is not known to the bit everywhere, so that some calls are refused; they are counted.
MAY_REFUSE = ("ipp_factors",)


def build(header: dict[str, Any]) -> str:
    """Return the name of the build that a corpus is of: ``5.0(ipp=off)``."""
    return f"{version_of(header['version'])}(ipp={header['setup']['ipp']})"


def errors() -> tuple[type[Exception], ...]:
    """Return the errors that calls raise besides builtin ones."""
    return (opencv.error,)


@cache
def _module(version: str, ipp: str) -> opencv.Build:
    return opencv.at(version, ipp=False if ipp == "off" else ipp)


def call(header: dict[str, Any], case: Case, array: Array) -> tuple[Array, str]:
    """Return what our drop-in gives for a case; the dtype is NumPy's own."""
    module = _module(version_of(header["version"]), header["setup"]["ipp"])
    return module.resize(array, **case.arguments), ""
