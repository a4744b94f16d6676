"""What is printed: prose that wraps in a terminal and nowhere else, tables that are never cut, errors in one line."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text


def console() -> Console:
    """Return the console of standard output, as it is now; it follows NO_COLOR and COLUMNS."""
    return Console(highlight=False, emoji=False, markup=False)


def width() -> int | None:
    """Return the columns of the terminal, None where output goes elsewhere."""
    here = console()
    return here.width if here.is_terminal else None


def show(lines: Iterable[Text | str], *, prose: bool = False) -> None:
    """Print lines; only prose is wrapped, and only in a terminal."""
    here = console()
    wraps = prose and here.is_terminal
    for line in lines:
        here.print(line, soft_wrap=not wraps)


def complain(text: str) -> None:
    """Print an error as one line on standard error."""
    print(f"resample: {text}", file=sys.stderr)
