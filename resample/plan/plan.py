"""A plan: all there is to know about one resize of one kind of picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from resample.caches import once
from resample.imports import module
from resample.plan import text
from resample.plan.check import check
from resample.plan.measures import nbytes
from resample.plan.state import State
from resample.plan.words import DTYPES, Step


@cache
def _executors() -> ModuleType:
    # They stand above the plan in the layers, so they are found by name.
    return module("resample.run.execute")


@dataclass(frozen=True)
class Source:
    """The kind of picture that a plan takes.

    Attributes
    ----------
    shape : tuple of int
        Without the batch.
    dtype : str
        A name of `resample.plan.words.DTYPES`.
    axes : str
        One letter for each axis, out of ``D H W C``: ``"HWC"``, ``"CHW"``, ``"HW"`` ...
    facts : tuple of (str, bool)
        What an original looked at besides shape and dtype when it chose its arithmetic, such as torch's ``kernel_cl``.
    """

    shape: tuple[int, ...]
    dtype: str
    axes: str
    facts: tuple[tuple[str, bool], ...] = ()

    def axis(self, letter: str) -> int:
        """Return the number of the axis with this letter."""
        return self.axes.index(letter)

    @property
    def storage(self) -> np.dtype[np.generic]:
        """The NumPy dtype that holds the samples."""
        return DTYPES[self.dtype]


@dataclass(frozen=True, eq=False)
class Plan:
    """A source, and the steps that take it to the result; immutable, checked when it is made.

    Parameters
    ----------
    source : Source
    steps : tuple of Step
    bound : float or None
        None: exact.  Otherwise the largest difference from the original per unit of the largest sample.
    label : str
        The spec that the plan was made from; not a part of its identity.
    notes : tuple of str
        What a reader should know, such as why a plan is not exact; not a part of its identity.

    Attributes
    ----------
    states : tuple of State
        What is known of the picture before each step, and after the last one.
    memo : dict
        What executors keep with the plan, such as packed tables; it dies with the plan and is no part of it.

    Raises
    ------
    PlanError
        If an index, a count, a weight, a region or an accumulator is not provably in order.
    """

    source: Source
    steps: tuple[Step, ...]
    bound: float | None = None
    label: str = ""
    notes: tuple[str, ...] = ()
    states: tuple[State, ...] = field(init=False, repr=False)
    memo: dict[str, Any] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        start = State.of(self.source.shape, self.source.dtype)
        object.__setattr__(self, "states", check(start, self.steps))

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the result, without the batch."""
        return self.states[-1].shape

    @property
    def dtype(self) -> str:
        """Dtype name of the result."""
        return self.states[-1].dtype

    @property
    def exact(self) -> bool:
        """Whether every bit of the result is the original's."""
        return self.bound is None

    @once
    def nbytes(self) -> int:
        """Bytes of the tables of all steps."""
        return sum(map(nbytes, self.steps))

    @once
    def digest(self) -> str:
        """SHA-256 of source, steps and bound, in hexadecimal; the same for equal plans on every machine."""
        return text.digest(self)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what executors keep: it may be made for this CPU alone."""
        return {**self.__dict__, "memo": {}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __str__(self) -> str:
        return text.describe(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the plan as JSON text that `from_json` reads back to an equal plan."""
        return text.to_json(self, indent=indent)

    @staticmethod
    def from_json(document: str) -> Plan:
        """Return the plan that `to_json` wrote.

        Raises
        ------
        PlanError
            If the text is not a plan, or the plan is not in order.
        """
        fields = text.from_json(document)
        return Plan(Source(**fields.pop("source")), **fields)

    @overload
    def run(
        self,
        image: npt.NDArray[Any],
        *,
        out: npt.NDArray[Any] | None = ...,
        backend: str | None = ...,
        threads: int = ...,
        trace: Literal[False] = ...,
    ) -> npt.NDArray[Any]: ...
    @overload
    def run(
        self,
        image: npt.NDArray[Any],
        *,
        out: npt.NDArray[Any] | None = ...,
        backend: str | None = ...,
        threads: int = ...,
        trace: Literal[True],
    ) -> list[npt.NDArray[Any]]: ...
    def run(
        self,
        image: npt.NDArray[Any],
        *,
        out: npt.NDArray[Any] | None = None,
        backend: str | None = None,
        threads: int = 1,
        trace: bool = False,
    ) -> Any:
        """Run the plan on a picture, or on a batch of them.

        Parameters
        ----------
        image : ndarray, shape `source.shape`, or with batch axes in front
            Of the source's dtype; any strides.
        out : ndarray, optional
            Takes the result; of the result's shape and dtype. Untouched by a call that is refused.
        backend : {"numba", "numpy"}, optional
            Both give the same bits.  Default: the environment variable ``RESAMPLE_BACKEND``, else numba.
        threads : int
            Rows are split over this many threads; the bits do not depend on it.
        trace : bool
            Return what every step gave, the picture itself first, instead of the result alone.

        Returns
        -------
        ndarray, or list of ndarray when tracing
        """
        return _executors().execute(self, image, out=out, backend=backend, threads=threads, trace=trace)
