"""PyTorch: `torch.nn.functional.interpolate` on the CPU, with the spec's CPU path and number of threads."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec
from resample.tools.originals import worker

TITLE = "torch"
MODULE = "torch"

#: CPU path of a spec -> the capabilities under which torch takes it; no resize has code of its own for AVX-512.
_CAPABILITIES = {"avx2": ("AVX2", "AVX512"), "default": ("DEFAULT", "NO AVX")}


def environment(spec: Spec) -> dict[str, str]:
    """Return the variable that chooses the CPU path."""
    return {"ATEN_CPU_CAPABILITY": spec.setting("cpu")}


def build(spec: Spec) -> str:
    """Return nothing: the spec itself says what matters."""
    return ""


def version() -> str:
    """Return what torch says."""
    import torch

    return str(torch.__version__)


def prepare(spec: Spec) -> None:
    """Set the number of threads, and make sure of the CPU path."""
    import torch

    found = torch.backends.cpu.get_cpu_capability()
    if found not in _CAPABILITIES[spec.setting("cpu")]:
        raise worker.Unlike(f"installed torch runs as {found}, spec is cpu={spec.setting('cpu')}")
    torch.set_num_threads(int(spec.setting("threads")))


def call(spec: Spec, image: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Return an HWC array resized by torch, as a channels-last tensor."""
    import torch

    tensor = torch.from_numpy(np.ascontiguousarray(image))[None].permute(0, 3, 1, 2)
    return np.asarray(_interpolated(spec, tensor, size)[0].permute(1, 2, 0).numpy())


def call_planar(spec: Spec, image: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Return a CHW array resized by torch, as a contiguous tensor."""
    import torch

    return np.asarray(_interpolated(spec, torch.from_numpy(np.ascontiguousarray(image))[None], size)[0].numpy())


def _interpolated(spec: Spec, tensor: Any, size: tuple[int, int]) -> Any:
    import torch

    prepare(spec)
    corners = True if spec.has("align_corners") else None
    return torch.nn.functional.interpolate(
        tensor, size=size, mode=spec.mode, align_corners=corners, antialias=spec.has("antialias")
    )


if __name__ == "__main__":
    worker.main(sys.modules[__name__])
