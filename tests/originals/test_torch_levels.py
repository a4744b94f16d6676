"""torch's and torchvision's corpora on kernels for a CPU without FMA and AVX: the same bits, on every build.

Numba compiles for the CPU that two variables name. Such code has no fused multiply-add and calls that of the C library.
A share of each corpus is replayed here; ``nox -s levels`` replays all of them, on more than one level.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.corpora.file import read
from tests.corpora.torch_cases import PARTS
from tests.originals import test_corpus_torch, test_corpus_torchvision
from tests.originals.counts import record_cases
from tests.originals.replays import ROOT, corpus_file, present

NEHALEM = {"NUMBA_CPU_NAME": "nehalem", "NUMBA_CPU_FEATURES": ""}
CORPORA = {"torch": test_corpus_torch, "torchvision": test_corpus_torchvision}
SHARE = 20

ASSEMBLY = """
from tests.words.test_fused import fma_each
import numpy as np
for dtype in (np.float32, np.float64):
    x = np.array([4097, 1 + 2.0**-30], dtype)
    fma_each(x, x, x, x.copy())
print("\\n".join(fma_each.inspect_asm().values()))
"""


#: A C library that is told to use nothing of these has another double sine.
OLD_GLIBC = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX,-AVX2,-AVX512F"}
LANCZOS = """
import numpy as np
from resample import torch as F
from resample.errors import NotExact
x = np.linspace(-9, 9, 7 * 150 * 90).reshape(1, 7, 150, 90)
for dtype in (np.float32, np.float64):
    try:
        print(hash(F.interpolate(x.astype(dtype), (61, 83), mode="lanczos", antialias=True).tobytes()))
    except NotExact as error:
        print(error)
"""


def run(*command: str, **variables: str) -> str:
    """Return what a process prints whose kernels are for that CPU; its counts are not those of the tables."""
    environment = {name: v for name, v in os.environ.items() if name != "RESAMPLE_COUNTS"} | NEHALEM | variables
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_code_is_for_that_cpu() -> None:
    code = run("-c", ASSEMBLY)
    assert not re.search(r"vfm|ymm|zmm|\bv(mov|mul|add)", code)
    assert re.search(r"\bfmaf\b", code) and re.search(r"\bfma\b", code)


def test_another_sine_is_refused_where_it_matters() -> None:
    fused, other = (run("-c", LANCZOS, PYTHONHASHSEED="0", **extra).splitlines() for extra in ({}, OLD_GLIBC))
    assert other[0] == fused[0] and "needs the sine that glibc has" in other[1]
    assert fused[1].lstrip("-").isdecimal()


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", CORPORA)
def test_kernels(name: str, part: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    module = CORPORA[name]
    present(name, module.RELEASE)
    path = corpus_file(tmp_path_factory, name, module.CASES, part)
    told = run("-m", "tests.corpus", "replay", str(path), "--backend", "numba", "--share", f"1/{SHARE}")
    cases, differing = (int(n.replace(",", "")) for n in re.findall(r"([\d,]+) cases, ([\d,]+) differing", told)[0])
    record_cases(f"hard/{name}/corpus without FMA and AVX, {part}", cases, differing)
    assert (cases, differing) == (sum(1 for _ in read(path).share(1, SHARE)), 0)
