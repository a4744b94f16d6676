"""Where torch's bits depend on strides, batch and the threads among which it divides work: both sides of the edges."""

from __future__ import annotations

import random
from collections.abc import Iterator
from math import prod
from typing import Any

import pytest

from resample import torch as F
from resample.errors import NotExact
from tests.originals.counts import record_cases
from tests.require import require

torch = require("torch", "2.13.0")
functional = require("torch.nn.functional")


@pytest.fixture
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


def noise(*shape: int, dtype: Any = torch.float32) -> Any:
    x = torch.rand(shape, generator=torch.Generator().manual_seed(sum(shape)), dtype=torch.float64)
    return (x * 255).to(dtype)


MEAN = {"size": 1, "mode": "area"}
COLUMN = {"mode": "bilinear", "antialias": True}

#: Calls on either side of an edge: an input, arguments, and whether two threads give what one plan says.
EDGES: dict[str, tuple[Any, dict[str, Any], bool]] = {
    "mean of 32,767": (noise(1, 1, 217, 151), MEAN, True),
    "mean of 32,768": (noise(1, 1, 256, 128), MEAN, False),
    "mean of a line of 32,767": (noise(1, 1, 32767, dtype=torch.float64), MEAN, True),
    "mean of a line of 32,768": (noise(1, 1, 32768, dtype=torch.float64), MEAN, False),
    "means of two channels": (noise(1, 2, 256, 300), MEAN, True),
    "means of two pictures": (noise(2, 1, 256, 300), MEAN, True),
    "means of two volumes": (noise(2, 1, 4, 128, 256), MEAN, True),
    "means of channels last": (noise(1, 256, 300, 5).permute(0, 3, 1, 2), MEAN, True),
    "means of 70 channels last": (noise(1, 40, 50, 70).permute(0, 3, 1, 2), MEAN, True),
    "means of channels with gaps, 32,760": (noise(1, 52, 63, 20)[..., ::2].permute(0, 3, 1, 2), MEAN, True),
    "means of channels with gaps, 32,770": (noise(1, 29, 113, 20)[..., ::2].permute(0, 3, 1, 2), MEAN, False),
    "column of 32,768": (noise(1, 1, 50, 3), {"size": (32768, 1), **COLUMN}, True),
    "column of 32,769": (noise(1, 1, 50, 3), {"size": (32769, 1), **COLUMN}, False),
    "columns of two pictures, 32,768": (noise(2, 1, 50, 3), {"size": (16384, 1), **COLUMN}, True),
    "columns of two pictures, 32,770": (noise(2, 1, 50, 3), {"size": (16385, 1), **COLUMN}, False),
    "columns of uint8, 32,768": (noise(1, 8, 50, 3, dtype=torch.uint8), {"size": (4096, 1), **COLUMN}, True),
    "columns of uint8, 32,776": (noise(1, 8, 50, 3, dtype=torch.uint8), {"size": (4097, 1), **COLUMN}, False),
    "two columns": (noise(1, 1, 50, 3), {"size": (40000, 2), **COLUMN}, True),
}


@pytest.mark.parametrize("threads", [2], indirect=True)
@pytest.mark.parametrize("name", EDGES)
def test_two_threads(name: str, threads: int) -> None:
    x, arguments, exact = EDGES[name]
    if exact:
        assert torch.equal(F.interpolate(x, **arguments), functional.interpolate(x, **arguments))
    else:
        with pytest.raises(NotExact, match="among 2 threads"):
            F.interpolate(x, **arguments)


@pytest.mark.parametrize("threads", [1], indirect=True)
@pytest.mark.parametrize("name", EDGES)
def test_one_thread(name: str, threads: int) -> None:
    x, arguments, _ = EDGES[name]
    assert torch.equal(F.interpolate(x, **arguments), functional.interpolate(x, **arguments))


@pytest.mark.parametrize(
    ("x", "arguments"),
    [
        (noise(1, 1, 400, 400) / 3, MEAN),
        (noise(1, 1, 50, 3), {"size": (60000, 1), **COLUMN}),
        (noise(1, 5, 50, 3, dtype=torch.uint8), {"size": (8001, 1), **COLUMN}),
    ],
)
def test_what_is_refused_differs(x: Any, arguments: dict[str, Any]) -> None:
    """The refusal is not caution: the original's own bits change with its threads."""
    before, given = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            given.append(functional.interpolate(x, **arguments))
    finally:
        torch.set_num_threads(before)
    assert not torch.equal(*given)
    with pytest.raises(NotExact, match="among 2 threads"):
        F.at(threads=2).interpolate(x, **arguments)


def layouts(n: int, seed: int) -> Iterator[Any]:
    """Yield tensors whose axes lie in memory in any order, some with gaps between them."""
    rng = random.Random(seed)
    dtypes = (torch.float32, torch.float32, torch.float64, torch.float16, torch.bfloat16)
    while n:
        axes = rng.choice((1, 2, 2, 3))
        spatial = [rng.choice((1, 2, 3, 5, 8, 9, 13, 16, 31)) for _ in range(axes)]
        shape = [rng.choice((1, 1, 2, 3, 5)), rng.choice((1, 2, 3, 4, 5, 8, 9, 17, 33, 40, 70)), *spatial]
        order = rng.sample(range(axes + 2), axes + 2)
        if rng.random() < 0.4:
            order = rng.choice(([0, *range(2, axes + 2), 1], [*range(2, axes + 2), 1, 0], [*range(2, axes + 2), 0, 1]))
        wide = [k + (rng.random() < 0.15) for k in shape]
        if prod(wide) > 30000:
            continue
        n -= 1
        x = noise(*(wide[k] for k in order)).sub(100).to(rng.choice(dtypes))
        yield x.permute([order.index(k) for k in range(axes + 2)])[tuple(slice(0, k) for k in shape)]


@pytest.mark.parametrize("threads", [1, 2], indirect=True)
def test_means_of_any_layout(threads: int) -> None:
    cases, refused, differing = 400, 0, []
    for x in layouts(cases, threads):
        try:
            ours = F.interpolate(x, **MEAN)
        except NotExact:
            refused += 1
            continue
        theirs = functional.interpolate(x, **MEAN)
        if ours.stride() != theirs.stride() or not torch.equal(ours, theirs):
            differing.append((x.dtype, tuple(x.shape), x.stride()))
    record_cases(f"hard/torch/means of any layout, {threads} threads", cases - refused, len(differing))
    assert differing == []
    # Results side by side that belong to several pictures.
    assert 0 < refused < cases // 8
