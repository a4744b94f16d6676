"""The short road of tensors: the same bits, strides and errors as the long one."""

from __future__ import annotations

import numpy as np
import pytest

import resample.torch as functional
from tests.require import require

pytestmark = pytest.mark.usefixtures("nothing_known")

PLANES = np.random.default_rng(7).integers(0, 256, (1, 3, 12, 10), np.uint8)


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
@pytest.mark.parametrize("layout", ["planes", "pixels", "a pixel's stride of the batch", "every other column"])
def test_tensors_take_the_short_road(layout: str, dtype: str, short: list[bool]) -> None:
    torch = require("torch", "2.13.0")
    torch.set_num_threads(1)
    tensor = torch.from_numpy(PLANES).to(getattr(torch, dtype))
    tensor = {
        "planes": lambda: tensor,
        "pixels": lambda: tensor.contiguous(memory_format=torch.channels_last),
        "a pixel's stride of the batch": lambda: tensor[0].permute(1, 2, 0).contiguous().permute(2, 0, 1)[None],
        "every other column": lambda: tensor.repeat_interleave(2, 3)[..., ::2],
    }[layout]()
    given = {"size": (5, 7), "mode": "bilinear", "antialias": True}
    wanted = torch.nn.functional.interpolate(tensor, **given)
    for _ in range(2):
        result = functional.interpolate(tensor, **given)
        assert type(result) is torch.Tensor and torch.equal(result, wanted) and result.stride() == wanted.stride()
        array = functional.interpolate(tensor.numpy(), **given)
        assert type(array) is np.ndarray and array.tobytes() == wanted.numpy().tobytes()
    assert short[-2:] == [layout != "every other column"] * 2


def test_tensors_that_are_not_plain_take_the_long_road(short: list[bool]) -> None:
    torch = require("torch", "2.13.0")
    torch.set_num_threads(1)
    plain = torch.from_numpy(PLANES.astype(np.float32))
    given = {"size": (5, 7), "mode": "bilinear"}
    for _ in range(2):
        functional.interpolate(plain, **given)
    negative = torch.complex(plain, plain).conj().imag
    assert negative.is_neg()
    for odd in (plain.to(torch.bfloat16), plain.half(), torch.nn.Parameter(plain, requires_grad=False), negative):
        del short[:]
        result = functional.interpolate(odd, **given)
        assert torch.equal(result, torch.nn.functional.interpolate(odd, **given)) and result.dtype == odd.dtype
        assert not any(short)
    for odd in (plain.clone().requires_grad_(), plain.to("meta"), plain.to_sparse()):
        with pytest.raises(TypeError):
            functional.interpolate(odd, **given)
    assert not any(short)
