"""Measure, and write docs/data/benchmarks.json: ``python -m benchmarks [--quick] [-o FILE]``; then docs/generate.py.

What was measured for another level of CPU stays in the file: set ``NUMBA_CPU_NAME=haswell NUMBA_CPU_FEATURES=`` (both)
to measure as if this CPU had no more than AVX2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks.cases import SHAPES, cases, fixed, named, noise, touched
from benchmarks.floor import floor
from benchmarks.goals import summary
from benchmarks.machine import describe
from benchmarks.measure import compare, timed
from benchmarks.peers import PEERS, Peer
from benchmarks.scaling import curve, threads
from resample.kernels.levels import level

DATA = Path(__file__).parents[1] / "docs" / "data" / "benchmarks.json"
Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Measure every row; return 1 if a row's two sides differ in a byte."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small row a kind: shows that it runs, not how fast")
    parser.add_argument("--rounds", type=int, default=9, help="how often both sides are measured")
    parser.add_argument("-k", default="", help="only rows whose text holds this")
    parser.add_argument("--simd", default="", help="folder that Pillow-SIMD is installed in")
    parser.add_argument("-o", "--output", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    rounds = 2 if options.quick else options.rounds
    rows = [*originals(options.quick, options.k, rounds)]
    if not options.quick:
        rows += [row for row in peers(options.simd, rounds) if options.k in f"{row['original']} {row['what']}"]
        rows += [row for row in threads() if options.k in f"{row['original']} {row['what']}"]
    found = level()
    name = found.name if found else "plain"
    run = {"level": name, "machine": describe(), "rounds": rounds, "goals": summary(rows, name), "rows": rows}
    run["curve"] = [] if options.quick or options.k else curve()
    document = {"runs": [r for r in kept(options.output) if r["level"] != name] + [run]}
    document["runs"].sort(key=lambda r: r["level"])
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return int(any(row["equal"] is False for row in rows))


def kept(path: Path) -> list[dict[str, Any]]:
    """Return the runs that a file has."""
    if not path.exists():
        return []
    runs: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")).get("runs", [])
    return runs


def row(
    original: str, what: str, shape: str, group: str, equal: bool | None, new: bool, times: tuple[float, ...]
) -> Row:
    """Return what the table shows of a row; `times` are ours, theirs, the ratio and the floor."""
    ours, theirs, ratio, least = times
    text = {True: "", False: "  NOT EQUAL", None: "  (not exact)"}[equal]
    sys.stdout.write(f"{original} {what} {shape}: {ratio:.2f}{text}\n")
    sys.stdout.flush()
    return {
        "original": original,
        "what": what,
        "shape": shape,
        "group": group,
        "new_size": new,
        "equal": equal,
        "ours_ms": round(ours * 1e3, 4),
        "theirs_ms": round(theirs * 1e3, 4),
        "ratio": float(f"{ratio:.2g}") if ratio < 1 else round(ratio, 2),
        "floors": round(ours / least, 1) if least else None,
    }


def originals(quick: bool, holding: str, rounds: int) -> Iterator[Row]:
    """Yield the rows against originals."""
    chosen = [c for c in cases(quick) if holding in f"{c.original} {c.what} {c.shape}"]
    for case in track(chosen, "rows", disable=not sys.stderr.isatty()):
        equal = case.equal()
        times = compare(timed(case.ours), timed(case.theirs), rounds)
        least = floor(*case.touched)
        yield row(case.original, case.what, case.shape, case.group, equal, case.new_size, (*times, least))


def peers(simd: str, rounds: int) -> Iterator[Row]:
    """Yield the rows against peers that are installed; none of them is exact."""
    import resample.pillow as own

    for name in PEERS:
        try:
            peer = Peer(name, simd if name == "Pillow-SIMD" else "")
        except ImportError:
            sys.stdout.write(f"{name} is not installed\n")
            continue
        for source, result in SHAPES:
            for filter_ in ("BOX", "BILINEAR", "BICUBIC", "LANCZOS"):
                ours = timed(fixed(own.resize, noise(source), result, own.Resampling[filter_]))
                times = compare(ours, partial(peer.seconds, source, result, filter_), rounds)
                text = named(source, result)
                least = floor(*touched(source, result))
                yield row(f"{name} {peer.version}", f"RGB {filter_}", text, "peers", None, False, (*times, least))
        peer.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
