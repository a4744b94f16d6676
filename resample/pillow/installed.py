"""Which verified version the Pillow of this machine is; it is asked for its metadata, not imported."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from resample.errors import SpecError
from resample.pillow.versions import VERSIONS

__all__ = ["installed"]


def installed() -> str:
    """Return the verified version that is installed.

    Raises
    ------
    SpecError
        If Pillow is not installed, or in a version that was not verified.
    """
    try:
        found = version("pillow")
    except PackageNotFoundError:
        raise SpecError("Pillow is not installed", tuple(VERSIONS)) from None
    name = ".".join(found.split(".")[:2])
    if name not in VERSIONS:
        raise SpecError(f"Pillow {found} is installed, which was not verified", tuple(VERSIONS))
    return name
