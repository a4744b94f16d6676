"""Gather and Map as C functions."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export.c_ops import Expressions
from resample.export.c_types import STORED, computed, number
from resample.plan.state import State
from resample.plan.words import Gather, Lut, Map, Premultiply, Unpremultiply
from resample.run.ops import to_storage


def _head(name: str, before: State, after: State) -> list[str]:
    """Return the first lines of the function of a step."""
    kinds = STORED[before.dtype], STORED[after.dtype]
    return [f"static void @_{name}(const {kinds[0]} *@_RESTRICT source, {kinds[1]} *@_RESTRICT result)", "{"]


def gather(e: Expressions, name: str, step: Gather, before: State, after: State) -> list[str]:
    """Lower `Gather`: slices are copied, or filled."""
    outer, inner = prod(before.shape[: step.axis]), prod(before.shape[step.axis + 1 :])
    n, kind = before.shape[step.axis], STORED[before.dtype]
    table, _ = e.tables.add("index", step.index)
    lines = [*_head(name, before, after), f"for (size_t i = 0; i < {outer}; i++)"]
    lines += [f"for (size_t o = 0; o < {step.index.size}; o++) {{"]
    lines.append(f"{kind} *const r = result + (i * {step.index.size} + o) * {inner};")
    copy = f"memcpy(r, source + (i * {n} + (size_t){table}[o]) * {inner}, {inner} * sizeof *r);"
    if inner == 1:
        copy = f"r[0] = source[i * {n} + (size_t){table}[o]];"
    if (step.index >= 0).all():
        return [*lines, copy, "}", "}"]
    fills = [_fill(v, before.dtype) for v in step.fill]
    across = len(fills) > 1 and step.axis != len(before.shape) - 1
    if len(fills) > 1:
        listed = f"static const {kind} fill[{len(fills)}] = {{ {', '.join(fills)} }};"
        lines.insert(2, listed)
    value = fills[0] if len(fills) == 1 else f"fill[x % {len(fills)}]" if across else "fill[o]"
    fill = f"for (size_t x = 0; x < {inner}; x++) r[x] = {value};"
    if len(fills) > 1 and not across:
        raise NotExact("a fill for each position of the axis that is gathered has no lowering to C")
    return [*lines, f"if ({table}[o] < 0) {fill}", f"else {copy}", "}", "}"]


def _fill(value: Any, dtype: str) -> str:
    """Return a fill as a stored sample."""
    if dtype in ("f16", "bf16"):
        return str(int(to_storage(np.array(value, np.float32), dtype).view(np.uint16)))
    return number(value, dtype)


def map_(e: Expressions, name: str, step: Map, before: State, after: State) -> list[str]:
    """Lower `Map`: pixel by pixel where alpha counts, else sample by sample."""
    channels = before.shape[-1]
    pixels = prod(before.shape) // channels
    whole = any(isinstance(op, Premultiply | Unpremultiply) for op in step.ops)
    apart = any(isinstance(op, Lut) and len(op.table) > 1 for op in step.ops)
    lines = _head(name, before, after)
    if not whole:
        load = f"const {computed(before.dtype)} v = {e.load('source[x]', before.dtype)};"
        body, value, _ = e.ops("v", before.dtype, step.ops, {}, f"(x % {channels})" if apart else "0")
        body.append(f"result[x] = {e.store(value, after.dtype)};")
        return [
            *lines,
            "@_NO_CONTRACTION",
            f"for (size_t x = 0; x < {prod(before.shape)}; x++) {{",
            load,
            *body,
            "}",
            "}",
        ]
    lines += ["@_NO_CONTRACTION", f"for (size_t i = 0; i < {pixels}; i++) {{"]
    return [*lines, *pixel(e, step, before.dtype, after.dtype, channels), "}", "}"]


def pixel(e: Expressions, step: Map, dtype: str, to: str, channels: int) -> list[str]:
    """Return the lines that change pixel i; each operation gives all its channels before the next one."""
    each = f"for (size_t c = 0; c < {channels}; c++)"
    lines = [f"{computed(dtype)} p0[{channels}];"]
    lines.append(f"{each} p0[c] = {e.load(f'source[i * {channels} + c]', dtype)};")
    for n, op in enumerate(step.ops):
        here, there = f"p{n}", f"p{n + 1}"
        if isinstance(op, Premultiply | Unpremultiply):
            colour = "premultiplied" if isinstance(op, Premultiply) else "unpremultiplied"
            alpha = f"{here}[{channels - 1}]"
            value = f"c == {channels - 1} ? {alpha} : @_{colour}({here}[c], {alpha})"
            lines += [f"uint8_t {there}[{channels}];", f"{each} {there}[c] = {value};"]
            continue
        body, value, kind = e.ops("v", dtype, (op,), {}, "c")
        first = f"const {computed(dtype)} v = {here}[c];"
        lines += [
            f"{computed(kind)} {there}[{channels}];",
            f"{each} {{ {first} {' '.join(body)} {there}[c] = {value}; }}",
        ]
        dtype = kind
    last = f"p{len(step.ops)}[c]"
    return [*lines, f"{each} result[i * {channels} + c] = {e.store(last, to)};"]
