"""The table of a comparison, as lines that fit a terminal; whole lines where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from textwrap import wrap

from rich.text import Text

from resample.tools.check import Outcome, Verdict
from resample.tools.compare import Row
from resample.tools.differences import Difference
from resample.tools.meaning import percent

HEADS = ("differ", "largest", "mean", "time")
_GAP = "  "
_STYLES = {Outcome.EQUAL: "green", Outcome.DIFFERS: "bold red", Outcome.FAILED: "bold red"}


@dataclass(frozen=True)
class Entry:
    """A row, its difference from the first one (None for the first itself), and the verdict on it."""

    row: Row
    difference: Difference | None
    verdict: Verdict

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns between the spec and the verdict."""
        d = self.difference
        apart = ("-", "-", "-") if d is None else (percent(d.share), value(d.largest), value(d.mean))
        return (*apart, duration(self.row.seconds))


def lines(entries: Sequence[Entry], width: int | None) -> Iterator[Text]:
    """Yield the table.

    Each spec stands on one line if all of them fit, or if there is no width.  In a narrow terminal the rows of a build
    stand under its name, where the verdict stands too if it is theirs in common; nothing is ever cut.

    Parameters
    ----------
    entries : sequence of Entry
        Rows of one build next to each other.
    width : int or None
        Columns of the terminal, None for a file or a pipe.

    Yields
    ------
    Text
        One line.
    """
    columns = [max(map(len, column)) for column in zip(HEADS, *(e.cells for e in entries), strict=True)]
    flat = max(len(str(e.row.spec)) for e in entries)
    rest = sum(columns) + len(_GAP) * len(columns)
    if width is None or flat + rest + len(_GAP) + max(len(e.verdict.text) for e in entries) <= width:
        yield _line("spec", HEADS, flat, columns, "bold") + Text(f"{_GAP}original", "bold")
        yield from (_whole(entry, flat, columns) for entry in entries)
        return
    modes = max(len(_mode(e)) for e in entries)
    yield _line("spec", HEADS, modes, columns, "bold")
    for name, group in groupby(entries, key=lambda e: e.row.spec.name):
        yield from _group(name, list(group), modes, columns, width)


def _whole(entry: Entry, label: int, columns: Sequence[int]) -> Text:
    return _line(str(entry.row.spec), entry.cells, label, columns) + Text(_GAP) + _verdict(entry.verdict)


def _group(name: str, entries: Sequence[Entry], label: int, columns: Sequence[int], width: int) -> Iterator[Text]:
    """Yield the rows of a build under its name."""
    common = len({e.verdict for e in entries}) == 1
    head = Text(name, "bold")
    if common:
        yield from _append(head, entries[0].verdict, width)
    else:
        yield head
    for entry in entries:
        line = _line(_mode(entry), entry.cells, label, columns)
        if common:
            yield line
        else:
            yield from _append(line, entry.verdict, width)


def _append(line: Text, verdict: Verdict, width: int) -> Iterator[Text]:
    """Yield a line with the verdict at its end, or on lines of its own where it does not fit."""
    if line.cell_len + len(_GAP) + len(verdict.text) <= width:
        yield line + Text(_GAP) + _verdict(verdict)
        return
    yield line
    for piece in wrap(verdict.text, width - 4):
        yield Text("    ") + _verdict(replace(verdict, text=piece))


def _mode(entry: Entry) -> str:
    """Return the part of a spec that follows its build, as it stands under it."""
    return f"  :{str(entry.row.spec).partition(':')[2]}"


def _line(label: str, cells: Sequence[str], width: int, columns: Sequence[int], style: str = "") -> Text:
    padded = "".join(_GAP + cell.rjust(n) for cell, n in zip(cells, columns, strict=True))
    return Text(label.ljust(width) + padded, style)


def _verdict(verdict: Verdict) -> Text:
    return Text(verdict.text, _STYLES.get(verdict.outcome, "yellow"))


def value(number: float) -> str:
    """Return a difference of values.

    Examples
    --------
    >>> value(0.0), value(12.0), value(3.14159), value(0.0001)
    ('0', '12', '3.142', '1e-04')
    """
    if not isfinite(number) or number == int(number):
        return f"{number:.0f}"
    return f"{number:.3f}" if number >= 0.001 else f"{number:.0e}"


def duration(seconds: float) -> str:
    """Return a time with two or three digits.

    Examples
    --------
    >>> duration(0.00012), duration(0.0123), duration(0.123), duration(2.5)
    ('0.12 ms', '12.3 ms', '123 ms', '2.50 s')
    """
    ms = 1000 * seconds
    if ms < 10:
        return f"{ms:.2f} ms"
    return f"{ms:.1f} ms" if ms < 100 else f"{ms:.0f} ms" if ms < 1000 else f"{seconds:.2f} s"
