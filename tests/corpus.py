"""Makes corpora of real originals, and replays them without.

The commands:

    python -m tests.corpus pillow -n 20000 -o FILE              beside any release of Pillow
    python -m tests.corpus replay FILE --backend numba          anywhere; ends with 1 if a case differs
    python -m tests.corpus replay FILE --case 17                one case, with both outcomes

A corpus is the same file, byte for byte, whenever it is made beside the same original.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.corpora.file import read
from tests.corpora.make import ORIGINALS, make_corpus


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    if options.command == "replay":
        return _replay(options.file, options.backend, options.share, options.case)
    counts = make_corpus(options.command, options.n, options.output, seed=options.seed, part=options.part)
    least = min(counts.values())
    print(f"{options.output}: {options.n:,} cases in {len(counts)} cells of at least {least}")
    return 0


def _replay(file: Path, backend: str, share: tuple[int, int], number: int | None) -> int:
    # Here and not above: making a corpus must not need what replaying does.
    from tests.corpora import replay
    from tests.originals.counts import record_cases

    corpus = read(file)
    if number is not None:
        corpus = type(corpus)(corpus.header, (corpus.entries[number],))
    report = replay.replay(corpus, backend, share)
    if number is not None:
        case, theirs = corpus.entries[0]
        mine = report.differing[0][2] if report.differing else theirs
        print(f"{case}\n  original  {theirs}\n  ours      {mine}")
    for cell, (cases, differing) in report.counts.items():
        record_cases(cell, cases, differing)
    header = corpus.header
    print(f"{header['original']} {header['version']} {header['setup'] or ''} {backend}: {report}")
    return int(bool(report.differing))


def _parser() -> argparse.ArgumentParser:
    plain = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__, formatter_class=plain)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ORIGINALS:
        command = commands.add_parser(name, help=f"make a corpus of the installed {name}")
        command.add_argument("-n", type=int, default=20000, help="number of cases (20000)")
        command.add_argument("-o", "--output", type=Path, required=True, help="file to write")
        command.add_argument("--seed", type=int, default=1, help="draws other cases (1)")
        command.add_argument("--part", help="a part of the original's modes; the first by default")
    command = commands.add_parser("replay", help="compare a corpus with our drop-in")
    command.add_argument("file", type=Path)
    command.add_argument("--backend", choices=("numba", "numpy"), default=os.environ.get("RESAMPLE_BACKEND", "numba"))
    command.add_argument("--share", type=_share, default=(1, 1), help="1/4: the first of four shares")
    command.add_argument("--case", type=int, help="only this case, with both outcomes")
    return parser


def _share(text: str) -> tuple[int, int]:
    part, _, of = text.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of)):
        raise argparse.ArgumentTypeError(f"{text!r} is not PART/OF")
    return int(part), int(of)


if __name__ == "__main__":
    sys.exit(main())
