"""Compiles exported headers, many in one library, and runs them on arrays."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.export import Certificate, to_c
from resample.plan.plan import Plan
from resample.plan.words import DTYPES

Array = npt.NDArray[Any]

WARNINGS = ("-Wall", "-Wextra", "-Werror", "-pedantic")
BOUND = """
int run_{n}(const void *s, void *r, void *t) {{ return p{n}((const {source} *)s, ({result} *)r, t); }}
int test_{n}(void *m) {{ return p{n}_selftest(m); }}
unsigned long long bytes_{n}(int what) {{ return what ? P{n}_SELFTEST_BYTES : P{n}_SCRATCH_BYTES; }}
"""


def compile_shared(folder: Path, body: str, compiler: str, flags: Sequence[str]) -> ctypes.CDLL:
    """Return code as a library that is loaded: C, or C++ where the compiler's name ends with ``++``."""
    plus = compiler.endswith("++")
    source = folder / ("all.cpp" if plus else "all.c")
    source.write_text(f'extern "C" {{\n{body}\n}}\n' if plus else body)
    # Prototypes are for the headers' users; these functions are found by name.
    command = [compiler, *flags, *WARNINGS, "-shared", "-fPIC", "-o", str(folder / "all.so"), str(source), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr[:4000]}"
    return ctypes.CDLL(str(folder / "all.so"))


class Library:
    """Plans as one shared library.

    Parameters
    ----------
    folder : Path
        Where the files go.
    plans : sequence of Plan
    compiler : str
        ``gcc``, ``clang``, or with ``++``.
    flags : sequence of str
    certificates : sequence of Certificate, optional
        Of the plans, where they were made before.
    """

    def __init__(
        self,
        folder: Path,
        plans: Sequence[Plan],
        compiler: str = "gcc",
        flags: Sequence[str] = ("-O1", "-std=c99"),
        certificates: Sequence[Certificate] = (),
    ) -> None:
        self.plans = plans
        lines = []
        for n, plan in enumerate(plans):
            text = to_c(plan, f"p{n}", certificate=certificates[n] if certificates else None)
            (folder / f"p{n}.h").write_text(text)
            types = {"source": _stored(plan.source.dtype), "result": _stored(plan.dtype)}
            lines += [f'#include "p{n}.h"', BOUND.format(n=n, **types)]
        self.library = compile_shared(folder, "\n".join(lines), compiler, flags)

    def run(self, n: int, image: Array) -> Array:
        """Return what plan number n gives for a picture."""
        plan = self.plans[n]
        size = getattr(self.library, f"bytes_{n}")
        size.restype = ctypes.c_ulonglong
        scratch = np.empty(int(size(0)) // 8 + 1, np.uint64)
        result = np.empty(prod(plan.shape), DTYPES[plan.dtype])
        image = np.ascontiguousarray(image)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (image, result, scratch)]
        assert getattr(self.library, f"run_{n}")(*pointers) == 0
        return result.reshape(plan.shape)

    def selftest(self, n: int) -> int:
        """Return what the self-test of plan number n returns."""
        size = getattr(self.library, f"bytes_{n}")
        size.restype = ctypes.c_ulonglong
        memory = np.empty(int(size(1)) // 8 + 1, np.uint64)
        return int(getattr(self.library, f"test_{n}")(ctypes.c_void_p(memory.ctypes.data)))


def _stored(dtype: str) -> str:
    from resample.export.c_types import STORED

    return STORED[dtype]
