"""Refusals: what a person typed cannot be done, in one line."""

from __future__ import annotations

import re

from resample.errors import ResampleError
from resample.opencv.errors import error as OpenCVError


class Refused(Exception):
    """A request that cannot be met; its text is one line for a person."""

    def __str__(self) -> str:
        return re.sub(r"\s*\n\s*", " ", super().__str__().strip())


#: What specs, sources, plans and runs raise: this package's own errors, and the originals' types of errors.
ERRORS = (
    ResampleError,
    OpenCVError,
    ValueError,
    TypeError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    MemoryError,
)


def reason(error: BaseException) -> str:
    r"""Return what an error says, in one line; its type where it says nothing.

    Examples
    --------
    >>> reason(ValueError("height and width\nmust be > 0")), reason(MemoryError())
    ('height and width must be > 0', 'MemoryError')
    """
    if isinstance(error, MemoryError):
        return "not enough memory" if str(error) else "MemoryError"
    return re.sub(r"\s*\n\s*", " ", str(error).strip()) or type(error).__name__
