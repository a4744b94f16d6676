"""Memory of a resize: what the largest pictures need beyond themselves, and images that are read in bands for it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from resample import pillow
from resample.pillow import bands
from tests.originals.pillow_draws import MODES, Image, array_of, image_of, outcome, samples

#: Bytes of the result and of the rows between the passes; and what weights, a band that is read, and pages need.
RESULT, BETWEEN, REST = 200 * 200, 20_000 * 200, 12 * 2**20

MEASURE = """
import sys
import numpy as np
from resample import pillow

def status(name):
    line = next(line for line in open("/proc/self/status") if line.startswith(name))
    return int(line.split()[1]) * 1024

image = np.full((20_000, 20_000), 200, np.uint8)
if sys.argv[1] == "image":
    from PIL import Image
    Image.MAX_IMAGE_PIXELS = None
    small = Image.fromarray(image[:9000, :9000])
    image = Image.fromarray(image)
else:
    small = image[:9000, :9000]
assert np.asarray(pillow.resize(small, (200, 200))).min() == 200  # what is compiled or allocated once
small = None
open("/proc/self/clear_refs", "w").write("5")  # the peak starts anew
before = status("VmRSS")
assert np.asarray(pillow.resize(image, (200, 200))).shape == (200, 200)
print(status("VmHWM") - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["array", "image"])
def test_a_large_picture_needs_little_beyond_itself(kind: str) -> None:
    run = subprocess.run([sys.executable, "-c", MEASURE, kind], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) <= RESULT + BETWEEN + REST


@pytest.mark.parametrize("backend", ["numpy", "numba"], indirect=True)
@pytest.mark.parametrize("mode", MODES)
def test_bands_give_what_the_whole_gives(mode: str, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "LARGE", 1)
    monkeypatch.setattr(bands, "_BAND", 150)  # a few lines
    image = image_of(samples(np.random.default_rng(12), mode, (23, 31)), mode)
    calls: list[tuple[str, tuple[Any, ...]]] = [
        ("resize", (size, number, box, gap))
        for size in ((7, 5), (30, 9), (50, 40), (23, 9), (9, 31), (1, 1))
        for number in (0, 1)
        for box, gap in ((None, None), ((2.5, 3, 20, 30.25), None), ((3, 4, 20, 30), 1.0))
    ]
    for name, arguments in [*calls, ("reduce", (3,)), ("reduce", (1, (2, 3, 9, 30)))]:
        assert outcome(getattr(pillow, name), image, *arguments) == outcome(getattr(image, name), *arguments)


def test_a_large_image_is_read_in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "LARGE", 100 * 90)
    monkeypatch.setattr(bands, "_BAND", 1000)
    read = []
    part = bands.ImagePicture.part
    monkeypatch.setattr(bands.ImagePicture, "part", lambda self, *given: read.append(given) or part(self, *given))
    image = Image.fromarray(np.arange(9000, dtype=np.uint8).reshape(90, 100))
    assert pillow.resize(image, (9, 9)).tobytes() == array_of(image.resize((9, 9))).tobytes()
    assert read == [(0, start, start + 10) for start in range(0, 90, 10)]
