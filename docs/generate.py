"""Renders the pages that hold numbers, from the data that commands made: ``python docs/generate.py [--check]``.

A page is written by hand but for what stands between ``<!-- NAME:start -->`` and ``<!-- NAME:end -->``: that is the
template ``docs/templates/NAME.md.j2`` filled with docs/data. The same data always gives the same text; with ``--check``
nothing is written, and the exit status says whether a page is out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parents[1]
DATA = ROOT / "docs" / "data"
#: Page -> the blocks that are rendered into it.
PAGES = {
    "README.md": ("exactness",),
    "docs/exactness.md": ("steps", "corpora", "differences"),
    "docs/benchmarks.md": ("benchmarks",),
    "docs/pillow.md": ("pillow_builds", "pillow_changes", "pillow_wheels"),
}
ORIGINALS = {"pillow": "Pillow", "opencv": "OpenCV", "torch": "PyTorch", "torchvision": "torchvision"}

Counts = dict[str, list[int]]


def main(arguments: list[str]) -> int:
    """Render every page, or check them all; return the exit status."""
    stale = []
    for name in PAGES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        rendered = render(name, text)
        if rendered != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(rendered, encoding="utf-8")
    if "--check" not in arguments:
        print(f"rendered: {', '.join(stale) or 'nothing to change'}")
        return 0
    if stale:
        print(f"out of date: {', '.join(stale)}; run python docs/generate.py", file=sys.stderr)
    return int(bool(stale))


def render(name: str, text: str) -> str:
    """Return the text of a page with its blocks rendered.

    Raises
    ------
    ValueError
        If a block has no marks in the page.
    """
    for block in PAGES[name]:
        marks = re.compile(rf"(<!-- {block}:start -->\n).*?(<!-- {block}:end -->)", re.DOTALL)
        if len(marks.findall(text)) != 1:
            raise ValueError(f"{name} has not one block {block}")
        body = environment().get_template(f"{block}.md.j2").render(**context())
        text = marks.sub(lambda match, body=body: f"{match[1]}{body.strip()}\n{match[2]}", text)
    return text


def environment() -> Environment:
    """Return Jinja2 as the templates expect it: a name that does not exist is an error."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "docs" / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["number"] = lambda n: f"{n:,}"
    return made


def context() -> dict[str, Any]:
    """Return what templates may use."""
    counts: Counts = load("exactness.json", {})
    return {
        "words": list(table(counts, "words", ("literal", "drawn"))),
        "plans": list(rows(counts, "plans")),
        "hard": list(by_executor(counts)),
        "live": list(rows(counts, "live")),
        "corpora": [
            corpora(name, title, counts) for name, title in ORIGINALS.items() if has(counts, f"corpus/{name}/")
        ],
        "differences": load("differences.json", []),
        "bench": load("benchmarks.json", None),
        "pillow": pillow(counts),
    }


def load(name: str, default: Any) -> Any:
    """Return a file of docs/data, or the default while no command has made it."""
    path = DATA / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default


# --- exactness ----------------------------------------------------------------------------------------------------


def has(counts: Counts, start: str) -> bool:
    """Return whether a cell begins so."""
    return any(cell.startswith(start) for cell in counts)


def rows(counts: Counts, section: str) -> Iterator[tuple[list[str], int, int]]:
    """Yield the parts of each cell of a section, its cases, and how many differ."""
    for cell, (cases, differing) in sorted(counts.items()):
        if cell.startswith(f"{section}/"):
            yield cell.split("/")[1:], cases, differing


def table(counts: Counts, section: str, columns: tuple[str, ...]) -> Iterator[tuple[str, list[int], int]]:
    """Yield what a section counts, the cases of each kind, and how many differ."""
    found: dict[str, dict[str, list[int]]] = {}
    for (what, kind), cases, differing in rows(counts, section):
        found.setdefault(what, {})[kind] = [cases, differing]
    for what, kinds in found.items():
        yield what, [kinds.get(c, [0, 0])[0] for c in columns], sum(d for _, d in kinds.values())


def by_executor(counts: Counts) -> Iterator[tuple[str, str, dict[str, int], int]]:
    """Yield original and cell of the hard cells, cases on each executor, and how many differ.

    A cell's name ends with the backend that ran it.
    """
    found: dict[tuple[str, str], dict[str, list[int]]] = {}
    for (original, what), cases, differing in rows(counts, "hard"):
        match = re.fullmatch(r"(.*?),? (numpy|numba)", what)
        cell, backend = (match[1], match[2]) if match else (what, "numba")
        found.setdefault((original, cell), {})[backend] = [cases, differing]
    for (original, cell), runs in found.items():
        yield original, cell, {name: count[0] for name, count in runs.items()}, sum(d for _, d in runs.values())


def corpora(name: str, title: str, counts: Counts) -> dict[str, Any]:
    """Return all that was counted of an original's corpora.

    ``runs``: build, executor, cases, differing. ``modes``: mode, dtypes, cases, differing. ``grid``: mode x dtype.
    """
    runs: dict[tuple[str, str], list[int]] = {}
    grid: dict[tuple[str, str], list[int]] = {}
    for (original, build, executor, mode, dtype), cases, differing in rows(counts, "corpus"):
        if original == name:
            for sums in (runs.setdefault((build, executor), [0, 0]), grid.setdefault((mode, dtype), [0, 0])):
                sums[0] += cases
                sums[1] += differing
    builds = sorted({build for build, _ in runs}, key=newest_first)
    modes = sorted({mode for mode, _ in grid})
    dtypes = sorted({dtype for _, dtype in grid})
    return {
        "title": title,
        "builds": builds,
        "runs": [(b, e, *runs[b, e]) for b in builds for e in ("kernels", "reference") if (b, e) in runs],
        "dtypes": dtypes,
        "modes": [
            {
                "name": mode,
                "dtypes": [t for t in dtypes if (mode, t) in grid],
                "cells": [grid.get((mode, t)) for t in dtypes],
                "cases": sum(count[0] for (m, _), count in grid.items() if m == mode),
                "differing": sum(count[1] for (m, _), count in grid.items() if m == mode),
            }
            for mode in modes
        ],
    }


def newest_first(build: str) -> tuple[tuple[int, ...], str]:
    """Return what sorts builds: versions from the newest on, then what follows them."""
    version, _, rest = build.partition("(")
    return tuple(-int(n) for n in version.split(".")), rest


# --- pillow -------------------------------------------------------------------------------------------------------


def pillow(counts: Counts) -> dict[str, Any]:
    """Return what the page of Pillow's versions shows.

    ``builds``: build, cases, differing, on the kernels. ``steps``: what changed from a release to the next, newest
    first. ``wheels``: multiplications in those for AArch64.
    """
    builds: dict[str, list[int]] = {}
    for (original, build, executor, _, _), cases, differing in rows(counts, "corpus"):
        if original == "pillow" and executor == "kernels":
            sums = builds.setdefault(build, [0, 0])
            sums[0] += cases
            sums[1] += differing
    wheels = load("pillow_wheels.json", [])
    return {
        "builds": [(build, *builds[build]) for build in sorted(builds, key=newest_first)],
        "steps": steps(load("pillow_changes.json", [])),
        "wheels": wheels,
        "release": wheels[0]["wheel"].split("-")[1] if wheels else "",
        "differences": [row for row in load("differences.json", []) if row["original"] == "pillow"],
    }


def steps(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each release and the next one, with the cells that changed in one way put together."""
    modes = {row["mode"] for one in found for row in one["changes"]}
    return [
        {
            "old": one["from"].removesuffix(".0"),
            "new": one["to"].removesuffix(".0"),
            "calls": one["calls"],
            "changed": sum(row["changed"] for row in one["changes"]),
            "groups": list(together(one["changes"], modes)),
        }
        for one in found
    ]


def together(changes: list[dict[str, Any]], modes: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the cells that changed in one way as one row; what is new is new for every picture."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in changes:
        where = {"new filter": ("all", "any"), "new function": (row["call"], "any")}
        call, shape = where.get(row["change"], (row["call"], row["shape"]))
        groups.setdefault((call, shape, row["change"]), []).append(row)
    for (call, shape, change), cells in groups.items():
        yield {
            "call": call if call == "all" else f"`{call}`",
            "shape": shape,
            "change": change,
            "modes": among({row["mode"] for row in cells}, modes),
            "filters": ", ".join(sorted({row["filter"] for row in cells})),
            "changed": sum(row["changed"] for row in cells),
            "calls": sum(row["calls"] for row in cells),
        }


def among(names: set[str], known: set[str]) -> str:
    """Return names in a row, or those that are missing where they are fewer."""
    missing = known - names
    if not missing:
        return "all"
    few = len(missing) < len(names)
    return ("all but " if few else "") + ", ".join(sorted(missing if few else names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
