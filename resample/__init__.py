"""Resize as Pillow, OpenCV, PyTorch and others do, byte for byte.

    resample.resize(image, (224, 224), like="pillow:bicubic")

Everything here is resolved on first use, so that ``import resample`` costs a millisecond and loads neither NumPy nor
Numba. Two sorts of names:

* functions and classes (`resize`, `plan`, `Plan`, `Spec`, `NotExact`, ...);
* one drop-in module an original (`resample.pillow`, `resample.opencv`, `resample.torch`, ...).

A function wins over a module of the same name: ``resample.plan`` is always the function, whatever has been imported.
Reach into the package of that name with ``from resample.plan import words``.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

from resample.errors import NotExact, PlanError, ResampleError, SpecError

if TYPE_CHECKING:
    from resample.front.call import clear_caches, plan, resize
    from resample.plan.plan import Plan
    from resample.spec import Spec

__version__ = "0.1.0"

__all__ = [
    "NotExact",
    "Plan",
    "PlanError",
    "ResampleError",
    "Spec",
    "SpecError",
    "__version__",
    "clear_caches",
    "plan",
    "resize",
]

# Public name -> the module that defines it, under the same name.
_HOMES = {
    "Plan": "resample.plan.plan",
    "Spec": "resample.spec",
    "clear_caches": "resample.front.call",
    "plan": "resample.front.call",
    "resize": "resample.front.call",
}

# Submodules that may be reached as attributes without an import statement of their own.
_MODULES = frozenset({"jax", "keras", "onnx", "opencv", "pillow", "tensorflow", "torch", "torchvision"})


def __getattr__(name: str) -> object:
    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        try:
            return importlib.import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_MODULES, "errors"})


class _Function:
    """A name that the import system cannot take away.

    Importing a submodule ends with ``setattr(package, name, submodule)``. A data descriptor on the package's class is
    asked before the package's own dictionary, so that the module is dropped and the function stays.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, package: ModuleType | None, owner: type | None = None) -> object:
        if package is None:
            return self
        return vars(package).get(self.name) or __getattr__(self.name)

    def __set__(self, package: ModuleType, value: object) -> None:
        if not isinstance(value, ModuleType):
            vars(package)[self.name] = value

    def __delete__(self, package: ModuleType) -> None:
        vars(package).pop(self.name, None)


class _Package(ModuleType):
    plan = _Function("plan")


sys.modules[__name__].__class__ = _Package
