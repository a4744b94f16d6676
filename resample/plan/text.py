"""A plan as text: for a person, as JSON both ways, and as a digest.

A word is written as its name with its fields in order, so the three need no knowledge of single words.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from resample.errors import PlanError
from resample.plan import words
from resample.plan.words import Span, Taps

if TYPE_CHECKING:
    from resample.plan.plan import Plan

#: Changed when the meaning of a word, or of this format, changes.
FORMAT = 1


def word_name(cls: type) -> str:
    """Return the name of a word as it is printed: ``AfterBlocks`` is ``after_blocks``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


WORDS: dict[str, type] = {
    word_name(cls): cls for cls in vars(words).values() if isinstance(cls, type) and is_dataclass(cls)
}


def describe(plan: Plan) -> str:
    """Return the plan for a person to read: a line for each step, and its first taps."""
    source = plan.source
    facts = "".join(f", {name}={value}" for name, value in source.facts)
    lines = [f"{plan.label or 'plan'}  {'exact' if plan.exact else f'within {plan.bound:g} of the largest sample'}"]
    lines.append(f"  source  {_shape(source.shape)} {source.dtype} ({source.axes}{facts})")
    for number, (step, state) in enumerate(zip(plan.steps, plan.states[1:], strict=True), 1):
        head, *rest = list(_lines(step))
        lines.append(f"  {number}. {head}  -> {_shape(state.shape)} {state.dtype}")
        lines += [f"       {line}" for line in rest]
    if not plan.steps:
        lines.append("  (no steps: a copy)")
    lines += [f"  note: {note}" for note in plan.notes]
    return "\n".join(lines)


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _lines(step: words.Step) -> Iterator[str]:
    match step:
        case words.Gather(axis, index, fill):
            outside = f" fill {','.join(map(str, fill))}" if (index < 0).any() else ""
            yield f"gather axis {axis} [{_some(index)}]{outside}"
        case Taps():
            yield "taps " + _taps_words(step)
            yield from _tap_rows(step)
        case words.Split(parts):
            yield f"split into {len(parts)} parts"
            for part in parts:
                yield f"{_spans(part.spans)}: taps {_taps_words(part.taps)}"
                yield from (f"  {row}" for row in _tap_rows(part.taps))
        case words.Map(ops):
            yield "map " + " ".join(map(_word, ops))


def _taps_words(step: Taps) -> str:
    s = step.sum
    parts = [f"axis {','.join(map(str, step.axes))}"]
    parts += [f"load {' '.join(map(_word, step.load))}"] if step.load else []
    if step.weight is not None:
        parts += ["term " + _word(step.term)] + ([f"product {step.product}"] if len(step.axes) > 1 else [])
    parts.append(f"sum {s.acc} {_word(s.order)} init {s.init} fused {_word(s.fused)}" + (" wraps" if s.wraps else ""))
    parts += [f"finish {' '.join(map(_word, step.finish))}"] if step.finish else []
    return "; ".join(parts)


def _tap_rows(step: Taps, shown: int = 3) -> Iterator[str]:
    """Yield the taps of the first outputs of every axis."""
    for n, axis in enumerate(step.axes):
        index, count = step.index[n], step.count[n]
        for o in range(min(shown, count.size)):
            taps = index[o] + np.arange(count[o]) if index.ndim == 1 else index[o, : count[o]]
            weights = "" if step.weight is None else f" x [{_some(step.weight[n][o, : max(int(count[o]), 1)])}]"
            yield f"axis {axis} output {o}: [{_some(taps)}]{weights}"
        if count.size > shown:
            yield f"axis {axis} ... {count.size - shown} more outputs, at most {int(count.max())} taps"


def _spans(spans: tuple[Span, ...]) -> str:
    named = [f"axis {'x'.join(map(str, s.axes))} {s.start}..{s.stop}" for s in spans]
    return ", ".join(named) or "everything"


def _some(values: np.ndarray, shown: int = 8) -> str:
    """Return the first numbers, floats with all their digits."""
    text = [repr(v) for v in values.ravel()[:shown].tolist()]
    return " ".join(text + (["..."] if values.size > shown else []))


def _word(word: Any) -> str:
    """Return a word with its arguments: ``round(rne)``."""
    args = [_argument(getattr(word, f.name)) for f in fields(word)]
    return word_name(type(word)) + (f"({','.join(args)})" if args else "")


def _argument(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{_shape(value.shape)} table" if value.ndim > 1 else f"[{_some(value, 3)}]"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


# --- JSON ------------------------------------------------------------------------------------------


def to_json(plan: Plan, *, indent: int | None = None) -> str:
    """Return the plan as JSON text."""
    source = {f.name: _plain(getattr(plan.source, f.name)) for f in fields(plan.source)}
    document = {"format": FORMAT, "label": plan.label, "bound": plan.bound, "notes": list(plan.notes), "source": source}
    return json.dumps(document | {"steps": _plain(plan.steps)}, indent=indent, allow_nan=False)


def _plain(value: Any) -> Any:
    """Return a word, array or tuple as what JSON knows."""
    if isinstance(value, np.ndarray):
        return {
            "dtype": value.dtype.name,
            "shape": list(value.shape),
            "data": [_plain(v) for v in value.ravel().tolist()],
        }
    if is_dataclass(value) and not isinstance(value, type):
        named = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {"word": word_name(type(value)), **named}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    return value


def from_json(document: str) -> dict[str, Any]:
    """Return the fields of a plan, its source as a dictionary.

    Raises
    ------
    PlanError
        If the text is not what `to_json` writes.
    """
    try:
        data = json.loads(document)
        if data["format"] != FORMAT:
            raise PlanError(f"format {data['format']!r} of a plan is not {FORMAT}")
        result = {name: _value(data[name]) for name in ("source", "steps", "bound", "label", "notes")}
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise PlanError(f"not the JSON of a plan: {type(error).__name__} {error}") from None
    return result


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_value(v) for v in data)
    if not isinstance(data, dict):
        return data
    if "word" in data:
        if data["word"] not in WORDS:
            raise PlanError(f"{data['word']!r} is not a word of plans")
        return WORDS[data["word"]](**{name: _value(v) for name, v in data.items() if name != "word"})
    if "data" in data:
        values = [_value(v) for v in data["data"]]
        return np.array(values, np.dtype(data["dtype"])).reshape(data["shape"])
    if "float" in data:
        return float(data["float"])
    return {name: _value(v) for name, v in data.items()}


# --- digest ------------------------------------------------------------------------------------------


def digest(plan: Plan) -> str:
    """Return the SHA-256 over format, source, steps and bound."""
    state = hashlib.sha256()
    for piece in _pieces((FORMAT, plan.source, plan.steps, plan.bound)):
        state.update(len(piece).to_bytes(8, "little") + piece)
    return state.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """Yield bytes that tell apart any two different values."""
    if isinstance(value, np.ndarray):
        yield f"array {value.dtype.name} {value.shape}".encode()
        yield value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes()
    elif is_dataclass(value) and not isinstance(value, type):
        yield f"word {word_name(type(value))}".encode()
        for f in fields(value):
            yield from _pieces(getattr(value, f.name))
    elif isinstance(value, tuple):
        yield f"tuple {len(value)}".encode()
        for item in value:
            yield from _pieces(item)
    else:
        yield f"{type(value).__name__} {value!r}".encode()
