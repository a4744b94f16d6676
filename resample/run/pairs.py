"""Two taps along rows and two along columns, bytes to bytes, in integers: both passes in one kernel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from resample.kernels import pairs as kernels
from resample.kernels import spread
from resample.plan.state import State
from resample.plan.words import Add, Cast, Mul, MulShr, PointOp, Shr, Step, Taps
from resample.run.calls import called
from resample.run.found import Found, made
from resample.run.rows import Job, Loads, consecutive, lanes, passes, picture, piece
from resample.run.weighted import weighted

__all__ = ["match"]

Array = npt.NDArray[Any]

#: Most rows that are kept.
SLOTS = 16
#: What is done with a sum of shifted products.
SHIFTED: tuple[PointOp, ...] = (Add(2), Shr(2), Cast("u8", "wrap"))


class Form(NamedTuple):
    """What is kept between the passes, and how the second one ends.

    Attributes
    ----------
    name : str
        As in `resample.kernels.pairs`.
    added, shift, bias : int
        What a kept sum gets, the bits that it loses, and what is taken away then.
    down_added, down_shift : int
        What the sums along columns are finished with.
    """

    name: str
    added: int = 0
    shift: int = 0
    bias: int = 0
    down_added: int = 0
    down_shift: int = 0


def match(steps: tuple[Step, ...], states: tuple[State, ...]) -> Found | None:
    """Take two passes whose rows in between fit 16 bits."""
    both, source = passes(steps, (1, 0)), picture(states[0])
    if both is None or source is None or states[0].dtype != "u8" or states[2].dtype != "u8":
        return None
    across, down = both
    rows = made(down, "rows", lambda: _rows(down))
    form = None if rows is None else _form(across, down, states)
    if rows is None or form is None or across.weight is None:
        return None
    if form.name == "shifted" and not _fits_words(states[1], rows.largest):
        return None
    width, channels, vector = source[1], source[2], lanes()[0]
    row = made(across, ("pairs", form, width, channels, vector), lambda: _row(across, form, width, channels, vector))
    result = picture(states[2])
    if row is None or result is None:
        return None
    weights, size = made(down, ("weights", form), lambda: _weights(rows.weight, form))
    job = Job(source, result)
    job.reach(row.loads)
    job.pieces(row.starts, row.tables)
    job.piece("ROWS", rows.places)
    job.piece("WEIGHTS", weights)
    job.set(
        STEP=channels if width > 1 else 0, PACKED_SIZE=row.size, VECTOR=4 * vector, WEIGHTS_SIZE=size,
        KEPT_ADDED=form.added, KEPT_SHIFT=form.shift, KEPT_BIAS=form.bias,
    )  # fmt: skip
    return Found(2, job) if job.ring(kernels.pairs_of, form.name, rows.slots, 2, 0) else None


@dataclass(frozen=True)
class Rows:
    """Taps along columns.

    Attributes
    ----------
    places : ndarray of uint8
        Table of two rows for each output.
    weight : ndarray, shape (outputs, 2)
    slots : int
        Neighbouring rows that hold those of any output.
    largest : int
        Largest sum of sizes of weights.
    """

    places: Array
    weight: Array
    slots: int
    largest: int


def _rows(down: Taps) -> Rows | None:
    """Return the taps along columns, if there are two at most, near each other, with weights of 16 bits."""
    if down.weight is None or int(down.count[0].max()) > 2:
        return None
    n = down.count[0].size
    places, weights = np.empty((n, 2), np.int32), np.empty((n, 2), np.int64)
    slots, low, high, largest = called(spread.places, down.index[0], down.count[0], down.weight[0], places, weights)
    if slots > SLOTS or low < -(1 << 15) or high >= 1 << 15:
        return None
    return Rows(piece(places), weights, slots, largest)


@dataclass(frozen=True)
class Row:
    """Taps along a row, for a width, a number of channels and vectors.

    Attributes
    ----------
    loads : Loads
    tables : ndarray of uint8
        Offsets; weights, one output after the other, and as vectors take them.
    starts : dict of str to int
        Where they begin.
    size : int
        Bytes of the packed weights of a group.
    """

    loads: Loads
    tables: Array
    starts: dict[str, int]
    size: int


def _row(across: Taps, form: Form, width: int, channels: int, vector: int) -> Row | None:
    taps = consecutive(across, width, (2,))
    if taps is None or (form.name == "rounded" and not _are_bytes(taps[1], form)):
        return None
    first, weight = taps
    group = vector // 2 if channels > 2 else vector // min(channels, 2)
    order = _order(channels, group)
    groups = -(-first.size // group)
    offset, packed = np.empty(groups * group, np.int32), np.empty((groups, order.size, 2), np.int16)
    called(spread.pairs, first, weight, channels, group, order, offset, packed)
    loads = Loads.of(width * channels, offset, group, 8 if channels > 2 else 2 * channels, channels <= 4)
    tables = loads.offset, piece(weight.astype(np.int32)), piece(packed)
    starts = {"OFFSET": 0, "PLAIN": tables[0].size, "PACKED": tables[0].size + tables[1].size}
    return Row(loads, np.concatenate(tables), starts, 4 * order.size)


def _weights(weights: Array, form: Form) -> tuple[Array, int]:
    """Return the table of weights along columns, and the bytes of those of an output."""
    table = weights.astype(np.int16) if form.name == "shifted" else _products(weights, form)
    return piece(table), table[0].nbytes


def _form(across: Taps, down: Taps, states: tuple[State, ...]) -> Form | None:
    """Return how rows are kept and added, or None."""
    kept = states[1]
    if kept.dtype == "u8":
        first, second = weighted(across, kept), weighted(down, states[2])
        if first is None or second is None or int(first.count.max()) > 2 or not 0 < first.shift <= 16:
            return None
        return Form("rounded", first.half, first.shift, 0, second.half, second.shift)
    ends = made(down, "ends", lambda: _ends(down))
    if ends is None or not made(across, "plain", lambda: _is_sum(across)) or kept.low is None or kept.high is None:
        return None
    low, high = (-(1 << 19), 1 << 19) if ends.name == "shifted" else (0, 1 << 16)
    return ends if low <= kept.low and kept.high < high else None


def _is_sum(across: Taps) -> bool:
    """Return whether a step gives sums of products as they are."""
    return (across.term, across.load, across.finish, across.sum.acc) == (Mul(), (), (), "i32")


def _ends(down: Taps) -> Form | None:
    """Return how sums of rows of 32 bits are added and finished, or None."""
    if down.sum.acc != "i32":
        return None
    if (down.term, down.load, down.finish) == (MulShr(16, "floor"), (Shr(4),), SHIFTED):
        return Form("shifted", shift=4)
    match down.finish:
        case (Add(c), Shr(n), Cast("u8", "sat")) if (down.term, down.load) == (Mul(), ()):
            return Form("products", bias=1 << 15, down_added=int(c), down_shift=n)
    return None


def _are_bytes(weights: Array, form: Form) -> bool:
    """Return whether rounded sums of bytes are bytes before anything clips them."""
    least, most = int(weights.min()), int(weights.sum(1).max())
    return least >= 0 and form.added >= 0 and (255 * most + form.added) >> form.shift <= 255


def _fits_words(kept: State, largest: int) -> bool:
    """Return whether sums of shifted products, and 2 more, fit 16 bits."""
    assert kept.low is not None and kept.high is not None
    most = max(abs(kept.low >> 4), abs(kept.high >> 4))
    return (most * largest >> 16) + 4 < 1 << 15


@cache
def _order(channels: int, group: int) -> Array:
    """Return the outputs of a group in the order of weights: two vectors of the even and the odd, or one of all."""
    if channels > 2:
        return np.arange(group).reshape(-1, 2).T.repeat(4)
    return np.arange(group).repeat(min(channels, 2))


def _products(weights: Array, form: Form) -> Array:
    """Return weights, what is added together with the bias of the kept rows, and the shift, for every output."""
    table = np.empty((len(weights), 3), np.int64)
    table[:, 0] = (weights[:, 0] & 0xFFFF) | (weights[:, 1] << 16)
    table[:, 1] = form.down_added + weights.sum(1) * form.bias
    table[:, 2] = form.down_shift
    return table.astype(np.int32)  # the low 32 bits
