"""C99: one header a plan, with its tables, that C++ takes too."""

from __future__ import annotations

import re
from math import prod

from resample.errors import NotExact
from resample.export import c_sums
from resample.export.c_ops import Expressions
from resample.export.c_points import gather, map_
from resample.export.c_support import needed
from resample.export.c_taps import PartOfC
from resample.export.c_text import CHECK_COMPILER, FLOAT_CHECKS, SELFTEST, indented
from resample.export.c_types import STORED, Tables
from resample.export.certificate import NANS, Certificate, certify
from resample.export.regions import parts
from resample.plan.plan import Plan
from resample.plan.state import State
from resample.plan.words import DTYPES, FLOATS, Gather, Map, Split, Step, Taps

__all__ = ["one_nan", "sample_value", "to_c"]

#: Intermediate pictures begin at multiples of this many bytes.
_ALIGNED = 64
_CONDITION = "the order and the rounding of every operation; a compiler that follows IEEE 754 and fuses nothing"


def to_c(plan: Plan, name: str = "resize", *, certificate: Certificate | None = None) -> str:
    """Return a plan as a C99 header.

    It defines ``int NAME(const source *, result *, void *scratch)`` and ``int NAME_selftest(void *memory)``; both
    return 0 if all is well. Nothing is allocated: the caller gives ``NAME_SCRATCH_BYTES`` and ``NAME_SELFTEST_BYTES``
    (the name in capitals), aligned as ``malloc`` aligns. Arrays are contiguous and do not overlap; a batch is a loop.

    Parameters
    ----------
    plan : Plan
    name : str
        In front of every name in the header: two headers with different names go together.
    certificate : Certificate, optional
        Made by `resample.export.certify` with the provenance of its hash.

    Returns
    -------
    str

    Raises
    ------
    NotExact
        If the plan is not exact, or has a word that is not lowered to C.
    ValueError
        If the name is no identifier of C.

    Examples
    --------
    >>> plan = resample.plan("pillow:bilinear", shape=(1, 4, 1), dtype="uint8", size=(1, 2))
    >>> print(to_c(plan).partition("int resize(")[2].partition(")")[0])
    const uint8_t *source, uint8_t *result, void *scratch
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise ValueError(f"name {name!r} is no identifier of C")
    certificate = (certificate or certify(plan)).saying(_CONDITION)
    return _Header(plan, name, certificate).text()


class _Header:
    """The pieces of one header."""

    def __init__(self, plan: Plan, name: str, certificate: Certificate) -> None:
        self.plan, self.name, self.certificate = plan, name, certificate
        self.tables = Tables(name)
        self.e = Expressions(name, self.tables)
        self.functions: list[list[str]] = []
        self.calls = [self._step(n, step) for n, step in enumerate(plan.steps, 1)]

    def text(self) -> str:
        """Return the header."""
        entry = indented([*self._entry(), ""])
        functions = [indented([*function, ""]) for function in self.functions]
        code = "\n".join(f.strip("\n") + "\n" for f in [*functions, entry, self._selftest()]).replace("@", self.name)
        support = "\n\n".join(needed(code, self.name))
        capitals = self.name.upper()
        pieces = [
            f"#ifndef {capitals}_H\n#define {capitals}_H",
            "#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>",
            CHECK_COMPILER + (FLOAT_CHECKS if self._has_floats(code) else "#define @_NO_CONTRACTION\n"),
            self._macros(),
            "\n".join(self.tables.lines),
            support,
            code,
            "#if defined(@_POPS_OPTIONS)\n#pragma GCC pop_options\n#undef @_POPS_OPTIONS\n#endif",
            f"#endif /* {capitals}_H */",
        ]
        return self._comment() + "\n\n".join(p.strip("\n") for p in pieces if p).replace("@", self.name) + "\n"

    @staticmethod
    def _has_floats(code: str) -> bool:
        return re.search(r"\b(float|double)\b", code) is not None

    def _comment(self) -> str:
        c = self.certificate
        lines = ["/*", f" * {self.name}: {c.spec}", f" *   source  {c.source}", f" *   result  {c.result}", " *"]
        described = str(self.plan).replace("*/", "* /").splitlines()[1:]
        lines += [f" * {line}" for line in described]
        return "\n".join([*lines, " *", f" * certificate {c.to_json().replace('*/', '* /')}", " */", ""])

    def _macros(self) -> str:
        source, result = self._bytes(self.plan.states[0]), self._bytes(self.plan.states[-1])
        scratch, up = max(self._scratch()[1], 1), self.name.upper()
        test = sum(_up(n) for n in (source, result, scratch))
        sizes = {"SOURCE_BYTES": source, "RESULT_BYTES": result, "SCRATCH_BYTES": scratch, "SELFTEST_BYTES": test}
        lines = [f"#define {up}_{what} {size}ULL" for what, size in sizes.items()]
        return "\n".join(
            [*lines, f"#if SIZE_MAX < {test}ULL", f'#error "{self.name}: pictures larger than size_t"', "#endif"]
        )

    @staticmethod
    def _bytes(state: State) -> int:
        return prod(state.shape) * DTYPES[state.dtype].itemsize

    def _scratch(self) -> tuple[tuple[int, int], int]:
        """Return where the two intermediate pictures begin that are alive at a time, and the bytes of both."""
        between = [self._bytes(state) for state in self.plan.states[1:-1]]
        first, second = max(between[0::2], default=0), max(between[1::2], default=0)
        return (0, _up(first)), _up(first) + second

    def _entry(self) -> list[str]:
        """Return the function that runs the steps."""
        source, result = STORED[self.plan.source.dtype], STORED[self.plan.dtype]
        lines = [f"static inline int @(const {source} *source, {result} *result, void *scratch)", "{"]
        if not self.plan.steps:
            lines.append("memcpy(result, source, (size_t)@_RESULT_BYTES);".replace("@_R", f"{self.name.upper()}_R"))
        starts, _ = self._scratch()
        here = "source"
        for n, (functions, state) in enumerate(zip(self.calls, self.plan.states[1:], strict=True)):
            there, kind = "result", STORED[state.dtype]
            if n + 1 < len(self.calls):
                there = f"between{n + 1}"
                place = f" + {starts[n % 2]}" if starts[n % 2] else ""
                lines.append(f"{kind} *const {there} = ({kind} *)(void *)((unsigned char *)scratch{place});")
            lines += [f"{function}({here}, {there});" for function in functions]
            here = there
        return [*lines, "(void)scratch;", "return 0;", "}"]

    def _selftest(self) -> str:
        dtype, n = self.plan.source.dtype, prod(self.plan.source.shape)
        kind, value = STORED[dtype], sample_value(self.e, dtype)
        fill = {
            "ONE_NAN": one_nan(self.plan.dtype),
            "SOURCE_TYPE": kind,
            "RESULT_TYPE": STORED[self.plan.dtype],
            "SAMPLES": str(n),
            "OUTPUTS": str(prod(self.plan.shape)),
            "VALUE": value,
            "SEED": f"{self.certificate.seed}u",
            "HASH": f"0x{self.certificate.hash}ULL",
            "RESULT_AT": str(_up(self._bytes(self.plan.states[0]))),
            "SCRATCH_AT": str(_up(self._bytes(self.plan.states[0])) + _up(self._bytes(self.plan.states[-1]))),
            "UNSIGNED": f"uint{8 * DTYPES[self.plan.dtype].itemsize}_t",
            "PROVENANCE": self.certificate.provenance.replace("*/", "* /"),
        }
        return re.sub(r"\$(\w+)", lambda m: fill[m[1]], SELFTEST)

    # --- steps --------------------------------------------------------------------------------------------------------

    def _step(self, number_: int, step: Step) -> list[str]:
        """Add the functions of a step and return the names of those to call."""
        before, after = self.plan.states[number_ - 1 : number_ + 1]
        name = f"step{number_}"
        match step:
            case Taps() | Split():
                return self._taps(name, step, before, after)
            case Gather():
                self.functions.append(gather(self.e, name, step, before, after))
            case Map():
                self.functions.append(map_(self.e, name, step, before, after))
            case _:
                raise NotExact(f"the step {type(step).__name__} has no lowering to C")
        return [f"{self.name}_{name}"]

    def _taps(self, name: str, step: Taps | Split, before: State, after: State) -> list[str]:
        names = []
        pieces = parts(step)
        for n, part in enumerate(pieces):
            own = name if len(pieces) == 1 else f"{name}_part{n + 1}"
            c = PartOfC(self.e, own, part, before.shape, after.shape, before.dtype, after.dtype)
            self.functions.append(c.lines() if c.running else c_sums.lines(c))
            names.append(c.name)
        return names


def sample_value(e: Expressions, dtype: str) -> str:
    """Return a sample of the generated picture, out of the word z; see `resample.export.certificate.generated`."""
    kind = STORED[dtype]
    if dtype in ("f16", "bf16"):
        return e.store("(float)(z >> 56)", dtype)
    if dtype in FLOATS:
        return f"({kind})((double)(z >> 44) * 0.000244140625)"  # 2**-12, exact
    return f"({kind})(z >> {64 - 8 * DTYPES[dtype].itemsize})"


def one_nan(dtype: str) -> str:
    """Return the line that makes every NaN of a dtype the same one."""
    if dtype not in NANS:
        return ""
    suffix, bits = ("ULL", 63) if dtype == "f64" else ("u", 31 if dtype == "f32" else 15)
    infinity, nan = NANS[dtype]
    size = f"(x & 0x{2**bits - 1:X}{suffix})"
    return f"        if ({size} > 0x{infinity:X}{suffix}) x = 0x{nan:X}{suffix}; /* the bits of a NaN are open */\n"


def _up(size: int) -> int:
    """Return the size rounded up to where the next picture may begin."""
    return -(-size // _ALIGNED) * _ALIGNED
