"""The packed plan of `resample.kernels.bytes`: one int32 array of a header and tables; where things stand in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from resample.kernels._jit import jit
from resample.kernels.memory import i32_at

__all__ = ["HEADER", "number", "places", "spread", "table", "weights"]

#: Numbers of the header.
HEADER = 32
(
    HEIGHT,  # rows of the source
    SAMPLES,  # bytes of a source row
    WIDTH,  # pixels of a result row
    PLACES,  # places of units that every pixel of a row adds
    HALF_ACROSS,  # what is added before the shift
    SHIFT_ACROSS,
    QUADS,  # most quads of rows that a row adds
    HALF_DOWN,
    SHIFT_DOWN,
    FIRST_PLACES,  # where tables begin, in bytes: of each pixel the first place, and how many
    WEIGHTS_ACROSS,
    FIRST_ROWS,  # pairs for each row of the result: its first quad of rows (or row), and how many quads (or pairs)
    WEIGHTS_DOWN,
    HELD_PLACES,  # places of units that the scratch holds
    HELD_QUADS,  # quads of rows that the scratch holds
    HELD_ROWS,  # rows that the scratch holds, instead of all but a strip of quads
    ROW,  # bytes from such a row to the next
    PITCH,  # bytes from a quad of rows to the next
    BAND,  # pixels of a band of columns
    PAD,  # where parts of the scratch begin, in bytes
    RING,
    LINES,
    TILE,  # bytes of the part for rows with premultiplied alpha
    ALPHA_BEFORE,  # whether alpha is multiplied into the samples first
    ALPHA_AFTER,  # and divided out at the end
    SCRATCH,  # bytes of the scratch
    OUT_HEIGHT,
) = range(27)


@jit
def number(p: Any, place: Any) -> Any:
    """Return a number of the header; `ndarray.item` of the packed plan."""
    return i32_at(p + 4 * place)


@jit
def table(p: Any, place: Any) -> Any:
    """Return the address of a table; its number, as `ndarray.item` gives it, is how far it lies behind the header."""
    return p + i32_at(p + 4 * place)


@jit
def places(first: Any, count: Any, step: Any, size: Any, out: Any) -> Any:
    """Write `numpy.floor_divide` of first samples and `step`, and how many groups follow; return the most of them.

    A group has `size` samples.
    """
    most = 0
    for o in range(out.shape[0]):
        i = min(o, first.size - 1)  # outputs are padded to whole groups by the last one
        out[o, 0] = first[i] // step
        out[o, 1] = max(1, -(-(first[i] - out[o, 0] * step + count[i]) // size))
        most = max(most, out[o, 1])
    return most


@jit
def spread(first: Any, group: Any) -> Any:
    """Return the `numpy.max` of how far apart the first places of a group of outputs are."""
    most = 0
    for o in range(0, first.shape[0], group):
        for k in range(group):
            most = max(most, np.int64(first[o + k, 0]) - first[o, 0])
    return most


@jit
def measure(first: Any, count: Any, weight: Any) -> Any:
    """Return what a walk has to know of the arrays of `resample.plan.words.Taps`.

    Returns
    -------
    tuple
        Whether first samples never fall and every output has a tap (`numpy.diff`, `numpy.min`); most taps
        (`numpy.max`); lowest and highest weight; whether every output has one weight for all its taps (`numpy.ptp`);
        largest sum of sizes of an output's weights, rounded to 2**16 and divided by it (`numpy.sum`).
    """
    ascends, equal, most, highest = True, True, np.int64(0), np.int64(0)
    low, high = np.int64(weight[0, 0]), np.int64(weight[0, 0])
    for o in range(count.size):
        if count[o] < 1 or (o > 0 and first[o] < first[o - 1]):
            ascends = False
        most = max(most, np.int64(count[o]))
        high_ones = np.int64(0)
        for k in range(count[o]):
            w = np.int64(weight[o, k])
            high_ones += abs(w + 32768 >> 16)
            low, high = min(low, w), max(high, w)
            if w != weight[o, 0]:
                equal = False
        highest = max(highest, high_ones)
    return ascends, most, low, high, equal, highest


@jit
def ones(first: Any, count: Any, weight: Any, step: Any, out: Any) -> None:
    """Pack the one weight of every output as (outputs, quads, 2): bytes that are 1 for a tap, and the weight.

    Equals `numpy.repeat` of the weights, in the form ``equal`` of `resample.kernels.dots`.
    """
    for o in range(out.shape[0]):
        i = min(o, first.size - 1)
        offset = first[i] - first[i] // step * step
        for q in range(out.shape[1]):
            out[o, q, 0], out[o, q, 1] = 0, weight[i, 0]
            for t in range(4):
                tap = 4 * q + t - offset
                if 0 <= tap < count[i]:
                    out[o, q, 0] |= np.int32(1 << (8 * t))


@jit
def weights(first: Any, count: Any, weight: Any, step: Any, words: Any, byte: Any, out: Any) -> None:
    """Pack the weights of `resample.plan.words.Taps` as (outputs, quads, words): four a quad, from multiples of `step`.

    Forms as in `resample.kernels.dots`: 16-bit numbers as (0, 2), (1, 3), high halves first, or behind signed bytes if
    there are three words; or signed bytes only, high first.
    """
    for o in range(out.shape[0]):
        i = min(o, first.size - 1)
        offset = first[i] - first[i] // step * step
        for q in range(out.shape[1]):
            for k in range(words):
                out[o, q, k] = 0
            for t in range(4):
                tap = 4 * q + t - offset
                if tap < 0 or tap >= count[i]:
                    continue
                w = np.int64(weight[i, tap])
                if byte:
                    for k in range(words - 1, -1, -1):
                        low = ((w + 128) & 255) - 128
                        w = (w - low) >> 8
                        out[o, q, k] |= np.int32((low & 255) << (8 * t))
                else:
                    for k in range(words - 2, -1, -2):
                        low = ((w + 32768) & 65535) - 32768
                        w = (w - low) >> 16
                        out[o, q, k + t % 2] |= np.int32((low & 65535) << (16 * (t // 2)))
                    if words % 2 == 1:
                        out[o, q, 0] |= np.int32((w & 255) << (8 * t))


@jit
def pairs(count: Any, weight: Any, mixed: Any, out: Any) -> None:
    """Pack the weights of `resample.plan.words.Taps` as (outputs, pairs, sums): 16-bit numbers, high halves first.

    `mixed`: high ones are signed bytes, written twice.
    """
    for o in range(out.shape[0]):
        for q in range(out.shape[1]):
            for k in range(out.shape[2]):
                out[o, q, k] = 0
            for t in range(2):
                if 2 * q + t >= count[o]:
                    continue
                w = np.int64(weight[o, 2 * q + t])
                for k in range(out.shape[2] - 1, mixed - 1, -1):
                    low = ((w + 32768) & 65535) - 32768
                    w = (w - low) >> 16
                    out[o, q, k] |= np.int32((low & 65535) << (16 * t))
                if mixed > 0:
                    out[o, q, 0] |= np.int32((w & 255) * 0x10001 << (8 * t))
