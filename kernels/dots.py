"""Sums of unsigned bytes times integer weights, four at a time in every 32-bit lane, exact modulo 2**32.

A group is four neighbouring samples, one lane of a vector, and their four weights, packed for one of these forms:

wide : weight = high * 2**16 + low, both signed 16-bit; two sums. Holds for every 32-bit weight.
mixed : weight = high * 2**16 + low, a signed byte and signed 16 bits; two sums, that of the high ones in 16 bits. Holds
    where the sizes of an output's high ones add up to `MIXED_SUM` at most.
narrow : a signed 16-bit weight; one sum.
equal : one weight for all samples of an output, which multiplies their sum; a byte of a group is 1 for a sample that
    counts, else 0. At most `EQUAL_GROUPS` groups, whose sums fit 16 bits.
bytes3, bytes2 : three or two signed bytes of a weight, for CPUs that add products of bytes at once (`Emit.dot8`).

The first and the third take a unit of samples as its even and its odd bytes, widened once where units are made.
"""

from __future__ import annotations

from llvmlite import ir

from resample.kernels.simd import Emit, Value

__all__ = ["EQUAL_GROUPS", "FORMS", "MIXED_SUM", "Equal", "Form", "Mixed"]

#: Most groups of a sum of bytes in 16 bits: each adds two bytes to a number.
EQUAL_GROUPS = 32767 // (2 * 255)
#: Largest sum of sizes of bytes whose products with samples fit 16 bits.
MIXED_SUM = 32767 // 255


class Form:
    """One way to make the sums.

    Attributes
    ----------
    words : int
        32-bit numbers of a group's packed weights.
    sums : int
        Vectors of partial sums.
    widened : bool
        Whether samples are multiplied as 16-bit numbers.
    """

    def __init__(self, words: int, sums: int, widened: bool) -> None:
        self.words, self.sums, self.widened = words, sums, widened

    @property
    def vectors(self) -> int:
        """Vectors of a kept unit."""
        return 2 if self.widened else 1

    def start(self, e: Emit, half: Value) -> list[Value]:
        """Return the sums before the first group; the last one starts with what is added for rounding."""
        return [ir.Constant(e.dwords, None)] * (self.sums - 1) + [half]

    def weights(self, e: Emit, address: Value) -> list[Value]:
        """Load the weights of a group, each number to all lanes."""
        return [e.weight(e.at(address, 4 * k)) for k in range(self.words)]

    def kept(self, e: Emit, unit: Value) -> list[Value]:
        """Return the vectors that are kept of a unit."""
        return [e.evens(unit), e.odds(unit)] if self.widened else [unit]

    def step(self, e: Emit, sums: list[Value], unit: list[Value], weights: list[Value]) -> list[Value]:
        """Add a group; `unit` is what `kept` gave."""
        if not self.widened:
            return [e.dot8(s, unit[0], w) for s, w in zip(sums, weights, strict=True)]
        even, odd = unit
        pairs = zip(weights[::2], weights[1::2], strict=True)
        return [e.b.add(e.b.add(s, e.madd(even, w)), e.madd(odd, v)) for s, (w, v) in zip(sums, pairs, strict=True)]

    def finish(self, e: Emit, sums: list[Value], weights: Value, half: Value) -> Value:
        """Return the whole sums; `weights`: address of those of the first group."""
        by = 16 if self.widened else 8
        total = sums[0]
        for s in sums[1:]:
            total = e.b.add(e.b.shl(total, e.const(e.dwords, by)), s)
        return total

    # --- pairs of rows, for the 16-bit forms --------------------------------------------------------------------------

    def rows_start(self, e: Emit, half: Value) -> list[Value]:
        """Return the sums before the first pair of rows."""
        return self.start(e, half) * 4

    def rows_weights(self, e: Emit, address: Value) -> list[Value]:
        """Load the weights of a pair, each number to all lanes."""
        return [e.weight(e.at(address, 4 * k)) for k in range(self.sums)]

    def rows_step(self, e: Emit, sums: list[Value], both: list[Value], weights: list[Value]) -> list[Value]:
        """Add a pair; `both`: bytes of its rows in turn, the lower and the higher half of every 128 bits."""
        products = [e.madd(four, w) for four in _words(e, both) for w in weights]
        return [e.b.add(total, more) for total, more in zip(sums, products, strict=True)]

    def rows_finish(self, e: Emit, sums: list[Value]) -> list[Value]:
        """Return the whole sums: of the first four samples of every 128 bits, of the second four, and so on."""
        return [self.finish(e, sums[k : k + self.sums], None, None) for k in range(0, len(sums), self.sums)]


def _words(e: Emit, both: list[Value]) -> list[Value]:
    """Return interleaved bytes as 16-bit numbers."""
    zero = ir.Constant(e.bytes, None)
    return [e.b.bitcast(e.unpack(x, zero, high), e.dwords) for x in both for high in (False, True)]


class Equal(Form):
    """Samples are added in pairs, as 16-bit numbers; their sum is multiplied at the end."""

    def __init__(self) -> None:
        super().__init__(2, 1, widened=False)

    def start(self, e: Emit, half: Value) -> list[Value]:
        """Return the sum before the first group."""
        return [ir.Constant(e.dwords, None)]

    def weights(self, e: Emit, address: Value) -> list[Value]:
        """Load which bytes of a group count."""
        return [e.weight(address)]

    def step(self, e: Emit, sums: list[Value], unit: list[Value], weights: list[Value]) -> list[Value]:
        """Add a group; `unit` is what `kept` gave."""
        words = e.b.add(e.b.bitcast(sums[0], e.words), e.madd8(unit[0], weights[0]))
        return [e.b.bitcast(words, e.dwords)]

    def finish(self, e: Emit, sums: list[Value], weights: Value, half: Value) -> Value:
        """Return the whole sums; `weights`: address of those of the first group."""
        total = e.madd(sums[0], e.const(e.words, 1))
        return e.b.add(e.b.mul(total, e.weight(e.at(weights, 4))), half)


class Mixed(Form):
    """Units are kept as they are: their even and odd bytes are made where they are needed."""

    def __init__(self) -> None:
        super().__init__(3, 2, widened=True)

    @property
    def vectors(self) -> int:
        """Vectors of a kept unit."""
        return 1

    def kept(self, e: Emit, unit: Value) -> list[Value]:
        """Return the vectors that are kept of a unit."""
        return [unit]

    def step(self, e: Emit, sums: list[Value], unit: list[Value], weights: list[Value]) -> list[Value]:
        """Add a group; `unit` is what `kept` gave."""
        high = e.b.add(e.b.bitcast(sums[0], e.words), e.madd8(unit[0], weights[0]))
        low = e.b.add(e.b.add(sums[1], e.madd(e.evens(unit[0]), weights[1])), e.madd(e.odds(unit[0]), weights[2]))
        return [e.b.bitcast(high, e.dwords), low]

    def finish(self, e: Emit, sums: list[Value], weights: Value, half: Value) -> Value:
        """Return the whole sums; `weights`: address of those of the first group."""
        high = e.madd(sums[0], e.const(e.words, 1))
        return e.b.add(e.b.shl(high, e.const(e.dwords, 16)), sums[1])

    def rows_start(self, e: Emit, half: Value) -> list[Value]:
        """Return the sums before the first pair of rows: two of high ones, four of low ones."""
        return [ir.Constant(e.dwords, None)] * 2 + [half] * 4

    def rows_step(self, e: Emit, sums: list[Value], both: list[Value], weights: list[Value]) -> list[Value]:
        """Add a pair; `both`: bytes of its rows in turn, the lower and the higher half of every 128 bits."""
        after = []
        for total, x in zip(sums[:2], both, strict=True):
            after.append(e.b.bitcast(e.b.add(e.b.bitcast(total, e.words), e.madd8(x, weights[0])), e.dwords))
        lows = zip(sums[2:], _words(e, both), strict=True)
        return after + [e.b.add(total, e.madd(four, weights[1])) for total, four in lows]

    def rows_finish(self, e: Emit, sums: list[Value]) -> list[Value]:
        """Return the whole sums: of the first four samples of every 128 bits, of the second four, and so on."""
        zero = ir.Constant(e.words, None)
        highs = [e.unpack(zero, e.b.bitcast(x, e.words), high) for x in sums[:2] for high in (False, True)]
        return [e.b.add(e.b.bitcast(high, e.dwords), low) for high, low in zip(highs, sums[2:], strict=True)]


FORMS = {
    "equal": Equal(),
    "wide": Form(4, 2, widened=True),
    "mixed": Mixed(),
    "narrow": Form(2, 1, widened=True),
    "bytes3": Form(3, 3, widened=False),
    "bytes2": Form(2, 2, widened=False),
}
