"""Sums that do not run from tap to tap, as C: one output at a time, by a function that gives its term number k."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from resample.errors import NotExact
from resample.export.c_taps import PartOfC
from resample.export.c_types import STORED, computed
from resample.plan.words import (
    FLOATS,
    Cascade,
    Groups4,
    Lerp,
    NotFused,
    Pairs,
    Pairwise8,
    Quads,
    Unordered,
)

Lines = list[str]


def lines(part: PartOfC) -> Lines:
    """Return the functions of a part whose sum has a shape of its own.

    Raises
    ------
    NotExact
        For an order that is not specified.
    """
    order = part.taps.sum.order
    if isinstance(part.taps.term, Lerp):
        before, total = lerp(part, part.taps.term)
    elif isinstance(order, Unordered):
        raise NotExact(f"the order of a sum is not specified; it is known to {order.bound:g} of the largest sample")
    elif type(order) in SUMS:
        before, total = SUMS[type(order)](part, order)
    else:
        raise NotExact(f"the order {type(order).__name__} has no lowering to C")
    length, _ = part.row()
    number = " * ".join(f"n{n}" for n in range(len(part.axes)))
    pointers = [f"const {STORED[part.dtype]} *const b = s + x;", f"{STORED[part.to]} *const r = row;"]
    every = [f"for (size_t x = 0; x < {length}; x++) {{", *pointers, *total, "}"]
    return [*before, *part.function([f"const size_t n = {number};", "(void)n;", *every])]


# --- one tap ----------------------------------------------------------------------------------------------------------


def _call(part: PartOfC, name: str, k: str) -> str:
    outputs = "".join(f", i{loop.number}" for loop in part.axes)
    return f"{part.name}_{name}(b{outputs}{''.join(f', {p}' for p in part.passed)}, {k})"


def _function(part: PartOfC, name: str, value: str, dtype: str) -> Lines:
    """Return a function of tap k of one output, that gives a value of a dtype."""
    outputs = "".join(f", size_t {name}" for name in (*(f"i{loop.number}" for loop in part.axes), *part.passed))
    head = f"static inline {computed(dtype)} {part.name}_{name}(const {STORED[part.dtype]} *b{outputs}, size_t k)"
    names, rest = [], "k"
    for n in range(len(part.axes) - 1, 0, -1):
        names.append(f"const size_t k{n} = {rest} % {part.number(n)};")
        rest = f"{rest} / {part.number(n)}"
    names.append(f"const size_t k0 = {rest};")
    unused = "".join(f" (void)i{loop.number};" for loop in part.axes) + "".join(
        f" (void)k{n};" for n in range(len(part.axes))
    )
    offset = f"const {STORED[part.dtype]} *const p = b + {part.offset()};"
    return [head, "{", "@_NO_CONTRACTION", *names, offset, unused.strip() + " (void)p;", f"return {value};", "}"]


def _term(part: PartOfC) -> Lines:
    weight = "" if part.taps.weight is None else part.weight()
    return _function(part, "term", part.term(part.sample("p[0]"), weight, part.divisor()), part.acc)


def _from_zero(part: PartOfC, total: str) -> str:
    """Return a finished sum, added to zero where the sum starts with zero: -0 becomes +0."""
    return f"(0 + {total})" if part.taps.sum.init == "zero" and part.acc in FLOATS else total


# --- the sums ---------------------------------------------------------------------------------------------------------


def lerp(part: PartOfC, term: Lerp) -> tuple[Lines, Lines]:
    """Lower `Lerp`."""
    e, acc = part.e, part.acc
    before = _function(part, "sample", part.sample("p[0]"), acc) + _function(part, "weight", part.weight(), acc)
    kind = computed(acc)
    body = [f"const {kind} one = {_call(part, 'sample', '0')};", f"const {kind} t = {_call(part, 'weight', '0')};"]
    body.append(f"const {kind} d = {e.binary(_call(part, 'sample', '1'), '-', 'one', acc)};")
    total = e.fma("d", "t", "one", acc) if term.fused else e.binary("one", "+", e.binary("d", "*", "t", acc), acc)
    return before, [*body, *part.finish(total)]


def pairs(part: PartOfC, order: Pairs) -> tuple[Lines, Lines]:
    """Lower `Pairs`, as a counter in base 2: two sums of equally many leaves are added as soon as both are there."""
    acc, kind = part.acc, computed(part.acc)
    before = _term(part)
    fused = not isinstance(part.taps.sum.fused, NotFused)
    leaf = _call(part, "term", "j")
    if fused:
        before += _function(part, "sample", part.sample("p[0]"), acc) + _function(part, "weight", part.weight(), acc)
        both = part.e.fma(
            _call(part, "sample", "2 * j"), _call(part, "weight", "2 * j"), _call(part, "term", "2 * j + 1"), acc
        )
        leaf = f"2 * j + 1 < n ? {both} : {_call(part, 'term', '2 * j')}"
    added = part.e.binary("stack[top - 2]", "+", "stack[top - 1]", acc)
    body = [f"{kind} stack[8 * sizeof(size_t) + 1];", "size_t top = 0;"]
    body += [f"for (size_t j = 0; j < {'(n + 1) / 2' if fused else 'n'}; j++) {{", f"stack[top++] = {leaf};"]
    body += [f"for (size_t full = j; full & 1; full >>= 1, top--) stack[top - 2] = {added};", "}"]
    body.append(f"for (; top > 1; top--) stack[top - 2] = {added};")
    return before, [*body, *part.finish(_from_zero(part, "stack[0]"))]


def groups4(part: PartOfC, order: Groups4) -> tuple[Lines, Lines]:
    """Lower `Groups4`."""

    def member(k: str) -> str:
        return _call(part, "inner", k)

    group = member("k")
    for j in (1, 2, 3):
        group = part.e.binary(group, "+", member(f"k + {j}"), order.inner)
    added = [f"for (; k + 4 <= n; k += 4) {{ {_add_group(part, group, order.inner)} }}"]
    added.append(f"for (; k < n; k++) {{ {_add_single(part, 'k')} }}")
    return _grouped(part, order.inner, ["size_t k = 0;", *added])


def quads(part: PartOfC, order: Quads) -> tuple[Lines, Lines]:
    """Lower `Quads`."""
    rows, columns = (int(c[0]) for c in part.taps.count)

    def group(*places: tuple[str, str]) -> str:
        first, *rest = (_call(part, "inner", f"({y}) * {columns} + {x}") for y, x in places)
        for other in rest:
            first = part.e.binary(first, "+", other, order.inner)
        return _add_group(part, first, order.inner)

    last_row, last = str(rows - 1), str(columns - 1)
    across = f"for (size_t x1 = 0; x1 + 1 < {columns}; x1 += 2)"
    added = [f"for (size_t y = 0; y + 1 < {rows}; y += 2) {{"]
    added.append(f"{across} {{ {group(('y', 'x1'), ('y', 'x1 + 1'), ('y + 1', 'x1'), ('y + 1', 'x1 + 1'))} }}")
    if columns % 2:
        added.append(group(("y", last), ("y + 1", last)))
    added.append("}")
    if rows % 2:
        added.append(f"{across} {{ {group((last_row, 'x1'), (last_row, 'x1 + 1'))} }}")
        if columns % 2:
            added.append(_add_single(part, f"{rows * columns - 1}"))
    return _grouped(part, order.inner, added)


def _grouped(part: PartOfC, inner: str, added: Lines) -> tuple[Lines, Lines]:
    before = _term(part) + _function(part, "inner", part.sample("p[0]", inner), inner)
    body = [f"{computed(part.acc)} a = 0;"]
    if part.taps.sum.init == "first":
        body.append("int started = 0;")
    return before, [*body, *added, *part.finish("a")]


def _add_group(part: PartOfC, group: str, inner: str) -> str:
    return _add(part, part.e.cast(f"({group})", inner, part.acc, "x86" if inner in FLOATS else "wrap"))


def _add_single(part: PartOfC, k: str) -> str:
    return _add(part, _call(part, "term", k))


def _add(part: PartOfC, value: str) -> str:
    together = part.e.binary("a", "+", "g", part.acc)
    text = f"const {computed(part.acc)} g = {value};"
    if part.taps.sum.init == "first":
        return f"{{ {text} a = started ? {together} : g; started = 1; }}"
    return f"{{ {text} a = {together}; }}"


def cascade(part: PartOfC, order: Cascade) -> tuple[Lines, Lines]:
    """Lower `Cascade`; the ways lie beside each other, so that a step adds `ways` vectors of `lanes` terms."""
    acc, lanes, ways = part.acc, order.lanes, order.ways
    width = lanes * ways
    each = f"for (size_t l = 0; l < {width}; l++)"

    def add(a: str, b: str) -> str:
        return f"{a} = {part.e.binary(a, '+', b, acc)};"

    # A level takes 2**power steps, a quarter of the bits that count the steps, and at least 2**4.
    body = [f"const size_t vectors = n / {lanes}, steps = vectors / {ways};", "size_t power = 1;"]
    body += ["for (size_t rest = steps > 1 ? (steps - 1) >> 1 : 0; rest; rest >>= 1) power++;"]
    body += ["power = power / 4 > 4 ? power / 4 : 4;"]
    body += [f"{computed(acc)} a[4][{width}];", f"for (size_t h = 0; h < 4; h++) {each} a[h][l] = 0;"]
    body += [
        "for (size_t j = 0; j < steps; j++) {",
        f"{each} {add('a[0][l]', _call(part, 'term', f'j * {width} + l'))}",
    ]
    body += ["if (((j + 1) & (((size_t)1 << power) - 1)) == 0) for (size_t h = 1; h < 4; h++) {"]
    body += [f"{each} {{ {add('a[h][l]', 'a[h - 1][l]')} a[h - 1][l] = 0; }}"]
    body += ["if ((j + 1) & ((((size_t)1 << power) - 1) << (h * power))) break;", "}", "}"]
    body.append(f"for (size_t h = 1; h < 4; h++) {each} {add('a[0][l]', 'a[h][l]')}")
    left = add("a[0][l]", _call(part, "term", f"k * {lanes} + l"))
    body.append(f"for (size_t k = steps * {ways}; k < vectors; k++) for (size_t l = 0; l < {lanes}; l++) {left}")
    if ways > 1:
        body.append(f"for (size_t l = {lanes}; l < {width}; l++) {add(f'a[0][l % {lanes}]', 'a[0][l]')}")
    if lanes == 1:
        return _term(part), [*body, *part.finish("a[0][0]")]
    body += [f"{computed(acc)} total = 0;", f"for (size_t k = vectors * {lanes}; k < n; k++)"]
    body += [add("total", _call(part, "term", "k")), f"for (size_t l = 0; l < {lanes}; l++) {add('total', 'a[0][l]')}"]
    return _term(part), [*body, *part.finish("total")]


def pairwise8(part: PartOfC, order: Pairwise8) -> tuple[Lines, Lines]:
    """Lower `Pairwise8`, with its halves as a recursion."""
    acc, kind = part.acc, computed(part.acc)
    outputs = "".join(f", size_t i{loop.number}" for loop in part.axes)
    passed = "".join(f", i{loop.number}" for loop in part.axes)

    def again(begin: str, n: str) -> str:
        return f"{part.name}_pairwise(b{passed}, {begin}, {n})"

    def add(a: str, b: str) -> str:
        return part.e.binary(a, "+", b, acc)

    fours = [add(add(f"a[{k}]", f"a[{k + 1}]"), add(f"a[{k + 2}]", f"a[{k + 3}]")) for k in (0, 4)]
    code = [f"static {kind} {part.name}_pairwise(const {STORED[part.dtype]} *b{outputs}, size_t begin, size_t n)", "{"]
    code += [
        "@_NO_CONTRACTION",
        f"{kind} a[8];",
        "const size_t whole = n / 8 * 8, half = n / 2 - n / 2 % 8;",
        "size_t k;",
    ]
    code += ["if (n > 128)", f"return {add(again('begin', 'half'), again('begin + half', 'n - half'))};"]
    code += [f"for (k = 0; k < 8 && k < n; k++) a[k] = {_call(part, 'term', 'begin + k')};"]
    first = _call(part, "term", "begin + k")
    code += ["if (n < 8) {", f"for (k = 1; k < n; k++) a[0] = {add('a[0]', 'a[k]')};", "return a[0];", "}"]
    code += [f"for (k = 8; k < whole; k++) a[k % 8] = {add('a[k % 8]', first)};", f"a[0] = {add(*fours)};"]
    code += [f"for (; k < n; k++) a[0] = {add('a[0]', first)};", "return a[0];", "}"]
    return [*_term(part), *code], part.finish(_from_zero(part, again("0", "n")))


SUMS: dict[type, Callable[[PartOfC, Any], tuple[Lines, Lines]]] = {
    Pairs: pairs,
    Groups4: groups4,
    Quads: quads,
    Cascade: cascade,
    Pairwise8: pairwise8,
}
