"""Counts what changed from each release of Pillow to the next, by one fixed set of corpus cases.

    python -m tests.originals.pillow_changes answer FILE        beside any release: its answers
    python -m tests.originals.pillow_changes count FILE...      answers of all releases -> docs/data/pillow_changes.json

``nox -s changes`` does both for every release that is verified. The answers are the originals' own, not ours.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

from tests.corpora import pillow_cases
from tests.corpora.bits import Draw, seed_of
from tests.corpora.case import Case, Outcome
from tests.corpora.file import Corpus, read, write
from tests.corpora.pictures import Picture, kinds_for

__all__ = ["Cell", "count", "fixed", "rows"]

DATA = Path(__file__).parents[2] / "docs" / "data" / "pillow_changes.json"
#: Cases of a cell: every cell has large, tiny and bad ones among 25.
EACH = 25
#: The error of a function that a release does not have; what it says does not count.
NOT_THERE = "AttributeError"
#: The cells of the newest release are drawn for all; older ones refuse what they do not have.
NEWEST = (13, 0)


class Cell(NamedTuple):
    """What changes are counted by."""

    call: str
    shape: str
    mode: str
    filter: str


def fixed() -> Iterator[Case]:
    """Yield the cases that every release answers."""
    for part in pillow_cases.PARTS:
        yield from pillow_cases.cases(EACH * len(pillow_cases.cells(part, NEWEST)), 1, part, NEWEST)
    for number, (mode, name, boxed) in enumerate(
        product(pillow_cases.DTYPES, pillow_cases.FILTERS, (False, False, True))
    ):
        yield _tall(number, mode, name, boxed)


def _tall(number: int, mode: str, name: str, boxed: bool) -> Case:
    """Return a resize of a picture about 100 times as high as wide, of which a corpus has few."""
    draw = Draw(seed_of("pillow", "tall", number))
    dtype, channels = pillow_cases.DTYPES[mode]
    width = draw.between(1, 6)
    height = 100 * width + draw.between(0, 60)
    shape = (height, width) + ((channels,) if channels > 1 else ())
    picture = Picture(draw.pick(kinds_for(dtype)), dtype, shape, draw.word())
    size, box = (draw.between(1, 12), draw.between(1, 90)), (0, 0.5, width, height - 0.25) if boxed else None
    given = {"size": size, "resample": pillow_cases.FILTERS[name], "box": box, "reducing_gap": None}
    return Case(number, f"resize/{name}/{mode}/tall", "resize", picture, {"mode": mode, **given})


def answer(path: Path) -> str:
    """Write what the installed release answers, and return its version."""
    # Here and not above: counting must not need Pillow.
    from tests.corpora import pillow_original
    from tests.corpora.make import answer

    entries = [(case, answer(pillow_original, case)) for case in fixed()]
    setup = pillow_original.setup("")
    write(path, {"original": "pillow", **setup, "part": "fixed", "seed": 1}, entries)
    return f"pillow {setup['version']}: {len(entries):,} answers"


def count(corpora: Iterable[Corpus]) -> list[dict[str, Any]]:
    """Return for each release and the next one how many calls changed, in which cells, newest first."""
    newest_first = sorted(corpora, key=lambda corpus: _numbers(corpus.header["version"]), reverse=True)
    return [_step(old, new) for new, old in pairwise(newest_first)]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _step(old: Corpus, new: Corpus) -> dict[str, Any]:
    pairs = [(a[0], a[1], b[1]) for a, b in zip(old.entries, new.entries, strict=True) if _possible(a[0], old)]
    return {
        "from": old.header["version"],
        "to": new.header["version"],
        "calls": len(pairs),
        "changes": rows(pairs),
    }


def _possible(case: Case, old: Corpus) -> bool:
    """Return whether a release can fill an image of the mode: Pillow 9.3 has I;16N and cannot."""
    return case.arguments["mode"] != "I;16N" or _numbers(old.header["version"]) >= (9, 5)


def rows(pairs: Iterable[tuple[Case, Outcome, Outcome]]) -> list[dict[str, Any]]:
    """Return the cells in which a call changed: calls, and how many of them changed in which way."""
    calls: Counter[Cell] = Counter()
    changes: Counter[tuple[Cell, str]] = Counter()
    for case, old, new in pairs:
        cell = _cell(case, old if new.error else new)
        calls[cell] += 1
        if old != new and not old.error == new.error == NOT_THERE:
            changes[cell, _kind(case, old, new)] += 1
    return [
        {**cell._asdict(), "change": kind, "calls": calls[cell], "changed": n}
        for (cell, kind), n in sorted(changes.items())
    ]


def _kind(case: Case, old: Outcome, new: Outcome) -> str:
    if old.error == NOT_THERE:
        return "new function"
    if old.error and pillow_cases.label(case)[0].startswith("mks"):
        return "new filter"
    if old.error and new.error:
        return "message"
    if old.error or new.error:
        return "error to result" if old.error else "result to error"
    return "bytes" if old.shape == new.shape else "size"


def _cell(case: Case, outcome: Outcome) -> Cell:
    name, mode = pillow_cases.label(case)
    call = case.call
    if call == "reduce":
        one = case.arguments["factor"] in (1, (1, 1))
        return Cell("reduce by 1" if one else "reduce", "any", mode, "none")
    if call == "resize" and case.arguments["reducing_gap"] is not None:
        call = "resize with reducing_gap"
    return Cell(call, _shape(case, outcome), mode, name)


def _shape(case: Case, outcome: Outcome) -> str:
    """Return how the sides of picture and result relate, by what the rules of some version ask."""
    if outcome.error:
        return "any"
    (height, width), (new_height, new_width) = case.picture.shape[:2], outcome.shape[:2]
    less = height - new_height
    if height > 100 * width and less > 0:
        return "more than 100 times as high as wide, shrinks"
    if less > 0 and less > 2 * (width - new_width):
        return "height shrinks by more than twice what width does"
    return "any other"


def dumps(steps: list[dict[str, Any]]) -> str:
    """Return the counts as the text of the data file, a cell a line."""
    blocks = []
    for step in steps:
        head = ", ".join(f"{json.dumps(key)}: {json.dumps(step[key])}" for key in ("from", "to", "calls"))
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in step["changes"])
        blocks.append(f'  {{{head}, "changes": [' + (f"\n{lines}\n  ]}}" if lines else "]}"))
    return "[\n" + ",\n".join(blocks) + "\n]\n"


def main(arguments: list[str]) -> None:
    """Run the command line."""
    command, *paths = arguments
    if command == "answer":
        print(answer(Path(paths[0])))
    elif command == "count":
        steps = count([read(Path(path)) for path in paths])
        DATA.write_text(dumps(steps), encoding="utf-8")
        for step in steps:
            changed = sum(row["changed"] for row in step["changes"])
            print(f"{step['from']} -> {step['to']}: {changed:,} of {step['calls']:,} calls changed")
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
