"""Tables of one axis of a walk over bytes, in the order in which its kernels read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.kernels import packing
from resample.kernels.dots import FORMS
from resample.kernels.simd import Kind
from resample.kernels.strips import GROUP
from resample.run.calls import called
from resample.run.weighted import Sums

__all__ = ["Packed", "packed_across", "packed_down"]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Packed:
    """Tables of an axis as kernels take them, flat; see `resample.kernels.packing`.

    Attributes
    ----------
    places : ndarray of int32, size outputs * 2
        Of each output its first group, and how many it has.
    weights : ndarray of int32, size outputs * most * words
    most : int
        Groups of the output that has the most.
    spread : int
        How far apart first places of one store are.
    """

    places: Array
    weights: Array
    most: int
    spread: int = 0


def packed_across(kind: Kind, across: Sums) -> Packed:
    """Return the tables along rows."""
    form, group = FORMS[kind.dot], GROUP[kind.channels]
    places = np.empty((-(-across.first.size // group) * group, 2), np.int32)
    n = int(called(packing.places, across.first, across.count, 4, 4, places))
    weights = np.empty((len(places), n, form.words), np.int32)
    _pack_weights(kind, across, 4, weights)
    return Packed(places.reshape(-1), weights.reshape(-1), n, int(packing.spread(places, group)))


def packed_down(kind: Kind, down: Sums, order: str) -> Packed:
    """Return the tables along columns."""
    form, outputs = FORMS[kind.dot], down.first.size
    rows = np.empty((outputs, 2), np.int32)
    few = order == "across_rows"
    step = 4 if order == "across_down" else 1
    most = int(called(packing.places, down.first, down.count, step, 2 if few else 4, rows))
    weights = np.empty((outputs, most, form.sums if few else form.words), np.int32)
    if few:
        called(packing.pairs, down.count, down.weight, int(kind.dot == "mixed"), weights)
    else:
        _pack_weights(kind, down, step, weights)
    return Packed(rows.reshape(-1), weights.reshape(-1), most)


def _pack_weights(kind: Kind, sums: Sums, step: int, out: Array) -> None:
    """Pack the weights of an axis in the form of a kind."""
    if kind.dot == "equal":
        called(packing.ones, sums.first, sums.count, sums.weight, step, out)
        return
    form = FORMS[kind.dot]
    called(packing.weights, sums.first, sums.count, sums.weight, step, form.words, int(not form.widened), out)
