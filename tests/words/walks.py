"""Random plans of `resample.run.bytes`, their pictures, and walks for any kind of vectors."""

from __future__ import annotations

import numpy as np

from resample.kernels.dots import MIXED_SUM
from resample.plan.plan import Plan
from resample.plan.words import Add, AnyOrder, Cast, Clip, Map, Premultiply, Shr, Step, Sum, Taps, Unpremultiply
from resample.run import bytes as walks
from resample.run.weighted import weighted
from tests.words.making import Array, plan_of

__all__ = ["ORDERS", "SIZES", "draw", "picture", "walk_of"]

#: Axes of (height, width, channels) in the order of their passes.
ORDERS = {"across": (1,), "down": (0,), "across_down": (1, 0), "down_across": (0, 1)}
#: Sides: every small remainder, and some that need several strips, blocks and refills.
SIZES = (*range(1, 36), 47, 63, 64, 65, 70, 131, 257, 600)
#: Bits of the weights: those that two, three signed bytes, one over 16 bits, a 16-bit and a 32-bit number hold.
BITS = {"bytes2": 15, "bytes3": 23, "mixed": 24, "narrow": 16, "wide": 32, "equal": 32}


def draw(rng: np.random.Generator, order: str, channels: int, dot: str, alpha: bool = False) -> Plan:
    """Return a plan of bytes; its weights need the form."""
    height, width = (int(rng.choice(SIZES)) for _ in range(2))
    shape = (height, width, channels)
    steps: list[Step] = [_taps(rng, axis, shape[axis], dot) for axis in ORDERS[order]]
    if alpha:
        steps = [Map((Premultiply(),)), *steps, Map((Unpremultiply(),))]
    return plan_of(shape, "u8", *steps)


def _taps(rng: np.random.Generator, axis: int, length: int, dot: str) -> Taps:
    bits = BITS[dot]
    outputs = int(rng.choice(SIZES))
    most = int(rng.integers(1, min(length, rng.choice([2, 9, 70])) + 1))
    count = rng.integers(1, most + 1, outputs)
    middle = ((np.arange(outputs) + rng.random()) * length / outputs).astype(int)
    first = np.sort(np.clip(middle - rng.integers(0, most + 1, outputs), 0, length - count))
    count = np.minimum(count, length - first)
    low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    weight = rng.integers(low, high, (outputs, most), endpoint=True)
    if rng.random() < 0.5:  # as a filter has them: few results at the ends of the range
        weight = np.abs(weight) // np.maximum(1, count[:, None])
    weight[0, 0] = high if rng.random() < 0.5 else low
    if dot == "equal":
        weight = np.repeat(weight[:, :1], most, axis=1)
    if dot == "mixed":
        weight = _mixed(rng, count, most)
    shift = int(rng.integers(1, bits + 1)) if bits < 32 else int(rng.integers(1, 32))
    finish = (Add(int(rng.choice([0, 1 << (shift - 1)]))), Shr(shift))
    finish += (Clip(0, 255), Cast("u8")) if rng.random() < 0.5 else (Cast("u8", "sat"),)
    return Taps((axis,), (first,), (count,), (weight,), Sum("i32", AnyOrder(), wraps=True), finish)


def _mixed(rng: np.random.Generator, count: Array, most: int) -> Array:
    """Return weights whose high bytes add up to the most that is allowed, or to less."""
    high = np.zeros((count.size, most), np.int64)
    for row, n in zip(high, count, strict=True):
        total = MIXED_SUM if rng.random() < 0.5 else rng.integers(0, MIXED_SUM + 1)
        sign = rng.choice([-1, 1], n) if rng.random() < 0.5 else rng.choice([-1, 1])
        row[:n] = np.minimum(sign * rng.multinomial(total, rng.dirichlet(np.ones(n))), 127)
    high[0, :] = 0
    high[0, 0] = 1  # more than 16 bits
    low = rng.integers(-(1 << 15), 1 << 15, high.shape)
    return (high << 16) + (low if rng.random() < 0.5 else np.where(low < 0, -(1 << 15), (1 << 15) - 1))


def picture(rng: np.random.Generator, plan: Plan) -> Array:
    """Return a picture of any bytes, or of the extremes alone."""
    image = rng.integers(0, 256, plan.source.shape).astype(np.uint8)
    return image if rng.random() < 0.7 else np.where(image < 128, 0, 255).astype(np.uint8)


def walk_of(plan: Plan, lanes: int, dot8: bool, native: bool) -> walks.Walk | None:
    """Return the walk of a plan that `draw` gave, for other vectors than this CPU's."""
    steps = list(plan.steps)
    alpha = isinstance(steps[0], Map)
    sums = [weighted(step, state) for step, state in zip(steps, plan.states[1:], strict=True) if isinstance(step, Taps)]
    assert all(sums)
    return walks.pack(plan.source.shape, [s for s in sums if s], (alpha, alpha), lanes, dot8, native=native)
