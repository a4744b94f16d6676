"""antialias=True of float samples: bilinear, bicubic and lanczos."""

from __future__ import annotations

from resample.plan.words import AfterBlocks, Forward, Fused, NotFused, Step, Sum, Taps
from resample.torch.geometry import Axis, Resize
from resample.torch.vector8 import is_vectorised
from resample.torch.windows import widened


def antialias(resize: Resize) -> tuple[Step, ...]:
    """Return the passes, width first, equal sizes skipped; what lies between has the samples' dtype."""
    blocks = resize.contraction.blocks[resize.dtype]
    fused: Fused = AfterBlocks(blocks) if resize.contraction.fused else NotFused()
    total = Sum(resize.work, Forward(), "first", fused)
    steps = []
    for axis in reversed(resize.axes):
        if axis.before != axis.after:
            found = widened(resize.arithmetic, axis, resize.aligned, resize.mode)
            found = found.of_row(0) if rows_repeat(resize, axis) else found
            steps.append(Taps((axis.number,), (found.first,), (found.count,), (found.weight,), total))
    return tuple(steps)


def rows_repeat(resize: Resize, axis: Axis) -> bool:
    """Return whether the vertical pass takes the window and the weights of row 0 for every row.

    A defect of the code for strided samples: with a single output column the samples of a column lie next to each
    other, the inner loop runs over rows, and nothing moves its pointers into windows and weights.

    uint8 with up to four channels has vector code on AVX2 that is free of it.
    """
    narrow = resize.axes[-1].after == 1 and axis is resize.axes[0]
    return narrow and not is_vectorised(resize) and (resize.channels == 1 or not resize.fact("result_cl"))
