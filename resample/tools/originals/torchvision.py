"""torchvision: `resize` of ``transforms.functional`` or ``transforms.v2.functional``, on tensors."""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec
from resample.tools.originals import torch as torch_original
from resample.tools.originals import worker

TITLE = "torchvision"
MODULE = "torchvision"

#: Operators that the transforms register for at import, and that only the compiled extension declares.
_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_declared: list[Any] = []


def environment(spec: Spec) -> dict[str, str]:
    """Return the variable that chooses torch's CPU path."""
    return torch_original.environment(spec)


def build(spec: Spec) -> str:
    """Return which torch is beside it, which does the work."""
    return f" with torch {metadata.version('torch').partition('+')[0]}"


def version() -> str:
    """Return what torchvision says."""
    return str(_torchvision().__version__)


def _torchvision() -> Any:
    """Import torchvision; beside another release of torch its extension, which declares operators, does not load."""
    torch: Any = import_module("torch")
    try:
        import torchvision
    except RuntimeError:
        library = torch.library.Library("torchvision", "DEF")
        for schema in _SCHEMAS:
            library.define(schema)
        _declared.append(library)  # the operators live as long as it does
        import torchvision

    return torchvision


def call(spec: Spec, image: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Return an HWC array resized by torchvision: a tensor is a C, H, W view of it."""
    import torch

    _torchvision()
    from torchvision.transforms import InterpolationMode
    from torchvision.transforms import functional as first
    from torchvision.transforms.v2 import functional as second

    resize = second.resize if spec.api == "v2" else first.resize
    mode = InterpolationMode(spec.mode)
    torch_original.prepare(spec)
    tensor = torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1)
    result = resize(tensor, list(size), mode, antialias=spec.option("antialias") != "off")
    return np.asarray(result.permute(1, 2, 0).numpy())


if __name__ == "__main__":
    worker.main(sys.modules[__name__])
