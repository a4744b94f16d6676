"""Measure, and write docs/data/benchmarks.json: ``python -m benchmarks [--quick] [-o FILE]``; then docs/generate.py."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.progress import track

from benchmarks.cases import cases
from benchmarks.machine import describe
from benchmarks.measure import compare

DATA = Path(__file__).parents[1] / "docs" / "data" / "benchmarks.json"


def main(arguments: list[str]) -> int:
    """Measure every row; return 1 if a row's two sides differ in a byte."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small row a kind: shows that it runs, not how fast")
    parser.add_argument("--rounds", type=int, default=9, help="how often both sides are measured")
    parser.add_argument("-k", default="", help="only rows whose text holds this")
    parser.add_argument("-o", "--output", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    rounds = 2 if options.quick else options.rounds
    rows, wrong = [], 0
    chosen = [c for c in cases(options.quick) if options.k in f"{c.original} {c.what} {c.shape}"]
    for case in track(chosen, "rows", disable=not sys.stderr.isatty()):
        equal = case.equal()
        wrong += not equal
        ours, theirs, ratio = compare(case.ours, case.theirs, rounds)
        rows.append(
            {
                "original": case.original,
                "what": case.what,
                "shape": case.shape,
                "new_size": case.new_size,
                "equal": equal,
                "ours_ms": round(ours * 1e3, 4),
                "theirs_ms": round(theirs * 1e3, 4),
                "ratio": float(f"{ratio:.2g}") if ratio < 1 else round(ratio, 2),
            }
        )
        sys.stdout.write(f"{case.original} {case.what} {case.shape}: {ratio:.2f}{'' if equal else '  NOT EQUAL'}\n")
    document = {"machine": describe(), "rounds": rounds, "rows": rows}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
