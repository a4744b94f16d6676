"""The short road of pictures whose memory is in another order than their axes."""

from __future__ import annotations

import numpy as np
import pytest

from resample import clear_caches
from resample.torch import at, interpolate


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_channels_last_comes_back_as_the_first_time(mode: str, channels: int) -> None:
    rng = np.random.default_rng(channels)
    clear_caches()
    for number in range(3):
        picture = rng.integers(0, 256, (1, 21, 34, channels)).astype(np.uint8).transpose(0, 3, 1, 2)
        found = interpolate(picture, size=(13, 17), mode=mode, antialias=True)
        again = interpolate(picture.copy(), size=(13, 17), mode=mode, antialias=True)
        assert np.array_equal(found, at().interpolate(picture, (13, 17), None, mode, antialias=True)), number
        assert found.shape == again.shape == (1, channels, 13, 17)
        if number == 0:
            first = found.strides
        assert found.strides == first
