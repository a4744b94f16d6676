"""Stands for the caller of an original that takes its process down."""

from __future__ import annotations

import os

from resample.spec import Spec

TITLE = "Aborting"
MODULE = "os"


def environment(spec: Spec) -> dict[str, str]:
    """Return no variables."""
    return {}


if __name__ == "__main__":
    os.abort()
