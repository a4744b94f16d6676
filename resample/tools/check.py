"""Results held against the originals that are installed, bit for bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec
from resample.tools import differences
from resample.tools.originals import worker

Array = npt.NDArray[Any]

#: Seconds for all calls of one process; importing an original takes most of it.
PATIENCE = 600


class Outcome(Enum):
    """What came of holding a result against the original."""

    EQUAL = "equal"
    DIFFERS = "differs"
    FAILED = "failed"
    NOT_INSTALLED = "not installed"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Verdict:
    """An outcome, and a sentence about it.

    Attributes
    ----------
    outcome : Outcome
    text : str
        For a table, such as ``equal to Pillow 13.0.0, bit for bit``.
    """

    outcome: Outcome
    text: str

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the result."""
        return self.outcome not in (Outcome.DIFFERS, Outcome.FAILED)


@dataclass(frozen=True)
class Claim:
    """A result that is said to be what the original gives.

    Attributes
    ----------
    spec : Spec
    image, result : ndarray, shape (height, width, channels), or (channels, height, width)
    planar : bool
        Whether channels come first, as in a contiguous tensor.
    """

    spec: Spec
    image: Array
    result: Array
    planar: bool = False

    @property
    def size(self) -> tuple[int, ...]:
        """(height, width) of the result."""
        return self.result.shape[1:] if self.planar else self.result.shape[:2]


def worker_of(name: str) -> ModuleType | None:
    """Return the module that calls an original, if there is one; the original is not imported."""
    module = f"resample.tools.originals.{name}"
    return import_module(module) if name.isidentifier() and find_spec(module) else None


def batches(specs: Sequence[Spec]) -> list[list[int]]:
    """Return the numbers of the specs, those that one process can answer together."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[int]] = {}
    for number, spec in enumerate(specs):
        room = worker_of(spec.original)
        variables = tuple(sorted(room.environment(spec).items())) if room else ()
        groups.setdefault((spec.original, variables), []).append(number)
    return list(groups.values())


def check(claims: Sequence[Claim], progress: Callable[[str], None] = lambda _: None) -> list[Verdict]:
    """Return a verdict for each claim; every original runs in processes of its own.

    Parameters
    ----------
    claims : sequence of Claim
        In any order; those that one process can answer are put together.
    progress : callable
        Told the name of each original before it is asked.
    """
    verdicts: dict[int, Verdict] = {}
    for numbers in batches([claim.spec for claim in claims]):
        group = [claims[n] for n in numbers]
        progress(group[0].spec.original)
        verdicts |= zip(numbers, _batch(group), strict=True)
    return [verdicts[n] for n in range(len(claims))]


def _batch(claims: Sequence[Claim]) -> list[Verdict]:
    """Return the verdicts on claims about one original in one environment."""
    room = worker_of(claims[0].spec.original)
    if room is None:
        return [Verdict(Outcome.NOT_COMPARED, "not compared: nothing here calls it") for _ in claims]
    if find_spec(room.MODULE) is None:
        return [Verdict(Outcome.NOT_INSTALLED, "not installed") for _ in claims]
    with tempfile.TemporaryDirectory(prefix="resample-") as name:
        folder = Path(name)
        _write_jobs(claims, folder)
        trouble = _run(room, room.environment(claims[0].spec), folder)
        if trouble:
            return [Verdict(Outcome.FAILED, f"FAILED: {room.TITLE} {trouble}") for _ in claims]
        return list(_verdicts(claims, room, folder))


def _write_jobs(claims: Sequence[Claim], folder: Path) -> None:
    """Write what the process has to do; pictures that are shared are written once."""
    names: dict[int, str] = {}
    jobs = []
    for claim in claims:
        name = names.get(id(claim.image))
        if name is None:
            name = names[id(claim.image)] = f"image{len(names)}.npy"
            np.save(folder / name, claim.image, allow_pickle=False)
        job = {"spec": worker.to_json(claim.spec), "image": name, "size": claim.size, "planar": claim.planar}
        jobs.append(job)
    (folder / "jobs.json").write_text(json.dumps(jobs))


def _run(room: ModuleType, variables: dict[str, str], folder: Path) -> str:
    """Run the process; return what went wrong, or nothing.

    It finds modules where this process does, and works in the folder, where no file can be taken for an original.
    """
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    environment = {**os.environ, "PYTHONPATH": paths, **variables}
    environment = {name: value for name, value in environment.items() if value or name not in variables}
    command = [sys.executable, "-m", room.__name__, str(folder)]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"gave no answer in {PATIENCE} s"
    if done.returncode == 0:
        return ""
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    ending = f"ended by signal {-done.returncode}" if done.returncode < 0 else "could not be asked"
    return f"{ending}: {last}"


def _verdicts(claims: Sequence[Claim], room: ModuleType, folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts out of the answers of a process."""
    said = json.loads((folder / "answers.json").read_text())
    for claim, answer in zip(claims, said["answers"], strict=True):
        name = f"{room.TITLE} {said['version'].partition('+')[0]}{room.build(claim.spec)}"
        if "unlike" in answer:
            yield Verdict(Outcome.NOT_COMPARED, f"{answer['unlike']}: not compared")
        elif "raised" in answer:
            yield Verdict(Outcome.DIFFERS, f"DIFFERS: {name} raises {answer['raised']}")
        else:
            yield _compare(claim.result, np.load(folder / answer["result"], allow_pickle=False), name)


def _compare(ours: Array, theirs: Array, name: str) -> Verdict:
    """Return the verdict on a result, given what the original gave."""
    if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
        kind = f"{theirs.dtype} of shape {theirs.shape}, not {ours.dtype} of {ours.shape}"
        return Verdict(Outcome.DIFFERS, f"DIFFERS: {name} gives {kind}")
    count = differences.bits(ours, theirs)
    if count == 0:
        return Verdict(Outcome.EQUAL, f"equal to {name}, bit for bit")
    return Verdict(Outcome.DIFFERS, f"DIFFERS: {count:,} of {ours.size:,} values from {name}")
