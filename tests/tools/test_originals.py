"""The callers of the originals, against calls of the originals in this process or against each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from resample.spec import Spec
from resample.tools import check
from resample.tools.check import Claim
from resample.tools.originals import torchvision as caller
from resample.tools.originals import worker
from tests.require import installed, require

IMAGE = np.random.default_rng(3).integers(0, 256, (97, 131, 3), np.uint8)
BUILD = (("cpu", "avx2"), ("threads", "1"))


def spec(api: str = "", **options: str) -> Spec:
    return Spec("torchvision", "bilinear", api, "0.29", BUILD, tuple(options.items()))


def test_torchvision_is_called_as_its_specs_say() -> None:
    """Version 2 resizes bytes as torch does, version 1 by floats that are rounded once."""
    if not (installed("torchvision") or "").startswith("0.29."):  # where it is, it may not be importable here as it is
        require("torchvision", "0.29")
    torch = require("torch", "2.13")
    tensor = torch.from_numpy(IMAGE)[None].permute(0, 3, 1, 2)

    def by_torch(like: Any, antialias: bool) -> np.ndarray:
        result = torch.nn.functional.interpolate(like, (40, 50), mode="bilinear", antialias=antialias)
        return np.asarray(result.round().to(torch.uint8)[0].permute(1, 2, 0))

    want = [
        (spec("v2"), by_torch(tensor, True)),
        (spec("v2", antialias="off"), by_torch(tensor, False)),
        (spec(), by_torch(tensor.float(), True)),
        (spec(antialias="off"), by_torch(tensor.float(), False)),
    ]
    verdicts = check.check([Claim(one, IMAGE, result) for one, result in want])
    assert [v.text for v in verdicts] == ["equal to torchvision 0.29.2 with torch 2.13.0, bit for bit"] * len(want)


@pytest.mark.parametrize("name", ["pillow", "opencv", "torch", "torchvision"])
def test_every_caller_offers_what_a_check_needs(name: str) -> None:
    room = check.worker_of(name)
    assert room is not None
    assert all(hasattr(room, part) for part in ("TITLE", "MODULE", "environment", "build", "version", "call"))


def test_no_caller_is_found_for_what_is_no_original() -> None:
    assert [check.worker_of(name) for name in ("nobody", "os.path", "../torch")] == [None] * 3


def test_specs_cross_to_another_process_unchanged() -> None:
    for one in (spec("v2", antialias="off"), Spec.parse("pillow@12.2:bicubic"), Spec.parse("torch:area")):
        assert worker.from_json(worker.to_json(one)) == one
    assert caller.environment(spec()) == {"ATEN_CPU_CAPABILITY": "avx2"}
