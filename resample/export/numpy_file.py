"""NumPy: one readable file a plan, that needs nothing but NumPy: the smallest port, and the reviewer's copy."""

from __future__ import annotations

import base64
import inspect
import re
import textwrap
import zlib
from math import prod
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export import numpy_ops, numpy_parts
from resample.export.certificate import Certificate, certify
from resample.export.numpy_taps import TapsOfNumpy, describe
from resample.plan.plan import Plan
from resample.plan.state import State
from resample.plan.words import DTYPES, Gather, Map, Part, Split, Step, Taps
from resample.run import floats, fused, orders
from resample.run.ops import to_storage

__all__ = ["to_numpy"]

#: Tables of more numbers than this are packed.
_SHOWN = 400
_PARTS = {
    name: function
    for module in (fused, floats, orders, numpy_parts)
    for name, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__ and not hasattr(function, "__wrapped__")
}
_PACKED = '''

def unpack(text, dtype, shape):
    """Return a table out of text: base64 of zlib of little-endian numbers."""
    raw = zlib.decompress(base64.b64decode(text))
    return np.frombuffer(raw, np.dtype(dtype).newbyteorder("<")).astype(dtype).reshape(shape)
'''
_TEST = '''

def selftest():
    """Return whether the generated picture gives the certified hash (FNV-1a over the result's bytes)."""
    certificate = json.loads(__doc__.rpartition("certificate ")[2])
    n = {samples}
    z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(certificate["seed"])
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    image = {picture}
    result = np.ascontiguousarray({name}(image.reshape({shape})))
    bits = result.view("u%d" % result.itemsize)
{nan}    value = 0xCBF29CE484222325
    for byte in bits.astype(bits.dtype.newbyteorder("<")).tobytes():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % value == certificate["hash"]


if __name__ == "__main__":
    print("equal" if selftest() else "DIFFERENT")
'''


def to_numpy(plan: Plan, name: str = "resize", *, certificate: Certificate | None = None) -> str:
    """Return a plan as the text of a Python module.

    The module has ``NAME(image)`` and ``selftest()``; run as a program it does the latter.

    Parameters
    ----------
    plan : Plan
    name : str
        Of the function.
    certificate : Certificate, optional
        Made by `resample.export.certify` with the provenance of its hash.

    Returns
    -------
    str

    Raises
    ------
    NotExact
        If the plan is not exact, or has a word that is not lowered to NumPy.
    ValueError
        If the name is no identifier.

    Examples
    --------
    >>> plan = resample.plan("pillow:bilinear", shape=(1, 4, 1), dtype="uint8", size=(1, 2))
    >>> module = {"__name__": "port"}
    >>> exec(to_numpy(plan), module)
    >>> module["resize"](np.array([[[0], [100], [200], [100]]], np.uint8)).tolist()
    [[[71], [143]]]
    """
    if not name.isidentifier():
        raise ValueError(f"name {name!r} is no identifier of Python")
    certificate = (certificate or certify(plan)).saying("the order and the rounding of every operation")
    return _File(plan, name, certificate).text()


class _File:
    """The pieces of one file."""

    def __init__(self, plan: Plan, name: str, certificate: Certificate) -> None:
        self.plan, self.name, self.certificate = plan, name, certificate
        self.tables: dict[str, str] = {}
        self.names: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self.functions: list[str] = []

    def text(self) -> str:
        """Return the file."""
        for n, step in enumerate(self.plan.steps, 1):
            self._step(f"step{n}", step, *self.plan.states[n - 1 : n + 1])
        body = "".join(self.functions) + self._entry()
        tables = "\n\n" + "".join(f"{name} = {text}\n" for name, text in self.tables.items()) if self.tables else ""
        test = self._test()
        packed = _PACKED if "unpack(" in tables else ""
        described = str(self.plan).replace("\\", "/").replace('"""', "'''")
        head = f'"""{self.name}: {described}\n\ncertificate {self.certificate.to_json()}\n"""\n\n'
        head += "from __future__ import annotations\n\n"
        modules = ["base64", "json", "zlib"] if packed else ["json"]
        head += "".join(f"import {m}\n" for m in modules) + "\nimport numpy as np\n"
        return head + packed + self._parts(body + test) + body + tables + test

    def _parts(self, code: str) -> str:
        """Return the functions that the code calls, and those that they call."""
        found: dict[str, str] = {}

        def visit(text: str) -> None:
            for name in re.findall(r"\b([a-z_]\w*)\(", text):
                if name in _PARTS and name not in found:
                    found[name] = re.sub(r"  # noqa.*", "", inspect.getsource(_PARTS[name])).rstrip()
                    visit(found[name])

        visit(code)
        return "".join(f"\n\n{text}\n" for text in found.values())

    def _tabled(self, what: str, values: Any) -> str:
        """Return the name of a table."""
        key = values.dtype.str, values.shape, values.tobytes()
        if key not in self.names:
            name = self.names[key] = f"{what.upper()}{len(self.names)}"
            self.tables[name] = _literal(values)
        return self.names[key]

    def _entry(self) -> str:
        source = self.plan.source
        kind = f"{source.storage.name} of shape {source.shape}"
        lines = ["image = np.asarray(image)"]
        lines += [f"if image.shape != {source.shape} or image.dtype != np.{source.storage.name}:"]
        lines += [f'    raise ValueError("%s of shape %s, not {kind}" % (image.dtype, image.shape))']
        call = "image.copy()"
        for n in range(1, len(self.plan.steps) + 1):
            call = f"step{n}({'image' if n == 1 else call})"
        result = f"{DTYPES[self.plan.dtype].name} of shape {self.plan.shape}"
        text = f"Return {self.certificate.spec or 'the plan'} of an array: {kind} in, {result} out."
        return _function(f"{self.name}(image)", text, [*lines, 'with np.errstate(all="ignore"):', f"    return {call}"])

    def _test(self) -> str:
        dtype, kind = self.plan.source.dtype, f"np.{self.plan.source.storage.name}"
        if dtype in ("f16", "bf16"):
            picture = numpy_ops.store("(z >> np.uint64(56)).astype(np.float32)", dtype)
        elif dtype in ("f32", "f64"):
            picture = f"((z >> np.uint64(44)) * 2.0**-12).astype({kind})"
        else:
            size = self.plan.source.storage.itemsize
            picture = (
                f"(z >> np.uint64({64 - 8 * size})).astype(np.uint{8 * size}).view(np.{self.plan.source.storage.name})"
            )
        nan = {
            "f16": "    bits = np.where((bits & 0x7FFF) > 0x7C00, np.uint16(0x7E00), bits)\n",
            "bf16": "    bits = np.where((bits & 0x7FFF) > 0x7F80, np.uint16(0x7FC0), bits)\n",
            "f32": "    bits = np.where(np.isnan(result), np.uint32(0x7FC00000), bits)\n",
            "f64": "    bits = np.where(np.isnan(result), np.uint64(0x7FF8000000000000), bits)\n",
        }.get(self.plan.dtype, "")
        shape = self.plan.source.shape
        return _TEST.format(samples=prod(shape), picture=picture, name=self.name, shape=shape, nan=nan)

    # --- steps --------------------------------------------------------------------------------------------------------

    def _step(self, name: str, step: Step, before: State, after: State) -> None:
        match step:
            case Taps():
                body = TapsOfNumpy(step, step.axes, before.shape, before.dtype, self._tabled).lines()
                self.functions.append(_function(f"{name}(x)", describe(step), body))
            case Split(parts):
                self._split(name, parts, before, after)
            case Gather():
                self.functions.append(
                    _function(f"{name}(x)", f"Copy slices of axis {step.axis}.", self._gather(step, before))
                )
            case Map(ops):
                lines, dtype = numpy_ops.lines(ops, before.dtype, {}, self._tabled)
                load = [f"x = {numpy_ops.load('x', before.dtype)}"] if before.dtype in ("f16", "bf16") else []
                body = [*load, *lines, f"return {numpy_ops.store('x', dtype)}"]
                self.functions.append(_function(f"{name}(x)", "Change sample by sample.", body))
            case _:
                raise NotExact(f"the step {type(step).__name__} has no lowering to NumPy")

    def _gather(self, step: Gather, before: State) -> list[str]:
        index = self._tabled("index", step.index)
        if (step.index >= 0).all():
            return [f"return x.take({index}, {step.axis})"]
        fill = to_storage(
            np.array(step.fill, np.float32 if before.dtype == "bf16" else DTYPES[before.dtype]), before.dtype
        )
        name = self._tabled("fill", fill)
        slices = f"{name}[:, None]" if fill.size > 1 and step.axis == len(before.shape) - 1 else name
        lines = [f"result = x.take(np.maximum({index}, 0), {step.axis})"]
        return [*lines, f"np.moveaxis(result, {step.axis}, 0)[{index} < 0] = {slices}", "return result"]

    def _split(self, name: str, parts: tuple[Part, ...], before: State, after: State) -> None:
        body = [f"result = np.empty({after.shape}, np.{DTYPES[after.dtype].name})"]
        for n, part in enumerate(parts, 1):
            groups = _groups(part, len(before.shape))
            sides = [tuple(prod(state.shape[a] for a in g) for g in groups) for state in (before, after)]
            ranges = {s.axes: f"{s.start}:{s.stop}" for s in part.spans}
            axes = tuple(groups.index((a,)) for a in part.taps.axes)
            there = ", ".join(ranges.get(g, ":") for g in groups)
            here = ", ".join(":" if i in axes else ranges.get(g, ":") for i, g in enumerate(groups))
            lengths = {s.axes: s.stop - s.start for s in part.spans}
            shape = tuple(sides[0][i] if i in axes else lengths.get(g, sides[0][i]) for i, g in enumerate(groups))
            lines = TapsOfNumpy(part.taps, axes, shape, before.dtype, self._tabled).lines()
            self.functions.append(_function(f"{name}_part{n}(x)", describe(part.taps), lines))
            call = f"{name}_part{n}(x.reshape({sides[0]})[{here}])"
            body.append(f"result.reshape({sides[1]})[{there}] = {call}")
        text = f"Make the result in {len(parts)} parts."
        self.functions.append(_function(f"{name}(x)", text, ["x = np.ascontiguousarray(x)", *body, "return result"]))


def _groups(part: Part, ndim: int) -> list[tuple[int, ...]]:
    """Return the axes, those that a span counts as one together."""
    spans = {s.axes[0]: s.axes for s in part.spans}
    groups: list[tuple[int, ...]] = []
    axis = 0
    while axis < ndim:
        groups.append(spans.get(axis, (axis,)))
        axis += len(groups[-1])
    return groups


def _function(head: str, text: str, body: list[str]) -> str:
    return (
        f'\n\ndef {head}:\n    """{text}"""\n'
        + textwrap.indent("\n".join(body), "    ", lambda line: bool(line.strip()))
        + "\n"
    )


def _literal(values: Any) -> str:
    """Return a table as code: its numbers where they are few."""
    dtype = f"np.{values.dtype.name}"
    finite = values.dtype.kind != "f" or bool(np.isfinite(values).all())
    if values.size <= _SHOWN and finite and values.dtype.name != "float16":
        listed = textwrap.fill(str(values.tolist()), 116, subsequent_indent="    ", break_long_words=False)
        return f"np.array(\n    {listed},\n    {dtype},\n)"
    raw = base64.b64encode(zlib.compress(values.astype(values.dtype.newbyteorder("<")).tobytes(), 9)).decode()
    packed = "\n".join(f'    "{raw[k : k + 110]}"' for k in range(0, len(raw), 110))
    return f"unpack(\n{packed},\n    {dtype},\n    {values.shape},\n)"
