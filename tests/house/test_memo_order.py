"""The short road of pictures whose memory is in another order than their axes."""

from __future__ import annotations

import numpy as np
import pytest

from resample import clear_caches
from resample.torch import at, interpolate


@pytest.mark.parametrize("stride", ["whole", "zero"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_channels_last_comes_back_as_the_first_time(mode: str, channels: int, stride: str) -> None:
    """After ``picture[None]`` the batch's stride is 0, and torch's result is in C order."""
    rng = np.random.default_rng(channels)
    clear_caches()
    for number in range(3):
        picture = rng.integers(0, 256, (21, 34, channels)).astype(np.uint8)
        batch = picture[None] if stride == "zero" else picture.reshape(1, *picture.shape)
        view = batch.transpose(0, 3, 1, 2)
        found = interpolate(view, size=(13, 17), mode=mode, antialias=True)
        assert np.array_equal(found, at().interpolate(view, (13, 17), None, mode, antialias=True)), number
        assert found.shape == (1, channels, 13, 17)
        assert found.flags.c_contiguous or stride == "whole"
        if number == 0:
            first = found.strides
        assert found.strides == first


def test_results_in_c_order_take_the_short_road() -> None:
    clear_caches()
    view = np.zeros((21, 34, 3), np.uint8)[None].transpose(0, 3, 1, 2)
    interpolate(view, size=(13, 17), mode="bilinear", antialias=True)
    (call,) = at().calls.kept.values()
    result = call.run(view)
    assert result.flags.c_contiguous and result.shape == (1, 3, 13, 17)
