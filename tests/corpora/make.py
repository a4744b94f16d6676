"""Makes a corpus: draws cases, asks the original, keeps what it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpora.case import Case, Outcome
from tests.corpora.file import write
from tests.corpora.pictures import make

__all__ = ["ORIGINALS", "RAISED", "answer", "make_corpus", "release"]

ORIGINALS = ("pillow", "opencv", "torch", "torchvision")

#: What a call may raise; anything else is a fault of the corpus itself.
RAISED = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)


def release(version: str) -> tuple[int, ...]:
    """Return a version as numbers, without what follows them."""
    return tuple(int(part) for part in version.split("+")[0].split(".") if part.isdecimal())


def answer(original: Any, case: Case) -> Outcome:
    """Return what an original's module gives for a case."""
    raised = (*RAISED, *getattr(original, "ERRORS", ()))
    picture = make(case.picture)
    try:
        with np.errstate(all="ignore"):
            return Outcome.of_array(original.call(case, picture), getattr(original, "result_dtype", _plain)(case))
    except raised as error:
        return Outcome.of_error(error, with_message=original.WITH_MESSAGE)


def _plain(case: Case) -> str:
    return ""


def make_corpus(name: str, n: int, path: Path, *, seed: int = 1, part: str | None = None) -> Counter[str]:
    """Write a corpus of the installed original and return the number of cases in each cell.

    Parameters
    ----------
    name : str
        One of `ORIGINALS`.
    n : int
        Number of cases.
    path : Path
        The file; it appears whole or not at all.
    seed : int
    part : str, optional
        A part that the original's cases are divided into; the first one by default.
    """
    cases = import_module(f"tests.corpora.{name}_cases")
    original = import_module(f"tests.corpora.{name}_original")
    part = part or cases.PARTS[0]
    setup = original.setup(part)
    counts: Counter[str] = Counter()

    def entries() -> Iterator[tuple[Case, Outcome]]:
        for case in cases.cases(n, seed, part, release(setup["version"])):
            counts[case.cell] += 1
            yield case, answer(original, case)

    cells = len(cases.cells(part, release(setup["version"])))
    write(path, {"original": name, **setup, "part": part, "seed": seed, "cells": cells}, entries())
    return counts
