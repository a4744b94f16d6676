"""Explicit vectors for kernels: generic LLVM vector code for every width, and the few x86 instructions it lacks.

A `Kind` is the type of an argument that has no value: it says how many 32-bit lanes a vector has and how bytes are
multiplied, so that one source is compiled for every level of CPU, and a level can be asked for by name. `Emit` writes
the code. Every operation has a form in generic vector code; where the vectors are the CPU's own (`Kind.native`), some
have an x86 instruction instead, with the same result, so that tests can run every kind on every CPU.

Addresses are int64. Nothing here allocates, raises, or touches a Python object.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import NativeValue, intrinsic, models, register_model, unbox

__all__ = ["DOTS", "Emit", "Kind", "Value", "constant_of", "emitted"]

I8, I16, I32, I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))

#: How a sum of bytes times weights is made; see `resample.kernels.dots`.
DOTS = ("equal", "wide", "mixed", "narrow", "bytes3", "bytes2")


class Kind(types.Type):
    """Type of an argument without a value, by which a kernel is compiled.

    Parameters
    ----------
    lanes : int
        32-bit lanes of a vector: 4, 8 or 16.
    dot : str
        One of `DOTS`.
    channels : int
        Samples of a pixel, 1 to 4.
    native : bool
        Whether the CPU has such vectors, and x86 instructions may be named.
    """

    def __init__(self, lanes: int, dot: str, channels: int, native: bool) -> None:
        self.lanes, self.dot, self.channels, self.native = lanes, dot, channels, native
        super().__init__(name=f"Kind({lanes},{dot},{channels},{native})")


@register_model(Kind)
class _KindModel(models.OpaqueModel):
    """No value."""


@unbox(Kind)
def _unbox_kind(typ: Kind, obj: Any, c: Any) -> NativeValue:
    return NativeValue(c.context.get_dummy_value())


def constant_of(of: Callable[[Kind], int]) -> Any:
    """Return a function of a kernel that gives a number of its kind."""

    @intrinsic
    def constant(typingctx: Any, kind: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            return I64(of(signature.args[0]))

        return types.int64(kind), generate

    return constant


#: x86 instructions for 4, 8 and 16 lanes.
_X86 = {
    "pmaddwd": ("sse2.pmadd.wd", "avx2.pmadd.wd", "avx512.pmaddw.d.512"),
    "pmaddubsw": ("ssse3.pmadd.ub.sw.128", "avx2.pmadd.ub.sw", "avx512.pmaddubs.w.512"),
    "packssdw": ("sse2.packssdw.128", "avx2.packssdw", "avx512.packssdw.512"),
    "packuswb": ("sse2.packuswb.128", "avx2.packuswb", "avx512.packuswb.512"),
    "vpdpbusd": ("avx512.vpdpbusd.128", "avx512.vpdpbusd.256", "avx512.vpdpbusd.512"),
}

Value: TypeAlias = Any  # an llvmlite.ir.Value


class Emit:
    """Vector code of one kind.

    Parameters
    ----------
    builder : llvmlite.ir.IRBuilder
    kind : Kind
    """

    def __init__(self, builder: ir.IRBuilder, kind: Kind) -> None:
        self.b, self.kind, self.lanes = builder, kind, kind.lanes
        self.dwords = ir.VectorType(I32, kind.lanes)
        self.words = ir.VectorType(I16, 2 * kind.lanes)
        self.bytes = ir.VectorType(I8, 4 * kind.lanes)
        self.size = 4 * kind.lanes

    # --- addresses ----------------------------------------------------------------------------------------------------

    def at(self, address: Value, offset: int) -> Value:
        """Return an address some bytes on."""
        return self.b.add(address, I64(offset)) if offset else address

    def load(self, address: Value, typ: ir.Type, align: int = 1) -> Value:
        """Load a value."""
        value = self.b.load(self.b.inttoptr(address, typ.as_pointer()))
        value.align = align
        return value

    def store(self, address: Value, value: Value, align: int = 1) -> None:
        """Store a value."""
        self.b.store(value, self.b.inttoptr(address, value.type.as_pointer())).align = align

    # --- lanes --------------------------------------------------------------------------------------------------------

    def const(self, typ: ir.VectorType, x: int) -> Value:
        """Return a vector of equal constants."""
        return ir.Constant(typ, [typ.element(x)] * typ.count)

    def shuffle(self, x: Value, y: Value, order: Sequence[int]) -> Value:
        """Return lanes of x and y (numbered on from x) in a constant order."""
        return self.b.shuffle_vector(x, y, ir.Constant(ir.VectorType(I32, len(order)), [I32(i) for i in order]))

    def splat(self, scalar: Value, typ: ir.VectorType) -> Value:
        """Return a vector of one number."""
        nothing = ir.Constant(typ, ir.Undefined)
        return self.shuffle(self.b.insert_element(nothing, scalar, I32(0)), nothing, [0] * typ.count)

    def weight(self, address: Value) -> Value:
        """Load a 32-bit number to every lane."""
        return self.splat(self.load(address, I32, 4), self.dwords)

    def join(self, parts: list[Value]) -> Value:
        """Return vectors one after the other as one."""
        while len(parts) > 1:
            n = parts[0].type.count
            parts = [self.shuffle(x, y, range(2 * n)) for x, y in zip(parts[::2], parts[1::2], strict=True)]
        return parts[0]

    def unpack(self, x: Value, y: Value, high: bool) -> Value:
        """Interleave the elements of the lower, or higher, half of every 128 bits of x and y."""
        n, per = x.type.count, 128 // x.type.element.width
        half = [g + high * per // 2 + i for g in range(0, n, per) for i in range(per // 2)]
        return self.shuffle(x, y, [k for i in half for k in (i, n + i)])

    def pairs(self, x: Value, y: Value, high: bool) -> Value:
        """Like `unpack`, of 64-bit elements in vectors of 32-bit lanes."""
        n = self.lanes
        return self.shuffle(x, y, [g + s * n + 2 * high + k for g in range(0, n, 4) for s in (0, 1) for k in (0, 1)])

    # --- arithmetic ---------------------------------------------------------------------------------------------------

    def _x86(self, name: str, result: ir.Type, arguments: list[tuple[Value, ir.Type]]) -> Value:
        typ = ir.FunctionType(result, [t for _, t in arguments])
        full = "llvm.x86." + _X86[name][{4: 0, 8: 1, 16: 2}[self.lanes]]
        function = cgutils.get_or_insert_function(self.b.module, typ, full)
        return self.b.call(function, [self.b.bitcast(v, t) for v, t in arguments])

    def evens(self, x: Value) -> Value:
        """Return bytes 0 and 2 of every lane as 16-bit numbers."""
        return self.b.and_(x, self.const(self.dwords, 0x00FF00FF))

    def odds(self, x: Value) -> Value:
        """Return bytes 1 and 3 of every lane as 16-bit numbers."""
        words = self.b.lshr(self.b.bitcast(x, self.words), self.const(self.words, 8))
        return self.b.bitcast(words, self.dwords)

    def madd(self, x: Value, y: Value) -> Value:
        """Return in every lane the sum of the products of its two signed 16-bit numbers."""
        if self.kind.native:
            return self._x86("pmaddwd", self.dwords, [(x, self.words), (y, self.words)])
        wide = ir.VectorType(I32, 2 * self.lanes)
        product = self.b.mul(*(self.b.sext(self.b.bitcast(v, self.words), wide) for v in (x, y)))
        even, odd = (self.shuffle(product, product, range(s, 2 * self.lanes, 2)) for s in (0, 1))
        return self.b.add(even, odd)

    def pair_sums(self, x: Value) -> Value:
        """Return the sum of the two unsigned bytes of every 16 bits."""
        return self.madd8(x, self.const(self.bytes, 1))

    def madd8(self, x: Value, y: Value) -> Value:
        """Return in every 16 bits the sum of the products of unsigned bytes in x and signed bytes in y; it must fit."""
        if self.kind.native:
            return self._x86("pmaddubsw", self.words, [(x, self.bytes), (y, self.bytes)])
        wide = ir.VectorType(I16, 4 * self.lanes)
        product = self.b.mul(
            self.b.zext(self.b.bitcast(x, self.bytes), wide), self.b.sext(self.b.bitcast(y, self.bytes), wide)
        )
        return self.b.add(*(self.shuffle(product, product, range(s, 4 * self.lanes, 2)) for s in (0, 1)))

    def dot8(self, acc: Value, x: Value, y: Value) -> Value:
        """Add to every lane the four products of its unsigned bytes in x and its signed bytes in y."""
        if self.kind.native:
            return self._x86("vpdpbusd", self.dwords, [(acc, self.dwords), (x, self.bytes), (y, self.bytes)])
        wide = ir.VectorType(I32, 4 * self.lanes)
        product = self.b.mul(
            self.b.zext(self.b.bitcast(x, self.bytes), wide), self.b.sext(self.b.bitcast(y, self.bytes), wide)
        )
        for s in range(4):
            acc = self.b.add(acc, self.shuffle(product, product, range(s, 4 * self.lanes, 4)))
        return acc

    def clipped(self, four: list[Value]) -> Value:
        """Return four vectors of dwords as bytes clipped to 0 .. 255: in every 128 bits, four of each in turn.

        Saturating to signed 16 bits first changes nothing: what that alters lies beyond 0 .. 255 on the same side.
        """
        if self.kind.native:
            low, high = (
                self._x86("packssdw", self.words, [(four[k], self.dwords), (four[k + 1], self.dwords)]) for k in (0, 2)
            )
            return self._x86("packuswb", self.bytes, [(low, self.words), (high, self.words)])
        zero, most = self.const(self.dwords, 0), self.const(self.dwords, 255)
        parts = []
        for x in four:
            above = self.b.select(self.b.icmp_signed(">", x, zero), x, zero)
            within = self.b.select(self.b.icmp_signed("<", above, most), above, most)
            parts.append(self.b.trunc(within, ir.VectorType(I8, self.lanes)))
        joined = self.join(parts)
        groups = range(self.lanes // 4)
        return self.shuffle(
            joined, joined, [k * self.lanes + 4 * g + i for g in groups for k in range(4) for i in range(4)]
        )

    # --- control ------------------------------------------------------------------------------------------------------

    def loop(self, n: Value, start: Sequence[Value], body: Callable[[Value, list[Value]], list[Value]]) -> list[Value]:
        """Do ``values = body(i, values)`` for i = 0 .. n - 1, at least once; return the last values."""
        before, head = self.b.block, self.b.append_basic_block()
        self.b.branch(head)
        self.b.position_at_end(head)
        i, values = self.b.phi(I64), [self.b.phi(v.type) for v in start]
        after = body(i, list(values))
        following, end, done = self.b.add(i, I64(1)), self.b.block, self.b.append_basic_block()
        for phi, first, again in zip([i, *values], [I64(0), *start], [following, *after], strict=True):
            phi.add_incoming(first, before)
            phi.add_incoming(again, end)
        self.b.cbranch(self.b.icmp_signed("<", following, n), head, done)
        self.b.position_at_end(done)
        return after

    def least(self, x: Value, y: Value) -> Value:
        """Return the smaller of two int64."""
        return self.b.select(self.b.icmp_signed("<", x, y), x, y)


def emitted(body: Callable[..., None]) -> Any:
    """Make an intrinsic of a function that writes code: ``body(emit, *addresses)``.

    Parameters
    ----------
    body : callable
        Takes an `Emit`, then int64 values; returns nothing. Its own parameters, but the first, are the intrinsic's.

    Returns
    -------
    intrinsic
        Called in a kernel as ``name(kind, *int64)``.
    """
    names = list(inspect.signature(body).parameters)[1:]

    def typing(typingctx: Any, kind: Any, *addresses: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            body(Emit(builder, signature.args[0]), *values[1:])
            return context.get_dummy_value()

        return types.void(kind, *[types.int64] * len(names)), generate

    # Numba reads an intrinsic's parameters from its signature.
    parameters = [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in ("typingctx", "kind", *names)]
    typing.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # inspect's own protocol
    typing.__name__, typing.__doc__, typing.__module__ = body.__name__, body.__doc__, body.__module__
    return intrinsic(typing)
