"""Tensors that torchvision labels: images, videos and masks, which have pixels, and boxes and points, which do not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from resample.torchvision.modes import mode_of

#: Classes of ``torchvision.tv_tensors`` whose samples are pixels.
_PIXELS = ("Image", "Video", "Mask")


def label_of(value: object) -> str:
    """Return the name of the class that a tensor is labelled with, or nothing for what bears no label.

    Raises
    ------
    TypeError
        For labels that say that there are no pixels in it.
    """
    module = sys.modules.get("torchvision.tv_tensors")
    if module is None or not isinstance(value, module.TVTensor):
        return ""
    for name in _PIXELS:
        if isinstance(value, getattr(module, name)):
            return name
    raise TypeError(
        f"a {type(value).__name__} holds no pixels; only torchvision.transforms.v2 moves boxes and points, and "
        f"{', '.join(_PIXELS)} are what is resized here"
    )


def resize_labelled(
    label: str, resize: Callable[..., Any], value: Any, size: Any, interpolation: Any, max_size: Any, antialias: Any
) -> Any:
    """Return a labelled tensor resized, with its label.

    Masks are resized by nearest or nearest-exact, whatever the mode is, and may have no channels.
    """
    torch, module = sys.modules["torch"], sys.modules["torchvision.tv_tensors"]
    plain = value.as_subclass(torch.Tensor)
    flat = label == "Mask" and plain.ndim < 3
    if label == "Mask":
        mode = mode_of(interpolation, "v2")
        interpolation, antialias = mode if mode.startswith("nearest") else "nearest", True
    result = resize(plain[None] if flat else plain, size, interpolation, max_size, antialias)
    return module.wrap(result[0] if flat else result, like=value)
