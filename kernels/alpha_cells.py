"""Sums over windows of pixels whose colours are multiplied by their alpha before, and divided by it after."""

from __future__ import annotations

from typing import Any

from resample.kernels import jobs as at
from resample.kernels._jit import jit
from resample.kernels.cells import cells_row
from resample.kernels.jobs import number
from resample.kernels.memory import address, copy
from resample.kernels.passes import divided
from resample.kernels.strips import premultiplied

__all__ = ["alpha_cells", "alpha_cells_of"]


@jit
def alpha_cells(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Equals `resample.run.reference.run` of premultiplied cells, divided by their alpha."""
    stride, rows, vector = number(job, at.STRIDE), number(job, at.ROW_COUNT), number(job, at.VECTOR)
    first, down, pitch = number(job, at.FIRST_ROW), number(job, at.ROW_STEP), number(job, at.SLOT_SIZE)
    n = ((x1 - x0 - 1) * number(job, at.PIXEL_STEP) + number(job, at.PIXEL_COUNT)) * 4
    whole, rest = n // vector, n % vector
    tile, line = scratch + 64, scratch + 64 + rows * pitch
    src += number(job, at.FIRST_BYTE) + x0 * number(job, at.PIXEL_STEP) * 4
    out += number(job, at.OUT_OFFSET) + x0 * 4
    for y in range(y0, y1):
        for r in range(rows):
            a, to = src + (first + y * down + r) * stride, tile + r * pitch
            if whole > 0:
                premultiplied(kind, a, to, whole)
            if rest > 0:
                copy(scratch, a + n - rest, rest)
                premultiplied(kind, scratch, to + n - rest, 1)
        result = out + y * number(job, at.OUT_STRIDE)
        cells_row(kind, job, tile, pitch, result, x1 - x0, scratch, line, rows)
        divided(kind, result, (x1 - x0) * 4, scratch)


@jit
def alpha_cells_of(kind: Any, job: Any, src: Any, out: Any, scratch: Any, x0: Any, x1: Any, y0: Any, y1: Any) -> None:
    """Run `alpha_cells` on arrays of bytes; equals `resample.run.reference.run`."""
    alpha_cells(kind, address(job), address(src), address(out), address(scratch), x0, x1, y0, y1)
