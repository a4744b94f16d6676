"""Random valid plans: a hypothesis strategy that draws every word of `resample.plan.words`.

    @given(plans(), seeds())
    def test_something(plan, seed):
        image = picture(plan, seed)

Hypothesis draws the words; numbers come from a seeded generator, because their count would drown the words.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from resample.plan import ranges
from resample.plan.check import check
from resample.plan.plan import Plan, Source
from resample.plan.state import State
from resample.plan.words import DTYPES, FLOATS, Gather, Map, Split, Step, Taps
from tests.words import draw_points, draw_sums
from tests.words.making import AXES, Array, stored

__all__ = ["features", "picture", "plans", "seeds"]

#: Most samples of a picture inside a random plan.
MOST = 400


def seeds() -> st.SearchStrategy[int]:
    """Draw a seed for numbers."""
    return st.integers(0, 2**32 - 1)


@st.composite
def plans(draw: st.DrawFn, most_steps: int = 3) -> Plan:
    """Draw a valid plan of one to three steps, for pictures of one to four axes and any dtype.

    Parameters
    ----------
    most_steps : int
    """
    shape = _shape(draw)
    dtype = draw(st.sampled_from([*DTYPES, "u8", "u8", "u8", "u16"]))
    states, chosen = [State.of(shape, dtype)], []
    for _ in range(draw(st.integers(1, most_steps))):
        step = draw(steps(states[-1]))
        chosen.append(step)
        states.append(check(states[-1], [step])[1])
    return Plan(Source(shape, dtype, AXES[len(shape)]), tuple(chosen))


def _shape(draw: st.DrawFn) -> tuple[int, ...]:
    ndim = draw(st.integers(1, 4))
    # One axis alone may be long: what has levels and halves needs many taps.
    longest = {1: 300, 2: 24, 3: 7, 4: 4}[ndim]
    shape = [draw(st.integers(1, longest)) for _ in range(ndim)]
    while prod(shape) > MOST:
        shape[shape.index(max(shape))] //= 2
    return tuple(shape)


@st.composite
def steps(draw: st.DrawFn, state: State) -> Step:
    """Draw a step that fits the state."""
    kind = draw(st.sampled_from([Gather, Taps, Taps, Taps, Taps, Split, Map, Map]))
    rng = np.random.default_rng(draw(seeds()))
    if kind is Gather:
        return _gather(draw, state, rng)
    if kind is Map:
        return Map(draw_points.draw_ops(draw, state, rng, draw(st.integers(1, 4))))
    return draw_sums.draw_split(draw, state, rng) if kind is Split else draw_sums.draw_taps(draw, state, rng)


def _gather(draw: st.DrawFn, state: State, rng: np.random.Generator) -> Gather:
    axis = draw(st.integers(0, len(state.shape) - 1))
    inside = draw(st.booleans())
    index = rng.integers(0 if inside else -1, state.shape[axis], draw(st.integers(1, 6)))
    each = draw(st.booleans()) and axis != len(state.shape) - 1
    fill = [draw_points.constant(draw, state.dtype) for _ in range(state.shape[-1] if each else 1)]
    return Gather(axis, index, tuple(fill))


def picture(plan: Plan, seed: int, batch: tuple[int, ...] = ()) -> Array:
    """Return a picture for a plan: ordinary numbers, extremes, and of floats NaN, infinities, -0.0 and subnormals."""
    rng = np.random.default_rng(seed)
    shape, dtype = batch + plan.source.shape, plan.source.dtype
    if dtype in FLOATS:
        return _floats(rng, shape, dtype)
    low, high = ranges.of_dtype(dtype)
    assert low is not None and high is not None
    image = rng.integers(low, high, shape, DTYPES[dtype], endpoint=True)
    if rng.random() < 0.5:
        small = rng.integers(max(low, -9), 10, shape).astype(DTYPES[dtype])
        image = np.where(rng.random(shape) < 0.5, small, image)
    edge = rng.choice(np.array([low, high, max(low, -1), 0, 1], DTYPES[dtype]), shape)
    return np.where(rng.random(shape) < 0.2, edge, image)


def _floats(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Array:
    """Return floats whose exponents lie near each other, so that roundings meet, with a few special ones."""
    scale = 2.0 ** rng.integers(-3, 4, shape) * rng.choice([1.0, 255.0, 1e-3])
    image = stored((rng.standard_normal(shape) * scale), dtype)
    if rng.random() < 0.5:
        image = stored(rng.integers(-4, 260, shape).astype(float), dtype)
    if rng.random() < 0.4:
        bits = {"f16": 2**10, "bf16": 2**7, "f32": 2**23, "f64": 2**52}[dtype]
        tiny = rng.integers(1, bits, shape).astype(f"u{image.itemsize}").view(image.dtype)
        special = [stored(v, dtype) for v in (np.nan, np.inf, -np.inf, 0.0, -0.0, _end(dtype), -_end(dtype))]
        chosen = rng.choice(np.array(special), shape)
        chosen = np.where(rng.random(shape) < 0.2, tiny, chosen)
        image = np.where(rng.random(shape) < rng.choice([0.02, 0.3]), chosen, image)
    return image


def _end(dtype: str) -> float:
    """Return the largest finite number of a float dtype."""
    return {"f16": 65504.0, "bf16": 255 * 2.0**120, "f32": (2 - 2.0**-23) * 2.0**127, "f64": np.finfo("f8").max}[dtype]


def features(plan: Plan) -> set[str]:
    """Return the words of a plan, and the choices inside them: ``"Round"`` and ``"Round.mode=away"``."""
    found: set[str] = set()
    for step in plan.steps:
        _visit(step, found)
    return found


def _visit(word: Any, found: set[str]) -> None:
    if isinstance(word, tuple):
        for item in word:
            _visit(item, found)
    elif is_dataclass(word):
        name = type(word).__name__
        found.add(name)
        for one in fields(word):
            value = getattr(word, one.name)
            if isinstance(value, str | bool):
                found.add(f"{name}.{one.name}={value}")
            _visit(value, found)
