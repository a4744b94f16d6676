"""The level of CPU that Numba compiles for, as LLVM tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import config
from numba.core.codegen import get_host_cpu_features

from resample.kernels.simd import I8, I32, Emit, Kind

__all__ = ["Level", "level"]


@dataclass(frozen=True)
class Level:
    """What the vectors of a CPU are.

    Attributes
    ----------
    name : str
        ``"avx512-vnni"``, ``"avx512"``, ``"avx2-vnni"``, ``"avx2"``, ``"sse4"``.
    lanes : int
        32-bit lanes of a vector.
    dot8 : bool
        Whether it adds products of bytes to 32-bit lanes in one instruction.
    """

    name: str
    lanes: int
    dot8: bool


@cache
def level() -> Level | None:
    """Return the level of the CPU that Numba compiles for; None if kernels have plain loops only.

    LLVM itself is asked, by what it makes of a small function: a named CPU (``NUMBA_CPU_NAME``) lists no features.
    """
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    name, features = config.CPU_NAME, config.CPU_FEATURES
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=name or llvm.get_host_cpu_name(), features=get_host_cpu_features() if features is None else features, opt=3
    )
    assembly = machine.emit_assembly(llvm.parse_assembly(str(_probe())))
    dot8 = "vpdpbusd" in assembly

    def multiplies(register: str) -> bool:
        return re.search(rf"pmaddwd\s[^\n]*{register}", assembly) is not None

    if multiplies("zmm"):
        return Level("avx512-vnni" if dot8 else "avx512", 16, dot8)
    if multiplies("ymm"):
        return Level("avx2-vnni" if dot8 else "avx2", 8, dot8)
    return Level("sse4", 4, False) if multiplies("xmm") and "pshufb" in assembly else None


def _probe() -> ir.Module:
    """Return a function that shuffles bytes, and one that sums products of bytes: what they become tells the level."""
    module = ir.Module("probe")
    b, wide = ir.VectorType(I8, 64), ir.VectorType(I32, 64)
    shuffled = ir.Function(module, ir.FunctionType(b, [b]), "shuffled")
    builder = ir.IRBuilder(shuffled.append_basic_block())
    emit = Emit(builder, Kind(16, "wide", 1, False))
    x = shuffled.args[0]
    order = [(i * 7 + 3) % 16 + i // 16 * 16 for i in range(64)]
    words = emit.madd(builder.bitcast(emit.shuffle(x, x, order), emit.dwords), builder.bitcast(x, emit.dwords))
    builder.ret(builder.bitcast(words, b))
    reduced = ir.Function(module, ir.FunctionType(I32, [b, b]), "reduced")
    builder = ir.IRBuilder(reduced.append_basic_block())
    product = builder.mul(builder.zext(reduced.args[0], wide), builder.sext(reduced.args[1], wide))
    total = ir.Function(module, ir.FunctionType(I32, [wide]), "llvm.vector.reduce.add.v64i32")
    builder.ret(builder.call(total, [product]))
    return module
