"""How a fault is planted: an attribute, an entry of a table, or every step of a plan on its way to the executor."""

from __future__ import annotations

import copy
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace
from functools import reduce
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from resample.plan.words import PointOp, Split, Step, Sum, Taps

__all__ = ["Fault", "attribute", "builtin", "finishes", "item", "several", "sums", "taps"]

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Fault:
    """One wrong thing.

    Attributes
    ----------
    name : str
        What is wrong, and where it would come from.
    judge : str
        Who has to notice: one of `tests.faults.judge.JUDGES`. Rare faults are put to literals.
    plant : callable
        Plants it.
    backend : {"numpy", "numba"}
        The executor that runs with it.
    """

    name: str
    judge: str
    plant: Plant
    backend: str = "numpy"

    def __str__(self) -> str:
        return f"{self.judge}: {self.name} ({self.backend})"


def attribute(target: str, value: Any) -> Plant:
    """Return what replaces an attribute; the target is ``module:name`` or ``module:Class.name``."""
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    return lambda patch: patch.setattr(reduce(getattr, owners, import_module(module)), name, value)


def builtin(module: ModuleType, name: str, value: Any) -> Plant:
    """Return what hides a builtin function from a module."""
    return lambda patch: patch.setattr(module, name, value, raising=False)


def item(table: MutableMapping[Any, Any], key: Any, value: Any) -> Plant:
    """Return what replaces an entry of a table."""
    return lambda patch: patch.setitem(table, key, value)


def several(*plants: Plant) -> Plant:
    """Return what plants all of these, which together are one fault."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for one in plants:
            one(patch)

    return plant


def taps(change: Callable[[Taps], Taps]) -> Plant:
    """Return what changes every Taps, also in the parts of a Split, after the plan has been checked.

    So an executor that misreads a word is imitated, whichever of the two it is.
    """

    def changed(step: Step) -> Step:
        if isinstance(step, Split):
            return Split(tuple(replace(part, taps=change(part.taps)) for part in step.parts))
        return change(step) if isinstance(step, Taps) else step

    def plant(patch: pytest.MonkeyPatch) -> None:
        module = import_module("resample.run.execute")
        execute = module.execute

        def misled(plan: Any, *args: Any, **kwargs: Any) -> Any:
            # A copy that is not checked again: the fault has to be seen in the bits.
            other = copy.copy(plan)
            object.__setattr__(other, "steps", tuple(changed(step) for step in plan.steps))
            return execute(other, *args, **kwargs)

        patch.setattr(module, "execute", misled)

    return plant


def sums(change: Callable[[Sum], Sum]) -> Plant:
    """Return what changes how every Taps adds."""
    return taps(lambda step: replace(step, sum=change(step.sum)))


def finishes(change: Callable[[PointOp], PointOp | None]) -> Plant:
    """Return what changes, or drops, every operation that finishes a sum."""

    def changed(step: Taps) -> Taps:
        ops = (change(op) for op in step.finish)
        return replace(step, finish=tuple(op for op in ops if op is not None))

    return taps(changed)
