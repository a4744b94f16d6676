"""What the campaign compared: a line of JSON for each test, gathered into docs/data/exports.json.

``python -m tests.export.counts FILE`` gathers, and renders the table in docs/export.md.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
DATA, PAGE = DOCS / "data" / "exports.json", DOCS / "export.md"
MARKS = re.compile(r"(<!-- counts:start -->\n).*?(<!-- counts:end -->)", re.DOTALL)
VARIABLE = "RESAMPLE_EXPORT_COUNTS"


def count(what: str, cases: int, differing: int) -> None:
    """Append a number of comparisons, and how many differed, to the file that the environment names."""
    path = os.environ.get(VARIABLE)
    if path:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(json.dumps([what, cases, differing]) + "\n")


def gathered(lines: list[str]) -> dict[str, list[int]]:
    """Return cases and differing ones by what was compared.

    Examples
    --------
    >>> gathered(['["C", 3, 0]', '["C", 2, 1]'])
    {'C': [5, 1]}
    """
    found: dict[str, list[int]] = {}
    for line in lines:
        what, cases, differing = json.loads(line)
        sums = found.setdefault(what, [0, 0])
        sums[0] += cases
        sums[1] += differing
    return dict(sorted(found.items()))


def merge(path: Path) -> None:
    """Put what was counted in a file in the place of what the data says of the same comparisons; render the page."""
    before = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    found = before | gathered(path.read_text(encoding="utf-8").splitlines())
    DATA.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def render(text: str) -> str:
    """Return the page with the table of what was compared."""
    found = json.loads(DATA.read_text(encoding="utf-8"))
    rows = ["| compared with the originals, or with the reference | results | differing |", "|---|---|---|"]
    rows += [f"| {what} | {cases:,} | {differing:,} |" for what, (cases, differing) in found.items()]
    table = "\n".join(rows) + "\n"
    return MARKS.sub(lambda m: m[1] + table + m[2], text)


if __name__ == "__main__":
    merge(Path(sys.argv[1]))
