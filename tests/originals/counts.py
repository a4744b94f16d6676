"""How many cases each exactness test compared, collected into the data that docs/exactness.md is rendered from.

A test calls `record_cases` when it is done. With the environment variable ``RESAMPLE_COUNTS`` naming a folder, every
process appends to a file of its own there, so that parallel workers do not meet; without it nothing is written.
``python -m tests.originals.counts FOLDER`` then puts the sums into docs/data/exactness.json, and docs/generate.py
renders the pages.

Cells
-----
A cell is a path; its first part is the section of the page that shows it.

* ``words/WORD/WHAT``: a word of plans, by hand-sized literals.
* ``plans/WHAT``: random valid plans, reference against kernels.
* ``hard/ORIGINAL/WHAT``: a hard cell of an original, drawn against the installed one.
* ``live/ORIGINAL/WHAT``: the live layer of hypothesis.
* ``corpus/ORIGINAL/BUILD/EXECUTOR/MODE/DTYPE``: calls that an original answered, replayed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

__all__ = ["SECTIONS", "collect", "merge", "record_cases"]

SECTIONS = {"words": 2, "plans": 1, "hard": 2, "live": 2, "corpus": 5}
DATA = Path(__file__).parents[2] / "docs" / "data" / "exactness.json"

Counts = dict[str, list[int]]


def record_cases(cell: str, cases: int, differing: int) -> None:
    """Note that `cases` cases of a cell were compared, and how many of them had a differing bit.

    Parameters
    ----------
    cell : str
        Path as described above. Counts of the same cell from several tests are added.
    cases, differing : int

    Raises
    ------
    ValueError
        If the path has not the parts of its section, or more cases differ than there are.
    """
    section, *rest = cell.split("/")
    if section not in SECTIONS or len(rest) != SECTIONS[section] or not all(rest):
        raise ValueError(f"cell {cell!r} is not a section of {', '.join(SECTIONS)} with its parts")
    if not 0 <= differing <= cases:
        raise ValueError(f"{differing} of {cases} cases")
    folder = os.environ.get("RESAMPLE_COUNTS")
    if folder is None:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    with Path(folder, f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps([cell, cases, differing]) + "\n")


def collect(folder: Path) -> Counts:
    """Return the sums of all that was recorded in a folder: cell -> [cases, differing]."""
    sums: Counts = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            cell, cases, differing = json.loads(line)
            total = sums.setdefault(cell, [0, 0])
            total[0] += cases
            total[1] += differing
    return sums


def merge(old: Counts, new: Counts) -> Counts:
    """Return the old counts with those cells replaced that were counted anew, in the order of their names.

    Cells of a build and executor that the new counts know are dropped if they were not counted again: a corpus is
    replayed whole or not at all.
    """
    groups = {_group(cell) for cell in new}
    kept = {cell: count for cell, count in old.items() if _group(cell) not in groups}
    return dict(sorted({**kept, **new}.items()))


def _group(cell: str) -> str:
    parts = cell.split("/")
    return "/".join(parts[:4]) if parts[0] == "corpus" else cell


def dumps(counts: Counts) -> str:
    """Return the counts as the text of the data file, a cell a line, so that a change of one is one line of a diff."""
    lines = [f"  {json.dumps(cell)}: {json.dumps(count)}" for cell, count in counts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(folder: str) -> None:
    """Merge what was recorded in a folder into docs/data/exactness.json."""
    old: Counts = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    new = collect(Path(folder))
    DATA.parent.mkdir(parents=True, exist_ok=True)
    DATA.write_text(dumps(merge(old, new)), encoding="utf-8")
    cases, differing = (sum(count[i] for count in new.values()) for i in (0, 1))
    print(f"{cases:,} cases in {len(new)} cells, {differing:,} differing -> {DATA.relative_to(DATA.parents[2])}")


if __name__ == "__main__":
    main(sys.argv[1])
