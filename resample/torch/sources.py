"""What a plan has to know of the memory of an N, C, ... tensor: the order of its axes, and facts of its layout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from resample.errors import NotExact
from resample.plan.plan import Source
from resample.spec import Geometry, Spec
from resample.torch.arguments import ANTIALIASED
from resample.torch.geometry import SPATIAL
from resample.torch.layout import is_contiguous, layout_facts
from resample.torch.mean import mean_layout
from resample.torch.original import resolve
from resample.torch.reasons import reason_against
from resample.torch.vector8 import IN_PIECES, refuse_odd_strides

Facts = tuple[tuple[str, bool], ...]


def walk(
    shape: Sequence[int], strides: Sequence[int], dtype: str, mode: str, after: Sequence[int], cpu: str
) -> tuple[str, Facts]:
    """Return the axes of a picture in the order of its memory, and the facts of its layout.

    Parameters
    ----------
    shape, strides : sequence of int
        Of the tensor that reaches the kernel; strides in samples.
    dtype : str
        The dtype that reaches the kernel.
    mode : str
    after : sequence of int
        Sizes of the result.
    cpu : str

    Raises
    ------
    NotExact
        For strides with which torch gives what was not verified, or what lies outside the picture.

    Examples
    --------
    >>> walk((1, 3, 4, 5), (60, 1, 15, 3), "f32", "bilinear", (8, 8), "avx2")
    ('HWC', (('kernel_cl', True), ('result_cl', True)))
    """
    axes, facts = SPATIAL[len(after)], layout_facts(shape, strides)
    channels_last = shape[1] > 1 and strides[1] < min(strides[2:])
    if mode == "area" and set(after) == {1}:
        # The mean adds in the order of the strides; its result has one pixel, so that the axes may change places.
        order = sorted(range(len(after)), key=lambda k: -strides[2 + k])
        axes = "".join(axes[k] for k in order)
        by_stride = np.array([shape, strides])[:, [0, 1, *(2 + k for k in order)]].tolist()
        channels_last, more = mean_layout(by_stride[0], by_stride[1], dtype)
        facts += more
    if dtype == "u8" and mode in ANTIALIASED and cpu == "avx2" and tuple(after) != tuple(shape[2:]):
        refuse_odd_strides(shape, strides)
        # Told apart only where it matters, so that other calls share their plans.
        in_pieces = shape[1] == 3 and set(after) == {1} and not is_contiguous(shape, strides)
        facts += ((IN_PIECES, True),) if in_pieces else ()
    return f"{axes}C" if channels_last else f"C{axes}", facts


def named(walked: str) -> str:
    """Return the axes of the source: the spatial ones under the names that they have in order.

    Examples
    --------
    >>> named("CWH"), named("HWC")
    ('CHW', 'HWC')
    """
    spatial = SPATIAL[len(walked) - 1]
    return f"C{spatial}" if walked[0] == "C" else f"{spatial}C"


def refuse_inexact(spec: Spec, source: Source, geometry: Geometry, batch: int) -> None:
    """Refuse a batch whose bits depend on how torch divides it among threads, or on the machine.

    A plan knows one picture only.

    Raises
    ------
    NotExact
    """
    if int(spec.setting("threads")) == 1 and spec.mode != "lanczos":
        return
    reason = reason_against(resolve(spec, source, geometry), batch)
    if reason is not None:
        raise NotExact(f"{spec}: {reason.text}")
