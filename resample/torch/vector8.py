"""torch's AVX2 code for uint8 pictures of up to four channels: which calls it takes, and which it fails on.

It gives the same integers as the general code, without that one's defect of one-column results, but has two of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from resample.errors import NotExact
from resample.torch.geometry import Resize
from resample.torch.layout import is_channels_last, is_contiguous

#: Fact of a source: its samples lie neither channels-first nor channels-last without gaps.
IN_PIECES = "in_pieces"


def is_vectorised(resize: Resize) -> bool:
    """Return whether a bilinear, bicubic or lanczos resize runs in this code."""
    return resize.dtype == "u8" and resize.channels <= 4 and resize.cpu == "avx2"


def refuse_one_pixel(resize: Resize) -> None:
    """Refuse what fails an internal assertion of torch: contiguous pictures of three channels and several rows to 1x1.

    The buffer between the passes, one pixel of four bytes, is taken for the result.

    Raises
    ------
    RuntimeError
    """
    rows = resize.axes[0]
    if resize.channels != 3 or rows.before == 1 or any(axis.after > 1 for axis in resize.axes):
        return
    if not any(resize.fact(name) for name in ("kernel_cl", "result_cl", IN_PIECES)):
        raise RuntimeError(
            "torch 2.13 fails on a contiguous uint8 picture of three channels resized to 1x1 on AVX2 (num_channels == "
            "unpacked_output.size(0)); a channels-last picture, or float32, works"
        )


def refuse_odd_strides(shape: Sequence[int], strides: Sequence[int]) -> None:
    """Refuse what torch computes from memory outside the picture: one column whose stride is not that of the rows.

    The code walks through all pixels by the stride of a column, which says nothing where there is only one.

    Raises
    ------
    NotExact
    """
    last = is_channels_last(shape, strides)
    walked = (is_contiguous(shape, strides) or last) and not (last and shape[1] >= 3)
    if walked and shape[1] <= 4 and shape[3] == 1 and shape[2] > 1 and strides[2] != strides[3]:
        raise NotExact(
            f"torch reads memory outside a picture of shape {tuple(shape)} and strides {tuple(strides)}; copy it first"
        )
