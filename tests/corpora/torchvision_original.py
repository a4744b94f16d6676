"""Asks the installed torchvision."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy.typing as npt

from tests.corpora import torch_original
from tests.corpora.case import Case
from tests.corpora.torch_original import result_dtype, to_array, to_tensor

__all__ = ["WITH_MESSAGE", "call", "result_dtype", "setup"]

Array = npt.NDArray[Any]

WITH_MESSAGE = False
_KEPT: list[Any] = []


def setup(part: str) -> dict[str, Any]:
    """Load torch as a part needs it, then torchvision; return the versions of both.

    The compiled extension is for one release of torch, and resize needs none of it: the two operators that torchvision
    asks for when it is imported are declared here, if the extension has not done it.
    """
    found = torch_original.setup(part)
    library = import_module("torch").library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    # The declarations live as long as their library does.
    _KEPT.append(library)
    version = import_module("torchvision").__version__.partition("+")[0]
    return {"version": version, "setup": {"torch": found["version"], **found["setup"]}}


def call(case: Case, array: Array) -> Array:
    """Return what torchvision gives for a case."""
    transforms = import_module("torchvision.transforms")
    arguments = dict(case.arguments)
    mode = transforms.InterpolationMode(arguments.pop("interpolation"))
    module = (
        import_module("torchvision.transforms.v2").functional if case.call.endswith("v2") else transforms.functional
    )
    size = arguments.pop("size")
    # v1 takes a list where there are two sides.
    size = list(size) if isinstance(size, tuple) else size
    return to_array(module.resize(to_tensor(array, case.picture.dtype), size, mode, **arguments))
