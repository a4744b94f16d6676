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
    digit : int
        Bits of a digit of what comes in too wide for that type.
    divides : bool
        Whether a division is rounded correctly.
    needs : tuple of str
        Settings without which the runtime may compute in a narrower type.
    """

    name: str
    real: type[np.floating[Any]]
    limit: int
    digit: int
    divides: bool
    needs: tuple[str, ...]


PROFILES = {
    "portable": Profile(
        "portable",
        np.float32,
        2**24,
        16,
        False,
        ("float32 arithmetic: OpenVINO with INFERENCE_PRECISION_HINT=f32; on GPUs no TF32; no autocast",),
    ),
    "ort": Profile("ort", np.float64, 2**53, 32, True, ("float64 arithmetic, as in onnxruntime's CPU provider",)),
}


@dataclass(frozen=True)
class Value:
    """A tensor of samples; of whole numbers that no float of the profile holds, a tensor for each of their digits.

    Attributes
    ----------
    names : tuple of str
        The digits, lowest first: a sample is the sum of digit j times 2**(bits * j). All but the highest lie in
        0..2**bits - 1, so that a negative sample is one whose highest digit is.
    low, high : float
        Every sample lies between them.
    bits : int
        Of a digit; 0 where there is one.
    whole : bool
        Whether all samples are whole numbers, kept in the profile's float type; otherwise they are float32.
    """

    names: tuple[str, ...]
    low: float
    high: float
    bits: int = 0
    whole: bool = True

    @property
    def name(self) -> str:
        """The one tensor."""
        (name,) = self.names
        return name

    def digit(self, n: int) -> Value:
        """Return a digit; there are none without whole numbers."""
        if n < len(self.names) - 1:
            return Value(self.names[n : n + 1], 0, (1 << self.bits) - 1)
        moved = self.bits * n
        return Value(self.names[n : n + 1], int(self.low) >> moved, int(self.high) >> moved)


@dataclass
class Graph:
    """Nodes and constants.

    Attributes
    ----------
    profile : Profile
    signed : bool
        Whether the result is of floats, so that the sign of a zero is a part of it.
    """

    profile: Profile
    signed: bool = False
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

    def where(self, mask: str, one: str | Array, other: str | Array) -> str:
        """Return float32 samples of one tensor where a mask holds, of another elsewhere; at most one is a constant.

        onnxruntime's ``Where`` gives 0.0 for -0.0, a gather every bit.
        """
        if not self.signed:
            return self.add("Where", mask, one, other)
        shape = self.add("Shape", one if isinstance(one, str) else other)
        last = np.array([-1], np.int64)
        both = [self.add("Unsqueeze", self.add("Expand", tensor, shape), last) for tensor in (other, one)]
        index = self.add("Unsqueeze", self.cast(self.add("Expand", mask, shape), np.int64), last)
        pairs = self.add("Concat", *both, axis=-1)
        return self.add("Squeeze", self.add("GatherElements", pairs, index, axis=-1), last)

    def gathered(self, value: Value, index: npt.NDArray[np.int64], place: int) -> Value:
        """Return a value with slices of an axis, counted from the end, taken from every digit."""
        names = tuple(self.add("Gather", name, index, axis=place) for name in value.names)
        return Value(names, value.low, value.high, value.bits, value.whole)

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
        return Value((name,), low, high)

    # --- whole numbers in one tensor: each operation is exact, and proves that the type holds its result --------------

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
        if c == 1:
            return value
        ends = value.low * c, value.high * c
        return self.proven(self.add("Mul", value.name, self.real(c)), min(ends), max(ends), "mul")

    def shifted(self, value: Value, n: int) -> Value:
        """Return floor(value / 2**n): the product is exact, for it only moves the exponent."""
        if n == 0:
            return value
        scaled = self.add("Mul", value.name, self.real(2.0**-n))
        return Value((self.add("Floor", scaled),), int(value.low) >> n, int(value.high) >> n)

    def rest(self, value: Value, upper: Value, n: int) -> Value:
        """Return value - upper * 2**n, where upper is the value shifted by n: its n low bits."""
        if n == 0:
            raise ValueError("no bits are left")
        # Exact although the product is not looked at: it is the value without its low bits.
        multiple = self.add("Mul", upper.name, self.real(1 << n))
        return Value((self.add("Sub", value.name, multiple),), 0, (1 << n) - 1)

    def needed(self, name: str) -> list[Any]:
        """Return the nodes that a tensor depends on, in order."""
        wanted, nodes = {name}, []
        for node in reversed(self.nodes):
            if wanted.intersection(node.output):
                wanted.update(node.input)
                nodes.append(node)
        return nodes[::-1]
