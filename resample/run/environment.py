"""The environment variable that chooses the executor, asked so quickly that every call can ask."""

from __future__ import annotations

import os
from collections.abc import Container
from typing import Any

__all__ = ["HELD", "NAME", "VARIABLE", "numba_named", "numpy_named"]

#: Names the executor where a call does not.
VARIABLE = "RESAMPLE_BACKEND"


def _looked_up() -> tuple[Container[Any], Any]:
    """Return what holds the variables of the environment, and the variable's name in it.

    `os.environ` takes a microsecond for a look-up, which is as long as a small resize; CPython keeps what it knows in a
    dictionary with encoded names, which is always up to date.
    """
    try:
        held, encoded = os.environ._data, os.environ.encodekey(VARIABLE)  # type: ignore[attr-defined]  # CPython's own
    except AttributeError:
        return os.environ, VARIABLE
    return (held, encoded) if isinstance(held, dict) else (os.environ, VARIABLE)


HELD, NAME = _looked_up()


def numba_named() -> bool:
    """Return whether the environment names the Numba executor."""
    return os.environ.get(VARIABLE) == "numba"


def numpy_named() -> bool:
    """Return whether the environment names the NumPy executor."""
    return NAME in HELD and os.environ.get(VARIABLE) == "numpy"
