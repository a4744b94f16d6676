"""torchvision 0.29.2's resize, v1 and v2, on both executors: every dtype, mode and layout, on every build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from resample import torchvision
from resample.torchvision import InterpolationMode
from tests.originals.counts import record_cases
from tests.originals.replays import present
from tests.originals.torch_draws import ours, same, same_bfloat16, samples, sides
from tests.originals.torch_worker import Samples, Torch

present("torch", "2.13.0")
present("torchvision", "0.29.2")
BACKENDS = ("numpy", "numba")
BUILDS = (("avx2", 1), ("avx2", 2), ("default", 1))
DTYPES = (
    *("uint8", "int8", "int16", "uint16", "int32", "uint32", "int64"),
    *("bool", "float16", "bfloat16", "float32", "float64"),
)
MODES = ("nearest", "nearest-exact", "bilinear", "bicubic", "lanczos")
#: Pillow's numbers stand for modes in both APIs, so that a call can be sent to another process.
NUMBERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3}


@pytest.fixture(scope="module", params=BUILDS, ids=lambda build: f"{build[0]}-{build[1]}")
def torch(request: pytest.FixtureRequest) -> Iterator[Torch]:
    worker = Torch(*request.param)
    yield worker
    worker.close()


def pictures(rng: np.random.Generator, dtype: str) -> Samples:
    """Return a picture, or a batch, or a batch of batches."""
    layout = str(rng.choice(["plain", "last", "gaps", "view", "odd"]))
    channels = int(rng.choice([1, 3, 3, 3, 4, 6, 9]))
    x = samples(rng, (int(rng.integers(1, 3)), channels, *sides(rng, 2)), dtype, layout)
    leading = rng.random()
    if leading < 0.6:
        return Samples(x.memory, x.dtype, x.shape[1:], x.strides[1:])
    if leading < 0.7:
        return Samples(x.memory, x.dtype, (1, *x.shape), (x.strides[0] * x.shape[0], *x.strides))
    return x


def arguments(rng: np.random.Generator, api: str) -> dict[str, Any]:
    """Return the arguments of a call, most of them taken."""
    mode = str(rng.choice(MODES if api else MODES[:-1]))
    size = sides(rng, 2)
    given: dict[str, Any] = {"size": [size, list(size), size[0], [size[0]]][rng.integers(4)]}
    if rng.random() < 0.2:
        given["max_size"] = int(rng.integers(1, 120))
    if api and rng.random() < 0.1:
        given.update(size=None, max_size=int(rng.integers(1, 120)))
    if rng.random() < 0.6:
        given["antialias"] = [True, False, None][rng.integers(3)]
    if mode in NUMBERS:
        return {**given, "interpolation": NUMBERS[mode]}
    return {**given, "interpolation": mode}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("api", ["", "v2"])
def test_table(torch: Torch, api: str, dtype: str, backend: str) -> None:
    rng = np.random.default_rng([DTYPES.index(dtype), len(api)])
    build = torchvision.at(cpu=torch.cpu, threads=torch.threads)
    build = build.v2 if api else build
    equal = same_bfloat16 if dtype == "bfloat16" else same
    cases = 64 if dtype == "uint8" else 16
    found, refused = [], 0
    for _ in range(cases):
        drawn, given = pictures(rng, dtype), arguments(rng, api)
        theirs = torch.resize(api, drawn, **given)
        if given["interpolation"] == "nearest-exact" and not api:
            given["interpolation"] = InterpolationMode.NEAREST_EXACT
        mine = ours(build, drawn, given, "resize")
        if mine.error == "NotExact":
            refused += 1
        elif not equal(mine, theirs):
            found.append((drawn, given))
    record_cases(f"hard/torchvision/{api or 'v1'} {dtype} {backend}", cases, len(found))
    assert found == []
    assert refused <= (cases if dtype == "uint32" else cases // 8)
