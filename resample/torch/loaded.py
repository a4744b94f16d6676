"""Which build the torch of this process is; it is imported only if the caller asks for the installed one."""

from __future__ import annotations

import platform
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from resample.errors import NotExact
from resample.torch.versions import CATALOGUE

#: What torch calls the object that its dispatcher chose -> our name; AVX-512 machines run the AVX2 object.
CAPABILITIES = {"AVX512": "avx2", "AVX2": "avx2", "DEFAULT": "default"}
NAMED = "at(cpu=..., threads=...) names a build that was"


def is_tensor(value: object) -> bool:
    """Return whether this is a `torch.Tensor`; one can exist only where torch was imported."""
    module = sys.modules.get("torch")
    return module is not None and isinstance(value, module.Tensor)


def installed() -> tuple[str, str, int]:
    """Return version, CPU path and number of threads of the torch that is imported, or that can be, as it is set now.

    Raises
    ------
    ModuleNotFoundError
        If there is no torch.
    NotExact
        If its release or its machine was not verified.
    """
    return settings_of(import_module("torch"))


def settings_of(torch: ModuleType | Any) -> tuple[str, str, int]:
    """Return version, CPU path and number of threads of a torch module.

    Raises
    ------
    NotExact
        If its release or its machine was not verified.
    """
    version = version_of(str(torch.__version__))
    capability = torch.backends.cpu.get_cpu_capability()
    if platform.machine() not in ("x86_64", "AMD64") or capability not in CAPABILITIES:
        raise NotExact(f"torch on {platform.machine()}, CPU capability {capability}, was not verified; {NAMED}")
    return version, CAPABILITIES[capability], int(torch.get_num_threads())


def version_of(release: str) -> str:
    """Return the verified version that a release belongs to.

    Examples
    --------
    >>> version_of("2.13.0+cpu")
    '2.13'
    """
    version = ".".join(release.partition("+")[0].split(".")[:2])
    if version not in CATALOGUE.versions:
        raise NotExact(f"torch {release} was not verified, only {', '.join(CATALOGUE.versions)}; {NAMED}")
    return version
