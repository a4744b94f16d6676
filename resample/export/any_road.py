"""Roads of a header of any size: what is done with some of the sizes, and the memory that it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resample.export.c_types import STORED

__all__ = ["Picture", "Road", "named"]

#: What every road with tables has of its own.
_OWN = re.compile(r"@_(longest|table|table_of|table_bytes|make_table|mad)\b")


@dataclass(frozen=True)
class Picture:
    """What a header knows of its pictures.

    Attributes
    ----------
    dtype : str
    channels : int
    first : bool
        Whether channels come before rows.
    """

    dtype: str
    channels: int
    first: bool

    @property
    def kind(self) -> str:
        """C type of a sample."""
        return STORED[self.dtype]

    @property
    def planes(self) -> int:
        """Number of pictures that lie one behind the other."""
        return self.channels if self.first else 1

    @property
    def inner(self) -> int:
        """Neighbouring samples that have the same taps."""
        return 1 if self.first else self.channels


@dataclass(frozen=True)
class Road:
    """One way from a picture to its result.

    Attributes
    ----------
    code : str
        Functions; ``@`` stands for the prefix of the header.
    count : tuple of str
        Lines that add what scratch memory is needed to `bytes`, or return 0 for sizes that are refused.
    run : tuple of str
        Lines of the entry, out of the sizes as they are given and as int64 h, w, oh, ow; `at` is free memory.
    when : str
        C condition of the same sizes under which this road is taken, if none before it is; empty: always.
    refused : str
        C condition of sizes that are refused.
    why : str
        What is said of them.
    """

    code: str
    count: tuple[str, ...]
    run: tuple[str, ...]
    when: str = ""
    refused: str = ""
    why: str = ""


def named(text: str, road: str) -> str:
    """Return code whose tables have names of their own, beside those of another road.

    Examples
    --------
    >>> named("@_table(@_up(1))", "cells")
    '@_cells_table(@_up(1))'
    """
    return _OWN.sub(rf"@_{road}_\1", text) if road else text
