"""A graph of ONNX under construction, and values in it whose range is known.

Everything is computed on whole numbers that the graph's float type holds exactly, so that neither the order of a sum
nor a fused operation can matter; each operation proves that its result stays among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Profile:
    """What a runtime is trusted with.

    Attributes
    ----------
    name : str
    real : type
        The float type of all arithmetic.
    limit : int
        Whole numbers below it are exact in that type.
    divides : bool
        Whether a division is rounded correctly.
    needs : tuple of str
        Settings without which the runtime may compute in a narrower type.
    """

    name: str
    real: type[np.floating[Any]]
    limit: int
    divides: bool
    needs: tuple[str, ...]


PROFILES = {
    "portable": Profile(
        "portable",
        np.float32,
        2**24,
        False,
        ("float32 arithmetic: OpenVINO with INFERENCE_PRECISION_HINT=f32; on GPUs no TF32; no autocast",),
    ),
    "ort": Profile("ort", np.float64, 2**53, True, ("float64 arithmetic, as in onnxruntime's CPU provider",)),
}


@dataclass(frozen=True)
class Value:
    """A tensor of the graph.

    Attributes
    ----------
    name : str
    low, high : float
        Every sample lies between them.
    whole : bool
        Whether all samples are whole numbers, kept in the profile's float type; otherwise they are float32.
    """

    name: str
    low: float
    high: float
    whole: bool = True


@dataclass
class Graph:
    """Nodes and constants.

    Attributes
    ----------
    profile : Profile
    """

    profile: Profile
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _known: dict[tuple[str, tuple[int, ...], bytes], str] = field(default_factory=dict)

    def constant(self, values: npt.ArrayLike) -> str:
        """Return the name of a constant; equal ones are stored once."""
        from onnx import numpy_helper

        array = np.asarray(values)
        key = array.dtype.str, array.shape, array.tobytes()
        if key not in self._known:
            self._known[key] = f"c{len(self._known)}"
            self.constants.append(
                numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape), self._known[key])
            )
        return self._known[key]

    def add(self, operator: str, *inputs: str | Array, **attributes: Any) -> str:
        """Return the name of a new node's result; arrays among the inputs become constants."""
        from onnx import helper

        names = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [name], **attributes))
        return name

    def cast(self, name: str, dtype: npt.DTypeLike) -> str:
        """Return a tensor in another dtype."""
        from onnx import helper

        return self.add("Cast", name, to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def real(self, value: float) -> Array:
        """Return a constant of the profile's float type."""
        result = np.array(value, self.profile.real)
        if float(result) != value:
            raise NotExact(f"{value!r} is no {self.profile.real.__name__}")
        return result

    def proven(self, name: str, low: float, high: float, what: str) -> Value:
        """Return a value of whole numbers, of which the profile's float type holds every one.

        Raises
        ------
        NotExact
            If it does not.
        """
        if max(-low, high) >= self.profile.limit:
            raise NotExact(f"{what}: {low:.0f}..{high:.0f} is not below 2**{self.profile.limit.bit_length() - 1}")
        return Value(name, low, high)

    # --- arithmetic on whole numbers ----------------------------------------------------------------------------------

    def plus(self, value: Value, c: int) -> Value:
        """Return value + c."""
        if c == 0:
            return value
        return self.proven(self.add("Add", value.name, self.real(c)), value.low + c, value.high + c, "add")

    def sum(self, a: Value, b: Value) -> Value:
        """Return a + b."""
        return self.proven(self.add("Add", a.name, b.name), a.low + b.low, a.high + b.high, "sum")

    def times(self, value: Value, c: int) -> Value:
        """Return value * c."""
        ends = value.low * c, value.high * c
        return self.proven(self.add("Mul", value.name, self.real(c)), min(ends), max(ends), "mul")

    def shifted(self, value: Value, n: int) -> Value:
        """Return floor(value / 2**n): the product is exact, for it only moves the exponent."""
        if n == 0:
            return value
        scaled = self.add("Mul", value.name, self.real(2.0**-n))
        return Value(self.add("Floor", scaled), int(value.low) >> n, int(value.high) >> n)

    def clipped(self, value: Value, low: float, high: float) -> Value:
        """Return the value inside a range; nothing is emitted where it cannot leave it."""
        if low <= value.low and value.high <= high:
            return value
        kind = self.real if value.whole else np.float32
        name = self.add("Clip", value.name, np.asarray(kind(low)), np.asarray(kind(high)))
        return Value(name, min(max(value.low, low), high), min(max(value.high, low), high), value.whole)
