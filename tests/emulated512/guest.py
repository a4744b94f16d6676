"""What runs on the emulated CPU: every case, between pages without access, its bytes compared with the reference's."""

from __future__ import annotations

import json
import os
import pickle
import re
import sys
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from resample.kernels.levels import level
from resample.run import engine
from resample.run.bytes import Walk, scratch
from tests.emulated512.cases import Case, programs
from tests.words.guards import Guarded

__all__ = ["FLAGS_OF", "first", "run"]

FLAGS = re.compile(r"^flags\s*:(.*)$", re.MULTILINE)
#: What the CPU must have, without instructions for products of bytes and with them.
FLAGS_OF = {
    False: ("avx512f", "avx512bw", "avx512dq", "avx512vl"),
    True: ("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni"),
}


def run(folder: Path) -> None:
    """Say what this CPU is, run all cases, and say of each how many bytes differ.

    Where a child dies of a case, such as of an instruction that the emulator does not know, another goes on behind it.
    """
    name = Path("/proc/cpuinfo").read_text()
    flags = (FLAGS.search(name) or [""])[0].split()
    say("cpu", flags=[f for f in FLAGS_OF[True] if f in flags], llvm=llvm.get_host_cpu_name(), level=str(level()))
    cases = pickle.loads((folder / "cases").read_bytes())
    start = 0
    while start < len(cases):
        child = os.fork()
        if not child:
            room = (Guarded(2 << 20), Guarded(2 << 20))
            for number in range(start, len(cases)):
                named = kernels(cases[number])
                Path("/at").write_text(json.dumps([number, named]))
                say("ran", case=number, kernels=named, bytes=compare(cases[number], room, number))
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0:
            break
        number, named = json.loads(Path("/at").read_text())
        say("died", case=number, kernels=named, code=code)
        start = number + 1
    say("done", cases=len(cases) - 1)


def first(folder: Path) -> None:
    """Run the first right case on the CPU that is here."""
    case = pickle.loads((folder / "cases").read_bytes())[1]
    assert kernels(case)
    assert not compare(case, (Guarded(2 << 20), Guarded(2 << 20)), 0)


def say(what: str, **values: Any) -> None:
    """Print a line that a program can read."""
    print(json.dumps({"what": what, **values}), flush=True)


def kernels(case: Case) -> list[str]:
    """Return the names of the kernels of a case, with their form and lanes."""
    names = set()
    for program in programs(case):
        for job in getattr(program, "jobs", [program]):
            if isinstance(job, Walk):
                names.add(f"{job.function.__name__} {job.kind.dot} {job.kind.lanes}")
            else:
                kernel, form, _, width, _ = job._kernel
                names.add(f"{kernel.__name__} {form} {width}")
    return sorted(names)


def compare(case: Case, room: tuple[Guarded, Guarded], number: int) -> int:
    """Return how many bytes of a result are not the reference's; memory and scratch held other things before."""
    memory: list[Any] = []
    for array, part in zip((case.image, case.wanted), room, strict=True):
        side = part.end if number % 3 else part.begin
        memory.append(side(array.nbytes).view(array.dtype).reshape(array.shape))
    memory[0][...] = case.image
    memory[1].reshape(-1).view(np.uint8)[:] = number % 251
    scratch(1 << 20)[:] = number % 249
    engine.run(case.plan, *memory)
    found, wanted = memory[1].reshape(-1), np.ascontiguousarray(case.wanted).reshape(-1)
    return int((found.view(np.uint8) != wanted.view(np.uint8)).sum())


if __name__ == "__main__":
    run(Path(sys.argv[1]))
