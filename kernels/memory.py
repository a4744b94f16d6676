"""Addresses, single numbers there, and copies: for headers, and for what is left of a row where vectors end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = [
    "address",
    "copy",
    "f32_at",
    "i32_at",
    "i64_at",
    "put_f32",
    "put_i16",
    "put_i32",
    "put_i64",
    "put_u8",
    "u8_at",
    "u16_at",
]


def _pointer(builder: Any, address: Any, bits: ir.Type) -> Any:
    return builder.inttoptr(address, bits.as_pointer())


def _reader(bits: ir.Type, to: Any, widen: Callable[[Any, Any], Any]) -> Any:
    """Make an intrinsic that loads a number, which need not be aligned."""

    def read(typingctx: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            value = builder.load(_pointer(builder, values[0], bits))
            value.align = 1
            return widen(builder, value)

        return to(types.int64), generate

    return intrinsic(read)


def _writer(bits: ir.Type, of: Any, narrow: Callable[[Any, Any], Any]) -> Any:
    """Make an intrinsic that stores a number, which need not be aligned."""

    def write(typingctx: Any, address: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            number = context.cast(builder, values[1], signature.args[1], of)
            builder.store(narrow(builder, number), _pointer(builder, values[0], bits)).align = 1
            return context.get_dummy_value()

        return types.void(types.int64, of), generate

    return intrinsic(write)


_I8, _I16, _I32, _I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))

#: Load as int64, or as float32; only inside compiled code.
u8_at: Any = _reader(_I8, types.int64, lambda b, v: b.zext(v, _I64))
i32_at: Any = _reader(_I32, types.int64, lambda b, v: b.sext(v, _I64))
u16_at: Any = _reader(_I16, types.int64, lambda b, v: b.zext(v, _I64))
i64_at: Any = _reader(_I64, types.int64, lambda b, v: v)
f32_at: Any = _reader(ir.FloatType(), types.float32, lambda b, v: v)

#: Store the low bits of an int64, or a float32.
put_u8: Any = _writer(_I8, types.int64, lambda b, v: b.trunc(v, _I8))
put_i16: Any = _writer(_I16, types.int64, lambda b, v: b.trunc(v, _I16))
put_i32: Any = _writer(_I32, types.int64, lambda b, v: b.trunc(v, _I32))
put_i64: Any = _writer(_I64, types.int64, lambda b, v: v)
put_f32: Any = _writer(ir.FloatType(), types.float32, lambda b, v: v)


def _copy(typingctx: Any, to: Any, source: Any, size: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        one, other = (_pointer(builder, values[k], _I8) for k in (0, 1))
        cgutils.raw_memcpy(builder, one, other, values[2], 1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


#: Copy so many bytes to an address that lies apart.
copy: Any = intrinsic(_copy)


def _address(typingctx: Any, array: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.ptrtoint(context.make_array(signature.args[0])(context, builder, values[0]).data, _I64)

    return types.int64(array), generate


#: The address of an array's first element.
address: Any = intrinsic(_address)
