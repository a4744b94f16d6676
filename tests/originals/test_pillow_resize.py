"""`Image.resize` of Pillow 13.0.0 against both executors: every mode with every filter, in every kind of call."""

from __future__ import annotations

import numpy as np
import pytest

from resample import pillow
from resample.front.call import plan
from resample.plan.words import Taps
from tests.originals.counts import record_cases
from tests.originals.pillow_draws import (
    FILTERS,
    KINDS,
    MODES,
    Drawn,
    Image,
    agrees,
    array_of,
    bits,
    call,
    outcome,
    picture,
    plain,
)

pytestmark = pytest.mark.parametrize("backend", ["numpy", "numba"], indirect=True)


def differs(rng: np.random.Generator, mode: str, number: int | None, drawn: Drawn) -> bool:
    """Return whether ours and Pillow's image, or the array that stands for it, differ in anything."""
    image = picture(rng, mode, drawn.source)
    arguments = (drawn.size, number, drawn.box, drawn.gap)
    theirs = outcome(image.resize, *arguments)
    if outcome(pillow.resize, image.copy(), *arguments) != theirs:
        return True
    return not agrees(theirs, outcome(pillow.resize, plain(array_of(image)), *arguments, mode=mode))


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_with_every_filter(mode: str, name: str, backend: str) -> None:
    rng = np.random.default_rng([MODES.index(mode), FILTERS.index(name)])
    drawn = [call(rng, kind) for kind in KINDS]
    differing = [d for d in drawn if differs(rng, mode, FILTERS.index(name), d)]
    record_cases(f"hard/pillow/{mode} {name} {backend}", len(drawn), len(differing))
    assert differing == []


@pytest.mark.parametrize("mode", MODES)
def test_the_default_filter(mode: str, backend: str) -> None:
    rng = np.random.default_rng(5)
    assert [d for d in (call(rng, kind) for kind in KINDS) if differs(rng, mode, None, d)] == []


@pytest.mark.parametrize("name", FILTERS)
def test_long_sides(name: str, backend: str) -> None:
    rng = np.random.default_rng(6)
    longest = 20000 if backend == "numba" else 700  # the reference takes its time for every tap of a window
    sides = (
        Drawn((longest, 2), (333, 3)),
        Drawn((3, longest), (2, 7)),
        Drawn((5, 3), (33000, 2)),
        Drawn((2, 1301), (1, 12), (0.0, 0.5, 1.7, 1300.2)),
    )
    for mode in ("L", "RGBA", "F", "I;16"):
        assert [d for d in sides if differs(rng, mode, FILTERS.index(name), d)] == []


@pytest.mark.parametrize("mode", ["L", "RGB", "F", "I;16"])
def test_as_many_passes_as_pillow(mode: str, backend: str) -> None:
    # Pillow's C code allocates an image for every pass, and counts them: its own tests look at this.
    image = picture(np.random.default_rng(13), mode, (128, 128))
    for size, box in (
        *(((118, 128), None), ((128, 118), None), ((118, 118), None), ((1, 9), None)),
        *(((128, 128), (20, 0, 108, 128)), ((128, 128), (0, 20, 128, 108)), ((128, 128), (0.5, 0, 128, 128))),
    ):
        before = Image.core.get_stats()["new_count"]
        image.resize(size, 2, box)
        passes = Image.core.get_stats()["new_count"] - before
        spec = "pillow:bilinear" if mode != "I;16" else "pillow:bilinear,as=I;16"
        values = array_of(image)
        found = plan(spec, shape=values.shape, dtype=values.dtype.name, layout="HWC", size=size[::-1], box=box)
        assert sum(isinstance(step, Taps) for step in found.steps) == passes


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LAB", "I", "F", "I;16N"])
def test_layouts_of_arrays(mode: str, backend: str) -> None:
    rng = np.random.default_rng(7)
    image = picture(rng, mode, (9, 7))
    theirs = array_of(image.resize((5, 6), 1))
    values = plain(array_of(image))
    spread = np.zeros((14, 18, *values.shape[2:]), values.dtype)
    spread[::2, ::2] = values
    read_only = values.copy()
    read_only.setflags(write=False)
    for array in (values, spread[::2, ::2], values[::-1].copy()[::-1], np.asfortranarray(values), read_only):
        assert bits(pillow.resize(array, (5, 6), 1, mode=mode)) == bits(plain(theirs))
