"""The judge: a fixed slice of each original's corpora, and calls worked out one by one for faults that are rare."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from resample.front.call import clear_caches
from tests.corpora.file import Corpus
from tests.corpora.replay import ours, using
from tests.faults import literals
from tests.originals import replays

__all__ = ["CORPORA", "JUDGES", "corpus", "first_difference"]

#: Judge -> distribution, release, original, part, number of cases: two to four in each cell.
CORPORA = {
    "pillow": ("PIL", "13.0.0", "pillow", "core", 770),
    "pillow, other modes": ("PIL", "13.0.0", "pillow", "rest", 884),
    "opencv": ("cv2", "5.0.0", "opencv", "native", 720),
    "torch": ("torch", "2.13.0", "torch", "avx2-1", 828),
}
#: Cases with a longer side are left to the corpora: they are a tenth of the cases, and most of the time.
LARGEST = 256

JUDGES = (*CORPORA, *literals.LITERALS)


def corpus(factory: pytest.TempPathFactory, judge: str) -> Corpus | None:
    """Return the slice that a judge looks at, made by the original itself; None for a judge of literals."""
    if judge in literals.LITERALS:
        return None
    module, release, original, part, n = CORPORA[judge]
    replays.present(module, release)
    return replays.made(factory, original, n, part)


def first_difference(corpus: Corpus | None, judge: str, backend: str) -> str | None:
    """Return the first case of a corpus, or without one the first literal, that is not as it should be, or None."""
    clear_caches()
    try:
        with using(backend):
            return next(_differing_literals(judge) if corpus is None else _differing_cases(corpus), None)
    finally:
        clear_caches()


def _differing_literals(judge: str) -> Iterator[str]:
    for literal in literals.LITERALS[judge]:
        found = literal.found()
        if found != literal.expected:
            yield f"{literal.name}: {found}, not {literal.expected}"


def _differing_cases(corpus: Corpus) -> Iterator[str]:
    room = import_module(f"tests.corpora.{corpus.header['original']}_ours")
    for case, theirs in corpus.entries:
        if max(*case.picture.shape, *theirs.shape) > LARGEST:
            continue
        mine = ours(room, corpus.header, case)
        if mine != theirs:
            yield f"{case}: {mine}, not {theirs}"
