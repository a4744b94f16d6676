"""torchvision: `resize` of ``transforms.functional`` or ``transforms.v2.functional``, on a tensor or a PIL image."""

from __future__ import annotations

import sys
from importlib import import_module
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
    """Return the variable that chooses torch's CPU path, where the spec names one."""
    return torch_original.environment(spec) if "cpu" in dict(spec.build) else {"ATEN_CPU_CAPABILITY": ""}


def build(spec: Spec) -> str:
    """Return nothing: the spec itself says what matters."""
    return ""


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
    if is_pil(spec):
        from PIL import Image

        plain = np.ascontiguousarray(image[:, :, 0] if image.shape[2] == 1 else image)
        return np.asarray(resize(Image.fromarray(plain), list(size), mode)).reshape(*size, -1)
    if "cpu" in dict(spec.build):
        torch_original.prepare(spec)
    tensor = torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1)
    result = resize(tensor, list(size), mode, antialias=antialias(spec))
    return np.asarray(result.permute(1, 2, 0).numpy())


def is_pil(spec: Spec) -> bool:
    """Return whether a spec is about a PIL image and not a tensor."""
    return spec.has("pil") or spec.option("input") == "pil"


def antialias(spec: Spec) -> bool:
    """Return whether a spec smooths tensors; it is the default."""
    return spec.option("antialias").lower() not in ("off", "false", "no", "0")


if __name__ == "__main__":
    worker.main(sys.modules[__name__])
