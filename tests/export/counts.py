"""What the campaign compared: a line of JSON for each test, gathered into docs/data/exports.json.

``python -m tests.export.counts FILE`` gathers.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

DATA = Path(__file__).parents[2] / "docs" / "data" / "exports.json"
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


if __name__ == "__main__":
    found = gathered(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    DATA.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
