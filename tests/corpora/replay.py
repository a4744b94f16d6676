"""Replays a corpus through our drop-ins, without the original, and compares with ``==``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from resample.errors import NotExact
from tests.corpora.case import Case, Outcome
from tests.corpora.file import Corpus
from tests.corpora.make import RAISED
from tests.corpora.pictures import make

__all__ = ["EXECUTORS", "Report", "ours", "replay"]

#: What the two backends are called in tables.
EXECUTORS = {"numba": "kernels", "numpy": "reference"}

#: Differences that a report describes in full.
SHOWN = 10


@dataclass
class Report:
    """How many cases were compared, which differ, and how many were refused as not known to the bit.

    Attributes
    ----------
    counts : dict
        Cell of the tables of counts -> [cases, differing].
    differing : list of (Case, Outcome, Outcome)
        Case, the original's outcome and ours.
    refused : dict
        Mode and dtype -> [cases, refused]; empty for a corpus of which ours may refuse nothing.
    """

    counts: dict[str, list[int]] = field(default_factory=dict)
    differing: list[tuple[Case, Outcome, Outcome]] = field(default_factory=list)
    refused: dict[str, list[int]] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """Number of cases that were compared."""
        return sum(count[0] for count in self.counts.values())

    def add(self, cell: str, case: Case, theirs: Outcome, mine: Outcome) -> None:
        """Compare the two outcomes of a case."""
        count = self.counts.setdefault(cell, [0, 0])
        count[0] += 1
        if theirs != mine:
            count[1] += 1
            self.differing.append((case, theirs, mine))

    def add_refusable(self, what: str, mine: Outcome) -> bool:
        """Count a case that may be refused, and return whether it was."""
        is_refused = mine.error == NotExact.__name__
        count = self.refused.setdefault(what, [0, 0])
        count[0] += 1
        count[1] += is_refused
        return is_refused

    def __str__(self) -> str:
        lines = [f"{self.cases:,} cases, {len(self.differing):,} differing"]
        lines += [f"  {what}: {refused:,} of {cases:,} refused" for what, (cases, refused) in self.refused.items()]
        for case, theirs, mine in self.differing[:SHOWN]:
            lines += [f"  {case}", f"    original  {theirs}", f"    ours      {mine}"]
        return "\n".join(lines)


def replay(corpus: Corpus, backend: str, share: tuple[int, int] = (1, 1)) -> Report:
    """Compare a share of a corpus with what one of our executors gives.

    Parameters
    ----------
    corpus : Corpus
    backend : {"numba", "numpy"}
    share : (int, int)
        (1, 4): the first of four shares.
    """
    name = corpus.header["original"]
    cases = import_module(f"tests.corpora.{name}_cases")
    room = import_module(f"tests.corpora.{name}_ours")
    build = room.build(corpus.header)
    report = Report()
    may_refuse = corpus.header["part"] in getattr(room, "MAY_REFUSE", ())
    with using(backend):
        for case, theirs in corpus.share(*share):
            mode, dtype = cases.label(case)
            cell = f"corpus/{name}/{build}/{EXECUTORS[backend]}/{mode}/{dtype}"
            mine = ours(room, corpus.header, case)
            if not (may_refuse and report.add_refusable(f"{mode} {dtype}", mine)):
                report.add(cell, case, theirs, mine)
    return report


def ours(room: Any, header: dict[str, Any], case: Case) -> Outcome:
    """Return what our drop-in gives for a case."""
    picture = make(case.picture)
    try:
        with np.errstate(all="ignore"):
            array, dtype = room.call(header, case, picture)
            return Outcome.of_array(array, dtype)
    except (*RAISED, *room.errors()) as error:
        return Outcome.of_error(error, with_message=room.WITH_MESSAGE)


@contextmanager
def using(backend: str) -> Iterator[None]:
    """Choose the executor of every call inside the block."""
    before = os.environ.get("RESAMPLE_BACKEND")
    os.environ["RESAMPLE_BACKEND"] = backend
    try:
        yield
    finally:
        if before is None:
            del os.environ["RESAMPLE_BACKEND"]
        else:
            os.environ["RESAMPLE_BACKEND"] = before
