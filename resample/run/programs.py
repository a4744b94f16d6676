"""Which kernels run a plan: its steps in groups, each group a program; made once a plan and kept with it.

A matcher looks at the steps that are left and takes as many as one kernel can run together, or none. Matchers know the
plan's words alone. What no matcher takes is run step by step by the plain loops of `resample.run.engine`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from resample.plan.plan import Plan
from resample.plan.state import State
from resample.plan.words import Step
from resample.run import bytes as walks
from resample.run import cells, filters, nearest, pairs, shares
from resample.run.found import Found, Program

__all__ = ["MATCHERS", "Found", "Group", "Program", "groups"]

#: Asked in this order; the first that finds something is taken. They get the steps that are left and the states around
#: them: one more than steps.
MATCHERS: tuple[Callable[[tuple[Step, ...], tuple[State, ...]], Found | None], ...] = (
    nearest.match,
    pairs.match,
    walks.match,
    cells.match,
    filters.match,
    shares.match,
)


class Group(NamedTuple):
    """Steps of a plan that are run together.

    Attributes
    ----------
    start, stop : int
        Numbers of the steps.
    program : Program or None
        None: step by step.
    """

    start: int
    stop: int
    program: Program | None


def groups(plan: Plan) -> tuple[Group, ...]:
    """Return the groups of a plan's steps, in order, from the plan's memo where they were made before."""
    if "groups" not in plan.memo:
        plan.memo["groups"] = tuple(_groups(plan))
    found: tuple[Group, ...] = plan.memo["groups"]
    return found


def _groups(plan: Plan) -> list[Group]:
    made: list[Group] = []
    start = 0
    while start < len(plan.steps):
        steps, states = plan.steps[start:], plan.states[start:]
        found = next((f for match in MATCHERS if (f := match(steps, states)) is not None), None)
        stop = start + (found.steps if found else 1)
        made.append(Group(start, stop, found.program if found else None))
        start = stop
    return made
