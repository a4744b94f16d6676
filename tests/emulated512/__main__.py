"""``python -m tests.emulated512 FOLDER``: all cases on all emulated CPUs; exits with 1 if a byte differs."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.emulated512.cases import CPU, CPUS, compile_all, make
from tests.emulated512.disc import archive, image, used
from tests.emulated512.guest import FLAGS_OF, first
from tests.emulated512.machine import lines
from tests.words.levels import environment

HERE = Path(__file__).parents[2]
#: Seconds that one machine may run.
MOST = 7200


def main() -> int:
    """Make and compile the cases of each CPU, boot a machine with them, and judge what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cpu", choices=CPUS, action="append", help="not all of them")
    parser.add_argument("--linux", type=Path, help="a kernel; else the newest in /boot")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        STEPS[given.step](CPUS[given.cpu[0]], given.folder)
        return 0
    linux = given.linux or max(Path("/boot").glob("vmlinuz-*"), key=lambda p: p.stat().st_mtime)
    right = [judged(CPUS[name], given.folder.resolve() / name, linux) for name in given.cpu or CPUS]
    return int(not all(right))


def judged(cpu: CPU, folder: Path, linux: Path) -> bool:
    """Run all cases on a CPU; return whether all ran there and came out right, and the wrong one was noticed."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {**environment(cpu.llvm), "NUMBA_CACHE_DIR": str(folder / "cache")}
    with tempfile.TemporaryDirectory() as cold:
        for step, variables in (
            ("make", dict(os.environ)),
            ("compile", named),
            # What a process imports that compiles, too, is seen where nothing is in the cache.
            ("pack", {**os.environ, "NUMBA_CACHE_DIR": cold}),
        ):
            command = [sys.executable, "-m", "tests.emulated512", str(folder), "--cpu", cpu.llvm, "--step", step]
            subprocess.run(command, check=True, cwd=HERE, env=variables)
    disc = image(folder, linux, folder / "files")
    told: list[dict[str, Any]] = []
    for line in lines(cpu.bochs, disc, folder, MOST):
        print(f"{cpu.bochs}: {line}", flush=True)
        if line.startswith("{"):
            told.append(json.loads(line))
    good = right(cpu, told)
    print(f"{cpu.bochs}: {'as the reference, and a wrong byte is seen' if good else 'WRONG'}", flush=True)
    return good


def right(cpu: CPU, told: list[dict[str, Any]]) -> bool:
    """Return whether a machine that said this was the CPU, and of all that ran the case with a wrong byte is wrong."""
    ran = [t for t in told if t["what"] == "ran"]
    died = Counter(kernel for t in told if t["what"] == "died" for kernel in t["kernels"])
    print(f"{len(ran)} cases ran; not known to the emulator: {dict(died) or 'none'}")
    (found,) = (t for t in told if t["what"] == "cpu")
    return (
        told[-1]["what"] == "done"
        and found["flags"] == list(FLAGS_OF[cpu.level.dot8])
        and found["level"] == str(cpu.level)
        and {kernel.split()[-1] for t in ran for kernel in t["kernels"]} == {str(cpu.level.lanes)}
        and [(t["case"], t["bytes"]) for t in ran if t["bytes"]] == [(0, 1)]
    )


def pack(cpu: CPU, folder: Path) -> None:
    """Write the archive of files for a machine: those that this process uses to run a case, cases, code and sources."""
    first(folder)
    variables = environment(cpu.llvm)
    named = {name: variables[name] for name in ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")}
    cache = folder / "cache"
    files = used() | {folder / "cases"} | {path for path in cache.rglob("*") if path.is_file()}
    sources = {path for part in ("resample", "resample/kernels") for path in (HERE / part).rglob("*.py")}
    # Bochs 2.7 computes SHA wrongly with the CPU's own instructions, and Numba names folders of its cache by SHA-1.
    named["OPENSSL_ia32cap"] = ":~0x20000000"
    archive(folder / "files", files, sources, folder, {**named, "NUMBA_CACHE_DIR": str(cache)})


STEPS = {"make": make, "compile": compile_all, "pack": pack}


if __name__ == "__main__":
    sys.exit(main())
