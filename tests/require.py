"""Originals in tests: there, in the version that a test was written for, or a skip; with CI set, a failure."""

from __future__ import annotations

import importlib
import os
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from types import ModuleType

import pytest

__all__ = ["installed", "require"]


def installed(module: str) -> str | None:
    """Return the version of the distribution that provides `module`, or None; nothing is imported.

    A local part (``2.13.0+cpu``) is left out: it names the wheel, not the release.
    """
    for distribution in packages_distributions().get(module.partition(".")[0], []):
        try:
            return version(distribution).partition("+")[0]
        except PackageNotFoundError:
            continue
    return None


def require(module: str, wanted: str | None = None) -> ModuleType:
    """Import an original, or end the test.

    Parameters
    ----------
    module : str
        Its import name, such as ``"PIL.Image"``.
    wanted : str, optional
        The release that it must be: ``"13.0.0"``, or a leading part such as ``"13.0"``. Any, if None.

    Returns
    -------
    module
        The imported module.

    Notes
    -----
    Without CI, a missing or other release skips the test (or, when called at module level, the file). With the
    environment variable ``CI`` set, it fails: there, the original is the judge, and a skip would pass without one.
    """
    found = installed(module)
    if found is not None and (wanted is None or f"{found}.".startswith(f"{wanted}.")):
        return importlib.import_module(module)
    message = f"needs {module} {wanted or ''}".rstrip() + f", found {found or 'none'}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message, allow_module_level=True)
