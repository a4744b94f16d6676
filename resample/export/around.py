"""What stands around a resize on the way into a network, as more steps of the plan, so that every target has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.plan.plan import Plan
from resample.plan.words import Gather, Lut, Map

__all__ = ["channels_reversed", "normalisation", "normalised"]


def normalisation(mean: Sequence[float], std: Sequence[float], largest: float = 255.0) -> npt.NDArray[np.float32]:
    """Return ((value / largest) - mean) / std in float32 for every byte, one row a channel.

    Each operation is rounded to float32, as torchvision's ``ToTensor`` and ``Normalize`` do it one after the other.

    Parameters
    ----------
    mean, std : sequence of float
        One number a channel.
    largest : float

    Returns
    -------
    ndarray of float32, shape (channels, 256)

    Raises
    ------
    ValueError
        If there are not as many means as deviations, or a deviation is 0.

    Examples
    --------
    >>> normalisation([0.5], [0.5])[0, [0, 255]].tolist()
    [-1.0, 1.0]
    """
    if len(mean) != len(std) or not all(std):
        raise ValueError(f"mean {mean} and std {std}: one number a channel, and no deviation of 0")
    unit = np.arange(256, dtype=np.float32) / np.float32(largest)
    rows = [(unit - np.float32(m)) / np.float32(s) for m, s in zip(mean, std, strict=True)]
    return np.stack(rows).astype(np.float32)


def normalised(plan: Plan, table: npt.NDArray[np.float32]) -> Plan:
    """Return a plan whose bytes are replaced by the entries of a table.

    Any chain of operations on single bytes is such a table, so that no question of rounding is left.

    Parameters
    ----------
    plan : Plan
        With a result of uint8.
    table : ndarray of float32, shape (channels, 256) or (1, 256)
        Channels are the last axis of the result.

    Raises
    ------
    NotExact
        If the result is not uint8.
    PlanError
        If there are as many rows neither as channels nor 1.
    """
    if plan.dtype != "u8":
        raise NotExact(f"a table has an entry for each byte, and the result is {plan.dtype}")
    step = Map((Lut(np.asarray(table, np.float32), "f32"),))
    return replace(plan, steps=(*plan.steps, step), label=f"{plan.label}, then a table of float32")


def channels_reversed(plan: Plan) -> Plan:
    """Return a plan that takes BGR where the given one takes RGB, or the other way round.

    Raises
    ------
    ValueError
        If a picture has not three channels.
    """
    axis = plan.source.axes.find("C")
    if axis < 0 or plan.source.shape[axis] != 3:
        raise ValueError(
            f"pictures of shape {plan.source.shape} ({plan.source.axes}) have no three channels to reverse"
        )
    label = f"{plan.label}, channels reversed before"
    return replace(plan, steps=(Gather(axis, np.array([2, 1, 0])), *plan.steps), label=label)
