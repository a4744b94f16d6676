"""A case of a corpus, what an original answered, and both as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from tests.corpora.pictures import Picture

__all__ = ["Case", "Outcome", "canonical", "spread"]

Array = npt.NDArray[Any]
Cell = TypeVar("Cell")

#: Results up to this many bytes are stored whole, so that a difference can be shown; of others the SHA-256 is.
WHOLE = 512


@dataclass(frozen=True)
class Case:
    """One call.

    Attributes
    ----------
    number : int
        Position in the corpus.
    cell : str
        What it is a case of: call, mode, dtype and direction, separated by slashes.
    call : str
        Name of the function.
    picture : Picture
    arguments : dict
        Keyword arguments, JSON values only; lists stand for tuples.
    """

    number: int
    cell: str
    call: str
    picture: Picture
    arguments: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the case as JSON values."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> Case:
        """Return the case that `to_json` wrote."""
        picture = Picture(**{**data["picture"], "shape": tuple(data["picture"]["shape"])})
        arguments = {name: tuple(v) if isinstance(v, list) else v for name, v in data["arguments"].items()}
        return Case(data["number"], data["cell"], data["call"], picture, arguments)

    def __str__(self) -> str:
        p = self.picture
        shape = "x".join(map(str, p.shape))
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        picture = f"{p.kind} {p.dtype} {shape} seed {p.seed} {p.layout}"
        return f"case {self.number} [{self.cell}] {self.call}({picture}; {given})"


@dataclass(frozen=True)
class Outcome:
    """What a call gave: an array, or an error.

    Two outcomes are equal if every bit is. NaNs count as one value: which of its many patterns a NaN has depends on the
    order in which a compiler puts the operands of an addition, and no original promises it.

    Attributes
    ----------
    dtype, shape
        Of the array; empty for an error.
    data : bytes or None
        The samples in C order, where they are few.
    digest : str
        SHA-256 of the samples.
    error, message : str
        Type and text of the error; empty for an array.
    """

    dtype: str = ""
    shape: tuple[int, ...] = ()
    data: bytes | None = None
    digest: str = ""
    error: str = ""
    message: str = ""

    @staticmethod
    def of_array(array: Array, dtype: str = "") -> Outcome:
        """Return the outcome of a call that gave an array; `dtype` names what NumPy cannot (``"bf16"``)."""
        raw = canonical(array, dtype).tobytes()
        data = raw if len(raw) <= WHOLE else None
        return Outcome(dtype or array.dtype.str, array.shape, data, sha256(raw).hexdigest())

    @staticmethod
    def of_error(error: BaseException, *, with_message: bool) -> Outcome:
        """Return the outcome of a call that raised; the text counts only where ours promises the same one."""
        return Outcome(error=type(error).__name__, message=str(error) if with_message else "")

    def __str__(self) -> str:
        if self.error:
            return f"{self.error}: {self.message}"
        values = f" {self.array().tolist()}" if self.data is not None else ""
        return f"{self.dtype} {'x'.join(map(str, self.shape))} {self.digest[:12]}{values}"

    def array(self) -> Array:
        """Return the samples of a small result."""
        assert self.data is not None
        return np.frombuffer(self.data, "<u2" if self.dtype == "bf16" else self.dtype).reshape(self.shape)


def canonical(array: Array, dtype: str = "") -> Array:
    """Return the array in C order, every NaN with the same bits."""
    result = np.array(array, order="C", copy=True)
    if dtype == "bf16":
        result[(result & 0x7FFF) > 0x7F80] = 0x7FC0
    elif result.dtype.kind == "f":
        result[np.isnan(result)] = np.nan
    return result


def spread(cells: Sequence[Cell], n: int) -> Iterator[tuple[int, Cell, int]]:
    """Yield n times a number, a cell, and how often that cell was there before; every round holds each cell once.

    Examples
    --------
    >>> list(spread("ab", 3))
    [(0, 'a', 0), (1, 'b', 0), (2, 'a', 1)]
    """
    for number in range(n):
        index, position = divmod(number, len(cells))
        yield number, cells[position], index
