"""Pillow: `PIL.Image.Image.resize`."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec
from resample.tools.originals import worker

TITLE = "Pillow"
MODULE = "PIL"


def environment(spec: Spec) -> dict[str, str]:
    """Return no variables: nothing that Pillow computes depends on one."""
    return {}


def build(spec: Spec) -> str:
    """Return nothing: a version of Pillow has one build."""
    return ""


def version() -> str:
    """Return what Pillow says."""
    import PIL

    return PIL.__version__


def call(spec: Spec, image: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[Any]:
    """Return an HWC array resized by Pillow."""
    from PIL import Image

    plain = np.ascontiguousarray(image[:, :, 0] if image.shape[2] == 1 else image)
    mode = spec.option("as")
    if mode == "1" or mode.startswith("I;16"):
        raise worker.Unlike(f"arrays are not handed to Pillow as mode {mode}")
    picture = Image.frombytes(mode, plain.shape[1::-1], plain.tobytes()) if mode else Image.fromarray(plain)
    result = picture.resize(size[::-1], Image.Resampling[spec.mode.upper()])
    return np.asarray(result).reshape(*size, -1)


if __name__ == "__main__":
    worker.main(sys.modules[__name__])
