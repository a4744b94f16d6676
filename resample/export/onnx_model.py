"""ONNX of a fixed size, exact by proof: whole numbers in floats, so small that no order and no fusion matters."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from resample.errors import NotExact
from resample.export import onnx_ops, onnx_split, onnx_taps
from resample.export.certificate import Certificate, certify
from resample.export.onnx_graph import PROFILES, Array, Graph, Value
from resample.export.onnx_whole import digits, entered, in_digits, left, number, settled
from resample.plan.plan import Plan
from resample.plan.state import State
from resample.plan.words import DTYPES, FLOATS, Gather, Map, Split, Step, Taps
from resample.run.ops import compute_dtype, to_storage

__all__ = ["prepend", "to_onnx"]

#: The oldest versions in which every operator used here means what it means today.
OPSET, IR = 13, 8
#: Names of the domain of the standard operators.
_STANDARD = frozenset({"", "ai.onnx"})
#: Keys of the model's metadata.
CERTIFICATE, LAYOUT = "resample.certificate", "resample.layout"


def to_onnx(
    plan: Plan,
    *,
    profile: str = "portable",
    inputs: str = "",
    outputs: str = "",
    batch: int | str | None = None,
    opset: int = OPSET,
    certificate: Certificate | None = None,
) -> Any:
    """Return a plan as an ONNX model with one input ``image`` and one output ``result``.

    Parameters
    ----------
    plan : Plan
        Of whole numbers. Steps around it, such as a normalisation, are made by `resample.export.around`.
    profile : {"portable", "ort"}
        portable: float32 alone, every value a whole number below 2**24. ort: float64, below 2**53.
    inputs, outputs : str
        Letters of the axes, such as ``"HWC"`` or ``"CHW"``; by default the plan's own.
    batch : int or str, optional
        A first axis of this length, or of any length under this name.
    opset : int
        Version of the operators, 13 or later.
    certificate : Certificate, optional
        Made by `resample.export.certify` with the provenance of its hash.

    Returns
    -------
    onnx.ModelProto
        Checked by ``onnx.checker``.

    Raises
    ------
    NotExact
        If the plan sums floats, has a word that is not lowered, or no proof is found.
    ValueError
        If there is no such profile, the letters are not the plan's, or a batch has no picture.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile {profile!r} is not one of {', '.join(PROFILES)}")
    letters = plan.source.axes
    for name, given in (("inputs", inputs), ("outputs", outputs)):
        if given and sorted(given) != sorted(letters):
            raise ValueError(f"{name}={given!r} are not the axes {letters} of the plan")
    if isinstance(batch, int) and batch < 1:
        raise ValueError(f"batch {batch}: a number of pictures is at least 1")
    if opset < OPSET:
        raise ValueError(f"opset {opset} is older than {OPSET}")
    g = Graph(PROFILES[profile], signed=plan.dtype in FLOATS)
    limit = g.profile.limit.bit_length() - 1
    proof = f"every value is a whole number below 2**{limit}, proven for this plan, so that no order of a sum matters"
    certificate = (certificate or certify(plan)).saying(proof, *g.profile.needs)
    body = _Body(g, plan, inputs or letters, outputs or letters)
    return body.model(batch, opset, certificate)


class _Body:
    """The nodes of a plan.

    The tensor inside has the batch first, then the channels, then the other axes, so that those are the last two.
    """

    def __init__(self, g: Graph, plan: Plan, inputs: str, outputs: str) -> None:
        self.g, self.plan, self.inputs, self.outputs = g, plan, inputs, outputs
        letters = plan.source.axes
        self.inside = "".join(sorted(letters, key=lambda c: (c != "C", letters.index(c))))

    def place(self, axis: int) -> int:
        """Return where an axis of the plan is in the tensor, counted from the end."""
        return self.inside.index(self.plan.source.axes[axis]) - len(self.inside)

    def model(self, batch: int | str | None, opset: int, certificate: Certificate) -> Any:
        """Return the model."""
        import onnx
        from onnx import helper

        name = self._ordered("image", self.inputs, self.inside) if batch is not None else self._with_batch("image")
        value = self._run(name)
        result = self._ordered(value, self.inside, self.outputs)
        if batch is None:
            result = self.g.add("Squeeze", result, np.array([0], np.int64))
        self.g.nodes.append(helper.make_node("Identity", [result], ["result"]))
        letters = self.plan.source.axes
        sides = []
        for tensor, dtype, shape, order in (
            ("image", self.plan.source.dtype, self.plan.source.shape, self.inputs),
            ("result", self.plan.dtype, self.plan.shape, self.outputs),
        ):
            sizes: list[int | str] = [shape[letters.index(c)] for c in order]
            sizes = sizes if batch is None else [batch, *sizes]
            sides.append(helper.make_tensor_value_info(tensor, helper.np_dtype_to_tensor_dtype(DTYPES[dtype]), sizes))
        nodes = self.g.needed("result")
        used = {name for node in nodes for name in node.input}
        constants = [constant for constant in self.g.constants if constant.name in used]
        graph = helper.make_graph(nodes, "resample", sides[:1], sides[1:], constants)
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=IR)
        made.producer_name = certificate.maker
        layout = {"axes": letters, "inputs": self.inputs, "outputs": self.outputs, "batch": batch is not None}
        helper.set_model_props(made, {CERTIFICATE: certificate.to_json(), LAYOUT: json.dumps(layout)})
        onnx.checker.check_model(made, full_check=True)
        return made

    def _with_batch(self, name: str) -> str:
        return self._ordered(self.g.add("Unsqueeze", name, np.array([0], np.int64)), self.inputs, self.inside)

    def _ordered(self, name: str, before: str, after: str) -> str:
        """Return a tensor with its axes, behind the batch, in another order."""
        if before == after:
            return name
        return self.g.add("Transpose", name, perm=[0, *(before.index(c) + 1 for c in after)])

    def _run(self, name: str) -> str:
        """Return the name of the tensor after all steps, in the dtype of the result."""
        dtype = self.plan.source.dtype
        if all(isinstance(step, Gather) for step in self.plan.steps):
            for step, state in zip(self.plan.steps, self.plan.states[:-1], strict=True):
                assert isinstance(step, Gather)
                fill = to_storage(np.array(step.fill, compute_dtype(dtype)), dtype)
                name = self._copied(name, step, state, fill)
            return name
        value = entered(self.g, name, dtype)
        for step, state in zip(self.plan.steps, self.plan.states[:-1], strict=True):
            value = self._step(value, step, state)
        if self.plan.dtype in FLOATS:
            if self.plan.dtype != "f32":
                raise NotExact(f"a result of {self.plan.dtype} has no lowering to ONNX here")
            return value.name
        return left(self.g, value, self.plan.dtype)

    def _step(self, value: Value, step: Step, before: State) -> Value:
        shape = before.shape
        channel = self.place(len(shape) - 1), shape[-1]
        match step:
            case Taps():
                axes = [onnx_taps.Axis(self.place(a), shape[a], len(shape) + 1) for a in step.axes]
                return onnx_taps.taps(self.g, value, step, axes, channel, before.dtype)
            case Split(pieces):
                return onnx_split.split(self.g, value, pieces, self.place, before)
            case Map(ops):
                return onnx_ops.apply(self.g, value, ops, channel, before.dtype)
            case Gather():
                return self._gathered(value, step, before)
        raise NotExact(f"the step {type(step).__name__} has no lowering to ONNX")

    def _gathered(self, value: Value, step: Gather, before: State) -> Value:
        """Return the slices that a gather takes, of every digit."""
        g = self.g
        ends = [value.low, value.high, *(step.fill if (step.index < 0).any() else ())]
        if not value.whole:
            low, high = (min(ends), max(ends)) if np.isfinite(ends).all() else (-np.inf, np.inf)
            name = self._copied(value.name, step, before, np.array(step.fill, np.float32))
            return Value((name,), low, high, whole=False)
        low, high = int(min(ends)), int(max(ends))
        bits = value.bits or (0 if max(-low, high) < g.profile.limit else g.profile.digit)
        count = number(g, low, high, bits) if bits else 1
        fills = np.array([in_digits(int(fill), bits, count) for fill in step.fill], g.profile.real)
        parts = digits(g, value, bits, count)
        names = [self._copied(part.name, step, before, fill) for part, fill in zip(parts, fills.T, strict=True)]
        return settled(g, names, low, high, bits)

    def _copied(self, name: str, step: Gather, before: State, fill: Array) -> str:
        """Return the slices that a gather takes; what is outside is a slice of its own behind the last one."""
        place, index = self.place(step.axis), step.index.astype(np.int64)
        if (index >= 0).all():
            return self.g.add("Gather", name, index, axis=place)
        if fill.size > 1:
            fill = fill.reshape(-1, *[1] * (-1 - self.place(len(before.shape) - 1)))
        one = self.g.add("Gather", name, np.array([0], np.int64), axis=place)
        # Expand takes every type and keeps the fill's bits; a product with 0 would make NaN of an infinity.
        nothing = self.g.add("Expand", fill, self.g.add("Shape", one))
        both = self.g.add("Concat", name, nothing, axis=place)
        return self.g.add("Gather", both, np.where(index < 0, before.shape[step.axis], index), axis=place)


def prepend(model: Any, plan: Plan, **options: Any) -> Any:
    """Return a model that does a plan and then what the given one does with the result.

    Parameters
    ----------
    model : onnx.ModelProto
        A network; its first input takes the result.
    plan : Plan
        Whose result has the dtype and the shape of that input.
    **options
        Those of `to_onnx`; the opset is the network's.

    Returns
    -------
    onnx.ModelProto
        With the input ``image``, the network's other inputs and its outputs, and the certificate.

    Raises
    ------
    ValueError
        If the result does not fit the input.
    NotExact
        As `to_onnx`.
    """
    import onnx
    from onnx import compose, helper

    version = next(o.version for o in model.opset_import if o.domain in _STANDARD)
    front = to_onnx(plan, **{"opset": version, **options})
    taken, given = (_kind(value.type.tensor_type) for value in (model.graph.input[0], front.graph.output[0]))
    sizes = zip(taken[1], given[1], strict=False)
    if taken[0] != given[0] or len(taken[1]) != len(given[1]) or any(a != b for a, b in sizes if a and b):
        raise ValueError(f"the network takes {taken[1]} of type {taken[0]}, the resize gives {given[1]} of {given[0]}")
    front.ir_version = model.ir_version
    named = compose.add_prefix(front, "resample_", rename_inputs=False)
    merged = compose.merge_models(named, model, io_map=[("resample_result", model.graph.input[0].name)])
    helper.set_model_props(merged, {p.key: p.value for p in (*model.metadata_props, *front.metadata_props)})
    onnx.checker.check_model(merged, full_check=True)
    return merged


def _kind(tensor: Any) -> tuple[int, list[int]]:
    """Return type and sizes of a tensor; 0 where a size is open."""
    return tensor.elem_type, [dim.dim_value for dim in tensor.shape.dim]
