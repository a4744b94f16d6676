"""The table words x targets in docs/export.md, found by lowering a small plan of each word.

``python -m tests.export.words_table`` renders it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export import to_c, to_numpy, to_onnx
from resample.plan import words as w
from resample.plan.plan import Plan
from resample.plan.text import word_name
from tests.words.making import plan_of

PAGE = Path(__file__).parents[2] / "docs" / "export.md"
MARKS = re.compile(r"(<!-- words:start -->\n).*?(<!-- words:end -->)", re.DOTALL)
TARGETS: dict[str, Callable[[Plan], Any]] = {
    "C99": to_c,
    "NumPy": to_numpy,
    "ONNX, portable": to_onnx,
    "ONNX, ort": partial(to_onnx, profile="ort"),
}

U8 = (4, 4, 2)
ROUNDINGS: tuple[w.Rounding, ...] = ("rne", "away", "floor", "trunc")


def taps(acc: str, order: w.Order, *, weight: Any = 1, **more: Any) -> w.Taps:
    """Return four taps along the rows."""
    kind = np.int32 if acc == "i32" else np.float32
    weights = None if weight is None else (np.full((1, 4), weight, kind),)
    words = {name: more.pop(name) for name in ("init", "fused") if name in more}
    return w.Taps(
        (0,), (np.zeros((1, 4)) + np.arange(4),), (np.array([4]),), weights, w.Sum(acc, order, **words), **more
    )


def plans() -> Iterator[tuple[str, Plan]]:
    """Yield each word with the smallest plan of bytes, or of floats where it needs them, that has it."""
    whole = w.AnyOrder()
    floats: dict[type, dict[str, Any]] = {
        w.Forward: {},
        w.Reverse: {},
        w.Perm: {"args": ((3, 1, 0, 2),)},
        w.Pairs: {},
        w.Groups4: {"args": ("f32",), "weight": None},
        w.Cascade: {"args": (2, 1), "init": "zero"},
        w.Pairwise8: {},
        w.Unordered: {"args": (0.5,)},
    }
    yield "gather", plan_of(U8, "u8", w.Gather(0, np.array([1, -1])))
    yield "taps, whole numbers (any_order, mul)", plan_of(U8, "u8", taps("i32", whole))
    for cls, more in floats.items():
        args = more.pop("args", ())
        yield f"float sum, {word_name(cls)}", plan_of(U8, "f32", taps("f32", cls(*args), **more))
    windows = (np.zeros(1),), (np.array([4]),)
    quads = w.Taps((0, 1), windows[0] * 2, windows[1] * 2, None, w.Sum("f32", w.Quads("f32")))
    yield "float sum, quads", plan_of(U8, "f32", quads)
    for fused in (w.AllFused(), w.AfterBlocks(2)):
        step = taps("f32", w.Forward(), init="first", fused=fused)
        yield f"fused products, {word_name(type(fused))}", plan_of(U8, "f32", step)
    yield "mul_shr(floor)", plan_of(U8, "u8", taps("i32", whole, term=w.MulShr(2, "floor")))
    away = w.Taps((0,), *windows, (np.full((1, 4), 1),), w.Sum("i64"), term=w.MulShr(32, "away"))
    yield "mul_shr(away)", plan_of(U8, "i32", away)
    yield "mul_div", plan_of(U8, "f32", taps("f32", w.Forward(), term=w.MulDiv(np.ones(1, np.float32))))
    half_way = (np.full((1, 2), 0.5, np.float32),)
    two = w.Taps((0,), windows[0], (np.array([2]),), half_way, w.Sum("f32", w.Forward()), term=w.Lerp())
    yield "lerp", plan_of(U8, "f32", two)
    half = w.Part((w.Span((0,), 0, 1),), taps("i32", whole)), w.Part((w.Span((0,), 1, 2),), taps("i32", whole))
    yield "split", plan_of(U8, "u8", w.Split(half))
    ops: tuple[tuple[w.PointOp, ...], ...] = (
        *((w.Cast("i32"), w.Add(3)), (w.Shr(2),), (w.Cast("i32"), w.MulBy(3)), (w.Cast("f32"), w.DivBy(3.0))),
        *(
            (w.Clip(2, 9),),
            (w.Cast("f32"), w.MulBy(0.5), w.Round("rne")),
            (w.Cast("f32"), w.MulBy(0.5), w.Round("floor")),
        ),
        *((w.Cast("f32"), w.MulBy(0.5), w.Round("away")), (w.Cast("f32"), w.MulBy(0.5), w.Round("trunc"))),
        *((w.Cast("i8", "sat"),), (w.Cast("i8", "wrap"),), (w.Cast("f32"), w.Cast("u8", "x86"))),
        *((w.Cast("i32"), w.BytesApart()), (w.Lut(np.zeros((2, 256), np.float32), "f32"),)),
        *((w.Premultiply(),), (w.Unpremultiply(),), (w.Cast("u16"), w.ByteSwap())),
    )
    for op in ops:
        last = op[-1]
        mode = getattr(last, "mode", "")
        yield word_name(type(last)) + (f"({mode})" if mode else ""), plan_of(U8, "u8", w.Map(op))
    yield "div_count", plan_of(U8, "u8", taps("i32", whole, weight=None, finish=(w.Cast("f32"), w.DivCount((0,)))))


def table() -> str:
    """Return the table."""
    rows = ["| word | " + " | ".join(TARGETS) + " |", "|---|" + "---|" * len(TARGETS)]
    for name, plan in plans():
        rows.append(f"| {name} | " + " | ".join(_verdict(lower, plan) for lower in TARGETS.values()) + " |")
    return "\n".join(rows) + "\n"


def _verdict(lower: Callable[[Plan], Any], plan: Plan) -> str:
    try:
        lower(plan)
    except NotExact as error:
        return f"refused: {error.reason}"
    return "exact"


def render(text: str) -> str:
    """Return the page with the table as it is now."""
    return MARKS.sub(lambda m: m[1] + table() + m[2], text)


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text()))
